"""Received updates: stored before Telegram hears "ok", taken one chat at a time, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from db.queries.inserting import insert_new
from db.tables.conversations import ReceivedUpdate

BACK_OFF = (timedelta(seconds=1), timedelta(seconds=4), timedelta(seconds=15))
"""Waits between the attempts at an update that fails; after the last one it goes to the dead letters."""


@dataclass(frozen=True, slots=True)
class Arrived:
    bot_id: int
    update_id: int
    chat_id: int
    body: str


class Taken(NamedTuple):
    """An update under the lock of its turn."""

    id: int
    chat_id: int
    body: str


EARLIER = aliased(ReceivedUpdate)
ONE_BEFORE = exists().where(
    EARLIER.chat_id == ReceivedUpdate.chat_id, EARLIER.status == "waiting", EARLIER.id < ReceivedUpdate.id
)
NEXT = (
    select(ReceivedUpdate.id, ReceivedUpdate.chat_id, ReceivedUpdate.body)
    .where(ReceivedUpdate.status == "waiting", ReceivedUpdate.ready_at <= bindparam("at"), ~ONE_BEFORE)
    .order_by(ReceivedUpdate.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
FINISH = (
    update(ReceivedUpdate)
    .where(ReceivedUpdate.id.in_(bindparam("rows", expanding=True)))
    .values(status="done")
)
FORGET = FINISH.values(body="{}")
"""These are said in every round of turns; built once, they are compiled once."""


def store(session: Session, arrived: Sequence[Arrived], *, at: datetime) -> int:
    """Keep the updates that were not kept before. Returns how many were new."""
    rows = [
        {
            "bot_id": one.bot_id,
            "update_id": one.update_id,
            "chat_id": one.chat_id,
            "body": one.body,
            "received_at": at,
            "ready_at": at,
            "status": "waiting",
            "attempts": 0,
        }
        for one in arrived
    ]
    return len(insert_new(session, ReceivedUpdate, rows))


def take_next(session: Session, *, at: datetime, most: int = 1) -> list[Taken]:
    """Of chats that nobody else is serving the oldest undone update each, those who wait longest first.

    The rows' locks are the lease: they end with this transaction, or with this process.
    """
    rows = session.connection().execute(NEXT, {"at": at, "most": most})
    return [Taken(*row) for row in rows]


def finish(session: Session, update_row_ids: Sequence[int], *, forget: bool = False) -> None:
    """Done. `forget` keeps only that something came: a telephone number is not ours to have."""
    if update_row_ids:
        session.connection().execute(FORGET if forget else FINISH, {"rows": list(update_row_ids)})


def fail(session: Session, update_row_id: int, *, error: str, at: datetime) -> bool:
    """Back off, or give up. Returns True when the update is now a dead letter."""
    row = session.get_one(ReceivedUpdate, update_row_id, with_for_update=True)
    row.attempts += 1
    row.error = error[:200]
    if row.attempts > len(BACK_OFF):
        row.status = "dead"
    else:
        row.ready_at = at + BACK_OFF[row.attempts - 1]
    session.flush()
    return row.status == "dead"


def put_off(session: Session, chat_id: int, *, until: datetime) -> None:
    """All that waits of this chat, so that others come before it; the order within the chat stays."""
    session.execute(
        update(ReceivedUpdate)
        .where(
            ReceivedUpdate.chat_id == chat_id,
            ReceivedUpdate.status == "waiting",
            ReceivedUpdate.ready_at < until,
        )
        .values(ready_at=until)
        .execution_options(synchronize_session=False)
    )


def bury(session: Session, update_row_id: int, *, error: str) -> None:
    """No attempt can help: straight to the dead letters."""
    session.execute(
        update(ReceivedUpdate).where(ReceivedUpdate.id == update_row_id).values(status="dead", error=error)
    )


def next_ready_at(session: Session) -> datetime | None:
    """When the earliest waiting update may be tried, however far ahead."""
    return session.scalar(
        select(ReceivedUpdate.ready_at)
        .where(ReceivedUpdate.status == "waiting")
        .order_by(ReceivedUpdate.ready_at)
        .limit(1)
    )


def counts(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(ReceivedUpdate.status, func.count().label("n")).group_by(ReceivedUpdate.status)
    )
    return {row.status: row.n for row in rows}
