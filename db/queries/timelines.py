"""Histories: what figures are made of, row by row, and the words of many tickets at once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session

from db.queries.tickets import HistoryLine
from db.tables.ratings import AnswerRating
from db.tables.tickets import Event, EventText, Ticket

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases are read: None sets no limit, an empty set leaves nothing."""

    inboxes: frozenset[int] | None = None
    municipalities: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """Tickets filed from `since` until just before `before`."""

    since: datetime
    before: datetime
    scope: Scope


@dataclass(frozen=True, slots=True)
class Keys:
    """By what a ticket can be grouped; its month comes from the day of filing."""

    inbox_id: int
    municipality_id: int
    village_id: int
    service: str
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event as figures need it; `facts` of the first hold the days that were promised."""

    at: datetime
    move: str
    status: str
    by_role: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    ticket_id: int
    keys: Keys
    events: tuple[Recorded, ...]


def histories(session: Session, filed: Filed) -> Iterator[History]:
    """Every ticket of the period with all its events, streamed in the order of their numbers."""
    rows = session.execute(
        select(
            Ticket.id,
            Ticket.inbox_id,
            Ticket.municipality_id,
            Ticket.village_id,
            Ticket.service_code,
            Ticket.filed_at,
            Event.at,
            Event.move,
            Event.status,
            Event.by_role,
            Event.facts,
        )
        .join(Event, Event.ticket_id == Ticket.id)
        .where(_filed(filed))
        .order_by(Ticket.id, Event.seq),
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    ticket_id, keys, events = 0, None, list[Recorded]()
    for id, inbox, municipality, village, service, filed_at, *event in rows:
        if id != ticket_id:
            if keys is not None:
                yield History(ticket_id, keys, tuple(events))
            ticket_id, keys, events = id, Keys(inbox, municipality, village, service, filed_at), []
        events.append(Recorded(*event))
    if keys is not None:
        yield History(ticket_id, keys, tuple(events))


def answer_scores(session: Session, filed: Filed) -> Iterator[tuple[Keys, int]]:
    """What citizens say today of the answers to the tickets of the period."""
    rows = session.execute(
        select(
            Ticket.inbox_id,
            Ticket.municipality_id,
            Ticket.village_id,
            Ticket.service_code,
            Ticket.filed_at,
            AnswerRating.score,
        )
        .join(AnswerRating, AnswerRating.ticket_id == Ticket.id)
        .where(_filed(filed), AnswerRating.replaced_at.is_(None)),
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    for row in rows:
        yield Keys(*row[:-1]), row.score


def told(session: Session, ticket_ids: Sequence[int]) -> dict[int, list[HistoryLine]]:
    """The histories of a page of tickets, with their words, in one question."""
    found: dict[int, list[HistoryLine]] = defaultdict(list)
    rows = session.execute(
        select(Event, EventText.text)
        .outerjoin(EventText, EventText.event_id == Event.id)
        .where(Event.ticket_id.in_(ticket_ids))
        .order_by(Event.ticket_id, Event.seq)
    )
    for row in rows:
        found[row.Event.ticket_id].append(HistoryLine(row.Event, row.text))
    return found


def _filed(filed: Filed) -> ColumnElement[bool]:
    scope = filed.scope
    return and_(
        Ticket.filed_at >= filed.since,
        Ticket.filed_at < filed.before,
        true() if scope.inboxes is None else Ticket.inbox_id.in_(scope.inboxes),
        true() if scope.municipalities is None else Ticket.municipality_id.in_(scope.municipalities),
    )
