"""`dobush doctor`: looks for what is wrong and says what to do about it. Each room has a module of looks."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

import typer

from app.settings import Settings
from app.wiring import (
    doctor_bot,
    doctor_catalogue,
    doctor_database,
    doctor_files,
    doctor_machine,
    doctor_settings,
    doctor_telegram,
    doctor_work,
)
from app.wiring.finding import Finding, Look
from app.wiring.house import House, open_house

WITHOUT_DATABASE: Sequence[Look] = (
    *doctor_settings.LOOKS,
    *doctor_machine.LOOKS,
    *doctor_files.LOOKS,
    *doctor_bot.LOOKS,
    *doctor_telegram.LOOKS,
)
IN_DATABASE: Sequence[Look] = (
    *doctor_catalogue.LOOKS,
    *doctor_work.LOOKS,
)
"""Only where the database answers and has the newest shape."""


def examine(settings: Settings, *, only_able: bool, as_json: bool) -> int:
    """Prints every finding. Returns 1 when something is wrong."""
    findings = list(_findings(settings, only_able=only_able))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(f"{'ok   ' if finding.fine else 'WRONG'} {finding.about}: {finding.sentence}")
    return 0 if all(finding.fine for finding in findings) else 1


def _findings(settings: Settings, *, only_able: bool) -> Iterator[Finding]:
    try:
        house = open_house(settings)
    except OSError as error:
        yield doctor_machine.no_folder(settings, error)
        return
    try:
        reached = list(doctor_database.reach(house))
        yield from reached
        if only_able:
            yield from _all(house, doctor_bot.LOOKS)
            return
        if all(finding.fine for finding in reached):
            yield from _all(house, IN_DATABASE)
        yield from _all(house, WITHOUT_DATABASE)
    finally:
        house.close()


def _all(house: House, looks: Iterable[Look]) -> Iterator[Finding]:
    for look in looks:
        yield from look(house)
