"""One chat's conversation, under the turn's lock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.queries.inserting import insert_new
from db.tables.conversations import Conversation
from db.tables.tickets import Ticket
from rules.lifecycle import Status


def of_chat(session: Session, chat_id: int) -> Conversation | None:
    return session.scalars(select(Conversation).where(Conversation.chat_id == chat_id)).one_or_none()


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
        "script": script,
        "step": step,
        "memory": dict(memory),
        "version": version,
        "updated_at": at,
        **({} if card_stays else {"card_message_id": card}),
    }
    changed = session.execute(
        update(Conversation)
        .where(Conversation.chat_id == chat_id)
        .values(**values)
        .returning(Conversation.chat_id)
    )
    if changed.first() is None:
        insert_new(session, Conversation, [{"chat_id": chat_id, **values}])


def asked_cases(session: Session, citizen_id: int) -> tuple[int, ...]:
    """Cases in which the office waits for this citizen, newest first."""
    found = session.scalars(
        select(Ticket.id)
        .where(Ticket.citizen_id == citizen_id, Ticket.status == Status.WAITING.value)
        .order_by(Ticket.id.desc())
        .limit(5)
    )
    return tuple(found)


def reset(session: Session, chat_id: int) -> None:
    """Forget where a chat stands: what it holds cannot be read any more. Its updates are still kept."""
    session.execute(
        update(Conversation)
        .where(Conversation.chat_id == chat_id)
        .values(script="", step="", memory={}, version=Conversation.version + 1, card_message_id=None)
    )
