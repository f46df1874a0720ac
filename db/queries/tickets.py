"""Tickets: one under a lock, a page of a list, the history of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.queries import search
from db.tables.tickets import STILL_OPEN, Event, EventText, Ticket
from rules.lifecycle import OPEN, Move, Status
from rules.permissions import Reach
from rules.refusals import NotFound

TicketRow = Ticket
"""For the edges, which read rows and know no tables."""
ONE_DAY = timedelta(days=1)
OPEN_STATUSES = tuple(sorted(status.value for status in OPEN))


class LastSeal(NamedTuple):
    seq: int
    seal: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list asks for. Codes are already ids; `search` are words as `rules.text.sought` gives them."""

    inbox_id: int | None = None
    statuses: tuple[str, ...] = ()
    service: str | None = None
    village_id: int | None = None
    assignee_id: int | None = None
    overdue_on: date | None = None
    reopened: bool = False
    track: str | None = None
    soon: tuple[date, date] | None = None
    """A running clock ends between these days."""
    search: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    """Cases that are meant by their number, whatever their words."""
    updated_since: datetime | None = None

    @property
    def seeks(self) -> bool:
        return bool(self.search or self.numbers)


class Place(NamedTuple):
    """A ticket's place in the list: its due day, then its id."""

    due: date
    id: int


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


def page(
    session: Session, asked: Filter, *, reach: Reach, limit: int, after: Place | None = None
) -> Sequence[Ticket]:
    """Tickets in the order they are due, found ones from the newest back; at most `limit`."""
    if asked.seeks:
        return latest(session, asked, reach=reach, limit=limit, before_id=after.id if after else None)
    wanted = _listed(select(Ticket), asked, reach)
    if after is not None:
        wanted = wanted.where(tuple_(Ticket.answer_due_on, Ticket.id) > (after.due, after.id))
    return session.scalars(wanted.order_by(Ticket.answer_due_on, Ticket.id).limit(limit)).all()


def latest(
    session: Session, asked: Filter, *, reach: Reach, limit: int, before_id: int | None = None
) -> Sequence[Ticket]:
    """Tickets, the newest first; at most `limit`."""
    wanted = _listed(select(Ticket), asked, reach).order_by(Ticket.id.desc())
    if not asked.seeks:
        older = wanted if before_id is None else wanted.where(Ticket.id < before_id)
        return session.scalars(older.limit(limit)).all()
    found: list[Ticket] = []
    for ids in _found(session, asked, reach, before_id):
        found += session.scalars(wanted.where(Ticket.id.in_(ids)).limit(limit - len(found)))
        if len(found) == limit:
            break
    return found


def reopened_of(session: Session, ticket_ids: Sequence[int]) -> frozenset[int]:
    """Which of these were ever reopened."""
    reopened = select(Event.ticket_id).where(Event.ticket_id.in_(ticket_ids), Event.move == Move.REOPEN.value)
    return frozenset(session.scalars(reopened))


def count(session: Session, asked: Filter, *, reach: Reach, cap: int = 1000) -> int:
    """How many, but never counting further than `cap`."""
    wanted = _listed(select(Ticket.id), asked, reach)
    if not asked.seeks:
        return _count(session, wanted.limit(cap))
    counted = 0
    for ids in _found(session, asked, reach):
        counted += _count(session, wanted.where(Ticket.id.in_(ids)).limit(cap - counted))
        if counted == cap:
            break
    return counted


def _count(session: Session, wanted: Select[int]) -> int:
    return session.scalars(select(func.count()).select_from(wanted.subquery())).one()


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
        .where(_stands(RUNNING), Ticket.register_due_on <= until, Ticket.id > after_id)
        .order_by(Ticket.id)
        .limit(limit)
    ).all()


def within(wanted: Select[Any], reach: Reach | None) -> Select[Any]:
    """Every query about tickets is cut down to what the person may see."""
    if reach is None or reach.everything:
        return wanted
    return wanted.where(Ticket.inbox_id.in_(reach.inboxes))


def _listed(wanted: Select[Any], asked: Filter, reach: Reach) -> Select[Any]:
    """All but the words that are sought: those are asked of their index first."""
    return within(wanted, reach).where(*_conditions(asked))


def _found(
    session: Session, asked: Filter, reach: Reach, before_id: int | None = None
) -> Iterator[list[int]]:
    inboxes = None if reach.everything else reach.inboxes
    if asked.inbox_id is not None:
        inboxes = frozenset({asked.inbox_id})
    return search.newest(session, asked.search, numbers=asked.numbers, inboxes=inboxes, before_id=before_id)


def _conditions(asked: Filter) -> list[ColumnElement[bool]]:
    same: dict[InstrumentedAttribute[Any], object] = {
        Ticket.inbox_id: asked.inbox_id,
        Ticket.service_code: asked.service,
        Ticket.village_id: asked.village_id,
        Ticket.assignee_id: asked.assignee_id,
        Ticket.track: asked.track,
    }
    said: list[ColumnElement[bool]] = [column == value for column, value in same.items() if value is not None]
    if asked.statuses:
        said.append(_stands(asked.statuses))
    if asked.updated_since is not None:
        said.append(Ticket.updated_at >= asked.updated_since)
    if asked.overdue_on is not None:
        said.append(overdue(asked.overdue_on))
    if asked.soon is not None:
        said.append(due_between(*asked.soon))
    if asked.reopened:
        said.append(exists().where(Event.ticket_id == Ticket.id, Event.move == Move.REOPEN.value))
    return said


def _stands(statuses: Sequence[str]) -> ColumnElement[bool]:
    """In one of them. Said of open ones in the words of the partial index too, or SQLite would not use it."""
    among, asked = Ticket.status.in_(statuses), set(statuses)
    if asked == set(OPEN_STATUSES):
        return and_(STILL_OPEN)
    return and_(STILL_OPEN, among) if asked < set(OPEN_STATUSES) else among


RUNNING = (Status.FILED.value, Status.IN_PROGRESS.value)
"""While we wait for the citizen, no clock is running."""


def overdue(today: date) -> ColumnElement[bool]:
    """A running clock is past its day."""
    late_answer = and_(Ticket.first_answer_at.is_(None), Ticket.answer_due_on < today)
    late = or_(late_answer, Ticket.resolve_due_on < today, Ticket.register_due_on < today)
    return and_(_stands(RUNNING), late)


def is_overdue(ticket: Ticket, today: date) -> bool:
    """The same of a ticket that was read."""
    late_answer = ticket.first_answer_at is None and ticket.answer_due_on < today
    late = late_answer or ticket.resolve_due_on < today or is_unregistered(ticket, today - ONE_DAY)
    return ticket.status in RUNNING and late


def is_unregistered(ticket: Ticket, until: date) -> bool:
    """An appeal that is to be registered on or before the day."""
    return ticket.register_due_on is not None and ticket.register_due_on <= until


def due_between(first: date, last: date) -> ColumnElement[bool]:
    answer = and_(Ticket.first_answer_at.is_(None), Ticket.answer_due_on.between(first, last))
    others = (Ticket.resolve_due_on.between(first, last), Ticket.register_due_on.between(first, last))
    return and_(_stands(RUNNING), or_(answer, *others))
