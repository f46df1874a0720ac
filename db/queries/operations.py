"""Leases, slots and the shared bucket of tokens."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from db.queries.inserting import insert_new
from db.tables.operations import Bucket, Lease, Slot


def hold_lease(session: Session, name: str, holder: str, *, at: datetime, seconds: float) -> bool:
    """Take or renew. True while this holder has it."""
    until = at + timedelta(seconds=seconds)
    if insert_new(session, Lease, [{"name": name, "holder": holder, "until": until}]):
        return True
    free = or_(Lease.holder == holder, Lease.until < at)
    taken = session.execute(
        update(Lease).where(Lease.name == name, free).values(holder=holder, until=until).returning(Lease.name)
    )
    return taken.first() is not None


def drop_lease(session: Session, name: str, holder: str, *, at: datetime) -> None:
    session.execute(
        update(Lease)
        .where(Lease.name == name, Lease.holder == holder)
        .values(until=at - timedelta(seconds=1))
    )


def claim_slot(
    session: Session, duty: str, slot_at: datetime, holder: str, *, at: datetime, seconds: float
) -> int | None:
    """The slot's id when it is ours to run: new, or left undone by a holder whose time ran out."""
    until = at + timedelta(seconds=seconds)
    fresh = insert_new(session, Slot, [{"duty": duty, "at": slot_at, "holder": holder, "until": until}])
    if fresh:
        return fresh[0]
    return session.scalar(
        update(Slot)
        .where(Slot.duty == duty, Slot.at == slot_at, Slot.done_at.is_(None), Slot.until < at)
        .values(holder=holder, until=until)
        .returning(Slot.id)
    )


def finish_slot(session: Session, slot_id: int, holder: str, *, at: datetime) -> None:
    session.execute(update(Slot).where(Slot.id == slot_id, Slot.holder == holder).values(done_at=at))


def is_done(session: Session, duty: str, slot_at: datetime) -> bool:
    done = exists().where(Slot.duty == duty, Slot.at == slot_at, Slot.done_at.is_not(None))
    return bool(session.scalar(select(done)))


def last_done(session: Session) -> datetime | None:
    return session.scalar(
        select(Slot.done_at).where(Slot.done_at.is_not(None)).order_by(Slot.done_at.desc()).limit(1)
    )


def take_tokens(
    session: Session, name: str, wanted: int, *, at: datetime, per_second: float, burst: float
) -> int:
    """How many of the wanted tokens are granted now; all processes draw from the same bucket."""
    insert_new(session, Bucket, [{"name": name, "tokens": burst, "refilled_at": at}])
    bucket = session.scalars(select(Bucket).where(Bucket.name == name).with_for_update()).one()
    elapsed = max(0.0, (at - bucket.refilled_at).total_seconds())
    held = min(burst, bucket.tokens + elapsed * per_second)
    granted = min(wanted, int(held))
    bucket.tokens = held - granted
    bucket.refilled_at = max(at, bucket.refilled_at)
    session.flush()
    return granted
