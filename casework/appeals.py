"""The official track: an appeal of a named person, registered by the office, answered within the law's days.

Only the citizen changes the track. Events hold days and numbers; the person stands in `appeals` and nowhere else.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from casework import ledger
from casework.desk import Actor, Desk
from casework.following import nobodys_but_own
from casework.handling import own
from casework.ledger import Said
from db.queries import appeals, tickets
from db.tables.appeals import Appeal
from db.tables.tickets import Ticket
from rules import deadlines
from rules.appeals import Applicant, checked
from rules.deadlines import Deadlines
from rules.lifecycle import Move, Track
from rules.permissions import Reach


def keep_applicant(desk: Desk, ticket: Ticket, applicant: Applicant) -> None:
    """Whose appeal a ticket is that is filed as one."""
    promise = desk.directory.promise(ticket.service_code, ticket.category_code)
    ordinary_due_on = desk.directory.calendar.add(desk.today, promise.answer_within)
    _keep(desk, ticket, applicant, ordinary_due_on, None)


def make_official(
    desk: Desk, ticket_id: int, *, applicant: Applicant, by: Actor, tell: Mapping[str, Any] | None = None
) -> Ticket:
    """The citizen's case becomes an appeal, under the same number: the law's clock starts now.

    Raises Invalid; NotNow where neighbours follow the case: its answers, which may name the person, go to them too.
    """
    ticket = tickets.for_update(desk.session, ticket_id)
    own(ticket, by)
    nobodys_but_own(desk, ticket)
    person, due = checked(applicant), _due_as_appeal(desk, ticket)
    before, answered = ticket.answer_due_on, ticket.first_answer_at
    facts = {
        "clock": "answer",
        "from_day": before,
        "until": due.answer_on,
        "register_due_on": due.register_on,
    }
    told = {**(tell or {}), "register_on": _iso(due.register_on)}
    ledger.enter(desk, ticket, Move.TO_APPEAL, by=by, said=Said(facts=facts), tell=told)
    _keep(desk, ticket, person, before, answered)
    ticket.track, ticket.first_answer_at = Track.APPEAL.value, None
    ticket.answer_due_on, ticket.register_due_on = due.answer_on, due.register_on
    desk.session.flush()
    return ticket


def make_ordinary(desk: Desk, ticket_id: int, *, by: Actor, tell: Mapping[str, Any] | None = None) -> Ticket:
    """Back to feedback while nobody has registered it: the person is forgotten, the service's promise holds again."""
    ticket = tickets.for_update(desk.session, ticket_id)
    own(ticket, by)
    kept = appeals.of_ticket(desk.session, ticket.id)
    due_on = kept.ordinary_due_on if kept else ticket.answer_due_on
    answered_at = kept.ordinary_answer_at if kept else ticket.first_answer_at
    facts = {
        "clock": "answer",
        "from_day": ticket.answer_due_on,
        "until": due_on,
        "answered_on": desk.directory.calendar.local_day(answered_at) if answered_at else None,
    }
    ledger.enter(desk, ticket, Move.TO_FEEDBACK, by=by, said=Said(facts=facts), tell=tell)
    appeals.forget(desk.session, ticket.id)
    ticket.track, ticket.register_due_on = Track.FEEDBACK.value, None
    ticket.answer_due_on, ticket.first_answer_at = due_on, answered_at
    desk.session.flush()
    return ticket


def register(desk: Desk, ticket_id: int, *, by: Actor, reach: Reach, version: int | None = None) -> Ticket:
    """By its own button; any other first move of the office registers too."""
    ticket = tickets.for_update(desk.session, ticket_id, reach=reach)
    ledger.check_version(desk, ticket, version)
    ledger.register(desk, ticket, by=by)
    return ticket


def erase_applicant(desk: Desk, ticket_id: int) -> None:
    """The person is forgotten; that there was a registered appeal, and when, stays."""
    kept = appeals.of_ticket(desk.session, ticket_id)
    if kept is not None:
        kept.name = kept.address = kept.contact = None
        desk.session.flush()


def _keep(
    desk: Desk, ticket: Ticket, person: Applicant, ordinary_due_on: date, answered_at: datetime | None
) -> None:
    desk.session.add(
        Appeal(
            ticket_id=ticket.id,
            name=person.name,
            address=person.address,
            contact=person.contact,
            consent_at=desk.at,  # nothing reached the office before this moment
            consent_version=person.consent,
            ordinary_due_on=ordinary_due_on,
            ordinary_answer_at=answered_at,
        )
    )
    desk.session.flush()


def _due_as_appeal(desk: Desk, ticket: Ticket) -> Deadlines:
    directory = desk.directory
    promise = directory.promise(ticket.service_code, ticket.category_code)
    return deadlines.deadlines(Track.APPEAL, promise, directory.terms, desk.at, directory.calendar)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
