"""Rows by which processes agree who does what."""

from datetime import datetime

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, BigKey


class Lease(Base):
    """One holder at a time, for as long as it keeps renewing: the poller."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime]


class Slot(Base):
    """A duty at a time of the timetable: claimed once, whoever ticks."""

    __tablename__ = "slots"
    __table_args__ = (UniqueConstraint("duty", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    duty: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(index=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Bucket(Base):
    """Tokens shared by all couriers, so that any number of processes keeps Telegram's pace together."""

    __tablename__ = "buckets"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    tokens: Mapped[float]
    refilled_at: Mapped[datetime]


class Heartbeat(Base):
    """When something last happened anywhere in the house, and how often it did: codes, and nobody in particular."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
    beats: Mapped[int] = mapped_column(BigInteger)
