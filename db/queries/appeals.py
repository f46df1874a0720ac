"""Official appeals of tickets, and the next number of a register."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.tables.appeals import Appeal, Registry

AppealRow = Appeal
"""For the edges, which read rows and know no tables."""


def of_ticket(session: Session, ticket_id: int) -> Appeal | None:
    return session.get(Appeal, ticket_id)


def of_tickets(session: Session, ticket_ids: Sequence[int]) -> dict[int, Appeal]:
    found = session.scalars(select(Appeal).where(Appeal.ticket_id.in_(ticket_ids)))
    return {appeal.ticket_id: appeal for appeal in found}


def forget(session: Session, ticket_id: int) -> None:
    """The person and the consent; nothing of it was registered."""
    session.execute(delete(Appeal).where(Appeal.ticket_id == ticket_id))


def next_number(session: Session, inbox_id: int, year: int) -> int:
    """From 1 on in every year. Whoever takes a number holds the register until the transaction ends: no gaps."""
    values: dict[str, Any] = {"inbox_id": inbox_id, "year": year, "last": 1}
    return int(session.connection().execute(_next(session.get_bind().dialect.name), values).scalar_one())


@cache
def _next(dialect: str) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    key = [Registry.inbox_id, Registry.year]
    counted = insert(Registry).on_conflict_do_update(index_elements=key, set_={"last": Registry.last + 1})
    return counted.returning(Registry.last)
