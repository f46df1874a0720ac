"""What the clock obliges us to. Every duty may run twice and tells once; each ticket is a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from casework import closing, erasing, owing
from casework.desk import CLOCK, Desk
from db.queries import backlog, limits, standing, tickets
from db.queries import erasing as erasing_rows
from db.tables.tickets import Ticket
from rules import retention
from rules.lifecycle import ASKED_IF_FIXED, Confirmation, Status
from rules.notices import Notice, To

T = TypeVar("T")

BATCH = 200
DUE_SOON_DAYS = 1
ASK_AGAIN_AFTER = {"water": timedelta(days=3)}
ASK_AGAIN_OTHERWISE = timedelta(days=7)
EXPIRE_AFTER = timedelta(days=14)
QUESTION_REMINDER_AFTER = timedelta(days=3)
QUESTION_LAPSES_AFTER = 10
"""Working days."""
PROMPTS_KEPT = timedelta(days=90)


class Door(Protocol):
    """Runs a piece of work in a transaction of its own and gives back its result."""

    def __call__(self, work: Callable[[Desk], T], /) -> T: ...


def remind_of_due(door: Door) -> int:
    """One working day before the answer is due, the clerks hear of it."""

    def tell(desk: Desk, ticket: Ticket) -> None:
        if ticket.answer_due_on >= desk.today:
            owing.owe(
                desk,
                ticket,
                Notice.DUE_SOON,
                To.ASSIGNEE,
                by=CLOCK,
                once=f"due_soon:{ticket.id}:{ticket.answer_due_on}",
            )

    return _each(door, _due(_soon), tell)


def escalate_overdue(door: Door) -> int:
    """The day passed without an answer: clerk and head hear of it, and only then the citizen."""

    def tell(desk: Desk, ticket: Ticket) -> None:
        once, facts = f"{ticket.id}:{ticket.answer_due_on}", {"due": ticket.answer_due_on.isoformat()}
        told = [
            *owing.owe(
                desk,
                ticket,
                Notice.OVERDUE_CLERK,
                To.ASSIGNEE,
                by=CLOCK,
                once=f"overdue_clerk:{once}",
                tell=facts,
            ),
            *owing.owe(
                desk, ticket, Notice.OVERDUE_HEAD, To.HEAD, by=CLOCK, once=f"overdue_head:{once}", tell=facts
            ),
        ]
        citizen = {**facts, "told": told}
        owing.owe(desk, ticket, Notice.OVERDUE, To.CITIZEN, by=CLOCK, once=f"overdue:{once}", tell=citizen)

    return _each(door, _due(_yesterday), tell)


def remind_to_register(door: Door) -> int:
    """On the last day for it, the clerks hear that an official appeal is not registered yet."""

    def tell(desk: Desk, ticket: Ticket) -> None:
        if ticket.register_due_on == desk.today:
            once = f"register_soon:{ticket.id}:{ticket.register_due_on}"
            owing.owe(desk, ticket, Notice.REGISTER_SOON, To.ASSIGNEE, by=CLOCK, once=once)

    return _each(door, _to_register(lambda desk: desk.today), tell)


def escalate_unregistered(door: Door) -> int:
    """The law's day for registering passed: clerk and head hear of it, and then the citizen."""

    def tell(desk: Desk, ticket: Ticket) -> None:
        assert ticket.register_due_on is not None, "picked by it"
        facts = {"due": ticket.register_due_on.isoformat()}
        told: list[str] = []
        for notice, to in (
            (Notice.REGISTER_LATE_CLERK, To.ASSIGNEE),
            (Notice.REGISTER_LATE_HEAD, To.HEAD),
            (Notice.REGISTER_LATE, To.CITIZEN),
        ):
            once = f"{notice}:{ticket.id}:{facts['due']}"
            known = {**facts, "told": list(told)} if to is To.CITIZEN else facts
            told += owing.owe(desk, ticket, notice, to, by=CLOCK, once=once, tell=known)

    return _each(door, _to_register(_yesterday), tell)


def ask_again_if_fixed(door: Door) -> int:
    """One reminder of "is it fixed?", after three days for water and seven for the rest."""

    def tell(desk: Desk, ticket: Ticket) -> None:
        wait = ASK_AGAIN_AFTER.get(ticket.service_code, ASK_AGAIN_OTHERWISE)
        asked = ticket.outcome in ASKED_IF_FIXED and ticket.confirmation is None
        if asked and desk.at - ticket.status_since >= wait:
            _remind(desk, ticket, Notice.FIXED_REMINDER)

    return _each(door, _standing(Status.RESOLVED, min(ASK_AGAIN_AFTER.values())), tell)


def close_silent(door: Door) -> int:
    """Fourteen days of silence close a resolved case, unconfirmed."""

    def close(desk: Desk, ticket: Ticket) -> None:
        if ticket.confirmation in (None, Confirmation.UNSURE):
            closing.expire(desk, ticket.id)

    return _each(door, _standing(Status.RESOLVED, EXPIRE_AFTER), close)


def remind_of_question(door: Door) -> int:
    def tell(desk: Desk, ticket: Ticket) -> None:
        _remind(desk, ticket, Notice.QUESTION_REMINDER)

    return _each(door, _standing(Status.WAITING, QUESTION_REMINDER_AFTER), tell)


