"""Whatever is owed to a person is a row here before it is a message."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, BigKey

WAITING = text("status = 'waiting'")
FAILED = text("status = 'failed'")
PROMPT = text("kind = 'prompt'")


class OutboxRow(Base):
    """A letter (a notice owed for an event) or a prompt (a question of a conversation), worded when it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_ready", "kind", "ready_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_outbox_chat", "chat_id", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_outbox_lease", "lease", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_outbox_failed", "id", sqlite_where=FAILED, postgresql_where=FAILED),
        Index("ix_outbox_prompts_settled", "settled_at", sqlite_where=PROMPT, postgresql_where=PROMPT),
        Index("ix_outbox_ticket", "ticket_id"),
        Index("ix_outbox_message", "chat_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    once_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    """What may be owed only once says so here; a second attempt to owe it changes nothing."""
    kind: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(12))
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    content: Mapped[str] = mapped_column(String(40))
    """The notice's or the prompt's code; the wording happens at the edge."""
    facts: Mapped[dict[str, Any]]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    asked_version: Mapped[int | None]
    """The conversation's version that this prompt asks for; a newer question makes this one void."""
    silent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    ready_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(32))
    """A fencing token: who lost it may not settle."""
    settled_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(String(200))
