"""How a case ends, and how it comes back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework import ledger
from casework.desk import CLOCK, Actor, Desk
from casework.following import concerned, has_neighbours, no_more_letters, speaks_for_it
from casework.handling import own, reply
from casework.ledger import Said
from db.queries import followers, tickets
from db.tables.tickets import Ticket
from rules import lifecycle, text
from rules.lifecycle import OPEN, Confirmation, Move, Outcome, Role, Status
from rules.permissions import Reach
from rules.refusals import Invalid


def resolve(
    desk: Desk,
    ticket_id: int,
    *,
    outcome: Outcome | None,
    said: str,
    by: Actor,
    reach: Reach,
    planned_on: date | None = None,
    version: int | None = None,
) -> Ticket:
    """The office says it is fixed, or on which day it will be. The citizen is asked. Raises Invalid."""
    ticket = tickets.for_update(desk.session, ticket_id, reach=reach)
    ledger.check_version(desk, ticket, version)
    if outcome is Outcome.PLANNED:
        if planned_on is None or planned_on < desk.today:
            raise Invalid("planned_day_needed")
        ticket.planned_on = planned_on
    facts = {"planned_on": ticket.planned_on} if outcome is Outcome.PLANNED else {}
    ledger.enter(desk, ticket, Move.RESOLVE, by=by, said=Said(text=reply(said), facts=facts, outcome=outcome))
    return ticket


def decline(
    desk: Desk,
    ticket_id: int,
    *,
    outcome: Outcome | None,
    reason: str,
    by: Actor,
    reach: Reach,
    version: int | None = None,
) -> Ticket:
    ticket = tickets.for_update(desk.session, ticket_id, reach=reach)
    ledger.check_version(desk, ticket, version)
    ledger.enter(desk, ticket, Move.DECLINE, by=by, said=Said(text=reply(reason), outcome=outcome))
    return ticket


def confirm(desk: Desk, ticket_id: int, *, confirmation: Confirmation, by: Actor) -> Ticket:
    """The citizen says yes, or is not sure. "No" is `reopen`. A second yes changes nothing.

    What a neighbour says of it is kept beside their name in the list, and closes nothing.
    """
    ticket = tickets.for_update(desk.session, ticket_id)
    concerned(desk, ticket, by)
    if by.citizen_id is not None and ticket.citizen_id != by.citizen_id:
        followers.confirm(desk.session, ticket_id, by.citizen_id, confirmation.value)
    if not speaks_for_it(ticket, by):
        lifecycle.next_status(ledger.standing(desk, ticket), Move.CONFIRM, by.role)
        return ticket
    if by.role is Role.CITIZEN and ticket.confirmation == confirmation:
        return ticket  # a second tap
    ledger.enter(desk, ticket, Move.CONFIRM, by=by, said=Said(confirmation=confirmation))
    return ticket


def reopen(
    desk: Desk,
    ticket_id: int,
    *,
    by: Actor,
    said: str | None = None,
    reach: Reach | None = None,
    version: int | None = None,
    tell: Mapping[str, Any] | None = None,
) -> Ticket:
    """What is still wrong may come later, as an addition: the case is open from this moment."""
    ticket = tickets.for_update(desk.session, ticket_id, reach=reach)
    ledger.check_version(desk, ticket, version)
    concerned(desk, ticket, by)
    if by.role is Role.CITIZEN and ticket.confirmation == Confirmation.NO and Status(ticket.status) in OPEN:
        return ticket  # a second tap on "No"
    words = text.clean(said) if said else None
    ledger.enter(desk, ticket, Move.REOPEN, by=by, said=Said(text=words or None), tell=tell)
    return ticket


def withdraw(desk: Desk, ticket_id: int, *, by: Actor, tell: Mapping[str, Any] | None = None) -> Ticket:
    """Where neighbours follow the case it goes on for them, without the one who filed it."""
    ticket = tickets.for_update(desk.session, ticket_id)
    own(ticket, by)
    if has_neighbours(desk, ticket):
        lifecycle.next_status(ledger.standing(desk, ticket), Move.WITHDRAW, by.role)
        ticket.citizen_id = None
        ledger.enter(desk, ticket, Move.LEAVE, by=by, said=Said(facts={"joined": ticket.joined}))
        no_more_letters(desk, ticket, by)
        return ticket
    ledger.enter(desk, ticket, Move.WITHDRAW, by=by, tell=tell)
    return ticket


def expire(desk: Desk, ticket_id: int) -> Ticket:
    """Silence after the question closes the case, and is never counted as fixed."""
    ticket = tickets.for_update(desk.session, ticket_id)
    ledger.enter(desk, ticket, Move.EXPIRE, by=CLOCK)
    return ticket


def resume(desk: Desk, ticket_id: int) -> Ticket:
    """The citizen did not answer the office's question in time: the office's clock runs again."""
    ticket = tickets.for_update(desk.session, ticket_id)
    ledger.enter(desk, ticket, Move.RESUME, by=CLOCK)
    return ticket
