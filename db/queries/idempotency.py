"""A client's promise that a repeated request is the same request, kept in the transaction of its effect."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.queries.inserting import insert_new
from db.tables.tickets import IdempotencyKey

NOT_YET = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the key stood for when it was first used."""

    request_digest: str
    ticket_id: int


def claim(session: Session, key: str, *, user_id: int, request_digest: str, at: datetime) -> Earlier | None:
    """None: the key is new and ours. A twin that is still under way is waited for."""
    values = {
        "user_id": user_id,
        "key": key,
        "request_digest": request_digest,
        "ticket_id": NOT_YET,
        "created_at": at,
    }
    if insert_new(session, IdempotencyKey, [values]):
        return None
    row = session.execute(
        select(IdempotencyKey.request_digest, IdempotencyKey.ticket_id).where(
            IdempotencyKey.user_id == user_id, IdempotencyKey.key == key
        )
    ).one()
    return Earlier(row.request_digest, row.ticket_id)


def settle(session: Session, key: str, *, user_id: int, ticket_id: int) -> None:
    """From now on the key stands for this ticket."""
    session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)
        .values(ticket_id=ticket_id)
    )
