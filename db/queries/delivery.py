"""What became of what was owed: did the citizen get it, and what has a colleague not read yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from db.tables.outbox import OutboxRow

ON_PAGE = "page"
"""The channel of colleagues without Telegram: they read their notices in the inbox."""


@dataclass(frozen=True, slots=True)
class Unread:
    id: int
    content: str
    ticket_id: int


def to_citizen(session: Session, ticket_id: int) -> dict[int, str]:
    """Of each event of a ticket that the citizen is told: waiting, sent, failed or dropped."""
    rows = session.execute(
        select(OutboxRow.event_id, OutboxRow.status)
        .where(OutboxRow.ticket_id == ticket_id, OutboxRow.event_id.is_not(None), OutboxRow.user_id.is_(None))
        .order_by(OutboxRow.id)
    )
    return {row.event_id: row.status for row in rows}


def unread(session: Session, user_id: int, *, at: datetime, limit: int) -> Sequence[Unread]:
    """A colleague's notices, the newest first."""
    rows = session.execute(
        select(OutboxRow.id, OutboxRow.content, OutboxRow.ticket_id)
        .where(*_unread(user_id, at), OutboxRow.ticket_id.is_not(None))
        .order_by(OutboxRow.id.desc())
        .limit(limit)
    )
    return [Unread(row.id, row.content, row.ticket_id) for row in rows]


def read_until(session: Session, user_id: int, last_id: int, *, at: datetime) -> None:
    """Read, up to the one that stood first in the list: what came later stays."""
    session.execute(
        update(OutboxRow)
        .where(*_unread(user_id, at), OutboxRow.id <= last_id)
        .values(status="sent", settled_at=at)
        .execution_options(synchronize_session=False)
    )


def _unread(user_id: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxRow.user_id == user_id,
        OutboxRow.channel == ON_PAGE,
        OutboxRow.status == "waiting",
        OutboxRow.ready_at <= at,
    )
