"""Databases to measure on: files of SQLite with every commit on disk, and a PostgreSQL with its ordinary safety."""

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import URL, make_url

from benchmarks.loading import Load, prepare
from tests.postgres import Server

KINDS = ("sqlite", "postgres")
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY")
"""As db/engine.py sets them: the peer promises as much as we do."""
SETTINGS = ("shared_buffers=1GB", "work_mem=16MB", "max_wal_size=2GB")


class Bases(Protocol):
    """Makes databases of one kind. A template is loaded once and copied."""

    kind: str

    def new(self, load: Load) -> str: ...
    def copy(self, url: str) -> str: ...


class OnSqlite:
    kind = "sqlite"

    def __init__(self, folder: Path, copies: Path | None = None) -> None:
        self._folder, self._copies, self._numbers = folder, copies or folder, count(1)

    def new(self, load: Load) -> str:
        """Kept from one run to the next when the folder is."""
        path = self._folder / f"load-{load.tickets}.db"
        if not path.exists():
            draft = self._folder / "draft.db"
            draft.unlink(missing_ok=True)
            prepare(f"sqlite:///{draft}", load)
            draft.rename(path)
        return f"sqlite:///{path}"

    def copy(self, url: str) -> str:
        path = self._copies / f"copy-{next(self._numbers)}.db"
        shutil.copyfile(make_url(url).database or "", path)
        return f"sqlite:///{path}"


class OnPostgres:
    kind = "postgres"

    def __init__(self, server: URL, prefix: str = "dobush") -> None:
        self._server, self._prefix, self._numbers = server, prefix, count(1)

    def new(self, load: Load) -> str:
        name = f"{self._prefix}_load_{load.tickets}"
        with self._admin() as admin:
            if admin.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
                draft = f"{self._prefix}_draft"
                admin.execute(f"DROP DATABASE IF EXISTS {draft}".encode())
                admin.execute(f"CREATE DATABASE {draft}".encode())
                prepare(self._url(draft), load)
                admin.execute(f"ALTER DATABASE {draft} RENAME TO {name}".encode())
        return self._url(name)

    def copy(self, url: str) -> str:
        name = f"{self._prefix}_copy_{next(self._numbers)}"
        with self._admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {make_url(url).database}".encode())
        return self._url(name)

    def drop(self, what: str = "") -> None:
        """What was made: all of it, or only `copy` or `load`."""
        with self._admin() as admin:
            ours = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            for (name,) in admin.execute(ours, (f"{self._prefix}_{what}",)).fetchall():
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def _admin(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(_plain(self._server), autocommit=True) as connection:
            yield connection


@contextmanager
def opened(kind: str, folder: Path, copies: Path) -> Iterator[Bases]:
    """What is loaded stays in the folder, or on the server that DOBUSH_TEST_POSTGRES names; copies do not."""
    if kind == "sqlite":
        yield OnSqlite(folder, copies)
    elif named := os.environ.get("DOBUSH_TEST_POSTGRES"):
        bases = OnPostgres(make_url(named))
        try:
            yield bases
        finally:
            bases.drop("copy")
    else:
        with Server(SETTINGS, places=[str(copies), "/var/tmp"]) as server:
            yield OnPostgres(server.url)


class Bare:
    """The driver alone: statements as they were recorded, one transaction at a time."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.connection: Any = (
            self._sqlite() if self._url.get_backend_name() == "sqlite" else self._postgres()
        )
        self._begin = "BEGIN IMMEDIATE" if self._url.get_backend_name() == "sqlite" else "BEGIN"
        self._cursor = self.connection.cursor()

    def transactions(self, many: Iterable[Sequence[tuple[str, Any]]]) -> int:
        """How many they were."""
        done = 0
        for statements in many:
            self._transaction(statements)
            done += 1
        return done

    def _transaction(self, statements: Sequence[tuple[str, Any]]) -> None:
        cursor = self._cursor
        cursor.execute(self._begin)
        for statement, values in statements:
            cursor.execute(statement, values)
            if cursor.description is not None:
                cursor.fetchall()
        cursor.execute("COMMIT")

    def answers(self, statements: Sequence[tuple[str, Any]]) -> int:
        """Rows read, outside any transaction of ours."""
        rows = 0
        for statement, values in statements:
            rows += len(self._cursor.execute(statement, values).fetchall())
        return rows

    def close(self) -> None:
        self.connection.close()

    def _sqlite(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._url.database or "", isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _postgres(self) -> psycopg.Connection[Any]:
        return psycopg.connect(_plain(self._url), autocommit=True)


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
