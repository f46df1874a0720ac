"""Tickets and the history that figures are read from."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, BigKey

STILL_OPEN = text("status IN ('filed', 'in_progress', 'waiting')")
UNREGISTERED = text("register_due_on IS NOT NULL")
TO_ERASE = text("erasure_asked_at IS NOT NULL AND erased_at IS NULL")


class Ticket(Base):
    """One thing a citizen said must be done. `status` is a convenience: figures read the events."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index(
            "ix_tickets_inbox_open",
            "inbox_id",
            "answer_due_on",
            "id",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index("ix_tickets_inbox_due", "inbox_id", "answer_due_on", "id"),
        Index("ix_tickets_inbox_all", "inbox_id", "id"),
        Index("ix_tickets_open", "answer_due_on", "id", sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
        Index("ix_tickets_due", "answer_due_on", "id"),
        Index(
            "ix_tickets_open_there",
            "municipality_id",
            "service_code",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index("ix_tickets_municipality", "municipality_id", "filed_at"),
        Index("ix_tickets_status_since", "status", "status_since"),
        Index(
            "ix_tickets_register_due",
            "register_due_on",
            "id",
            sqlite_where=UNREGISTERED,
            postgresql_where=UNREGISTERED,
        ),
        Index("ix_tickets_to_erase", "id", sqlite_where=TO_ERASE, postgresql_where=TO_ERASE),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    draft_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Which draft became this ticket: a second tap on Send finds it."""
    track: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(12))
    status_since: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(12))
    confirmation: Mapped[str | None] = mapped_column(String(8))
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inboxes.id"))
    routed_by: Mapped[str] = mapped_column(String(16))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    village_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id"))
    """The pump, container or lamp whose code was scanned."""
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    """Where the citizen pinned it, to the metre; only for those who reach the case, and never in its history."""
    service_code: Mapped[str] = mapped_column(ForeignKey("services.code"))
    category_code: Mapped[str | None] = mapped_column(ForeignKey("categories.code"))
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)
    """The story as `rules.text.searchable` spells it; triggers keep its words in `ticket_words`."""
    contact: Mapped[str | None] = mapped_column(Text)
    """How a walk-in or caller can be reached; only for those who answer."""
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    joined: Mapped[int] = mapped_column(default=0)
    filed_at: Mapped[datetime]
    answer_due_on: Mapped[date]
    resolve_due_on: Mapped[date]
    register_due_on: Mapped[date | None]
    """Of an official appeal until it is registered; afterwards, and of all others, None."""
    first_answer_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    planned_on: Mapped[date | None]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    erasure_asked_at: Mapped[datetime | None]
    """When its citizen asked to be forgotten; an official appeal is kept after that as long as the law says."""
    erased_at: Mapped[datetime | None]
    """From then on it has no words, no files and nobody."""


class Event(Base):
    """A move as it was made: codes and numbers, never edited, each one sealed by the one before."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("ticket_id", "seq"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    move: Mapped[str] = mapped_column(String(12))
    by_role: Mapped[str] = mapped_column(String(12))
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    status: Mapped[str] = mapped_column(String(12))
    facts: Mapped[dict[str, Any]]
    text_digest: Mapped[str | None] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class EventText(Base):
    """The words that came with a move. They may be erased on request; the seal holds without them."""

    __tablename__ = "event_texts"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    """Whose words they are; the seal knows nothing of it. Neighbours write to a case that is not theirs."""


class IdempotencyKey(Base):
    """An API client's promise that a repeated request is the same request."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str] = mapped_column(String(200))
    request_digest: Mapped[str] = mapped_column(String(64))
    ticket_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
