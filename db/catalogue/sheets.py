"""The files of a catalogue: which columns they have, what identifies a row, and which table keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect

from db.base import Base
from db.catalogue.values import (
    Reader,
    code,
    day,
    latitude,
    link_code,
    longitude,
    one_of,
    text,
    whole,
    words,
    yes_no,
)
from db.tables.catalogue import Category, Holiday, LegalTerm, Reason, Service
from db.tables.places import Inbox, Panel, PublicPoint, RouteRow, Unit, UnitAlias, UnitCode, UnitLineage

Key = tuple[object, ...]
Values = Mapping[str, Any]
"""The values of a row by the name of the column; another row is named by its code, never by its number."""

REQUIRED = object()
LONGEST_TEXT = 2000
LONGEST_TERM = 366
LONGEST_LEGAL_TERM = 36_600


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    read: Reader
    empty: object = REQUIRED
    """What an empty cell means."""
    refers: str = ""
    """The sheet whose code stands here."""
    field: str = ""
    """What the table calls it, where that differs."""

    @property
    def attribute(self) -> str:
        return self.field or self.name


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    file: str
    table: type[Base]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)
    kept: tuple[str, ...] = ()
    """Fields the file has no column for, because their value follows from the row's place in it."""

    @property
    def closes(self) -> bool:
        return "valid_to" in self.names

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns) + self.kept

    @property
    def identity(self) -> str:
        """The primary key of the table."""
        return str(inspect(self.table).primary_key[0].name)


@dataclass(frozen=True, slots=True)
class Record:
    line: int
    key: Key
    values: Values


def named(limit: int) -> tuple[Column, ...]:
    return tuple(Column(f"name_{language}", text(limit)) for language in ("ky", "ru", "en"))


def unit(name: str = "unit", field: str = "unit_id") -> Column:
    return Column(name, code(32), refers="units", field=field)


SINCE, UNTIL = Column("valid_from", day), Column("valid_to", day, empty=None)
"""Both days belong to the time in which a row is valid."""
PROMISE = (Column("answer_within", whole(1, LONGEST_TERM)), Column("resolve_within", whole(1, LONGEST_TERM)))

UNITS = Sheet(
    "units",
    "units.csv",
    Unit,
    (
        Column("code", code(32)),
        Column("kind", one_of("oblast", "rayon", "town", "aimak", "village")),
        Column("parent", code(32), empty=None, refers="units", field="parent_id"),
        *named(120),
        Column("lat", latitude, empty=None),
        Column("lon", longitude, empty=None),
        Column("point_certain", yes_no),
        Column("name_certain", yes_no),
        SINCE,
        UNTIL,
        Column("note", text(LONGEST_TEXT), empty=""),
    ),
)
UNIT_CODES = Sheet(
    "unit_codes",
    "unit_codes.csv",
    UnitCode,
    (
        unit(),
        Column("scheme", code(16)),
        Column("value", code(32)),
        Column("valid_from", day, empty=None),
        UNTIL,
    ),
    key=("unit", "scheme", "value"),
)
UNIT_ALIASES = Sheet(
    "unit_aliases", "unit_aliases.csv", UnitAlias, (unit(), Column("name", text(120))), key=("unit", "name")
)
UNIT_LINEAGE = Sheet(
    "unit_lineage",
    "unit_lineage.csv",
    UnitLineage,
    (
        unit("from_unit", "from_id"),
        unit("to_unit", "to_id"),
        Column("kind", one_of("merged", "split", "renamed", "moved")),
        Column("on", day),
        Column("act", text(LONGEST_TEXT)),
        Column("source", text(LONGEST_TEXT), empty=""),
    ),
    key=("from_unit", "to_unit", "kind", "on"),
)
SERVICES = Sheet(
    "services",
    "services.yaml",
    Service,
    (
        Column("code", code(32)),
        *named(80),
        Column("emoji", text(8)),
        Column("rated", yes_no),
        *PROMISE,
        Column("words", words, empty=[]),
    ),
    kept=("position", "valid_to"),
)
CATEGORIES = Sheet(
    "categories",
    "services.yaml",
    Category,
    (
        Column("code", code(48)),
        Column("service", code(32), refers="services", field="service_code"),
        *named(80),
        *PROMISE,
        Column("words", words, empty=[]),
    ),
    kept=("position", "valid_to"),
)
REASONS = Sheet(
    "reasons",
    "services.yaml",
    Reason,
    (
        Column("code", code(48)),
        Column("service", code(32), refers="services", field="service_code"),
        Column("category", code(48), empty=None, refers="categories", field="category_code"),
        *named(40),
    ),
    kept=("position", "valid_to"),
)
INBOXES = Sheet(
    "inboxes",
    "inboxes.csv",
    Inbox,
    (
        Column("code", code(48)),
        Column("kind", one_of("municipality", "provider", "rayon")),
        unit(),
        *named(160),
        Column("phone", text(40), empty=""),
        SINCE,
        UNTIL,
        Column("demo", yes_no),
    ),
)
ROUTES = Sheet(
    "routes",
    "routes.csv",
    RouteRow,
    (
        Column("service", code(32), refers="services", field="service_code"),
        Column("category", code(48), empty=None, refers="categories", field="category_code"),
        unit(),
        Column("inbox", code(48), refers="inboxes", field="inbox_id"),
        Column("priority", whole(0, 1000)),
        SINCE,
        UNTIL,
    ),
    key=("service", "category", "unit", "inbox"),
)
POINTS = Sheet(
    "points",
    "points.csv",
    PublicPoint,
    (
        Column("code", link_code(32)),
        Column("kind", one_of("pump", "tap", "well", "container", "lamp", "canal", "other")),
        unit("village", "village_id"),
        Column("service", code(32), refers="services", field="service_code"),
        *named(120),
        Column("lat", latitude, empty=None),
        Column("lon", longitude, empty=None),
        SINCE,
        UNTIL,
        Column("note", text(LONGEST_TEXT), empty=""),
    ),
)
PANELS = Sheet(
    "panels",
    "panels.csv",
    Panel,
    (unit(), Column("people", whole(0, 10_000))),
    key=("unit",),
)
HOLIDAYS = Sheet(
    "holidays",
    "holiday_changes.csv",
    Holiday,
    (
        Column("on", day),
        Column("kind", one_of("holiday", "workday")),
        *named(120),
        Column("source", text(120)),
    ),
    key=("on",),
)
LEGAL_TERMS = Sheet(
    "legal_terms",
    "legal_terms.csv",
    LegalTerm,
    (
        Column("code", code(32)),
        Column("days", whole(1, LONGEST_LEGAL_TERM)),
        Column("unit", one_of("working_days", "calendar_days")),
        SINCE,
        UNTIL,
        Column("law", text(LONGEST_TEXT)),
        Column("confidence", one_of("high", "medium", "low")),
        Column("note", text(LONGEST_TEXT), empty=""),
    ),
    key=("code", "valid_from"),
)

PLACES = (UNITS, UNIT_CODES, UNIT_ALIASES, UNIT_LINEAGE)
SHEETS = (*PLACES, SERVICES, CATEGORIES, REASONS, INBOXES, ROUTES, POINTS, PANELS, HOLIDAYS, LEGAL_TERMS)
"""In this order a sheet never refers to a later one."""
FILES = tuple(dict.fromkeys(sheet.file for sheet in SHEETS))
