"""Files: owed, leased, settled; and read by whoever may see their case. A fetcher that dies loses nothing."""

import secrets
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, insert, or_, select, update
from sqlalchemy.orm import Session

from db.tables.files import File
from rules.attachments import Attached, State
from rules.refusals import NotFound

FileRow = File
"""For the edges, which read rows and know no tables."""
TOKEN_BYTES = 16
LONGEST_NAME, LONGEST_MIME = 120, 100


@dataclass(frozen=True, slots=True)
class Held:
    """A file in a fetcher's hands until the lease runs out."""

    id: int
    lease: str
    token: str
    kind: str
    file_id: str = field(repr=False)
    attempts: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of it: what the bytes were found to be, and how they are recognised."""

    mime: str
    bytes: int
    sha256: str


def owe(
    session: Session,
    files: Sequence[Attached],
    *,
    ticket_id: int,
    event_id: int,
    citizen_id: int | None,
    at: datetime,
) -> None:
    if files:
        common = {"ticket_id": ticket_id, "event_id": event_id, "citizen_id": citizen_id}
        session.execute(insert(File), [{**common, **_row(one, at)} for one in files])


def _row(one: Attached, at: datetime) -> dict[str, Any]:
    owed = one.downloadable
    return {
        "token": secrets.token_hex(TOKEN_BYTES),
        "kind": one.kind.value,
        "file_id": one.file_id,
        "unique_id": one.unique_id,
        "claimed_name": one.name[:LONGEST_NAME],
        "claimed_mime": one.mime[:LONGEST_MIME],
        "claimed_bytes": one.bytes,
        "seconds": one.seconds,
        "status": State.WAITING if owed else State.TOO_LARGE,
        "attempts": 0,
        "ready_at": at,
        "received_at": at,
        "settled_at": None if owed else at,
    }


def lease(session: Session, *, at: datetime, seconds: float, limit: int) -> list[Held]:
    """Files that may be fetched now, into one fetcher's hands. A lease that ran out is free again."""
    free = or_(File.leased_until.is_(None), File.leased_until <= at)
    ids = list(
        session.scalars(
            select(File.id)
            .where(File.status == State.WAITING, File.ready_at <= at, free)
            .order_by(File.ready_at, File.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
    if not ids:
        return []
    tokens = {id_: uuid.uuid4().hex for id_ in ids}
    session.execute(
        update(File)
        .where(File.id.in_(ids))
        .values(
            lease=case(tokens, value=File.id),
            leased_until=at + timedelta(seconds=seconds),
            attempts=File.attempts + 1,
        )
        .execution_options(synchronize_session=False)
    )
    rows = session.execute(
        select(File.id, File.token, File.kind, File.file_id, File.attempts)
        .where(File.id.in_(ids))
        .order_by(File.id)
    )
    return [Held(lease=tokens[row.id], **row._asdict()) for row in rows]


def renew(session: Session, leases: Sequence[str], *, until: datetime) -> None:
    """The downloads are still under way."""
    session.execute(
        update(File)
        .where(File.lease.in_(leases), File.status == State.WAITING)
        .values(leased_until=until)
        .execution_options(synchronize_session=False)
    )


def kept(session: Session, held: Held, *, at: datetime, found: Kept) -> bool:
    """Call it when the object is stored. False when the lease was lost: then somebody else settles it."""
    values = {"mime": found.mime, "bytes": found.bytes, "sha256": found.sha256}
    return _settle(session, held, State.KEPT, at=at, **values) is not None


def ended(
    session: Session, held: Held, state: State, *, at: datetime, reason: str | None = None
) -> File | None:
    """It will never be kept. None when the lease was lost."""
    return _settle(session, held, state, at=at, reason=reason)


def later(session: Session, held: Held, *, at: datetime, wait: timedelta) -> None:
    """Back on the pile, for a while."""
    given_back = _of(held).values(lease=None, leased_until=None, ready_at=at + wait)
    session.execute(given_back.execution_options(**_UNSEEN))


def next_ready_at(session: Session) -> datetime | None:
    return session.scalar(
        select(File.ready_at).where(File.status == State.WAITING).order_by(File.ready_at).limit(1)
    )


def of_tickets(session: Session, ticket_ids: Sequence[int]) -> dict[int, list[File]]:
    """In the order they came."""
    found: dict[int, list[File]] = defaultdict(list)
    if ticket_ids:
        for row in session.scalars(select(File).where(File.ticket_id.in_(ticket_ids)).order_by(File.id)):
            found[row.ticket_id].append(row)
    return found


def of_event(session: Session, event_id: int) -> list[File]:
    return list(session.scalars(select(File).where(File.event_id == event_id).order_by(File.id)))


def told(rows: Sequence[File]) -> list[tuple[str, int | None]]:
    """Kind and seconds of each, for a sentence."""
    return [(row.kind, row.seconds) for row in rows if row.status != State.TAKEN_BACK]


def one_kept(session: Session, ticket_id: int, token: str) -> File:
    """Raises NotFound, also for a file of another ticket and for one whose bytes are not here."""
    wanted = select(File).where(
        File.ticket_id == ticket_id, File.token == token, File.status == State.KEPT.value
    )
    row: File | None = session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound("attachment_not_found")
    return row


_UNSEEN = {"synchronize_session": False}


def _of(held: Held) -> Any:
    return update(File).where(File.id == held.id, File.lease == held.lease, File.status == State.WAITING)


def _settle(session: Session, held: Held, state: State, *, at: datetime, **values: object) -> File | None:
    settled = _of(held).values(status=state, settled_at=at, leased_until=None, **values)
    row: File | None = session.scalars(settled.returning(File).execution_options(**_UNSEEN)).first()
    return row
