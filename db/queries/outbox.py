"""The outbox: owe, lease, settle. At least once; a courier that dies loses nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from db.queries.erasing import LAST_WORDS, NOTHING
from db.queries.inserting import insert_new
from db.tables.conversations import Conversation
from db.tables.outbox import OutboxRow
from db.tables.people import Citizen

LETTER_GAP = timedelta(seconds=1)
"""Telegram's pace for one chat. Prompts answer the person's own taps and are not held back."""
OTHER_COURIER = timedelta(seconds=5)
"""How long a row waits for an earlier one that is another courier's to send; then that one is thought dead."""
WHOLE_CHAT, OUR_BUG = "chat: ", "bug: "
"""How the error of a row that was put off begins: the channel spoke of the chat, or the fault is in our own code."""


ACKNOWLEDGES = select(
    exists().where(
        OutboxRow.chat_id == bindparam("chat"),
        OutboxRow.status == "waiting",
        OutboxRow.facts["press"].as_string() == bindparam("press"),
    )
)


@dataclass(frozen=True, slots=True)
class Debt:
    """Something owed to somebody: who, what, and from when it may be said."""

    kind: str
    content: str
    facts: dict[str, Any]
    ready_at: datetime
    channel: str = "telegram"
    chat_id: int | None = None
    user_id: int | None = None
    ticket_id: int | None = None
    event_id: int | None = None
    asked_version: int | None = None
    silent: bool = False
    once_key: str | None = None
    status: str = "waiting"


@dataclass(frozen=True, slots=True)
class Leased:
    """A debt in a courier's hands until the lease runs out."""

    id: int
    lease: str
    kind: str
    channel: str
    chat_id: int
    user_id: int | None
    content: str
    facts: dict[str, Any] = field(repr=False)
    ticket_id: int | None
    event_id: int | None
    asked_version: int | None
    silent: bool
    attempts: int


def owe(session: Session, debts: Sequence[Debt], *, at: datetime) -> None:
    rows = [
        {
            "kind": debt.kind,
            "channel": debt.channel,
            "chat_id": debt.chat_id,
            "user_id": debt.user_id,
            "content": debt.content,
            "facts": debt.facts,
            "ticket_id": debt.ticket_id,
            "event_id": debt.event_id,
            "asked_version": debt.asked_version,
            "silent": debt.silent,
            "once_key": debt.once_key,
            "created_at": at,
            "ready_at": debt.ready_at,
            "status": debt.status,
            "attempts": 0,
        }
        for debt in debts
    ]
    insert_new(session, OutboxRow, rows)


def ready(session: Session, *, kind: str, channel: str, at: datetime, limit: int) -> list[int]:
    """Rows that may be sent now, locked: one a chat, in the order they were owed.

    A lease that ran out is ready again, so a dead courier loses nothing.
    """
    earlier = aliased(OutboxRow)
    one_before = exists().where(
        earlier.chat_id == OutboxRow.chat_id,
        earlier.status == "waiting",
        earlier.id < OutboxRow.id,
        _goes_first(earlier, at),
    )
    free = or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= at)
    return list(
        session.scalars(
            select(OutboxRow.id)
            .where(OutboxRow.status == "waiting", OutboxRow.kind == kind, OutboxRow.channel == channel)
            .where(OutboxRow.ready_at <= at, free, ~one_before)
            .order_by(OutboxRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def _goes_first(earlier: type[OutboxRow], at: datetime) -> ColumnElement[bool]:
    """Whether the row waits for this earlier one of its chat.

    Letters wait for a letter that is tried again, or a story would be told backwards; a question never waits for
    that, or nobody would be answered after an outage. What our own bug put off holds nobody up. Letters and questions
    have couriers of their own: one kind waits for the other only as long as its courier can be thought alive.
    """
    tried_again = and_(earlier.error.is_not(None), earlier.error.not_like(f"{OUR_BUG}%"))
    alive = or_(earlier.kind == OutboxRow.kind, earlier.ready_at > at - OTHER_COURIER)
    return or_(
        and_(earlier.ready_at <= at, alive),
        earlier.error.like(f"{WHOLE_CHAT}%"),
        and_(earlier.kind == "letter", OutboxRow.kind == "letter", tried_again),
    )


def lease(session: Session, ids: Sequence[int], *, at: datetime, seconds: float) -> list[Leased]:
    """Into one courier's hands until the lease runs out. Each row has its own token: who lost it cannot settle."""
    if not ids:
        return []
    tokens = {id_: uuid.uuid4().hex for id_ in ids}
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(ids))
        .values(
            lease=case(tokens, value=OutboxRow.id),
            leased_until=at + timedelta(seconds=seconds),
            attempts=OutboxRow.attempts + 1,
        )
        .execution_options(synchronize_session=False)
    )
    rows = session.execute(_columns().where(OutboxRow.id.in_(ids)).order_by(OutboxRow.id))
    return [Leased(lease=tokens[row.id], **row._asdict()) for row in rows]


def renew(session: Session, leases: Sequence[str], *, until: datetime) -> None:
    """The calls are still under way: nobody else may take these rows yet."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.lease.in_(leases), OutboxRow.status == "waiting")
        .values(leased_until=until)
        .execution_options(synchronize_session=False)
    )


def delivered(session: Session, held: Leased, *, at: datetime, message_id: int | None) -> bool:
    """Settle as sent. False when the lease was lost meanwhile: then somebody else settles it."""
    if not _settle(session, held, status="sent", at=at, message_id=message_id, error=None):
        return False
    if held.asked_version is not None and message_id is not None:
        # Shown while a newer question was being asked, it is still what that question may change in place.
        unshown = and_(Conversation.version > held.asked_version, Conversation.card_message_id.is_(None))
        session.execute(
            update(Conversation)
            .where(Conversation.chat_id == held.chat_id)
            .where(or_(Conversation.version == held.asked_version, unshown))
            .values(card_message_id=message_id)
        )
    if held.kind == "letter":
        hold_chat(session, held.chat_id, kind="letter", until=at + LETTER_GAP)
    return True


def dropped(session: Session, held: Leased, *, at: datetime) -> bool:
    """A prompt that a newer one replaced before it was said."""
    return _settle(session, held, status="dropped", at=at, message_id=None, error=None)


def drop_unsaid(session: Session, chat_id: int, *, after: datetime, at: datetime) -> None:
    """What was to be said in this chat only later, and no courier holds: something newer takes its place."""
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.chat_id == chat_id,
            OutboxRow.kind == "prompt",
            OutboxRow.status == "waiting",
            OutboxRow.ready_at > after,
            OutboxRow.leased_until.is_(None),
        )
        .values(status="dropped", settled_at=at)
        .execution_options(synchronize_session=False)
    )


def drop_letters(session: Session, chat_id: int, ticket_id: int, *, at: datetime) -> None:
    """What was still to be told of a case in this chat; a colleague's letters stay."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.chat_id == chat_id, OutboxRow.ticket_id == ticket_id, OutboxRow.kind == "letter")
        .where(OutboxRow.user_id.is_(None), OutboxRow.status.in_(("waiting", "failed")))
        .values(status="dropped", settled_at=at, leased_until=None)
        .execution_options(synchronize_session=False)
    )


