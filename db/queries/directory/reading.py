"""From tables to a snapshot, and the shelf where a process keeps it until an import or midnight ages it."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from db.base import Base
from db.queries.directory.places import LANGUAGES, Place
from db.queries.directory.snapshot import (
    CategoryEntry,
    Directory,
    Entries,
    InboxEntry,
    PointEntry,
    ReasonEntry,
    RecordingEntry,
    ServiceEntry,
)
from db.queries.directory.version import current_version
from db.tables.catalogue import Category, Holiday, LegalTerm, Reason, Service
from db.tables.places import Inbox, Panel, PublicPoint, RouteRow, Unit, UnitAlias
from db.tables.recordings import Recording
from rules.deadlines import Promise, Term
from rules.routing import Route
from rules.topics import TopicWords
from rules.working_time import BISHKEK, Calendar

FRESH_SECONDS = 5.0
READ: tuple[type[Base], ...] = (
    Unit,
    UnitAlias,
    Service,
    Category,
    Reason,
    Inbox,
    RouteRow,
    PublicPoint,
    Panel,
    Holiday,
    LegalTerm,
    Recording,
)
Rows = Mapping[type[Base], list[RowMapping]]


def read(session: Session, today: date, zone: ZoneInfo = BISHKEK) -> Directory:
    """Reads again when an import committed between two of the tables."""
    version = current_version(session)
    while True:
        rows = {table: _all(session, table) for table in READ}
        before, version = version, current_version(session)
        if version == before:
            return Directory(_entries(rows, version, today, zone))


@dataclass(frozen=True, slots=True)
class Held:
    directory: Directory
    checked_at: float


class Shelf:
    """One snapshot per process, shared by its threads; an import elsewhere is noticed within 5 seconds."""

    def __init__(self, timezone: str = "Asia/Bishkek", clock: Callable[[], float] = time.monotonic) -> None:
        self._zone = ZoneInfo(timezone)
        self._clock = clock
        self._lock = Lock()
        self._held: Held | None = None

    def directory(self, session: Session, *, at: datetime) -> Directory:
        """The catalogue as it stands on the local day of a moment."""
        today = at.astimezone(self._zone).date()
        held, now = self._held, self._clock()
        if held and held.directory.today == today and now - held.checked_at < FRESH_SECONDS:
            return held.directory
        # Asked before the lock: a thread that waits for a connection must not hold up those that have one.
        version = current_version(session)
        with self._lock:
            found = self._held.directory if self._held else None
            if found is None or found.today != today or found.version != version:
                found = read(session, today, self._zone)
            self._held = Held(found, now)
            return found


def _all(session: Session, table: type[Base]) -> list[RowMapping]:
    return list(session.execute(select(table.__table__)).mappings())


def _entries(rows: Rows, version: int, today: date, zone: ZoneInfo) -> Entries:
    return Entries(
        version=version,
        today=today,
        calendar=_calendar(rows[Holiday], zone),
        terms=tuple(_term(row) for row in rows[LegalTerm] if row["unit"] == "working_days"),
        calendar_terms=tuple(_term(row) for row in rows[LegalTerm] if row["unit"] == "calendar_days"),
        places=tuple(_place(row, today) for row in rows[Unit]),
        aliases=_aliases(rows[UnitAlias]),
        services=tuple(_service(row, today) for row in _in_order(rows[Service])),
        categories=tuple(_category(row, today) for row in _in_order(rows[Category])),
        reasons=tuple(_reason(row, today) for row in _in_order(rows[Reason])),
        inboxes=tuple(_inbox(row, today) for row in sorted(rows[Inbox], key=lambda row: str(row["code"]))),
        routes=tuple(_route(row) for row in rows[RouteRow] if _stands(row, today)),
        points=tuple(_point(row, today) for row in rows[PublicPoint]),
        panels={row["unit_id"]: row["people"] for row in rows[Panel]},
        words=_words(rows, today),
        recordings=tuple(_recording(row) for row in rows[Recording]),
    )


def _stands(row: RowMapping, today: date) -> bool:
    """Both days belong to the time in which a row is valid."""
    since, until = row.get("valid_from"), row["valid_to"]
    return (since is None or since <= today) and (until is None or today <= until)


def _in_order(rows: Iterable[RowMapping]) -> list[RowMapping]:
    return sorted(rows, key=lambda row: (int(row["position"]), str(row["code"])))


def _names(row: RowMapping) -> dict[str, str]:
    return {language: row[f"name_{language}"] for language in LANGUAGES}


def _promise(row: RowMapping) -> Promise:
    return Promise(row["answer_within"], row["resolve_within"])


def _calendar(rows: Iterable[RowMapping], zone: ZoneInfo) -> Calendar:
    days: dict[str, set[date]] = defaultdict(set)
    for row in rows:
        days[row["kind"]].add(row["on"])
    return Calendar(holidays=frozenset(days["holiday"]), workdays=frozenset(days["workday"]), timezone=zone)


def _term(row: RowMapping) -> Term:
    return Term(row["code"], row["days"], row["valid_from"], row["valid_to"])


def _place(row: RowMapping, today: date) -> Place:
    plain = {name: row[name] for name in ("id", "code", "kind", "parent_id", "lat", "lon", "point_certain")}
    return Place(**plain, names=_names(row), certain=row["name_certain"], stands=_stands(row, today))


def _aliases(rows: Iterable[RowMapping]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row["unit_id"]].append(row["name"])
    return {unit_id: tuple(names) for unit_id, names in found.items()}


def _service(row: RowMapping, today: date) -> ServiceEntry:
    plain = {name: row[name] for name in ("code", "emoji", "rated")}
    return ServiceEntry(**plain, names=_names(row), promise=_promise(row), stands=_stands(row, today))


def _category(row: RowMapping, today: date) -> CategoryEntry:
    return CategoryEntry(
        code=row["code"],
        service=row["service_code"],
        names=_names(row),
        promise=_promise(row),
        stands=_stands(row, today),
    )


def _reason(row: RowMapping, today: date) -> ReasonEntry:
    return ReasonEntry(
        code=row["code"],
        service=row["service_code"],
        category=row["category_code"],
        names=_names(row),
        stands=_stands(row, today),
    )


def _inbox(row: RowMapping, today: date) -> InboxEntry:
    plain = {name: row[name] for name in ("id", "code", "kind", "unit_id", "phone", "demo")}
    return InboxEntry(**plain, names=_names(row), stands=_stands(row, today))


def _point(row: RowMapping, today: date) -> PointEntry:
    plain = {name: row[name] for name in ("id", "code", "village_id", "lat", "lon")}
    return PointEntry(**plain, names=_names(row), service=row["service_code"], stands=_stands(row, today))


def _recording(row: RowMapping) -> RecordingEntry:
    return RecordingEntry(row["id"], row["prompt"], row["language"], row["municipality_id"])


def _route(row: RowMapping) -> Route:
    return Route(row["unit_id"], row["service_code"], row["category_code"], row["inbox_id"], row["priority"])


def _words(rows: Rows, today: date) -> TopicWords:
    standing = [row for row in (*rows[Service], *rows[Category]) if _stands(row, today)]
    service_of = {row["code"]: row["service_code"] for row in rows[Category] if _stands(row, today)}
    return TopicWords({row["code"]: _weighted(row["words"]) for row in standing}, service_of)


def _weighted(words: Iterable[Any]) -> tuple[tuple[str, int], ...]:
    return tuple((word, weight) for _, word, weight in words)
