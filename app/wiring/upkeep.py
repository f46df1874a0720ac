"""Bringing the house into order: migrations, and the catalogue."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import structlog
import typer
from sqlalchemy.exc import OperationalError

from app.settings import Settings
from app.wiring.house import House, open_house
from db import migrations
from db.catalogue.loader import SHIPPED, Report
from db.catalogue.loader import import_catalogue as load
from db.catalogue.problems import Unreadable

log = structlog.get_logger(__name__)

BETWEEN_TRIES = 2.0
BAD_FILES = 1


def wait_for_database(house: House) -> None:
    """A database that is not there yet is waited for, audibly; then it is brought to the newest shape."""
    while True:
        try:
            migrations.upgrade(house.database)
            return
        except OperationalError as error:
            log.warning("database_away", error=type(error).__name__)
            time.sleep(BETWEEN_TRIES)


def migrate_database(settings: Settings) -> int:
    house = open_house(settings)
    try:
        migrations.upgrade(house.database)
        typer.echo(f"The database is at {migrations.current(house.database)}.")
        return 0
    finally:
        house.close()


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
