"""The two doors to the database: `writing()` and `reading()`. A whole transaction is one hop into one thread."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

P = ParamSpec("P")
T = TypeVar("T")

POSTGRES_POOL = 8
SQLITE_READERS = 4
WAIT_SECONDS = 60
"""How long a writer waits for its turn on SQLite, and a thread for a connection."""


class Database:
    """One database, SQLite or PostgreSQL. Share it between threads; never share a session."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = _sqlite(self.url, writes=True) if self.is_sqlite else _postgres(self.url)
        self._reader = _sqlite(self.url, writes=False) if self.is_sqlite else self._writer
        hops = 1 + SQLITE_READERS if self.is_sqlite else POSTGRES_POOL
        self._threads = ThreadPoolExecutor(hops, thread_name_prefix="db")

    @property
    def engine(self) -> Engine:
        """For migrations and tests; everybody else takes a door."""
        return self._writer

    @property
    def writers(self) -> int:
        """How many transactions can change the database at once."""
        return 1 if self.is_sqlite else POSTGRES_POOL // 2

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Commits when the block ends well; anything raised rolls everything back."""
        with Session(self._writer, autoflush=False, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._reader, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Everything as it stands at one moment, however long the reading takes and whoever writes meanwhile."""
        with self._reader.connect() as connection:
            if not self.is_sqlite:  # on SQLite every reading is one
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(text("SET LOCAL statement_timeout = 0"))
                yield connection

    async def write(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One transaction in one thread hop, committed before it returns."""

        def hop() -> T:
            with self.writing() as session:
                return work(session, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, hop)

    async def read(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def hop() -> T:
            with self.reading() as session:
                return work(session, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, hop)

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._writer.dispose()
        self._reader.dispose()


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _postgres(url: URL) -> Engine:
    return create_engine(
        url,
        pool_size=POSTGRES_POOL,
        max_overflow=4,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        json_serializer=_json,
        json_deserializer=orjson.loads,
        connect_args={"options": "-c timezone=UTC -c statement_timeout=60000 -c lock_timeout=20000"},
    )


def _sqlite(url: URL, *, writes: bool) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=1 if writes else SQLITE_READERS,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        json_serializer=_json,
        json_deserializer=orjson.loads,
        connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin for us: see `begin`
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that turns into a writer half-way fails at once instead of waiting; so say it at the start.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")

    return engine
