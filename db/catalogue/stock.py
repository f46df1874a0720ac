"""What the database holds of the catalogue, spoken in codes, so that it can be laid beside the files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.catalogue.sheets import SHEETS, Key, Sheet, Values
from db.tables.catalogue import Category
from db.tables.places import Unit

Ids = Mapping[str, Mapping[str, Any]]
"""By sheet: the primary key of the row with this code."""
Numbers = Mapping[Key, Any]
"""The primary key of each row of one sheet."""


@dataclass(frozen=True, slots=True)
class Stock:
    ids: Ids
    rows: Mapping[str, Mapping[Key, Values]]
    numbers: Mapping[str, Numbers]
    services: Mapping[str, str]
    """The service of each category."""
    kinds: Mapping[str, str]
    """The kind of each unit."""


def take_stock(session: Session, sheets: Iterable[Sheet]) -> Stock:
    ids = {sheet.name: ids_of(session, sheet) for sheet in SHEETS if sheet.key == ("code",)}
    rows: dict[str, Mapping[Key, Values]] = {}
    numbers: dict[str, Numbers] = {}
    for sheet in sheets:
        held = _held(session, sheet, ids)
        rows[sheet.name] = {key: values for key, (_, values) in held.items()}
        numbers[sheet.name] = {key: number for key, (number, _) in held.items()}
    services = dict(session.execute(select(Category.code, Category.service_code)).all())
    kinds = dict(session.execute(select(Unit.code, Unit.kind)).all())
    return Stock(ids, rows, numbers, services, kinds)


def ids_of(session: Session, sheet: Sheet) -> dict[str, Any]:
    columns = sheet.table.__table__.columns
    return dict(session.execute(select(columns["code"], columns[sheet.identity])).all())


def _held(session: Session, sheet: Sheet, ids: Ids) -> dict[Key, tuple[Any, Values]]:
    codes = {name: {key: code for code, key in known.items()} for name, known in ids.items()}
    found: dict[Key, tuple[Any, Values]] = {}
    for row in session.execute(select(sheet.table.__table__)).mappings():
        values = {name: row[name] for name in sheet.kept}
        for column in sheet.columns:
            value = row[column.attribute]
            values[column.name] = codes[column.refers].get(value) if column.refers else value
        found[tuple(values[name] for name in sheet.key)] = (row[sheet.identity], values)
    return found
