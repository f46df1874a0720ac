"""Rows out of a database and into one. The database itself says what tables it has: its shape may be an older one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    Select,
    TableClause,
    column,
    func,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.engine import Inspector

BATCH = 1000
NOT_OURS = ("alembic_version",)
MADE_AGAIN = ("ticket_words",)
"""What triggers keep to search by: the cases that are restored fill it."""
IN_ORDER_OF_CASES = {"events": ("ticket_id", "seq")}
WITH_ITS_EVENT = "event_texts"
"""Tickets, events and words lie in the order of cases, so that chains are checked without holding them in memory."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A table as it stands in the database."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    clause: TableClause

    def rows(self) -> Select[Any]:
        return select(*(self.clause.c[name] for name in self.columns)).order_by(*self._order())

    def _order(self) -> Iterable[Any]:
        if self.name != WITH_ITS_EVENT:
            return [self.clause.c[name] for name in IN_ORDER_OF_CASES.get(self.name, self.key)]
        events = table("events", column("id"), column("ticket_id"), column("seq"))
        mine = events.c.id == self.clause.c.event_id
        return [select(events.c[name]).where(mine).scalar_subquery() for name in ("ticket_id", "seq")]


def tables(connection: Connection) -> list[Kept]:
    """Every table with rows of ours. What a database keeps to search by is made again from these."""
    inspector = inspect(connection)
    names = sorted(set(inspector.get_table_names()) - {*NOT_OURS, *MADE_AGAIN})
    if connection.dialect.name == "sqlite":
        ordinary = text("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
        names = sorted(set(names) & set(connection.execute(ordinary).scalars()))
    return [_kept(inspector, name) for name in names]


def _kept(inspector: Inspector, name: str) -> Kept:
    columns = [one for one in inspector.get_columns(name) if not one.get("computed")]
    for one in columns:
        if isinstance(one["type"], JSON):
            one["type"].none_as_null = True
    return Kept(
        name=name,
        columns=tuple(one["name"] for one in columns),
        key=tuple(inspector.get_pk_constraint(name)["constrained_columns"]),
        clause=table(name, *(column(one["name"], one["type"]) for one in columns)),
    )


def lines(connection: Connection, kept: Kept) -> Iterator[bytes]:
    """One JSON array a row, moments in UTC."""
    for row in connection.execute(kept.rows().execution_options(yield_per=BATCH)):
        yield orjson.dumps(list(row), option=orjson.OPT_NAIVE_UTC | orjson.OPT_APPEND_NEWLINE)


def put(connection: Connection, kept: Kept, columns: Sequence[str], given: Iterable[bytes]) -> int:
    """Insert these lines. Returns how many there were."""
    read = [_Reader(kept.clause.c[name].type, connection.dialect.name) for name in columns]
    told, lines = 0, iter(given)
    while batch := list(islice(lines, BATCH)):
        rows = [
            {name: one(value) for name, one, value in zip(columns, read, orjson.loads(line), strict=True)}
            for line in batch
        ]
        connection.execute(insert(kept.clause), rows)
        told += len(rows)
    return told


def count(connection: Connection, kept: Kept) -> int:
    return connection.scalar(select(func.count()).select_from(kept.clause)) or 0


def is_empty(connection: Connection) -> bool:
    """Whether no table of ours holds a row."""
    return not any(
        connection.execute(select(text("1")).select_from(one.clause).limit(1)).first()
        for one in tables(connection)
    )


def as_dict(columns: Sequence[str], line: bytes) -> dict[str, Any]:
    return dict(zip(columns, orjson.loads(line), strict=True))


@contextmanager
def references_rest(connection: Connection) -> Iterator[None]:
    """Rows come table by table, so what they point to may come later. All is checked when the block ends.

    SQLite's keys rest and are checked by whoever opened the transaction: see db.migrations.alone.
    """
    known: Sequence[Mapping[Any, Any]] = []
    if connection.dialect.name != "sqlite":
        known = connection.execute(text(FOREIGN_KEYS)).mappings().all()
    for one in known:
        connection.exec_driver_sql(f"ALTER TABLE {one['owner']} DROP CONSTRAINT {one['name']}")
    yield
    for one in known:
        connection.exec_driver_sql(f"ALTER TABLE {one['owner']} ADD CONSTRAINT {one['name']} {one['law']}")


FOREIGN_KEYS = """
SELECT conrelid::regclass::text AS owner, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS law
FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""


class _Reader:
    """From JSON to what a column of this type takes."""

    def __init__(self, kind: object, dialect: str) -> None:
        self._kind, self._naive = kind, dialect == "sqlite"

    def __call__(self, value: Any) -> Any:
        if value is None:
            return None
        return self._from_text(value) if self._is_day_or_moment else value

    @cached_property
    def _is_day_or_moment(self) -> bool:
        return isinstance(self._kind, Date | DateTime)

    def _from_text(self, value: str) -> date | datetime:
        if isinstance(self._kind, Date):
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value).astimezone(UTC)
        return moment.replace(tzinfo=None) if self._naive else moment
