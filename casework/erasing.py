"""A person asks to be forgotten, or takes a thing back. What stays are facts, and nobody can say whose they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from casework import ledger
from casework.desk import Actor, Desk
from casework.following import has_neighbours
from casework.ledger import Said
from db.queries import erasing, followers, limits, tickets
from db.tables.people import Citizen
from db.tables.tickets import Ticket
from rules import retention
from rules.attachments import State
from rules.lifecycle import OPEN, Move, Role, Status, Track
from rules.limits import OWN_DATA
from rules.ratings import month_of
from rules.refusals import NotFound, NotNow, TooMany

SURE_FOR = timedelta(hours=1)
"""How long after the question its button means what it says."""


@dataclass(frozen=True, slots=True)
class AtStake:
    """What the question speaks of."""

    open_cases: int
    appeals: int


def at_stake(desk: Desk, citizen_id: int) -> AtStake:
    statuses = [status.value for status in OPEN]
    return AtStake(*erasing.case_counts(desk.session, citizen_id, statuses))


def ask_for_own_data(desk: Desk, citizen_id: int) -> None:
    """Once an hour. Raises TooMany."""
    wait = limits.take(desk.session, _limit(citizen_id), OWN_DATA, at=desk.at)
    if wait:
        raise TooMany("own_data_sent", minutes=max(1, round(wait / 60)))


def erase_citizen(desk: Desk, citizen_id: int, *, asked_at: float) -> int:
    """Everything of this person, in the caller's transaction. Returns how many official appeals the law keeps.

    `asked_at`, in seconds since 1970, is when the question was asked that was answered with yes. Raises NotNow.
    """
    citizen = erasing.citizen_locked(desk.session, citizen_id)
    if citizen is None:
        raise NotFound("unknown_citizen")
    if asked_at < _earliest(desk, citizen):
        raise NotNow("asked_too_long_ago")
    chat_id, kept = citizen.chat_id, 0
    for ticket in erasing.cases_locked(desk.session, citizen_id):
        if ticket.track == Track.APPEAL:
            erasing.keep_appeal_words(desk.session, ticket.id)
            ticket.erasure_asked_at, ticket.citizen_id, kept = desk.at, None, kept + 1
            continue
        if _goes_on(desk, ticket, citizen_id):
            continue
        _withdraw(desk, ticket, citizen_id)
        _empty(desk, ticket)
    _leave_others(desk, citizen_id)
    desk.session.flush()
    erasing.unlink_files(desk.session, citizen_id)
    erasing.ratings(desk.session, citizen_id, month=month_of(desk.today), at=desk.at)
    erasing.messages(desk.session, chat_id, at=desk.at)
    erasing.updates(desk.session, chat_id)
    erasing.conversation(desk.session, chat_id)
    limits.forget(desk.session, [_limit(citizen_id)])
    erasing.citizen(desk.session, citizen_id)
    return kept


def erase_appeal(desk: Desk, ticket_id: int) -> None:
    """The law has let go of it."""
    _empty(desk, tickets.for_update(desk.session, ticket_id))
    desk.session.flush()


def kept_long_enough(desk: Desk, ticket: Ticket) -> bool:
    """Whether a closed appeal, whose citizen asked to be forgotten, may be emptied today."""
    asked = ticket.erasure_asked_at is not None and ticket.erased_at is None
    return asked and ticket.status == Status.CLOSED and _last_day(desk, ticket) < desk.today


def take_back_file(desk: Desk, ticket_id: int, file_id: int, *, by: Actor, chat_id: int) -> None:
    """One's own file, of whosever case. That one came is sealed; what it was is gone. A second tap changes nothing."""
    ticket = tickets.for_update(desk.session, ticket_id)
    file = erasing.file_of_case(desk.session, ticket_id, file_id)
    if file is None or file.citizen_id != by.citizen_id:
        raise NotFound("attachment_not_found")
    if file.status == State.TAKEN_BACK:
        return
    erasing.owe_removals(desk.session, [(file.token, file.status)], at=desk.at)
    erasing.traces(desk.session, chat_id, [file.unique_id])
    file.status, file.settled_at, file.lease, file.leased_until = State.TAKEN_BACK, desk.at, None, None
    file.file_id = file.claimed_name = file.claimed_mime = ""
    file.claimed_bytes = file.bytes = file.mime = file.sha256 = file.reason = None
    ticket.updated_at = desk.at
    desk.session.flush()


