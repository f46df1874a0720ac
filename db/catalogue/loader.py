"""Lay the files of a catalogue beside the database: say what differs, then make the database say the same.

A code is an identity. Rows are added, changed, or closed with this day, and never deleted; a file that is
not given leaves its tables alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.catalogue.changes import Changes, Tally, compare, store
from db.catalogue.checking import check
from db.catalogue.files import read_files
from db.catalogue.problems import Problem, Unreadable
from db.catalogue.public_holidays import public_holidays
from db.catalogue.sheets import HOLIDAYS, SHEETS, Record, Sheet
from db.catalogue.stock import Stock, take_stock
from db.queries.directory.version import STATE_ID, raise_version
from db.tables.catalogue import CatalogueState

__all__ = ["SHIPPED", "Problem", "Report", "Tally", "Unreadable", "import_catalogue"]

SHIPPED = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Report:
    """`diff` has one line for each row that differs: + added, ~ changed, - closed."""

    tables: Mapping[str, Tally]
    diff: tuple[str, ...]
    version: int
    """Of the catalogue after the import; a dry run tells the version as it is."""

    @property
    def changes_nothing(self) -> bool:
        return not self.diff


def import_catalogue(
    session: Session,
    folder: Path | Iterable[Path] = SHIPPED,
    *,
    at: datetime,
    today: date,
    dry_run: bool = False,
) -> Report:
    """Folders or single files, in the caller's transaction.

    Raises Unreadable, with every problem of every file, before the first row is written.
    """
    parsed, problems = read_files(folder)
    sheets = [sheet for sheet in SHEETS if sheet.name in parsed]
    lock = None if dry_run else True
    state = session.get(CatalogueState, STATE_ID, populate_existing=True, with_for_update=lock)
    stock = take_stock(session, sheets)
    problems += check(parsed, stock, today)
    if problems:
        raise Unreadable(problems)
    plan = [_compared(sheet, parsed[sheet.name].records, stock, today) for sheet in sheets]
    diff = tuple(line for changes in plan for line in changes.lines())
    version = state.version if state else 0
    if diff and not dry_run:
        _store(session, plan, stock)
        version = raise_version(session, at=at)
    return Report({changes.sheet.name: changes.tally for changes in plan}, diff, version)


def _compared(sheet: Sheet, records: tuple[Record, ...], stock: Stock, today: date) -> Changes:
    held = stock.rows[sheet.name]
    if sheet is HOLIDAYS:
        known = {values["on"] for values in (*held.values(), *(record.values for record in records))}
        records += public_holidays(today, known)
    return compare(sheet, records, held, today)


def _store(session: Session, plan: Iterable[Changes], stock: Stock) -> None:
    ids: dict[str, Mapping[str, Any]] = dict(stock.ids)
    for changes in plan:
        store(session, changes, stock.numbers[changes.sheet.name], ids)
