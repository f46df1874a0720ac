"""What citizens say of an answer, and of a service in a month. A change keeps the old row."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, BigKey

STANDS = text("replaced_at IS NULL")


class AnswerRating(Base):
    __tablename__ = "answer_ratings"
    __table_args__ = (
        Index(
            "uq_answer_ratings_standing",
            "ticket_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    score: Mapped[int]
    at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]


class ServiceRating(Base):
    """One per person, service, village and month. `score` is null for "I do not use it".

    Whoever asked to be forgotten leaves the scores of past months without a name; the running month is taken back.
    """

    __tablename__ = "service_ratings"
    __table_args__ = (
        Index(
            "uq_service_ratings_standing",
            "citizen_id",
            "service_code",
            "village_id",
            "month",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index("ix_service_ratings_place", "village_id", "service_code", "month"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"))
    service_code: Mapped[str] = mapped_column(ForeignKey("services.code"))
    village_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    month: Mapped[date]
    stream: Mapped[str] = mapped_column(String(12))
    score: Mapped[int | None]
    at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
