"""Questions read aloud by a person, to be heard in the chat."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, BigKey

GENERAL, OWN = text("municipality_id IS NULL"), text("municipality_id IS NOT NULL")


class Recording(Base):
    """Its bytes lie in the storage under `token`; a newer recording of the same question takes its row."""

    __tablename__ = "recordings"
    __table_args__ = (
        Index(
            "ix_recordings_general",
            "prompt",
            "language",
            unique=True,
            sqlite_where=GENERAL,
            postgresql_where=GENERAL,
        ),
        Index(
            "ix_recordings_own",
            "municipality_id",
            "prompt",
            "language",
            unique=True,
            sqlite_where=OWN,
            postgresql_where=OWN,
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    """A button carries it, and may carry any number of 18 digits."""
    prompt: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """Whose own it is; null is for everybody."""
    token: Mapped[str] = mapped_column(String(32), unique=True)
    mime: Mapped[str] = mapped_column(String(40))
    bytes: Mapped[int]
    seconds: Mapped[int]
    file_id: Mapped[str | None] = mapped_column(String(256))
    """Telegram's, for our bot alone, once it was sent: from then on it is not uploaded again."""
    added_at: Mapped[datetime]
