"""Official appeals: whose they are, and the registers they stand in."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Appeal(Base):
    """What makes a ticket an official appeal. The person is kept here and nowhere else, so that they can be erased."""

    __tablename__ = "appeals"
    __table_args__ = (UniqueConstraint("registry_id", "registration_number"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(Text)
    consent_at: Mapped[datetime]
    consent_version: Mapped[str] = mapped_column(String(16))
    """Which wording was agreed to (rules/appeals.py), or that it was signed on paper."""
    ordinary_due_on: Mapped[date]
    """The answer day that the ordinary track gives: it comes back with it."""
    ordinary_answer_at: Mapped[datetime | None]
    """An answer from before the case became an appeal."""
    registered_at: Mapped[datetime | None]
    registration_number: Mapped[str | None] = mapped_column(String(16))
    registry_id: Mapped[int | None] = mapped_column(ForeignKey("inboxes.id"))
    """Whose register it stands in, wherever the case went later."""


class Registry(Base):
    """The last number given in an office's register of a year. Its row is locked with it, so that there are no gaps."""

    __tablename__ = "registries"

    inbox_id: Mapped[int] = mapped_column(ForeignKey("inboxes.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
