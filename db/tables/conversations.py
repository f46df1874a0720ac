"""What Telegram handed over, and where each chat stands."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, BigKey

WAITING = text("status = 'waiting'")
DEAD = text("status = 'dead'")
TAKEN = text("status <> 'waiting'")


class ReceivedUpdate(Base):
    """An update as it came, committed before Telegram was told "ok"; done when its turn is."""

    __tablename__ = "received_updates"
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        Index("ix_received_updates_waiting", "chat_id", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_received_updates_taken", "chat_id", sqlite_where=TAKEN, postgresql_where=TAKEN),
        Index("ix_received_updates_dead", "id", sqlite_where=DEAD, postgresql_where=DEAD),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    bot_id: Mapped[int] = mapped_column(BigInteger)
    update_id: Mapped[int] = mapped_column(BigInteger)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    """Messages and button presses of one private chat share it; 0 for what belongs to no chat."""
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    ready_at: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(String(200))


class Conversation(Base):
    """One chat's open conversation: which script, which step, what is remembered."""

    __tablename__ = "conversations"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    script: Mapped[str] = mapped_column(String(24))
    step: Mapped[str] = mapped_column(String(24))
    memory: Mapped[dict[str, Any]]
    version: Mapped[int]
    """Rises with every question asked: an older button is recognised by it."""
    card_message_id: Mapped[int | None] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(index=True)
