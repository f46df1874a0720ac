"""What waits, since when, and what was given up: for those who watch and those who repair. Every look is bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.backups.aftermath import HELD
from db.queries.delivery import ON_PAGE
from db.queries.standing import OPEN_STATUSES, overdue
from db.tables.conversations import ReceivedUpdate
from db.tables.outbox import OutboxRow
from db.tables.people import User, UserInbox
from db.tables.places import Inbox
from db.tables.tickets import Ticket

CAP = 1000
"""Nobody counts further: more is "many"."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Counts up to CAP; ages None when nothing waits."""

    received_waiting: int
    received_age: timedelta | None
    received_dead: int
    outbox_waiting: int
    outbox_age: timedelta | None
    """How long the oldest message is due already; one that was tried counts from when it was owed."""
    outbox_attempts: int
    outbox_failed: int


def look(session: Session, *, at: datetime) -> Backlog:
    due_since = func.min(
        case((OutboxRow.attempts > 0, OutboxRow.created_at), else_=OutboxRow.ready_at),
        type_=OutboxRow.ready_at.type,
    )
    due = (*_to_be_sent(), or_(OutboxRow.ready_at <= at, OutboxRow.attempts > 0))
    owed = session.execute(
        select(due_since.label("since"), func.max(OutboxRow.attempts).label("tried")).where(*due)
    )
    outbox = owed.one()
    received = session.scalar(
        select(func.min(ReceivedUpdate.received_at)).where(ReceivedUpdate.status == "waiting")
    )
    return Backlog(
        received_waiting=_capped(session, ReceivedUpdate.id, ReceivedUpdate.status == "waiting"),
        received_age=at - received if received else None,
        received_dead=_capped(session, ReceivedUpdate.id, ReceivedUpdate.status == "dead"),
        outbox_waiting=_capped(session, OutboxRow.id, *_to_be_sent()),
        outbox_age=at - outbox.since if outbox.since else None,
        outbox_attempts=outbox.tried or 0,
        outbox_failed=_capped(session, OutboxRow.id, OutboxRow.status == "failed", _not_unreachable()),
    )


def open_cases(session: Session, today: date) -> tuple[int, int]:
    """How many are open, and how many of them are overdue."""
    return (
        _capped(session, Ticket.id, Ticket.status.in_(OPEN_STATUSES)),
        _capped(session, Ticket.id, overdue(today)),
    )


def unattended_inboxes(session: Session, roles: Sequence[str], *, limit: int = 5) -> Sequence[str]:
    """Codes of inboxes in which cases are open and nobody works."""
    attended = (
        select(UserInbox.inbox_id)
        .join(User, User.id == UserInbox.user_id)
        .where(User.active, User.role.in_(roles))
    )
    wanted = (
        select(Inbox.code)
        .where(Inbox.id.not_in(attended))
        .where(
            select(Ticket.id).where(Ticket.inbox_id == Inbox.id, Ticket.status.in_(OPEN_STATUSES)).exists()
        )
        .order_by(Inbox.code)
        .limit(limit)
    )
    return session.scalars(wanted).all()


def update_row(session: Session, row_id: int) -> ReceivedUpdate | None:
    return session.get(ReceivedUpdate, row_id)


def outbox_row(session: Session, row_id: int) -> OutboxRow | None:
    return session.get(OutboxRow, row_id)


def letters_of(session: Session, ticket_id: int, *, limit: int = 200) -> Sequence[OutboxRow]:
    """What was owed about a case, the newest first."""
    return session.scalars(
        select(OutboxRow).where(OutboxRow.ticket_id == ticket_id).order_by(OutboxRow.id.desc()).limit(limit)
    ).all()


def retry_update(session: Session, row_id: int, *, at: datetime) -> bool:
    """A dead update is taken once more. False when it is not dead."""
    again = session.execute(
        update(ReceivedUpdate)
        .where(ReceivedUpdate.id == row_id, ReceivedUpdate.status == "dead")
        .values(status="waiting", attempts=0, ready_at=at)
        .returning(ReceivedUpdate.id)
    )
    return again.first() is not None


def retry_letter(session: Session, row_id: int, *, at: datetime) -> bool:
    """What failed, or was held back by a restore, is owed again. False for anything else."""
    given_up = or_(OutboxRow.status == "failed", OutboxRow.error == HELD)
    again = session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.id == row_id, OutboxRow.status != "waiting", given_up, OutboxRow.chat_id.is_not(None)
        )
        .values(
            status="waiting",
            attempts=0,
            ready_at=at,
            settled_at=None,
            error=None,
            lease=None,
            leased_until=None,
        )
        .returning(OutboxRow.id)
    )
    return again.first() is not None


def forget_updates(session: Session, *, before: datetime, limit: int) -> int:
    """Updates that were done before a moment. Their ids rise with time, so the old ones come first."""
    old = (
        select(ReceivedUpdate.id)
        .where(ReceivedUpdate.status == "done", ReceivedUpdate.received_at < before)
        .order_by(ReceivedUpdate.id)
        .limit(limit)
    )
    ids = session.scalars(old).all()
    session.execute(delete(ReceivedUpdate).where(ReceivedUpdate.id.in_(ids)))
    return len(ids)


def forget_prompts(session: Session, *, before: datetime, limit: int) -> int:
    """Questions of conversations that were settled before a moment. Letters stay: they are a case's history."""
    old = (
        select(OutboxRow.id)
        .where(OutboxRow.kind == "prompt", OutboxRow.settled_at < before, OutboxRow.status != "waiting")
        .order_by(OutboxRow.settled_at)
        .limit(limit)
    )
    ids = session.scalars(old).all()
    session.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids)))
    return len(ids)


def _to_be_sent() -> tuple[ColumnElement[bool], ...]:
    return OutboxRow.status == "waiting", OutboxRow.channel != ON_PAGE


def _not_unreachable() -> ColumnElement[bool]:
    """That somebody blocked the bot is no fault of ours."""
    return or_(OutboxRow.error.is_(None), OutboxRow.error != "unreachable")


def _capped(session: Session, key: InstrumentedAttribute[int], *conditions: ColumnElement[bool]) -> int:
    found = select(key).where(*conditions).limit(CAP).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0