def failed(session: Session, held: Leased, *, at: datetime, error: str) -> bool:
    return _settle(session, held, status="failed", at=at, message_id=None, error=error)


def later(session: Session, held: Leased, *, until: datetime, error: str, hold: bool) -> bool:
    """Give the row back until a moment; `hold` keeps everything of that chat back too (Telegram said so)."""
    error = f"{WHOLE_CHAT}{error}" if hold else error
    done = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == held.id, OutboxRow.lease == held.lease, OutboxRow.status == "waiting")
        .values(lease=None, leased_until=None, ready_at=until, error=error[:200])
        .returning(OutboxRow.id)
    ).first()
    if done and hold:
        hold_chat(session, held.chat_id, kind=None, until=until)
    return done is not None


def hold_chat(session: Session, chat_id: int, *, kind: str | None, until: datetime) -> None:
    waiting = update(OutboxRow).where(
        OutboxRow.chat_id == chat_id, OutboxRow.status == "waiting", OutboxRow.ready_at < until
    )
    if kind is not None:
        waiting = waiting.where(OutboxRow.kind == kind)
    session.execute(waiting.values(ready_at=until).execution_options(synchronize_session=False))


def unreachable(session: Session, chat_id: int, *, at: datetime) -> None:
    """The person blocked the bot: stop trying, and let the case show it."""
    session.execute(update(Citizen).where(Citizen.chat_id == chat_id).values(reachable=False))
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.chat_id == chat_id, OutboxRow.status == "waiting")
        .values(status="failed", settled_at=at, error="unreachable")
    )
    last = update(OutboxRow).where(OutboxRow.chat_id == chat_id, OutboxRow.content.in_(LAST_WORDS))
    session.execute(last.values(**NOTHING))


def move_chat(session: Session, old: int, new: int) -> None:
    """A group became a supergroup: what is still owed follows it."""
    session.execute(
        update(OutboxRow).where(OutboxRow.chat_id == old, OutboxRow.status == "waiting").values(chat_id=new)
    )


def next_ready_at(session: Session, *, kind: str, channel: str) -> datetime | None:
    """When the earliest waiting row may be sent: its hour, or the end of the lease that holds it."""
    free_at = case(
        (OutboxRow.leased_until > OutboxRow.ready_at, OutboxRow.leased_until), else_=OutboxRow.ready_at
    )
    moment: datetime | None = session.scalar(
        select(func.min(free_at, type_=OutboxRow.ready_at.type)).where(
            OutboxRow.status == "waiting", OutboxRow.kind == kind, OutboxRow.channel == channel
        )
    )
    return moment


def ticket_of_message(session: Session, chat_id: int, message_id: int) -> int | None:
    """Which case a sent message spoke of: a reply to it belongs to that case."""
    return session.scalar(
        select(OutboxRow.ticket_id)
        .where(OutboxRow.chat_id == chat_id, OutboxRow.message_id == message_id)
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )


def was_owed(session: Session, once_key: str) -> bool:
    return session.scalar(select(OutboxRow.id).where(OutboxRow.once_key == once_key)) is not None


def answers_press(session: Session, chat_id: int, press_id: str) -> bool:
    """Whether something that is owed to this chat acknowledges the pressed button."""
    return bool(session.scalar(ACKNOWLEDGES, {"chat": chat_id, "press": press_id}))


def _columns() -> Any:
    return select(
        OutboxRow.id,
        OutboxRow.kind,
        OutboxRow.channel,
        OutboxRow.chat_id,
        OutboxRow.user_id,
        OutboxRow.content,
        OutboxRow.facts,
        OutboxRow.ticket_id,
        OutboxRow.event_id,
        OutboxRow.asked_version,
        OutboxRow.silent,
        OutboxRow.attempts,
    )


def _settle(
    session: Session, held: Leased, *, status: str, at: datetime, message_id: int | None, error: str | None
) -> bool:
    settled: dict[str, Any] = {"settled_at": at, "message_id": message_id, "error": error}
    if held.content in LAST_WORDS:
        settled |= NOTHING
    row = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == held.id, OutboxRow.lease == held.lease, OutboxRow.status == "waiting")
        .values(status=status, leased_until=None, **settled)
        .returning(OutboxRow.id)
    ).first()
    return row is not None
