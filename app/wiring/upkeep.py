"""Bringing the house into order: migrations, and the catalogue."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typer

from app.settings import Settings
from app.wiring import backup
from app.wiring.house import House, open_house
from db import migrations
from db.backups.archive import Damaged
from db.catalogue.loader import SHIPPED, Report
from db.catalogue.loader import import_catalogue as load
from db.catalogue.problems import Unreadable

BAD_FILES = NOT_SAVED = 1


def migrate_database(settings: Settings, *, save_first: bool) -> int:
    house = open_house(settings)
    try:
        if save_first and not _saved(house):
            return NOT_SAVED
        migrations.upgrade(house.database)
        typer.echo(f"The database is at {migrations.current(house.database)}.")
        return 0
    finally:
        house.close()


def _saved(house: House) -> bool:
    """What holds rows and is about to be changed lies in a verified file first."""
    before = migrations.current(house.database)
    if before in (None, migrations.head()):
        return True
    try:
        made = backup.make(house, name=f"before-{migrations.head()}")
    except (Damaged, OSError) as error:
        typer.echo(f"nothing was changed, for no backup could be made: {error}", err=True)
        return False
    typer.echo(f"What was there is saved in {made.path}.")
    return True


def import_catalogue(settings: Settings, paths: Sequence[Path], *, dry_run: bool, as_json: bool) -> int:
    house = open_house(settings)
    try:
        migrations.upgrade(house.database)
        report = import_into(house, paths, dry_run=dry_run)
    except Unreadable as unreadable:
        for problem in unreadable.problems:
            typer.echo(str(problem), err=True)
        return BAD_FILES
    finally:
        house.close()
    _print(report, as_json=as_json)
    return 0


def import_into(house: House, paths: Sequence[Path] = (), *, dry_run: bool = False) -> Report:
    """Raises Unreadable, with every problem of every file."""
    at = house.now()
    with house.database.writing() as session:
        return load(session, paths or SHIPPED, at=at, today=house.today(at), dry_run=dry_run)


def _print(report: Report, *, as_json: bool) -> None:
    counts = {name: asdict(tally) for name, tally in report.tables.items()}
    if as_json:
        said = {"version": report.version, "tables": counts, "diff": report.diff}
        typer.echo(json.dumps(said, ensure_ascii=False))
        return
    for line in report.diff:
        typer.echo(line)
    for name, count in counts.items():
        typer.echo(f"{name}: " + ", ".join(f"{what} {n}" for what, n in count.items()))
