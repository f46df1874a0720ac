"""Tickets: one under a lock, a page of a list, the history of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from db.queries.standing import RUNNING, stands
from db.tables.tickets import Event, EventText, Ticket
from rules.lifecycle import Status
from rules.permissions import Reach
from rules.refusals import NotFound

TicketRow = Ticket
"""For the edges, which read rows and know no tables."""


class LastSeal(NamedTuple):
    seq: int
    seal: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    event: Event
    text: str | None


OF_DRAFT = select(Ticket.id).where(Ticket.draft_key == bindparam("draft"))
FILED_SINCE = (
    select(Ticket.id)
    .where(Ticket.citizen_id == bindparam("citizen"), Ticket.filed_at > bindparam("since"))
    .limit(bindparam("most"))
)
"""Both are said whenever a complaint is filed; built once, they are compiled once."""


def for_update(session: Session, ticket_id: int, *, reach: Reach | None = None) -> Ticket:
    """The ticket, locked until the transaction ends. Raises NotFound, also when it is out of reach."""
    wanted = select(Ticket).where(Ticket.id == ticket_id).with_for_update()
    # Somebody may have been faster than our first look.
    wanted = wanted.execution_options(populate_existing=True)
    ticket: Ticket | None = session.scalars(within(wanted, reach)).one_or_none()
    if ticket is None:
        raise NotFound("ticket_not_found", ticket=ticket_id)
    return ticket


def one(session: Session, ticket_id: int, *, reach: Reach | None = None) -> Ticket:
    wanted = select(Ticket).where(Ticket.id == ticket_id)
    ticket: Ticket | None = session.scalars(within(wanted, reach)).one_or_none()
    if ticket is None:
        raise NotFound("ticket_not_found", ticket=ticket_id)
    return ticket


def of_draft(session: Session, draft_key: str) -> Ticket | None:
    ticket_id = session.connection().scalar(OF_DRAFT, {"draft": draft_key})
    return session.get(Ticket, ticket_id) if ticket_id is not None else None


def of_citizen(session: Session, citizen_id: int, *, limit: int = 10) -> Sequence[Ticket]:
    return session.scalars(
        select(Ticket).where(Ticket.citizen_id == citizen_id).order_by(Ticket.id.desc()).limit(limit)
    ).all()


def filed_since(session: Session, citizen_id: int, since: datetime, *, most: int) -> int:
    """How many, counted no further than `most`."""
    known = {"citizen": citizen_id, "since": since, "most": most}
    return len(session.connection().execute(FILED_SINCE, known).all())


def history(session: Session, ticket_id: int, *, after_version: int = 0) -> list[HistoryLine]:
    rows = session.execute(
        select(Event, EventText.text)
        .outerjoin(EventText, EventText.event_id == Event.id)
        .where(Event.ticket_id == ticket_id, Event.seq > after_version)
        .order_by(Event.seq)
    )
    return [HistoryLine(row.Event, row.text) for row in rows]


def event_text(session: Session, event_id: int) -> str | None:
    return session.scalar(select(EventText.text).where(EventText.event_id == event_id))


def last_seal(session: Session, ticket_id: int) -> LastSeal | None:
    row = session.execute(
        select(Event.seq, Event.seal).where(Event.ticket_id == ticket_id).order_by(Event.seq.desc()).limit(1)
    ).first()
    return LastSeal(row.seq, row.seal) if row else None


def in_status_since(
    session: Session, status: Status, before: datetime, *, after_id: int, limit: int
) -> Sequence[Ticket]:
    """Tickets that have stood in a status since before a moment, in id order, for the duties."""
    return session.scalars(
        select(Ticket)
        .where(Ticket.status == status.value, Ticket.status_since <= before, Ticket.id > after_id)
        .order_by(Ticket.id)
        .limit(limit)
    ).all()


def unanswered_due(session: Session, until: date, *, after_id: int, limit: int) -> Sequence[Ticket]:
    """Open, never answered by a person, due on or before the day; those waiting for the citizen are left alone."""
    return session.scalars(
        select(Ticket)
        .where(
            Ticket.status.in_((Status.FILED.value, Status.IN_PROGRESS.value)),
            Ticket.first_answer_at.is_(None),
            Ticket.answer_due_on <= until,
            Ticket.id > after_id,
        )
        .order_by(Ticket.id)
        .limit(limit)
    ).all()


def unregistered_due(session: Session, until: date, *, after_id: int, limit: int) -> Sequence[Ticket]:
    """Open appeals that are to be registered on or before the day."""
    return session.scalars(
        select(Ticket)
        .where(stands(RUNNING), Ticket.register_due_on <= until, Ticket.id > after_id)
        .order_by(Ticket.id)
        .limit(limit)
    ).all()


def within(wanted: Select[Any], reach: Reach | None) -> Select[Any]:
    """Every query about tickets is cut down to what the person may see."""
    if reach is None or reach.everything:
        return wanted
    return wanted.where(Ticket.inbox_id.in_(reach.inboxes))
