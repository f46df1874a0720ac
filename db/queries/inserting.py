"""INSERT … ON CONFLICT DO NOTHING, which both databases know and SQLAlchemy's plain insert() does not."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.base import Base


def insert_new(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert what is not there yet. Returns the keys of the rows that were new, in no promised order."""
    if not rows:
        return []
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    key = next(iter(table.__table__.primary_key))
    statement = insert(table).values(list(rows)).on_conflict_do_nothing().returning(key)
    return list(session.execute(statement).scalars())
