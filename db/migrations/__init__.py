"""Alembic without an ini file: the package carries its own migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.engine import Database

TURN = 7_023_116_015
"""PostgreSQL's advisory lock of those who migrate. Any number would do that nobody else takes."""

LOCK_WAIT = "20s"
"""How long a migration waits for a table; everybody else waits behind it."""


KEPT_BY_TRIGGERS = "ticket_words"
"""The search index: on SQLite a virtual table with shadows, on PostgreSQL a plain one; no model speaks of it."""


class BrokenReference(Exception):
    """A migration left a row on SQLite that points to nothing; it was rolled back."""


def config(connection: Connection | None = None) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    if connection is not None:
        settings.attributes["connection"] = connection
    return settings


def upgrade(database: Database, to: str = "head") -> None:
    """Safe to call from several processes at once: one does the work, the others wait and find it done."""
    with alone(database) as connection:
        command.upgrade(config(connection), to)


def downgrade(database: Database, to: str) -> None:
    with alone(database) as connection:
        command.downgrade(config(connection), to)


def walk(connection: Connection, *, to: str) -> None:
    """From nothing up to a shape, or from any shape down to nothing ("base"), inside `alone`."""
    move = command.downgrade if to == "base" else command.upgrade
    move(config(connection), to)


def is_known(revision: str) -> bool:
    return any(step.revision == revision for step in ScriptDirectory.from_config(config()).walk_revisions())


def head() -> str | None:
    return ScriptDirectory.from_config(config()).get_current_head()


def current(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return current_of(connection)


def current_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    return current(database) == head()


def is_modelled(name: str | None, kind: str, parents: object) -> bool:
    """For Alembic's `include_name`: what may be compared with the models."""
    return not (kind == "table" and (name or "").startswith(KEPT_BY_TRIGGERS))


@contextmanager
def alone(database: Database) -> Iterator[Connection]:
    """One transaction for the whole way, begun only when nobody else migrates. References are checked at its end."""
    door = _alone_on_sqlite if database.is_sqlite else _alone_on_postgres
    with door(database) as connection:
        yield connection


@contextmanager
def _alone_on_postgres(database: Database) -> Iterator[Connection]:
    with database.engine.begin() as connection:
        # Our turn may be far off and a migration may take long; but a table lock that is not granted soon makes
        # every citizen behind it wait, so that one fails and may be tried again.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
        yield connection


@contextmanager
def _alone_on_sqlite(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        # A table that is rebuilt is dropped first, and with keys enforced its rows' references would go with it.
        # Within a transaction the pragma does nothing, so it is said to the driver before BEGIN IMMEDIATE.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise BrokenReference(", ".join(sorted({str(row[0]) for row in broken})))
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
