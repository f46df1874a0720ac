"""Whether the database answers, speaks of the tables that this program knows, and shows that work goes on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from alembic.runtime.migration import MigrationContext
from sqlalchemy.orm import Session

from db import migrations
from db.queries import backlog, pulse


@dataclass(frozen=True, slots=True)
class Signs:
    """Ages; None for what never happened, or for nothing that waits."""

    migration: str | None
    tick: timedelta | None
    telegram: timedelta | None
    received: timedelta | None
    outbox: timedelta | None


def is_migrated(session: Session) -> bool:
    return MigrationContext.configure(session.connection()).get_current_revision() == _head()


def signs(session: Session, *, at: datetime) -> Signs:
    beats = pulse.beats(session)
    waiting = backlog.look(session, at=at)
    contact = pulse.last_contact(beats)
    return Signs(
        migration=_head(),
        tick=at - beats[pulse.TICK].at if pulse.TICK in beats else None,
        telegram=at - contact if contact else None,
        received=waiting.received_age,
        outbox=waiting.outbox_age,
    )


@cache
def _head() -> str | None:
    return migrations.head()
