"""What every process tells the others: that it lives, and how often something happened."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.tables.operations import Heartbeat

BACKUP = "backup"
POLLED = "telegram.polled"
"""Telegram answered when it was asked for updates."""
CALLED = "telegram.called"
"""Telegram called the webhook."""
ANSWERED = "telegram.answered"
"""Telegram took a message, or said why not."""
CONTACTS = (POLLED, CALLED, ANSWERED)
CONFLICT = "telegram.conflict"
"""Somebody else polls with our token, or a webhook is set."""
TICK = "worker.tick"
RECEIVED = "updates.received"
TURN = "turn."
"""… and how it ended."""
DELIVERY = "delivery."
"""… and the kind of row and what became of it."""


class Beating(Protocol):
    """How an edge says that something happened, whoever counts it."""

    def __call__(self, name: str, times: int = 1, /) -> None: ...


def unheard(name: str, times: int = 1, /) -> None:
    """For tests and for whoever does not count."""


class Beat(NamedTuple):
    at: datetime
    beats: int


def beat(session: Session, counted: Mapping[str, int], *, at: datetime) -> None:
    rows = [{"name": name, "at": at, "beats": times} for name, times in sorted(counted.items())]
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(Heartbeat).values(rows)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"at": statement.excluded.at, "beats": Heartbeat.beats + statement.excluded.beats},
        )
    )


def beats(session: Session) -> dict[str, Beat]:
    """Every name that was ever beaten: some tens, however large the house."""
    rows = session.execute(select(Heartbeat.name, Heartbeat.at, Heartbeat.beats).limit(1000))
    return {row.name: Beat(row.at, row.beats) for row in rows}


def last_contact(known: Mapping[str, Beat]) -> datetime | None:
    return max((known[name].at for name in CONTACTS if name in known), default=None)
