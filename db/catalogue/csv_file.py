"""A CSV as clerks and spreadsheets save it: CRLF, semicolons and blank lines are all welcome."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from db.catalogue.problems import Problem
from db.catalogue.rows import Parsed, Row, parse
from db.catalogue.sheets import Sheet


def read_csv(sheet: Sheet, text: str) -> Parsed:
    lines = _lines(text)
    try:
        header, rest = _split(list(lines))
        problems = list(_header_problems(sheet, header))
        if problems:
            return Parsed((), tuple(problems), None)
        rows, uneven = _rows(sheet, header, rest)
    except csv.Error as error:
        return Parsed((), (Problem("file_unreadable", sheet.file, None, {"why": str(error)}),), None)
    parsed = parse(sheet, rows)
    codes = None if uneven else parsed.codes
    return Parsed(parsed.records, (*uneven, *parsed.problems), codes)


Line = tuple[int, list[str]]


def _lines(text: str) -> Iterator[Line]:
    """Number and fields of each line that says something; a quoted field may run over several."""
    head = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    starts_on = 1
    for fields in reader:
        stripped = [field.strip() for field in fields]
        if any(stripped):
            yield starts_on, stripped
        starts_on = reader.line_num + 1


def _split(lines: Sequence[Line]) -> tuple[list[str], Sequence[Line]]:
    if not lines:
        raise csv.Error("it is empty, not even a header")
    return lines[0][1], lines[1:]


def _header_problems(sheet: Sheet, header: list[str]) -> Iterator[Problem]:
    wanted = [column.name for column in sheet.columns]
    for name in wanted:
        if name not in header:
            yield Problem("column_missing", sheet.file, 1, {"column": name})
    for at, name in enumerate(header):
        if name not in wanted or name in header[:at]:
            yield Problem("column_unknown", sheet.file, 1, {"column": name})


def _rows(sheet: Sheet, header: list[str], lines: Sequence[Line]) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    uneven: list[Problem] = []
    for line, fields in lines:
        if len(fields) == len(header):
            rows.append(Row(line, dict(zip(header, fields, strict=True))))
        else:
            facts = {"found": len(fields), "expected": len(header)}
            uneven.append(Problem("row_length", sheet.file, line, facts))
    return rows, uneven
