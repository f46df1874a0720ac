"""`dobush restore`: a backup becomes the database again, wholly or not at all."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer
from alembic.util import CommandError
from sqlalchemy import Connection, delete
from sqlalchemy.exc import SQLAlchemyError

from app.settings import Settings
from app.wiring.backup import CHAIN, FAILED, folder_of_files, speak, told, verified
from app.wiring.house import House, open_house
from casework import chains
from db import migrations
from db.backups import aftermath, archive, numbers, rows
from db.backups.aftermath import Aftermath
from db.backups.archive import Backup, Damaged
from db.backups.rows import Kept
from db.migrations import BrokenReference
from rules.reference import shown

SKIPPED = 1000
"""Case numbers left out after a restore: those that citizens were told after the backup was made."""


class NotRestored(Exception):
    """Says why, and that nothing was changed."""


@dataclass(frozen=True, slots=True)
class Choices:
    replace: bool = False
    resend: bool = False
    skip_numbers: int = SKIPPED
    dry_run: bool = False
    accept_broken: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    aftermath: Aftermath
    next_number: int


def restore_house(settings: Settings, path: Path, choices: Choices, *, as_json: bool) -> int:
    began = time.monotonic()
    house = open_house(settings)
    try:
        with archive.reading(path) as backup:
            verdict = verified(backup)
            restored = restore(house, backup, verdict, choices)
            said = told(backup.manifest, verdict)
            age = house.now() - backup.manifest.made_at
    except (Damaged, NotRestored, OSError) as error:
        typer.echo(f"nothing was restored: {error}", err=True)
        return FAILED
    finally:
        house.close()
    took = time.monotonic() - began
    if as_json:
        more = {"age_seconds": round(age.total_seconds()), "seconds": round(took, 1)}
        typer.echo(json.dumps(said | more | (_told(restored) if restored else {})))
        return 0
    speak(backup.manifest, verdict)
    typer.echo(f"age: {str(age).partition('.')[0]}; what happened since then is lost")
    if restored is None:
        typer.echo("restored: nothing, as you asked only to look")
    else:
        _speak(restored, choices)
        typer.echo(f"restored: everything, in {took:.1f} seconds")
    return 0


def restore(
    house: House, backup: Backup, verdict: chains.Verdict, choices: Choices = Choices()
) -> Restored | None:
    """None when it was only looked at. Raises NotRestored and Damaged; then nothing was changed."""
    manifest = backup.manifest
    if verdict.broken and not choices.accept_broken:
        named = ", ".join(f"{shown(ticket)} from event {at} on" for ticket, at in verdict.broken.items())
        raise NotRestored(
            f"the history of these cases does not hold: {named}; --accept-broken takes it as it is"
        )
    if not migrations.is_known(manifest.migration):
        raise NotRestored(f"migration {manifest.migration} is unknown here: it was made by a newer Dobush")
    if choices.dry_run:
        return None
    try:
        return _all_or_nothing(house, backup, verdict, choices)
    except (SQLAlchemyError, BrokenReference, CommandError) as error:
        raise NotRestored(f"the database refuses it ({type(error).__name__})") from error


def _all_or_nothing(house: House, backup: Backup, verdict: chains.Verdict, choices: Choices) -> Restored:
    with migrations.alone(house.database) as connection:
        _make_room(house, connection, replace=choices.replace)
        _put_files(house.settings, backup)
        return _fill(house, connection, backup, verdict, choices)


def _make_room(house: House, connection: Connection, *, replace: bool) -> None:
    if migrations.current_of(connection) is None:
        return
    if not rows.is_empty(connection):
        if not replace:
            raise NotRestored("the database is not empty; --replace throws away what is in it")
        if aftermath.is_in_use(connection, at=house.now()):
            raise NotRestored("a bot is working on this database; stop Dobush first")


def _fill(
    house: House, connection: Connection, backup: Backup, verdict: chains.Verdict, choices: Choices
) -> Restored:
    manifest = backup.manifest
    if migrations.current_of(connection) is not None:
        migrations.walk(connection, to="base")
    migrations.walk(connection, to=manifest.migration)
    tables = {one.name: one for one in rows.tables(connection)}
    if missing := set(manifest.tables) - set(tables):
        raise Damaged(f"tables that nobody knows: {', '.join(sorted(missing))}")
    with rows.references_rest(connection):
        for name, part in manifest.tables.items():
            if rows.count(connection, tables[name]):  # what a migration wrote into its new table
                connection.execute(delete(tables[name].clause))
            rows.put(connection, tables[name], part.columns, backup.lines(name))
    _compare(connection, tables, backup, verdict)
    known = dict(manifest.numbers)
    known["tickets"] = known.get("tickets", 1) + choices.skip_numbers
    numbers.go_on(connection, list(tables.values()), known)
    settled = aftermath.settle(connection, at=house.now(), resend=choices.resend)
    migrations.walk(connection, to="head")
    return Restored(settled, known["tickets"])


def _compare(
    connection: Connection, tables: dict[str, Kept], backup: Backup, verdict: chains.Verdict
) -> None:
    """The database is read again: as many rows, and every chain as it was in the file. Raises NotRestored."""
    for name, part in backup.manifest.tables.items():
        if (there := rows.count(connection, tables[name])) != part.size:
            raise NotRestored(f"{name}: {there} rows of {part.size}")
    if chains.check(*(_dicts(connection, tables[name]) for name in CHAIN)) != verdict:
        raise NotRestored("the chains of cases are not what they are in the backup")


def _put_files(settings: Settings, backup: Backup) -> None:
    folder = folder_of_files(settings)
    for name in backup.manifest.files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".part")
        with draft.open("wb") as file:
            for piece in backup.pieces(name):
                file.write(piece)
        draft.replace(path)


def _dicts(connection: Connection, kept: Kept) -> Iterator[dict[str, object]]:
    return (rows.as_dict(kept.columns, line) for line in rows.lines(connection, kept))


def _told(restored: Restored) -> dict[str, object]:
    return {
        "letters": dict(restored.aftermath.letters),
        "sessions_ended": restored.aftermath.sessions,
        "keys": restored.aftermath.keys,
        "next_case": shown(restored.next_number),
    }


def _speak(restored: Restored, choices: Choices) -> None:
    then = restored.aftermath
    fate = "will be sent" if choices.resend else "held back: `dobush retry letter ID` sends one"
    typer.echo(f"letters that were waiting: {sum(then.letters.values())}, {fate}")
    for what, n in sorted(then.letters.items()):
        typer.echo(f"  {what}: {n}")
    typer.echo(f"sessions, links and invitations ended: {then.sessions}")
    typer.echo(f"keys of the API that work: {then.keys}; end again those you ended since (dobush user list)")
    typer.echo(f"the next case is {shown(restored.next_number)}")
