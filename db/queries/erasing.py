"""What is kept of one citizen, taken out of every table that holds it. Nobody's words are read here."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, func, or_, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.queries.inserting import insert_new
from db.tables.appeals import Appeal
from db.tables.conversations import Conversation, ReceivedUpdate
from db.tables.files import File, Removal
from db.tables.followers import Follower
from db.tables.outbox import OutboxRow
from db.tables.people import Citizen
from db.tables.ratings import PanelAsk, ServiceRating
from db.tables.tickets import Event, EventText, Ticket
from rules.attachments import State
from rules.lifecycle import Move, Status, Track

FETCHED_AT_LATEST = timedelta(hours=2)
"""Telegram's link to a file lives an hour: after two nobody brings it any more, whoever had begun to."""
OBJECT, INDEX = "object", "index"
WORDS_INDEX = "ticket_words"
NO_CHAT = 0
EMPTY = len("{}")
UNSEEN = {"synchronize_session": False}
LAST_WORDS = frozenset({"erased"})
"""Prompts after which nothing may be left of the chat they went to."""
NOTHING: dict[str, Any] = {"chat_id": None, "message_id": None, "facts": {}, "once_key": None}
"""What a row of the outbox keeps of a person who is forgotten."""


def citizen_locked(session: Session, citizen_id: int) -> Citizen | None:
    """First of all locks: whoever is about to tell this citizen something waits, or is waited for."""
    return session.scalars(select(Citizen).where(Citizen.id == citizen_id).with_for_update()).one_or_none()


