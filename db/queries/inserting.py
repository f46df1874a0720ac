"""INSERT … ON CONFLICT DO NOTHING, which both databases know and SQLAlchemy's plain insert() does not."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from db.base import Base


def insert_new(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert what is not there yet. Returns the keys of the rows that were new, in no promised order."""
    if not rows:
        return []
    statement = _statement(table, session.get_bind().dialect.name)
    # On the connection: the session would take a row for an object and look at each of its attributes.
    return list(session.connection().execute(statement, rows[0] if len(rows) == 1 else rows).scalars())


@cache
def _statement(table: type[Base], dialect: str) -> ReturningInsert[int]:
    """Built once, so that it is compiled once."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    key = next(iter(table.__table__.primary_key))
    return insert(table).on_conflict_do_nothing().returning(key)
