"""Rows made by the first version live through every later migration, on both databases, and down again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Float,
    Inspector,
    Integer,
    Numeric,
    insert,
    inspect,
    text,
)
from sqlalchemy.exc import OperationalError

from db import migrations
from db.backups import rows
from db.backups.rows import Kept
from db.engine import Database

FIRST = "0001"
REVISIONS = [
    step.revision
    for step in reversed(list(ScriptDirectory.from_config(migrations.config()).walk_revisions()))
]
MOMENT, DAY = datetime(2026, 1, 5, 3, 0, tzinfo=UTC), date(2026, 1, 5)
ROWS = 2
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def first(new_url) -> Iterator[Database]:
    """The shape of the first version, with rows in every table."""
    database = Database(new_url("bare"))
    migrations.upgrade(database, FIRST)
    fill(database)
    yield database
    database.close()


def fill(database: Database) -> None:
    with database.engine.begin() as connection:
        inspector = inspect(connection)
        with rows.references_rest(connection):
            if database.is_sqlite:
                connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            for kept in rows.tables(connection):
                made = [row(inspector, kept, number) for number in range(1, ROWS + 1)]
                connection.execute(insert(kept.clause), made)


def row(inspector: Inspector, kept: Kept, number: int) -> dict[str, Any]:
    """References point at the row of the same number; a parent of its own kind would be a circle."""
    points = {
        key["constrained_columns"][0]: None
        if key["referred_table"] == kept.name
        else key["referred_columns"][0]
        for key in inspector.get_foreign_keys(kept.name)
    }
    return {
        column["name"]: None
        if column["name"] in points and points[column["name"]] is None
        else value(column, number, naive=inspector.dialect.name == "sqlite")
        for column in inspector.get_columns(kept.name)
    }


def value(column: Any, number: int, *, naive: bool) -> Any:
    match column["type"]:
        case Boolean():
            return number % 2 == 0
        case Integer() | Numeric() | Float():
            return number
        case DateTime():
            return MOMENT.replace(tzinfo=None, minute=number) if naive else MOMENT.replace(minute=number)
        case Date():
            return DAY.replace(day=number)
        case JSON():
            return {"n": number}
    return str(number)[: column["type"].length or 9]


def content(database: Database) -> Rows:
    with database.snapshot() as connection:
        return {
            kept.name: [rows.as_dict(kept.columns, line) for line in rows.lines(connection, kept)]
            for kept in rows.tables(connection)
        }


def check_survival(before: Rows, after: Rows) -> None:
    """Every row is there, and whatever both shapes know of it says the same."""
    for name in before.keys() & after.keys():
        assert len(after[name]) >= len(before[name]), name
        for old, new in zip(before[name], after[name], strict=False):
            both = old.keys() & new.keys()
            assert {key: new[key] for key in both} == {key: old[key] for key in both}, name


def test_every_table_of_the_first_version_has_rows(first: Database) -> None:
    assert {name: len(found) for name, found in content(first).items()} == dict.fromkeys(content(first), ROWS)
    assert len(content(first)) > 20


def test_rows_of_the_first_version_live_through_every_migration(first: Database) -> None:
    for revision in REVISIONS[1:]:
        before = content(first)
        migrations.upgrade(first, revision)
        check_survival(before, content(first))
    assert migrations.is_current(first)


def test_rows_live_through_the_way_down_to_the_first_version_and_up_again(first: Database) -> None:
    before = content(first)
    migrations.upgrade(first)
    migrations.downgrade(first, FIRST)
    assert content(first).keys() == before.keys()
    check_survival(before, content(first))
    migrations.upgrade(first)
    check_survival(before, content(first))


def test_a_table_in_somebodys_hands_stops_a_migration_soon_and_nothing_is_half_done(
    postgres_url, monkeypatch
) -> None:
    """Behind a migration that waits for a lock every citizen waits; so it gives up, and is tried again."""
    monkeypatch.setattr(migrations, "LOCK_WAIT", "200ms")
    database = Database(postgres_url("bare"))
    migrations.upgrade(database, "0002")
    with database.writing() as session:
        session.execute(text("LOCK TABLE outbox IN ROW EXCLUSIVE MODE"))
        with pytest.raises(OperationalError, match="lock timeout"):
            migrations.upgrade(database)
    assert migrations.current(database) == "0002"
    migrations.upgrade(database)
    assert migrations.is_current(database)
    database.close()