def lapse_questions(door: Door) -> int:
    """Ten working days without the citizen's answer: the case goes on without it."""

    def resume(desk: Desk, ticket: Ticket) -> None:
        calendar = desk.directory.calendar
        waited = calendar.count(calendar.local_day(ticket.status_since), desk.today)
        if waited > QUESTION_LAPSES_AFTER:
            closing.resume(desk, ticket.id)

    return _each(door, _standing(Status.WAITING, timedelta(days=QUESTION_LAPSES_AFTER)), resume)


def forget_counts(door: Door) -> int:
    """What was counted of chats and addresses, and counts no longer. Returns how many rows."""
    gone = 0
    while swept := door(lambda desk: limits.sweep(desk.session, at=desk.at, most=BATCH)):
        gone += swept
    return gone


def forget(door: Door) -> int:
    """Updates whose turn is long done, and questions long asked. What was given up stays, and so do letters."""

    def some(desk: Desk) -> int:
        return backlog.forget_updates(
            desk.session, before=_kept_since(desk, retention.UPDATE), limit=BATCH
        ) + backlog.forget_prompts(desk.session, before=desk.at - PROMPTS_KEPT, limit=BATCH)

    return _until_none(door, some)


def forget_drafts(door: Door) -> int:
    """Reports that were begun and never sent."""

    def some(desk: Desk) -> int:
        return erasing_rows.drafts(desk.session, before=_kept_since(desk, retention.DRAFT), limit=BATCH)

    return _until_none(door, some)


def erase_appeals(door: Door) -> int:
    """Official appeals of people who asked to be forgotten, once the law lets go of them."""

    def ids(desk: Desk, after_id: int) -> list[int]:
        return [
            ticket.id for ticket in erasing_rows.appeals_due(desk.session, after_id=after_id, limit=BATCH)
        ]

    def erase(desk: Desk, ticket: Ticket) -> None:
        erasing.erase_appeal(desk, ticket.id)

    return _each(door, Pick(ids, erasing.kept_long_enough), erase)


def merge_search(door: Door) -> int:
    """The index of words lets go of those that were erased."""
    return int(door(lambda desk: erasing_rows.merge_index(desk.session, at=desk.at)))


def _remind(desk: Desk, ticket: Ticket, notice: Notice) -> None:
    """Of this very status: whoever answers meanwhile, or is asked anew, is not reminded of it."""
    since = ticket.status_since.isoformat()
    once = f"{notice}:{ticket.id}:{since}"
    owing.owe(desk, ticket, notice, To.CITIZEN, by=CLOCK, once=once, tell={"since": since})


@dataclass(frozen=True, slots=True)
class Pick:
    """Which tickets a duty is about, and whether one still is once it is locked."""

    ids: Callable[[Desk, int], list[int]]
    holds: Callable[[Desk, Ticket], bool]


def _kept_since(desk: Desk, what: str) -> datetime:
    days = retention.days_kept(desk.directory.calendar_terms, what, desk.today)
    return desk.at - timedelta(days=days)


def _until_none(door: Door, some: Callable[[Desk], int]) -> int:
    """Batch by batch, each a transaction of its own. Returns how many there were."""
    done = 0
    while batch := door(some):
        done += batch
    return done


def _due(until: Callable[[Desk], date]) -> Pick:
    def ids(desk: Desk, after_id: int) -> list[int]:
        found = tickets.unanswered_due(desk.session, until(desk), after_id=after_id, limit=BATCH)
        return [ticket.id for ticket in found]

    def holds(desk: Desk, ticket: Ticket) -> bool:
        unanswered = ticket.status in standing.RUNNING and ticket.first_answer_at is None
        return unanswered and ticket.answer_due_on <= until(desk)

    return Pick(ids, holds)


def _to_register(until: Callable[[Desk], date]) -> Pick:
    def ids(desk: Desk, after_id: int) -> list[int]:
        found = tickets.unregistered_due(desk.session, until(desk), after_id=after_id, limit=BATCH)
        return [ticket.id for ticket in found]

    def holds(desk: Desk, ticket: Ticket) -> bool:
        return ticket.status in standing.RUNNING and standing.is_unregistered(ticket, until(desk))

    return Pick(ids, holds)


def _soon(desk: Desk) -> date:
    return desk.directory.calendar.add(desk.today, DUE_SOON_DAYS)


def _yesterday(desk: Desk) -> date:
    return desk.today - timedelta(days=1)


def _standing(status: Status, at_least: timedelta) -> Pick:
    def ids(desk: Desk, after_id: int) -> list[int]:
        found = tickets.in_status_since(
            desk.session, status, desk.at - at_least, after_id=after_id, limit=BATCH
        )
        return [ticket.id for ticket in found]

    def holds(desk: Desk, ticket: Ticket) -> bool:
        return ticket.status == status and ticket.status_since <= desk.at - at_least

    return Pick(ids, holds)


def _each(door: Door, pick: Pick, do: Callable[[Desk, Ticket], None]) -> int:
    """Do it to every ticket that is picked; one that changed meanwhile is left alone. Returns how many were seen."""
    seen = after = 0
    while batch := door(lambda desk, after=after: pick.ids(desk, after)):  # type: ignore[misc]
        for ticket_id in batch:
            door(lambda desk, ticket_id=ticket_id: _one(desk, ticket_id, pick, do))  # type: ignore[misc]
        seen, after = seen + len(batch), batch[-1]
    return seen


def _one(desk: Desk, ticket_id: int, pick: Pick, do: Callable[[Desk, Ticket], None]) -> None:
    ticket = tickets.for_update(desk.session, ticket_id)
    if pick.holds(desk, ticket):
        do(desk, ticket)