def take_back_unsent(session: Session, chat_id: int, needles: Sequence[str]) -> None:
    """A file or a number of a draft: what Telegram handed over of it, and the cards that showed it."""
    erasing.traces(session, chat_id, needles)


def _withdraw(desk: Desk, ticket: Ticket, citizen_id: int) -> None:
    """An open case ends as if its citizen had withdrawn it, and the office is told so."""
    if Status(ticket.status) in OPEN:
        by = Actor(Role.CITIZEN, citizen_id=citizen_id)
        ledger.enter(desk, ticket, Move.WITHDRAW, by=by, said=Said(facts={"erased": True}))


def _goes_on(desk: Desk, ticket: Ticket, citizen_id: int) -> bool:
    """A case that neighbours follow stays theirs, with their words and the office's; only this person's go."""
    if not has_neighbours(desk, ticket):
        return False
    if Status(ticket.status) in OPEN:
        by = Actor(Role.CITIZEN, citizen_id=citizen_id)
        facts = {"joined": ticket.joined, "erased": True}
        ledger.enter(desk, ticket, Move.LEAVE, by=by, said=Said(facts=facts))
    ticket.citizen_id = None
    return True


def _leave_others(desk: Desk, citizen_id: int) -> None:
    """Cases of others that this person follows, wrote to, or began and left to the neighbours."""
    by = Actor(Role.CITIZEN, citizen_id=citizen_id)
    for ticket_id in erasing.followed(desk.session, citizen_id):
        ticket = tickets.for_update(desk.session, ticket_id)
        if Status(ticket.status) in OPEN and followers.leave(desk.session, ticket_id, citizen_id, at=desk.at):
            ticket.joined -= 1
            facts = {"joined": ticket.joined, "erased": True}
            ledger.enter(desk, ticket, Move.LEAVE, by=by, said=Said(facts=facts))
    erasing.unlink_following(desk.session, citizen_id)
    shown = erasing.own_files(desk.session, citizen_id, at=desk.at)
    for ticket_id in sorted({*shown, *erasing.own_words(desk.session, citizen_id)}):
        _untell(desk, tickets.for_update(desk.session, ticket_id))


def _empty(desk: Desk, ticket: Ticket) -> None:
    erasing.words_of_case(desk.session, ticket.id)
    erasing.person_of_appeal(desk.session, ticket.id)
    erasing.files_of_case(desk.session, ticket.id, at=desk.at)
    _untell(desk, ticket)


def _untell(desk: Desk, ticket: Ticket) -> None:
    """What the one who filed it told."""
    erasing.owe_index(desk.session, at=desk.at)
    ticket.text = ticket.search_text = ""
    ticket.contact = ticket.lat = ticket.lon = ticket.draft_key = ticket.citizen_id = None
    ticket.erased_at = ticket.updated_at = desk.at


def _earliest(desk: Desk, citizen: Citizen) -> float:
    """A question of another hour, or one that was put to somebody who has been forgotten since, is asked anew."""
    return max((desk.at - SURE_FOR).timestamp(), float(int(citizen.first_seen_at.timestamp())))


def _last_day(desk: Desk, ticket: Ticket) -> date:
    closed_on = desk.directory.calendar.local_day(ticket.status_since)
    days = retention.days_kept(desk.directory.calendar_terms, retention.APPEAL, closed_on)
    return closed_on + timedelta(days=days)


def _limit(citizen_id: int) -> str:
    return f"own_data:{citizen_id}"
