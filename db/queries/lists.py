"""Lists of tickets: what is asked for, a page of it, how many there are. Bounded, and paged by keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.queries import search
from db.queries.standing import due_between, overdue, stands
from db.queries.tickets import within
from db.tables.tickets import Event, Ticket
from rules.lifecycle import Move
from rules.permissions import Reach


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
        said.append(stands(asked.statuses))
    if asked.updated_since is not None:
        said.append(Ticket.updated_at >= asked.updated_since)
    if asked.overdue_on is not None:
        said.append(overdue(asked.overdue_on))
    if asked.soon is not None:
        said.append(due_between(*asked.soon))
    if asked.reopened:
        said.append(exists().where(Event.ticket_id == Ticket.id, Event.move == Move.REOPEN.value))
    return said
