"""The chain of events: each seal covers the move, the digest of its words and the seal before it."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from db.tables.tickets import Event

FIRST = "0" * 64


def words_digest(text: str, salt: str) -> str:
    """The words themselves may be erased later; salted, so that a short text cannot be guessed from its digest."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def new_salt() -> str:
    return secrets.token_hex(16)


def seal(
    before: str,
    *,
    ticket_id: int,
    seq: int,
    at: datetime,
    move: str,
    by_role: str,
    by_user_id: int | None,
    status: str,
    facts: Mapping[str, Any],
    text_digest: str | None,
) -> str:
    spoken = orjson.dumps(
        [
            before,
            ticket_id,
            seq,
            at.astimezone(UTC).isoformat(),
            move,
            by_role,
            by_user_id,
            status,
            facts,
            text_digest,
        ],
        option=orjson.OPT_SORT_KEYS,
    )
    return hashlib.sha256(spoken).hexdigest()


def broken_at(events: Iterable[Event]) -> int | None:
    """The seq of the first event of one ticket that does not follow from the one before; None when all do."""
    before, expected = FIRST, 1
    for event in events:
        holds = event.seq == expected and event.seal == seal(
            before,
            ticket_id=event.ticket_id,
            seq=event.seq,
            at=event.at,
            move=event.move,
            by_role=event.by_role,
            by_user_id=event.by_user_id,
            status=event.status,
            facts=event.facts,
            text_digest=event.text_digest,
        )
        if not holds:
            return expected
        before, expected = event.seal, expected + 1
    return None
