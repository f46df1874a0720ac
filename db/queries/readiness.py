"""Whether the database answers, speaks of the tables that this program knows, and shows that work goes on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from db import shape
from db.queries import backlog, pulse


@dataclass(frozen=True, slots=True)
class Signs:
    """Ages; None for what never happened, or for nothing that waits."""

    migration: str
    tick: timedelta | None
    telegram: timedelta | None
    received: timedelta | None
    outbox: timedelta | None


def is_migrated(session: Session) -> bool:
    return shape.current(session.connection()) == shape.wanted()


def signs(session: Session, *, at: datetime) -> Signs:
    beats = pulse.beats(session)
    waiting = backlog.look(session, at=at)
    contact = pulse.last_contact(beats)
    return Signs(
        migration=shape.wanted(),
        tick=at - beats[pulse.TICK].at if pulse.TICK in beats else None,
        telegram=at - contact if contact else None,
        received=waiting.received_age,
        outbox=waiting.outbox_age,
    )
