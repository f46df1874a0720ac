"""Everything that is held about one citizen, read for the citizen alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.queries import appeals, conversations, files, people, ratings, tickets
from db.queries.files import FileRow
from db.queries.tickets import HistoryLine, TicketRow
from db.tables.appeals import Appeal
from db.tables.conversations import ReceivedUpdate
from db.tables.followers import Follower
from db.tables.outbox import OutboxRow
from db.tables.people import Citizen
from db.tables.ratings import ServiceRating
from db.tables.tickets import Event, EventText, Ticket
from rules.lifecycle import Move

MOST_CASES = 300
"""The newest; a file of more would not open on a cheap phone. How many more there are is said."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    ticket: TicketRow
    lines: Sequence[HistoryLine]
    """Without the office's internal notes."""
    files: Sequence[FileRow]
    score: int | None
    appeal: Appeal | None


@dataclass(frozen=True, slots=True)
class Rated:
    month: str
    service: str
    village_id: int
    score: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A case of neighbours that the person joined, or words in it."""

    ticket_id: int
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class OwnData:
    citizen: Citizen
    cases: Sequence[OwnCase]
    cases_in_all: int
    elsewhere: Sequence[Elsewhere]
    ratings: Sequence[Rated]
    memory: dict[str, Any]
    """Of the conversation: what was begun and not sent."""
    received: int
    received_since: datetime | None
    told: int


def of_chat(session: Session, chat_id: int) -> OwnData | None:
    """None when nobody is known by this chat."""
    citizen = people.citizen_of_chat(session, chat_id)
    if citizen is None:
        return None
    kept = conversations.of_chats(session, [chat_id]).get(chat_id)
    received = session.execute(
        select(func.count().label("n"), func.min(ReceivedUpdate.received_at).label("since")).where(
            ReceivedUpdate.chat_id == chat_id
        )
    ).one()
    told = select(func.count()).where(OutboxRow.chat_id == chat_id, OutboxRow.message_id.is_not(None))
    in_all = select(func.count()).where(Ticket.citizen_id == citizen.id)
    return OwnData(
        citizen=citizen,
        cases=_cases(session, citizen.id),
        cases_in_all=session.scalar(in_all) or 0,
        elsewhere=_elsewhere(session, citizen.id),
        ratings=_ratings(session, citizen.id),
        memory=kept.memory if kept else {},
        received=received.n,
        received_since=received.since,
        told=session.scalar(told) or 0,
    )


def _cases(session: Session, citizen_id: int) -> list[OwnCase]:
    found = tickets.of_citizen(session, citizen_id, limit=MOST_CASES)
    ids = [ticket.id for ticket in found]
    enclosed, scores = files.of_tickets(session, ids), ratings.answer_scores(session, ids)
    official = appeals.of_tickets(session, ids)
    return [
        OwnCase(
            ticket,
            _lines(session, ticket.id, citizen_id),
            [one for one in enclosed[ticket.id] if one.citizen_id == citizen_id],
            scores.get(ticket.id),
            official.get(ticket.id),
        )
        for ticket in found
    ]


def _lines(session: Session, ticket_id: int, citizen_id: int) -> list[HistoryLine]:
    """A neighbour's words are the neighbour's."""
    rows = session.execute(
        select(Event, EventText.text, EventText.citizen_id)
        .outerjoin(EventText, EventText.event_id == Event.id)
        .where(Event.ticket_id == ticket_id, Event.move != Move.NOTE.value)
        .order_by(Event.seq)
    )
    return [
        HistoryLine(event, words if whose in (None, citizen_id) else None) for event, words, whose in rows
    ]


def _elsewhere(session: Session, citizen_id: int) -> list[Elsewhere]:
    joined = session.execute(
        select(Follower.ticket_id, Follower.joined_at)
        .where(Follower.citizen_id == citizen_id)
        .order_by(Follower.id.desc())
        .limit(MOST_CASES)
    )
    said = session.execute(
        select(Event.ticket_id, Event.at, EventText.text)
        .join(EventText, EventText.event_id == Event.id)
        .join(Ticket, Ticket.id == Event.ticket_id)
        .where(EventText.citizen_id == citizen_id, Ticket.citizen_id.is_distinct_from(citizen_id))
        .order_by(Event.id.desc())
        .limit(MOST_CASES)
    )
    return [Elsewhere(*row, "") for row in joined] + [Elsewhere(*row) for row in said]


def _ratings(session: Session, citizen_id: int) -> list[Rated]:
    wanted = (
        select(ServiceRating)
        .where(ServiceRating.citizen_id == citizen_id)
        .order_by(ServiceRating.month.desc(), ServiceRating.id.desc())
        .limit(MOST_CASES)
    )
    return [
        Rated(row.month.isoformat(), row.service_code, row.village_id, row.score, row.words or "")
        for row in session.scalars(wanted)
    ]
