"""What citizens say of an answer, and of a service in a month. A change keeps the old row."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, BigKey

STANDS = text("replaced_at IS NULL")
NOT_ASKED = text("asked_at IS NULL")


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
    reason_code: Mapped[str | None] = mapped_column(ForeignKey("reasons.code"))
    words: Mapped[str | None] = mapped_column(Text)
    """What was wrong, in the person's own words: for nobody's eyes but the office's."""
    at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]


class PanelAsk(Base):
    """Somebody who was drawn to be asked about one service in a month; the answer is a rating of the panel."""

    __tablename__ = "panel_asks"
    __table_args__ = (
        UniqueConstraint("citizen_id", "month"),
        Index("ix_panel_asks_month", "month", "municipality_id"),
        Index("ix_panel_asks_ahead", "ask_on", "id", sqlite_where=NOT_ASKED, postgresql_where=NOT_ASKED),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizens.id"))
    """Null for somebody who was forgotten: that one more was asked stays true."""
    municipality_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    month: Mapped[date]
    ask_on: Mapped[date]
    village_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """Where and about what, once the question was put."""
    service_code: Mapped[str | None] = mapped_column(ForeignKey("services.code"))
    asked_at: Mapped[datetime | None]
