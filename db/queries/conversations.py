"""Conversations of the chats that are served, under the locks of their turns."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Executable, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.tables.conversations import Conversation
from db.tables.tickets import Ticket
from rules.lifecycle import Status


class Kept(NamedTuple):
    """Where a chat stands."""

    script: str
    step: str
    memory: dict[str, Any]
    version: int
    card_message_id: int | None


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a turn leaves behind. `card_stays`: it says nothing of the card; a courier may be showing it just now."""

    chat_id: int
    kept: Kept
    card_stays: bool


OF_CHATS = select(
    Conversation.chat_id,
    Conversation.script,
    Conversation.step,
    Conversation.memory,
    Conversation.version,
    Conversation.card_message_id,
).where(Conversation.chat_id.in_(bindparam("chats", expanding=True)))
ASKED = (
    select(Ticket.citizen_id, Ticket.id)
    .where(
        Ticket.citizen_id.in_(bindparam("citizens", expanding=True)), Ticket.status == Status.WAITING.value
    )
    .order_by(Ticket.id.desc())
    .limit(200)
)
"""Both are said in every round of turns; built once, they are compiled once."""


def of_chats(session: Session, chat_ids: Sequence[int]) -> dict[int, Kept]:
    rows = session.connection().execute(OF_CHATS, {"chats": list(chat_ids)})
    return {chat_id: Kept(*kept) for chat_id, *kept in rows}


def version(session: Session, chat_id: int) -> int:
    return session.scalar(select(Conversation.version).where(Conversation.chat_id == chat_id)) or 0


def card(session: Session, chat_id: int) -> int | None:
    """The message that shows the present question."""
    return session.scalar(select(Conversation.card_message_id).where(Conversation.chat_id == chat_id))


def keep(session: Session, keepings: Sequence[Keeping], *, at: datetime) -> None:
    for card_stays in (False, True):
        rows = [
            {"chat_id": one.chat_id, **one.kept._asdict(), "updated_at": at}
            for one in keepings
            if one.card_stays is card_stays
        ]
        if rows:
            session.connection().execute(_keeping(session.get_bind().dialect.name, card_stays), rows)


@cache
def _keeping(dialect: str, card_stays: bool) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    new = insert(Conversation)
    changed = {name: new.excluded[name] for name in (*Kept._fields, "updated_at")}
    if card_stays:
        del changed["card_message_id"]
    return new.on_conflict_do_update(index_elements=[Conversation.chat_id], set_=changed)


def asked_cases(session: Session, citizen_ids: Sequence[int], *, most: int = 5) -> dict[int, tuple[int, ...]]:
    """Cases in which the office waits for these citizens, newest first."""
    found: dict[int, list[int]] = defaultdict(list)
    for citizen_id, ticket_id in session.connection().execute(ASKED, {"citizens": list(citizen_ids)}):
        found[citizen_id or 0].append(ticket_id)
    return {citizen_id: tuple(tickets[:most]) for citizen_id, tickets in found.items()}


@dataclass(frozen=True, slots=True)
class Unsent:
    """A conversation that stopped in the middle."""

    chat_id: int
    version: int
    memory: dict[str, Any]


def unsent(
    session: Session, script: str, *, since: datetime, until: datetime, after_chat: int, limit: int
) -> list[Unsent]:
    """Conversations in this script whose last word fell between two moments, by chat."""
    rows = session.execute(
        select(Conversation.chat_id, Conversation.version, Conversation.memory)
        .where(Conversation.updated_at > since, Conversation.updated_at <= until)
        .where(Conversation.script == script, Conversation.chat_id > after_chat)
        .order_by(Conversation.chat_id)
        .limit(limit)
    )
    return [Unsent(*row) for row in rows]


def reset(session: Session, chat_id: int) -> None:
    """Forget where a chat stands: what it holds cannot be read any more. Its updates are still kept."""
    session.execute(
        update(Conversation)
        .where(Conversation.chat_id == chat_id)
        .values(script="", step="", memory={}, version=Conversation.version + 1, card_message_id=None)
    )