def cases_locked(session: Session, citizen_id: int) -> Sequence[Ticket]:
    wanted = select(Ticket).where(Ticket.citizen_id == citizen_id).order_by(Ticket.id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


def case_counts(session: Session, citizen_id: int, open_statuses: Sequence[str]) -> tuple[int, int]:
    """How many ordinary cases are open, and how many official appeals there are."""
    theirs = select(func.count()).where(Ticket.citizen_id == citizen_id)
    appeal = Ticket.track == Track.APPEAL.value
    still_open = session.scalar(theirs.where(~appeal, Ticket.status.in_(open_statuses)))
    return still_open or 0, session.scalar(theirs.where(appeal)) or 0


def words_of_case(session: Session, ticket_id: int) -> None:
    """Every text of its history, whoever wrote it: an answer may call a person by name."""
    of_case = select(Event.id).where(Event.ticket_id == ticket_id)
    session.execute(delete(EventText).where(EventText.event_id.in_(of_case)).execution_options(**UNSEEN))


def keep_appeal_words(session: Session, ticket_id: int) -> None:
    """The law keeps them: from now on they are words of nobody we know."""
    of_case = select(Event.id).where(Event.ticket_id == ticket_id)
    session.execute(
        update(EventText)
        .where(EventText.event_id.in_(of_case))
        .values(citizen_id=None)
        .execution_options(**UNSEEN)
    )


def own_words(session: Session, citizen_id: int) -> Sequence[int]:
    """Whatever this person wrote to any case. Returns the cases that began with words of theirs."""
    gone = delete(EventText).where(EventText.citizen_id == citizen_id).returning(EventText.event_id)
    events = session.scalars(gone.execution_options(**UNSEEN)).all()
    return _began(session, events)


def _began(session: Session, event_ids: Sequence[int]) -> Sequence[int]:
    """The cases of which one of these events was the first."""
    began = select(Event.ticket_id).where(Event.id.in_(event_ids), Event.move == Move.FILE.value)
    return session.scalars(began.order_by(Event.ticket_id)).all()


def own_files(session: Session, citizen_id: int, *, at: datetime) -> Sequence[int]:
    """Whatever this person sent to any case, beside appeals. Returns the cases that began with files of theirs."""
    appeals = select(Ticket.id).where(Ticket.track == Track.APPEAL.value)
    gone = delete(File).where(File.citizen_id == citizen_id, File.ticket_id.not_in(appeals))
    known = gone.returning(File.token, File.status, File.event_id)
    rows = session.execute(known.execution_options(**UNSEEN)).all()
    owe_removals(session, [(row.token, row.status) for row in rows], at=at)
    return _began(session, [row.event_id for row in rows])


def followed(session: Session, citizen_id: int) -> Sequence[int]:
    """Open cases of others that this person follows, in their order."""
    wanted = select(Ticket.id).join(Follower, Follower.ticket_id == Ticket.id)
    standing = (Follower.citizen_id == citizen_id, Follower.left_at.is_(None))
    return session.scalars(wanted.where(*standing).order_by(Ticket.id)).all()


def unlink_following(session: Session, citizen_id: int) -> None:
    """That somebody joined, and when, stays."""
    session.execute(
        update(Follower)
        .where(Follower.citizen_id == citizen_id)
        .values(citizen_id=None)
        .execution_options(**UNSEEN)
    )


def files_of_case(session: Session, ticket_id: int, *, at: datetime) -> None:
    """The rows go now, their objects are owed."""
    gone = delete(File).where(File.ticket_id == ticket_id).returning(File.token, File.status)
    rows = session.execute(gone.execution_options(**UNSEEN)).all()
    owe_removals(session, [(row.token, row.status) for row in rows], at=at)


def unlink_files(session: Session, citizen_id: int) -> None:
    """Of what is kept, as papers of an appeal are, nobody knows any more from which chat it came."""
    session.execute(
        update(File).where(File.citizen_id == citizen_id).values(citizen_id=None).execution_options(**UNSEEN)
    )


def person_of_appeal(session: Session, ticket_id: int) -> None:
    """That there was a registered appeal, and when, stays."""
    person = update(Appeal).where(Appeal.ticket_id == ticket_id).values(name=None, address=None, contact=None)
    session.execute(person.execution_options(**UNSEEN))


def owe_removals(session: Session, tokens: Iterable[tuple[str, str]], *, at: datetime) -> None:
    """Tokens, each with what its file stood at: one that is still being brought is removed when it must be there."""
    waits = {State.WAITING.value: FETCHED_AT_LATEST}
    rows = [
        {"name": token, "kind": OBJECT, "ready_at": at + waits.get(state, timedelta())}
        for token, state in tokens
    ]
    insert_new(session, Removal, rows)


def owe_index(session: Session, *, at: datetime) -> None:
    """SQLite's index keeps a deleted word until it is merged; PostgreSQL's vacuum does that by itself."""
    if session.get_bind().dialect.name == "sqlite":
        insert_new(session, Removal, [{"name": WORDS_INDEX, "kind": INDEX, "ready_at": at}])


def objects_owed(session: Session, *, at: datetime, limit: int) -> Sequence[str]:
    return session.scalars(
        select(Removal.name)
        .where(Removal.kind == OBJECT, Removal.ready_at <= at)
        .order_by(Removal.ready_at, Removal.name)
        .limit(limit)
    ).all()


def removed(session: Session, name: str) -> None:
    session.execute(delete(Removal).where(Removal.name == name))


def merge_index(session: Session, *, at: datetime) -> bool:
    """Write the index anew without what was deleted; False when nothing was erased since the last time."""
    owed = delete(Removal).where(Removal.kind == INDEX, Removal.ready_at <= at).returning(Removal.name)
    if session.execute(owed).first() is None:
        return False
    session.execute(text(f"INSERT INTO {WORDS_INDEX} ({WORDS_INDEX}) VALUES ('optimize')"))  # noqa: S608
    return True


def ratings(session: Session, citizen_id: int, *, month: date, at: datetime) -> None:
    """Scores of past months stay, of nobody. Those of the running month are taken back: it can be rated again."""
    theirs = ServiceRating.citizen_id == citizen_id
    session.execute(
        update(ServiceRating)
        .where(theirs, ServiceRating.month >= month, ServiceRating.replaced_at.is_(None))
        .values(replaced_at=at)
        .execution_options(**UNSEEN)
    )
    nobody = update(ServiceRating).where(theirs).values(citizen_id=None, words=None)
    session.execute(nobody.execution_options(**UNSEEN))
    asked = update(PanelAsk).where(PanelAsk.citizen_id == citizen_id).values(citizen_id=None)
    session.execute(asked.execution_options(**UNSEEN))


def messages(session: Session, chat_id: int, *, at: datetime) -> None:
    """What is owed to this chat is dropped, what was said in it was said to nobody. A colleague's letters stay."""
    theirs = (OutboxRow.chat_id == chat_id, OutboxRow.user_id.is_(None))
    waiting = update(OutboxRow).where(*theirs, OutboxRow.status == "waiting")
    dropped = waiting.values(status="dropped", settled_at=at, leased_until=None)
    session.execute(dropped.execution_options(**UNSEEN))
    session.execute(update(OutboxRow).where(*theirs).values(**NOTHING).execution_options(**UNSEEN))


def updates(session: Session, chat_id: int) -> None:
    """What was taken of this chat, and the update whose turn it is. What it sends later is another story."""
    oldest = select(func.min(ReceivedUpdate.id)).where(
        ReceivedUpdate.chat_id == chat_id, ReceivedUpdate.status == "waiting"
    )
    present = session.scalar(oldest)
    theirs = (ReceivedUpdate.chat_id == chat_id, ReceivedUpdate.status != "waiting")
    nothing = {"body": "{}", "chat_id": NO_CHAT, "error": None, "status": "done"}
    session.execute(update(ReceivedUpdate).where(*theirs).values(**nothing).execution_options(**UNSEEN))
    session.execute(
        update(ReceivedUpdate)
        .where(ReceivedUpdate.id == present)
        .values(**nothing)
        .execution_options(**UNSEEN)
    )


def conversation(session: Session, chat_id: int) -> None:
    session.execute(delete(Conversation).where(Conversation.chat_id == chat_id).execution_options(**UNSEEN))


def citizen(session: Session, citizen_id: int) -> None:
    """The row too; others of the same transaction go on with theirs."""
    session.execute(delete(Citizen).where(Citizen.id == citizen_id))


def traces(session: Session, chat_id: int, needles: Sequence[str]) -> None:
    """What holds one of these strings, in what this chat sent and was told: a number, the mark of a file."""
    if not needles:
        return
    needles = [*needles, *(json.dumps(one)[1:-1] for one in needles)]  # bodies are kept in ASCII
    bodies = update(ReceivedUpdate).where(
        ReceivedUpdate.chat_id == chat_id,
        ReceivedUpdate.status != "waiting",
        _holds(ReceivedUpdate.body, needles),
    )
    session.execute(bodies.values(body="{}").execution_options(**UNSEEN))
    told = select(OutboxRow.id, OutboxRow.facts).where(
        OutboxRow.chat_id == chat_id, OutboxRow.user_id.is_(None), OutboxRow.status != "waiting"
    )
    holding = [row.id for row in session.execute(told) if any(one in str(row.facts) for one in needles)]
    session.execute(
        update(OutboxRow).where(OutboxRow.id.in_(holding)).values(facts={}).execution_options(**UNSEEN)
    )


def file_of_case(session: Session, ticket_id: int, file_id: int) -> File | None:
    wanted = select(File).where(File.ticket_id == ticket_id, File.id == file_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def appeals_due(session: Session, *, after_id: int, limit: int) -> Sequence[Ticket]:
    """Closed official appeals whose citizen asked to be forgotten, and that still have their words."""
    wanted = select(Ticket).where(
        Ticket.erasure_asked_at.is_not(None),
        Ticket.erased_at.is_(None),
        Ticket.status == Status.CLOSED.value,
        Ticket.id > after_id,
    )
    return session.scalars(wanted.order_by(Ticket.id).limit(limit)).all()


def drafts(session: Session, *, before: datetime, limit: int) -> int:
    """Empty what chats had begun to say and never sent. Their version goes on, so that old buttons stay old."""
    idle = (
        select(Conversation.chat_id)
        .where(Conversation.updated_at < before, func.length(cast(Conversation.memory, String)) > EMPTY)
        .order_by(Conversation.updated_at)
        .limit(limit)
    )
    empty: dict[str, Any] = {"script": "", "step": "", "memory": {}, "card_message_id": None}
    gone = session.execute(
        update(Conversation)
        .where(Conversation.chat_id.in_(idle.scalar_subquery()), Conversation.updated_at < before)
        .values(version=Conversation.version + 1, **empty)
        .returning(Conversation.chat_id)
        .execution_options(**UNSEEN)
    )
    return len(gone.all())


def _holds(column: InstrumentedAttribute[str], needles: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(column.contains(one, autoescape=True) for one in needles))
