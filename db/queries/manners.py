"""What a chat was told today, and what waits to be told: nobody gets more than they can bear."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from db.queries.outbox import Leased
from db.tables.outbox import OutboxRow
from db.tables.people import Citizen


@dataclass(frozen=True, slots=True)
class Told:
    """A letter of a chat: when it was sent, or from when it may be."""

    at: datetime
    sent: bool


def hold_citizen(session: Session, chat_id: int) -> None:
    """Two duties do not choose the same day for one chat."""
    session.execute(select(Citizen.id).where(Citizen.chat_id == chat_id).with_for_update())


def told(
    session: Session, chat_id: int, contents: Collection[str], *, since: datetime, besides: int = 0
) -> list[Told]:
    """Letters of these kinds that were sent since a moment, and all that wait."""
    waiting = OutboxRow.status == "waiting"
    sent = (OutboxRow.status == "sent") & (OutboxRow.settled_at >= since)
    rows = session.execute(
        select(OutboxRow.status, OutboxRow.ready_at, OutboxRow.settled_at)
        .where(OutboxRow.chat_id == chat_id, OutboxRow.content.in_(contents), OutboxRow.id != besides)
        .where(or_(waiting, sent))
    )
    return [Told(row.settled_at or row.ready_at, row.status == "sent") for row in rows]


def put_off(session: Session, held: Leased, *, until: datetime) -> None:
    """Back into the outbox as if it had not been taken: it is our own wish to wait, and holds nothing else up."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == held.id, OutboxRow.lease == held.lease, OutboxRow.status == "waiting")
        .values(lease=None, leased_until=None, ready_at=until, attempts=OutboxRow.attempts - 1)
        .execution_options(synchronize_session=False)
    )
