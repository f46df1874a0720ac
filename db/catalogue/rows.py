"""From rows of text to records, or to the list of what is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from db.catalogue.problems import Problem
from db.catalogue.sheets import REQUIRED, Column, Key, Record, Sheet


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by the name of the column; a cell may stand on a line of its own, as in YAML."""

    line: int
    cells: Mapping[str, str]
    lines: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)

    def line_of(self, column: str) -> int:
        return self.lines.get(column, self.line)


@dataclass(frozen=True, slots=True)
class Parsed:
    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    codes: frozenset[str] | None
    """Every code the sheet names, also in rows that are wrong; None when not even the codes could be read."""


def parse(sheet: Sheet, rows: Iterable[Row]) -> Parsed:
    records: list[Record] = []
    problems: list[Problem] = []
    codes: set[str] = set()
    for row in rows:
        codes.add(row.cells.get("code", ""))
        found = _record(sheet, row)
        if isinstance(found, Record):
            records.append(found)
        else:
            problems += found
    return Parsed(tuple(records), (*problems, *_repeated(sheet, records)), frozenset(codes))


def _record(sheet: Sheet, row: Row) -> Record | list[Problem]:
    values: dict[str, Any] = dict(row.kept)
    problems: list[Problem] = []
    for column in sheet.columns:
        try:
            values[column.name] = _value(column, row.cells.get(column.name, ""))
        except LookupError:
            problems.append(_problem(sheet, row, "value_missing", column))
        except ValueError as expected:
            cell = row.cells[column.name]
            problems.append(_problem(sheet, row, "value_wrong", column, value=cell, expected=str(expected)))
    return problems or Record(row.line, _key(sheet, values), values)


def _value(column: Column, cell: str) -> object:
    if cell:
        return column.read(cell)
    if column.empty is REQUIRED:
        raise LookupError
    return column.empty


def _key(sheet: Sheet, values: Mapping[str, Any]) -> Key:
    return tuple(values[name] for name in sheet.key)


def _problem(sheet: Sheet, row: Row, code: str, column: Column, **facts: object) -> Problem:
    return Problem(code, sheet.file, row.line_of(column.name), {"column": column.name, **facts})


def _repeated(sheet: Sheet, records: Iterable[Record]) -> Iterator[Problem]:
    first: dict[Key, int] = {}
    for record in records:
        before = first.setdefault(record.key, record.line)
        if before != record.line:
            key = " ".join(str(part) for part in record.key if part is not None)
            yield Problem("duplicate", sheet.file, record.line, {"first": before, "key": key})
