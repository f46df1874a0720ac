"""One chat's conversation, under the turn's lock."""

from collections.abc import Mapping
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


OF_CHAT = select(
    Conversation.script,
    Conversation.step,
    Conversation.memory,
    Conversation.version,
    Conversation.card_message_id,
).where(Conversation.chat_id == bindparam("chat"))
ASKED = (
    select(Ticket.id)
    .where(Ticket.citizen_id == bindparam("citizen"), Ticket.status == Status.WAITING.value)
    .order_by(Ticket.id.desc())
    .limit(5)
)
"""Both are said in every turn; built once, they are compiled once."""


def of_chat(session: Session, chat_id: int) -> Kept | None:
    row = session.execute(OF_CHAT, {"chat": chat_id}).one_or_none()
    return Kept(*row) if row else None


def version(session: Session, chat_id: int) -> int:
    return session.scalar(select(Conversation.version).where(Conversation.chat_id == chat_id)) or 0


def card(session: Session, chat_id: int) -> int | None:
    """The message that shows the present question."""
    return session.scalar(select(Conversation.card_message_id).where(Conversation.chat_id == chat_id))


def keep(
    session: Session,
    chat_id: int,
    *,
    script: str,
    step: str,
    memory: Mapping[str, Any],
    version: int,
    card: int | None,
    card_stays: bool,
    at: datetime,
) -> None:
    """`card_stays`: this turn says nothing of the card; a courier may be showing it at this moment."""
    values = {
        "chat_id": chat_id,
        "script": script,
        "step": step,
        "memory": dict(memory),
        "version": version,
        "updated_at": at,
        **({} if card_stays else {"card_message_id": card}),
    }
    session.connection().execute(_keeping(session.get_bind().dialect.name), values)


@cache
def _keeping(dialect: str) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    new = insert(Conversation)
    changed = {name: new.excluded[name] for name in (*Kept._fields, "updated_at")}
    return new.on_conflict_do_update(index_elements=[Conversation.chat_id], set_=changed)


def asked_cases(session: Session, citizen_id: int) -> tuple[int, ...]:
    """Cases in which the office waits for this citizen, newest first."""
    return tuple(session.scalars(ASKED, {"citizen": citizen_id}))


def reset(session: Session, chat_id: int) -> None:
    """Forget where a chat stands: what it holds cannot be read any more. Its updates are still kept."""
    session.execute(
        update(Conversation)
        .where(Conversation.chat_id == chat_id)
        .values(script="", step="", memory={}, version=Conversation.version + 1, card_message_id=None)
    )
