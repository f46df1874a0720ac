"""What an import would do to one table, told in lines that a clerk can read, and then done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from db.catalogue.problems import shown
from db.catalogue.sheets import Key, Record, Sheet, Values
from db.catalogue.stock import Ids, Numbers, ids_of

Difference = tuple[str, object, object]


@dataclass(frozen=True, slots=True)
class Tally:
    added: int = 0
    changed: int = 0
    closed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    sheet: Sheet
    added: tuple[Values, ...]
    changed: Mapping[Key, tuple[Values, tuple[Difference, ...]]]
    closed: Mapping[Key, Values]
    unchanged: int

    @property
    def tally(self) -> Tally:
        return Tally(len(self.added), len(self.changed), len(self.closed), self.unchanged)

    def lines(self) -> Iterator[str]:
        name = self.sheet.name
        for values in self.added:
            yield f"+ {name} {_called(self.sheet, values)}"
        for key, (_, differences) in self.changed.items():
            yield f"~ {name} {_joined(key)}: " + ", ".join(_told(*difference) for difference in differences)
        for values in self.closed.values():
            yield f"- (closed) {name} {_called(self.sheet, values)}"


def compare(sheet: Sheet, records: Iterable[Record], held: Mapping[Key, Values], today: date) -> Changes:
    """Nothing is deleted: what the file no longer names ends with this day, where the table knows an end."""
    given = {record.key: record.values for record in records}
    changed = {}
    for key, values in given.items():
        differences = tuple(_differences(sheet, held[key], values)) if key in held else ()
        if differences:
            changed[key] = (values, differences)
    closed = {
        key: {**values, "valid_to": today}
        for key, values in held.items()
        if key not in given and sheet.closes and (values["valid_to"] is None or values["valid_to"] > today)
    }
    added = tuple(values for key, values in given.items() if key not in held)
    return Changes(sheet, added, changed, closed, len(held) - len(changed) - len(closed))


def store(session: Session, changes: Changes, numbers: Numbers, ids: dict[str, Mapping[str, Any]]) -> None:
    """Write them, and learn in `ids` the keys that the database gave to new rows."""
    sheet = changes.sheet
    for wave in _waves(sheet, changes.added):
        session.execute(insert(sheet.table), [_row(sheet, values, ids) for values in wave])
        if sheet.name in ids:
            ids[sheet.name] = ids_of(session, sheet)
    rewritten = [*(values for values, _ in changes.changed.values()), *changes.closed.values()]
    if rewritten:
        identities = ({sheet.identity: numbers[_key(sheet, values)]} for values in rewritten)
        rows = [
            _row(sheet, values, ids) | identity
            for values, identity in zip(rewritten, identities, strict=True)
        ]
        session.execute(update(sheet.table), rows)


def _waves(sheet: Sheet, added: Sequence[Values]) -> Iterator[list[Values]]:
    """Parents before children, since a row can only name a row that has its number."""
    above = next((column.name for column in sheet.columns if column.refers == sheet.name), None)
    waiting = list(added)
    while waiting:
        names = {values["code"] for values in waiting} if above else set()
        wave = [values for values in waiting if above is None or values[above] not in names]
        waiting = [values for values in waiting if above is not None and values[above] in names]
        yield wave


def _row(sheet: Sheet, values: Values, ids: Ids) -> dict[str, Any]:
    row = {name: values[name] for name in sheet.kept}
    for column in sheet.columns:
        value = values[column.name]
        row[column.attribute] = ids[column.refers][value] if column.refers and value is not None else value
    return row


def _key(sheet: Sheet, values: Values) -> Key:
    return tuple(values[name] for name in sheet.key)


def _differences(sheet: Sheet, before: Values, after: Values) -> Iterator[Difference]:
    for name in sheet.names:
        if before[name] != after[name]:
            yield name, before[name], after[name]


def _called(sheet: Sheet, values: Values) -> str:
    name = values.get("name_ky", "")
    return " ".join(part for part in (_joined(_key(sheet, values)), shown(name)) if part)


def _joined(key: Key) -> str:
    return " ".join(str(part) for part in key if part is not None)


def _told(name: str, before: object, after: object) -> str:
    if isinstance(before, list) and isinstance(after, list):
        gone = sum(item not in after for item in before)
        come = sum(item not in before for item in after)
        return f"{name} +{come} −{gone}"
    return f"{name} {_quoted(before)} → {_quoted(after)}"


def _quoted(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else f'"{"" if value is None else shown(value)}"'
