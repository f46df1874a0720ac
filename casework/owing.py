"""From a move to the rows owed for it: who is told, where, and from what hour."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from casework import manners
from casework.desk import Actor, Desk
from db.queries import followers, outbox, people
from db.queries.outbox import Debt
from db.tables.tickets import Ticket
from rules import notices
from rules.lifecycle import Move, Outcome, Role
from rules.notices import Notice, Owed, To

FOR_THE_CITIZEN = frozenset({"replaces", "press"})
"""Facts that speak of messages in the citizen's own chat."""


def owe_after(
    desk: Desk,
    ticket: Ticket,
    move: Move,
    event_id: int,
    *,
    by: Actor,
    outcome: Outcome | None,
    tell: Mapping[str, Any],
    once: str | None = None,
) -> None:
    """Colleagues first, so that the citizen's letter can say truly who was told."""
    debts: list[Debt] = []
    told: list[str] = []
    for owed in sorted(notices.owed_after(move, outcome), key=lambda owed: owed.to is To.CITIZEN):
        key = _once(owed, ticket.id, once)
        known = {**tell, "told": told} if owed.to is To.CITIZEN and told else tell
        more = _debts(desk, ticket, owed.notice, owed.to, event_id, by=by, tell=known, once=key)
        told += [owed.to.value] if more and owed.to is To.HEAD else []
        debts += more
    outbox.owe(desk.session, debts, at=desk.at)


def _once(owed: Owed, ticket_id: int, once: str | None) -> str | None:
    if owed.once:
        return f"{owed.notice}:{ticket_id}"
    return f"{owed.notice}:{ticket_id}:{once}" if once else None


def owe(
    desk: Desk,
    ticket: Ticket,
    notice: Notice,
    to: To,
    *,
    by: Actor,
    once: str,
    tell: Mapping[str, Any] | None = None,
) -> list[str]:
    """A notice that no move owes: the clock's. `once` keeps a duty from telling twice.

    Returns whom it is owed to, for a letter that says so; empty where nobody is there.
    """
    debts = _debts(desk, ticket, notice, to, None, by=by, tell=tell or {}, once=once)
    outbox.owe(desk.session, debts, at=desk.at)
    return [to.value] if debts else []


def _debts(
    desk: Desk,
    ticket: Ticket,
    notice: Notice,
    to: To,
    event_id: int | None,
    *,
    by: Actor,
    tell: Mapping[str, Any],
    once: str | None,
) -> list[Debt]:
    if to is To.CITIZEN:
        return _to_citizen(desk, ticket, notice, event_id, by=by, tell=tell, once=once)
    return [
        Debt(
            kind="letter",
            channel="telegram" if colleague.chat_id else "page",
            chat_id=colleague.chat_id,
            user_id=colleague.id,
            content=notice,
            facts={key: value for key, value in tell.items() if key not in FOR_THE_CITIZEN},
            ticket_id=ticket.id,
            event_id=event_id,
            ready_at=_when(desk, notice),
            once_key=f"{once}:{colleague.id}" if once else None,
        )
        for colleague in _colleagues(desk, ticket, to, tell)
        if colleague.id != by.user_id
    ]


def _to_citizen(
    desk: Desk,
    ticket: Ticket,
    notice: Notice,
    event_id: int | None,
    *,
    by: Actor,
    tell: Mapping[str, Any],
    once: str | None,
) -> list[Debt]:
    return [
        Debt(
            kind="letter",
            chat_id=citizen.chat_id,
            content=notice,
            facts=dict(tell),
            ticket_id=ticket.id,
            event_id=event_id,
            ready_at=(ready_at := _when_for(desk, notice, citizen)),
            silent=by.role is not Role.CITIZEN and desk.directory.calendar.is_quiet(ready_at),
            once_key=f"{once}:{citizen.id}" if once and citizen.id != ticket.citizen_id else once,
            status="waiting" if citizen.reachable else "failed",
        )
        for citizen in _told(desk, ticket, notice, by)
    ]


def _told(desk: Desk, ticket: Ticket, notice: Notice, by: Actor) -> Sequence[people.CitizenRow]:
    """Who filed it, and the neighbours who follow it; where nobody who filed it is left, they hear everything."""
    filer, by_act = ticket.citizen_id, notice in notices.OF_THE_ACT
    one = (by.citizen_id if by_act else None) or filer
    told = [citizen] if one is not None and (citizen := people.citizen(desk.session, one)) else []
    if ticket.joined and not by_act and (filer is None or notice in notices.TOLD_TO_FOLLOWERS):
        told += followers.of_ticket(desk.session, ticket.id)
    return told


def _colleagues(desk: Desk, ticket: Ticket, to: To, tell: Mapping[str, Any]) -> Iterable[people.Colleague]:
    if to is To.ASSIGNEE and (in_charge := people.colleagues(desk.session, user_id=ticket.assignee_id)):
        return in_charge
    if to is To.OLD_INBOX:
        return people.colleagues(
            desk.session, inbox_id=tell.get("from_inbox"), roles=(Role.CLERK, Role.DISPATCHER)
        )
    roles = (Role.HEAD,) if to is To.HEAD else (Role.CLERK, Role.DISPATCHER)
    return people.colleagues(desk.session, inbox_id=ticket.inbox_id, roles=roles)


def _when_for(desk: Desk, notice: Notice, citizen: people.CitizenRow) -> datetime:
    """What nobody asked for takes a day of its own in this person's chat."""
    moment = _when(desk, notice)
    return manners.free_moment(desk, citizen.chat_id, moment) if notice in notices.UNPROMPTED else moment


def _when(desk: Desk, notice: Notice) -> datetime:
    """Reminders wait for the morning; answers and emergencies do not."""
    calendar = desk.directory.calendar
    if notice in notices.MORNING and calendar.is_quiet(desk.at):
        return calendar.next_morning(desk.at)
    return desk.at
