"""Files that came with a citizen's words: owed first, kept later."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, BigKey

WAITING = text("status = 'waiting'")


class File(Base):
    """Written with the event it came with; its bytes are fetched afterwards, cleaned and kept under `token`."""

    __tablename__ = "files"
    __table_args__ = (
        Index("ix_files_ready", "ready_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_files_lease", "lease", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_files_ticket", "ticket_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    """Its public id and its stored name: nobody walks through files by counting."""
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    file_id: Mapped[str] = mapped_column(String(256))
    """Telegram's, for our bot alone."""
    unique_id: Mapped[str] = mapped_column(String(64))
    claimed_name: Mapped[str] = mapped_column(String(120))
    claimed_mime: Mapped[str] = mapped_column(String(100))
    claimed_bytes: Mapped[int | None] = mapped_column(BigInteger)
    seconds: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(12))
    mime: Mapped[str | None] = mapped_column(String(40))
    """What it was found to be."""
    bytes: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    ready_at: Mapped[datetime]
    lease: Mapped[str | None] = mapped_column(String(32))
    """A fencing token: who lost it may not settle."""
    leased_until: Mapped[datetime | None]
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Removal(Base):
    """What must be gone from where no transaction reaches: an object of the storage, words in the index of a search.

    Written in the transaction that erases; taken away when it is done, so nothing is lost with a process.
    """

    __tablename__ = "removals"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    """A file's token, or the name of the index."""
    kind: Mapped[str] = mapped_column(String(8))
    ready_at: Mapped[datetime] = mapped_column(index=True)
