"""What no single row can know: whether its references, its dates and its neighbours agree with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from db.catalogue.problems import Problem
from db.catalogue.rows import Parsed
from db.catalogue.sheets import (
    CATEGORIES,
    LEGAL_TERMS,
    POINTS,
    REASONS,
    ROUTES,
    SHEETS,
    UNITS,
    Key,
    Record,
    Sheet,
    Values,
)
from db.catalogue.stock import Stock

ORDERED = (("valid_from", "valid_to"), ("answer_within", "resolve_within"))
TOGETHER = (("lat", "lon"), ("lon", "lat"))
SINGULAR = {"units": "unit", "services": "service", "categories": "category", "inboxes": "inbox"}


def check(parsed: Mapping[str, Parsed], stock: Stock, today: date) -> Iterator[Problem]:
    for sheet in SHEETS:
        if sheet.name in parsed:
            records = parsed[sheet.name].records
            yield from _inner(sheet, records)
            yield from _references(sheet, records, parsed, stock)
    if UNITS.name in parsed:
        yield from _cycles(parsed[UNITS.name].records)
    if POINTS.name in parsed:
        yield from _outside_villages(parsed, stock)
    for sheet in (ROUTES, REASONS):
        if sheet.name in parsed:
            yield from _strange_categories(sheet, parsed, stock)
    if LEGAL_TERMS.name in parsed:
        yield from _overlaps(parsed[LEGAL_TERMS.name].records, stock.rows[LEGAL_TERMS.name], today)


def _inner(sheet: Sheet, records: Iterable[Record]) -> Iterator[Problem]:
    for record in records:
        values = record.values
        for low, high in ORDERED:
            if values.get(high) is not None and values.get(low) is not None and values[high] < values[low]:
                facts = {"column": high, "value": values[high], "other": low, "least": values[low]}
                yield Problem("order_wrong", sheet.file, record.line, facts)
        for given, missing in TOGETHER:
            if values.get(given) is not None and values.get(missing) is None:
                yield Problem("value_missing", sheet.file, record.line, {"column": missing})


def _references(
    sheet: Sheet, records: Iterable[Record], parsed: Mapping[str, Parsed], stock: Stock
) -> Iterator[Problem]:
    files = {other.name: other.file for other in SHEETS}
    for column in (column for column in sheet.columns if column.refers):
        there = parsed.get(column.refers)
        known = there.codes if there else stock.ids[column.refers].keys()
        if known is None:
            continue
        where = files[column.refers] if there else "the catalogue"
        for record in records:
            code = record.values[column.name]
            if code is not None and code not in known:
                facts = {"what": SINGULAR[column.refers], "value": code, "where": where}
                yield Problem("not_listed", sheet.file, record.line, facts)


def _cycles(units: Sequence[Record]) -> Iterator[Problem]:
    parents = {unit.values["code"]: unit.values["parent"] for unit in units}
    lines = {unit.values["code"]: unit.line for unit in units}
    cleared: set[str] = set()
    for start in lines:
        path: list[str] = []
        at = start
        while at in parents and at not in cleared:
            cleared.add(at)
            path.append(at)
            at = parents[at]
        if at in path:
            ring = [*path[path.index(at) :], at]
            yield Problem("cycle", UNITS.file, lines[at], {"path": " → ".join(ring)})


def _strange_categories(sheet: Sheet, parsed: Mapping[str, Parsed], stock: Stock) -> Iterator[Problem]:
    """A route for a category of another service would never be taken; a report about one would be refused."""
    services = dict(stock.services)
    if CATEGORIES.name in parsed:
        services = {one.values["code"]: one.values["service"] for one in parsed[CATEGORIES.name].records}
    for one in parsed[sheet.name].records:
        category, service = one.values["category"], one.values["service"]
        if services.get(category, service) != service:
            facts = {"what": "category", "value": category, "where": f'the service "{service}"'}
            yield Problem("not_listed", sheet.file, one.line, facts)


def _outside_villages(parsed: Mapping[str, Parsed], stock: Stock) -> Iterator[Problem]:
    """A point lies in a village or a town: a complaint about it must find its inbox."""
    kinds = dict(stock.kinds)
    if UNITS.name in parsed:
        kinds = {one.values["code"]: one.values["kind"] for one in parsed[UNITS.name].records}
    for point in parsed[POINTS.name].records:
        village = point.values["village"]
        if kinds.get(village, "village") not in ("village", "town"):
            facts = {"what": "village", "value": village, "where": "the villages and towns"}
            yield Problem("not_listed", POINTS.file, point.line, facts)


def _overlaps(records: Sequence[Record], held: Mapping[Key, Values], today: date) -> Iterator[Problem]:
    """A deadline is never guessed: on each day at most one row holds for a term."""
    given = {record.key for record in records}
    terms: list[tuple[Values, int | None]] = [(one.values, one.line) for one in records]
    terms += [(_ended(values, today), None) for key, values in held.items() if key not in given]
    terms.sort(key=lambda term: (term[0]["code"], term[0]["valid_from"]))
    for (before, line_before), (after, line_after) in pairwise(terms):
        line = line_after or line_before
        lasts = before["valid_to"] is None or before["valid_to"] >= after["valid_from"]
        if before["code"] == after["code"] and lasts and line:
            facts = {"term": after["code"], "day": after["valid_from"]}
            yield Problem("overlap", LEGAL_TERMS.file, line, facts)


def _ended(values: Values, today: date) -> Values:
    until = values["valid_to"] or today
    return {**values, "valid_to": min(until, today)}
