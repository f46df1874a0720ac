"""The only door for change: rule, status, event and owed notices in one stroke."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert

from casework import owing, seals
from casework.desk import Actor, Desk
from db.queries import appeals, files, tickets
from db.tables.tickets import Event, EventText, Ticket
from rules import deadlines, lifecycle
from rules.appeals import registration_number
from rules.attachments import Attached, counted
from rules.lifecycle import ASKED_IF_FIXED, HUMAN_ANSWERS, Confirmation, Move, Outcome, Role, Status, Track
from rules.refusals import Stale


@dataclass(frozen=True, slots=True)
class Said:
    """What came with a move: words and files for people, facts for figures."""

    text: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[Attached] = ()
    outcome: Outcome | None = None
    confirmation: Confirmation | None = None


NOTHING = Said()
APPEND, KEEP_WORDS = insert(Event).returning(Event.id), insert(EventText)
"""Built once, so that they are compiled once."""


def enter(
    desk: Desk,
    ticket: Ticket,
    move: Move,
    *,
    by: Actor,
    said: Said = NOTHING,
    tell: Mapping[str, Any] | None = None,
    once: str | None = None,
    stays: bool = False,
) -> int:
    """Make the move. `tell` are facts for the notices alone; of moves with one `once` only the first is told.
    `stays`: it leaves the status as it is, whatever the law would make of it.

    Returns the event's id.

    Raises NotNow, NotAllowed, Invalid as the law of transitions says.
    """
    lifecycle.check_outcome(move, said.outcome)
    before, here = Status(ticket.status), standing(desk, ticket)
    after = lifecycle.next_status(here, move, by.role, confirmation=said.confirmation)
    after = before if stays else after
    if lifecycle.registers(here, move, by.role):
        register(desk, ticket, by=by)
    _settle_status(desk, ticket, move, before, after, by, said)
    ticket.version += 1
    ticket.updated_at = desk.at
    desk.session.flush()
    event_id = _append(desk, ticket, move, by, said)
    owing.owe_after(desk, ticket, move, event_id, by=by, outcome=said.outcome, tell=tell or {}, once=once)
    return event_id


def open_ticket(
    desk: Desk, ticket: Ticket, *, by: Actor, said: Said, tell: Mapping[str, Any] | None = None
) -> int:
    """The first move: the ticket does not stand anywhere yet."""
    lifecycle.next_status(lifecycle.Standing(None), Move.FILE, by.role)
    desk.session.add(ticket)
    desk.session.flush()
    event_id = _append(desk, ticket, Move.FILE, by, said)
    owing.owe_after(desk, ticket, Move.FILE, event_id, by=by, outcome=None, tell=tell or {})
    return event_id


def register(desk: Desk, ticket: Ticket, *, by: Actor) -> str:
    """An appeal gets its number in the register of the inbox that has it: by itself with the first human move.

    Raises NotNow, NotAllowed as the law of transitions says.
    """
    lifecycle.next_status(standing(desk, ticket), Move.REGISTER, by.role)
    year = desk.today.year
    number = registration_number(year, appeals.next_number(desk.session, ticket.inbox_id, year))
    known = {"registration_number": number}
    enter(desk, ticket, Move.REGISTER, by=by, said=Said(facts=known), tell=known)
    kept = appeals.of_ticket(desk.session, ticket.id)
    assert kept is not None, "an appeal is kept with its ticket"
    kept.registered_at, kept.registration_number, kept.registry_id = desk.at, number, ticket.inbox_id
    ticket.register_due_on = None
    desk.session.flush()
    return number


def check_version(desk: Desk, ticket: Ticket, version: int | None) -> None:
    """Raises Stale when somebody was faster."""
    if version is not None and version != ticket.version:
        raise Stale(reference=ticket.id, version=ticket.version, since=version)


def standing(desk: Desk, ticket: Ticket) -> lifecycle.Standing:
    ended_at = ticket.resolved_at or (ticket.status_since if ticket.status == Status.CLOSED else None)
    since = (desk.today - desk.directory.calendar.local_day(ended_at)).days if ended_at else None
    registered = ticket.track == Track.APPEAL and ticket.register_due_on is None
    return lifecycle.Standing(Status(ticket.status), Track(ticket.track), since, registered)


def _settle_status(
    desk: Desk, ticket: Ticket, move: Move, before: Status, after: Status, by: Actor, said: Said
) -> None:
    if before is Status.WAITING and after is not Status.WAITING:
        _move_due_days(desk, ticket)
    if move in HUMAN_ANSWERS and ticket.first_answer_at is None:
        ticket.first_answer_at = desk.at
    if said.outcome is not None:
        ticket.outcome, ticket.resolved_at, ticket.confirmation = said.outcome, desk.at, None
    elif move is Move.WITHDRAW:
        ticket.outcome = Outcome.WITHDRAWN
    elif move is Move.REOPEN:
        ticket.outcome, ticket.resolved_at, ticket.planned_on = None, None, None
        ticket.confirmation = Confirmation.NO if by.role is Role.CITIZEN else None
    elif move is Move.EXPIRE and ticket.confirmation is None and ticket.outcome in ASKED_IF_FIXED:
        ticket.confirmation = Confirmation.NONE
    elif move is Move.CONFIRM:
        ticket.confirmation = said.confirmation
    if before is not after:
        ticket.status, ticket.status_since = after, desk.at


def _move_due_days(desk: Desk, ticket: Ticket) -> None:
    """The clocks stood still while the office waited for the citizen."""
    calendar = desk.directory.calendar
    paused_from, until = calendar.local_day(ticket.status_since), desk.today
    if ticket.first_answer_at is None:
        ticket.answer_due_on = deadlines.shifted(ticket.answer_due_on, paused_from, until, calendar)
    ticket.resolve_due_on = deadlines.shifted(ticket.resolve_due_on, paused_from, until, calendar)


def _append(desk: Desk, ticket: Ticket, move: Move, by: Actor, said: Said) -> int:
    last = tickets.last_seal(desk.session, ticket.id) if move is not Move.FILE else None
    before, seq = (last.seal, last.seq + 1) if last else (seals.FIRST, 1)
    salt = seals.new_salt()
    known = {"outcome": said.outcome, "confirmation": said.confirmation, "files": counted(said.files) or None}
    facts = {**_plain(said.facts), **_plain(known)}
    digest = seals.words_digest(said.text, salt) if said.text else None
    values: dict[str, Any] = {
        "ticket_id": ticket.id,
        "seq": seq,
        "at": desk.at,
        "move": move.value,
        "by_role": by.role.value,
        "by_user_id": by.user_id,
        "status": str(ticket.status),
        "facts": facts,
        "text_digest": digest,
    }
    sealed = seals.seal(before, **values)
    connection = desk.session.connection()
    event_id = connection.execute(APPEND, {**values, "seal": sealed}).scalar_one()
    if said.text:
        words = {"event_id": event_id, "salt": salt, "text": said.text, "citizen_id": by.citizen_id}
        connection.execute(KEEP_WORDS, words)
    files.owe(
        desk.session,
        said.files,
        ticket_id=ticket.id,
        event_id=event_id,
        citizen_id=by.citizen_id,
        at=desk.at,
    )
    return event_id


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in facts.items()
        if value is not None
    }
