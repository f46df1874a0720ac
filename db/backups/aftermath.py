"""What must not simply go on after a restore: letters that were sent meanwhile, sessions that were ended meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from db.queries.delivery import ON_PAGE
from db.queries.erasing import LAST_WORDS, NOTHING
from db.tables.operations import Lease
from db.tables.outbox import OutboxRow
from db.tables.people import Secret

HELD = "restored"
"""The error of a letter that was dropped by a restore; `dobush retry letter` sends it after all."""
KEY = "key"


@dataclass(frozen=True, slots=True)
class Aftermath:
    letters: Mapping[str, int]
    """What was waiting to be sent, by its kind and content."""
    sessions: int
    keys: int


def settle(connection: Connection, *, at: datetime, resend: bool) -> Aftermath:
    """Letters are dropped unless they shall be sent again; everybody signs in anew; keys of the API stay."""
    waiting = (OutboxRow.status == "waiting", OutboxRow.channel != ON_PAGE)
    counted = select(OutboxRow.kind, OutboxRow.content, func.count().label("n")).where(*waiting)
    letters = {
        f"{row.kind} {row.content}": row.n
        for row in connection.execute(counted.group_by(OutboxRow.kind, OutboxRow.content))
    }
    free: dict[str, object] = {"lease": None, "leased_until": None}
    held = {} if resend else {"status": "dropped", "settled_at": at, "error": HELD}
    connection.execute(update(OutboxRow).where(*waiting).values(**free, **held))
    nobody_any_more = update(OutboxRow).where(
        OutboxRow.content.in_(LAST_WORDS), OutboxRow.status == "dropped"
    )
    connection.execute(nobody_any_more.values(**NOTHING))
    alive = (Secret.ended_at.is_(None), (Secret.expires_at.is_(None)) | (Secret.expires_at > at))
    sessions = connection.scalar(select(func.count()).where(*alive, Secret.kind != KEY)) or 0
    keys = connection.scalar(select(func.count()).where(*alive, Secret.kind == KEY)) or 0
    connection.execute(
        update(Secret).where(Secret.ended_at.is_(None), Secret.kind != KEY).values(ended_at=at)
    )
    return Aftermath(letters, sessions, keys)


def is_in_use(connection: Connection, *, at: datetime) -> bool:
    """Whether a bot receives updates into this database."""
    return connection.execute(select(Lease.name).where(Lease.until > at)).first() is not None
