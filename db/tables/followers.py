"""Neighbours who said "the same here" to somebody's case."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, BigKey

FOLLOWING = text("left_at IS NULL")


class Follower(Base):
    """Each joining keeps its time, whoever left and came again included: counts by day need it."""

    __tablename__ = "followers"
    __table_args__ = (
        Index(
            "uq_followers_following",
            "ticket_id",
            "citizen_id",
            unique=True,
            sqlite_where=FOLLOWING,
            postgresql_where=FOLLOWING,
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"), index=True)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    confirmation: Mapped[str | None] = mapped_column(String(8))
    """Their own answer to "is it fixed?". The case's state follows the one who filed it, and every "no"."""
