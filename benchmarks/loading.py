"""Rows into a migrated database by the bare drivers: a million tickets in minutes.

Indexes and triggers are taken down first and put back afterwards, from what the database itself says of them.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any, Protocol

import psycopg
from sqlalchemy import URL, make_url

from benchmarks.acting import FIRST_CHAT
from benchmarks.rows import (
    EVENT_COLUMNS,
    EVENTS_OF_A_TICKET,
    RATING_COLUMNS,
    TEXT_COLUMNS,
    TICKET_COLUMNS,
    Row,
    Scribe,
    Written,
    stored,
)
from benchmarks.stories import Chapter, Teller, chapters, citizens_of
from casework.desk import Desk
from casework.people import add_user
from db.catalogue.loader import import_catalogue
from db.engine import Database
from db.migrations import upgrade
from db.queries.directory import Directory, read
from rules.lifecycle import Role
from rules.working_time import BISHKEK

FIRST_TICKET = 1001
CITIZEN_COLUMNS = ("id", "chat_id", "language", "village_id", "reachable", "first_seen_at")
COLUMNS: Mapping[str, Sequence[str]] = {
    "citizens": CITIZEN_COLUMNS,
    "tickets": TICKET_COLUMNS,
    "events": EVENT_COLUMNS,
    "event_texts": TEXT_COLUMNS,
    "answer_ratings": RATING_COLUMNS,
}
SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class Load:
    """So many tickets, told as of a moment."""

    tickets: int
    now: datetime
    seed: int = 1

    @property
    def today(self) -> date:
        return self.now.astimezone(BISHKEK).date()


def prepare(url: str, load: Load, *, processes: int = 2) -> None:
    """Migrate, import the catalogue, hire a clerk for each inbox, and load."""
    database = Database(url)
    upgrade(database)
    with database.writing() as session:
        import_catalogue(session, at=load.now, today=load.today)
    with database.writing() as session:
        directory = read(session, load.today)
        clerks = hire(Desk(session, directory, load.now))
    database.close()
    with _bulk(make_url(url)) as bulk:
        bulk.put("citizens", _citizens(directory, load))
        bulk.number("citizens", citizens_of(load.tickets))
        work = [(directory, clerks, load, chapter) for chapter in chapters(load.tickets, until=load.today)]
        with ProcessPoolExecutor(processes) as pool:
            for written in pool.map(_written, work):
                _put(bulk, written)
        last = FIRST_TICKET + load.tickets - 1
        bulk.number("tickets", last)
        bulk.number("events", (last + 1) * EVENTS_OF_A_TICKET)
        bulk.number("answer_ratings", last)


def hire(desk: Desk) -> dict[int, int]:
    """A clerk for each inbox: inbox -> user."""
    return {
        inbox.id: add_user(desk, f"Clerk of {inbox.code}", Role.CLERK, inboxes=[inbox.code]).id
        for inbox in desk.directory.inboxes
    }


def _written(work: tuple[Directory, Mapping[int, int], Load, Chapter]) -> Written:
    directory, clerks, load, chapter = work
    teller = Teller(directory, seed=load.seed, stories=load.tickets, now=load.now)
    scribe = Scribe(directory, clerks, Random(f"{load.seed} salts {chapter.number}"))
    for number, story in enumerate(teller.tell(chapter), start=FIRST_TICKET + chapter.before):
        scribe.write(number, story.citizen + 1, story)
    return scribe.written


def _put(bulk: "Bulk", written: Written) -> None:
    bulk.put("tickets", written.tickets)
    bulk.put("events", written.events)
    bulk.put("event_texts", written.texts)
    bulk.put("answer_ratings", written.ratings)


def _citizens(directory: Directory, load: Load) -> Sequence[Row]:
    teller = Teller(directory, seed=load.seed, stories=load.tickets, now=load.now)
    first = stored(datetime.combine(load.today, time(), UTC))
    return [
        (number + 1, FIRST_CHAT + number, None, teller.home_of(number).id, True, first)
        for number in range(citizens_of(load.tickets))
    ]


class Bulk(Protocol):
    """The bare driver's quickest way in."""

    def put(self, table: str, rows: Sequence[Row]) -> None: ...
    def number(self, table: str, last: int) -> None: ...


@contextmanager
def _bulk(url: URL) -> Iterator[Bulk]:
    with _into_sqlite(url) if url.get_backend_name() == "sqlite" else _into_postgres(url) as bulk:
        yield bulk


@dataclass(frozen=True, slots=True)
class IntoSqlite:
    connection: sqlite3.Connection

    def put(self, table: str, rows: Sequence[Row]) -> None:
        columns = COLUMNS[table]
        marks = ",".join("?" * len(columns))
        self.connection.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})", rows)

    def number(self, table: str, last: int) -> None:
        if table == "tickets":  # the others go on behind their highest key by themselves
            self.connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (last, table))


@contextmanager
def _into_sqlite(url: URL) -> Iterator[Bulk]:
    assert url.database is not None
    connection = sqlite3.connect(url.database, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    taken = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL "
        f"AND tbl_name IN ({','.join('?' * len(COLUMNS))})",
        tuple(COLUMNS),
    ).fetchall()
    connection.execute("BEGIN")
    for kind, name, _ in taken:
        connection.execute(f"DROP {kind} {name}")
    yield IntoSqlite(connection)
    connection.execute(_all_words("rowid, words", "id, " + _body_of_trigger(taken)))
    for _, _, sql in taken:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _body_of_trigger(taken: Sequence[tuple[str, str, str]]) -> str:
    """How the trigger spells the words of a ticket."""
    told = next(sql for _, name, sql in taken if name == "tickets_words_insert")
    return told.partition("VALUES (new.id, ")[2].rpartition("); END")[0].replace("new.", "")


def _all_words(into: str, what: str) -> str:
    return f"INSERT INTO ticket_words ({into}) SELECT {what} FROM tickets"


@dataclass(frozen=True, slots=True)
class IntoPostgres:
    connection: psycopg.Connection[Any]

    def put(self, table: str, rows: Sequence[Row]) -> None:
        columns = ",".join(COLUMNS[table])
        with self.connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for at in range(0, len(rows), 1_000):
                copy.write("".join(map(_line, rows[at : at + 1_000])))

    def number(self, table: str, last: int) -> None:
        self.connection.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (table, last))


def _line(row: Row) -> str:
    return "\t".join("\\N" if one is None else str(one).translate(SPECIAL) for one in row) + "\n"


@contextmanager
def _into_postgres(url: URL) -> Iterator[Bulk]:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
            taken = connection.execute(
                "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
                "WHERE i.indrelid = ANY (%s::regclass[]) "
                "AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
                ([*COLUMNS, "ticket_words"],),
            ).fetchall()
            for name, _ in taken:
                connection.execute(f"DROP INDEX {name}".encode())
            yield IntoPostgres(connection)
            connection.execute(
                _all_words("ticket_id, words", "id, words_of_ticket(inbox_id, search_text)").encode()
            )
            for _, definition in taken:
                connection.execute(definition.encode())
        connection.execute("VACUUM ANALYZE")
