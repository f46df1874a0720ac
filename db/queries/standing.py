"""How a ticket stands: open, running, overdue; said of rows that are read, and of those that are asked for."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_

from db.tables.tickets import STILL_OPEN, Ticket
from rules.lifecycle import OPEN, Status

ONE_DAY = timedelta(days=1)
OPEN_STATUSES = tuple(sorted(status.value for status in OPEN))

RUNNING = (Status.FILED.value, Status.IN_PROGRESS.value)
"""While we wait for the citizen, no clock is running."""


def stands(statuses: Sequence[str]) -> ColumnElement[bool]:
    """In one of them. Said of open ones in the words of the partial index too, or SQLite would not use it."""
    among, asked = Ticket.status.in_(statuses), set(statuses)
    if asked == set(OPEN_STATUSES):
        return and_(STILL_OPEN)
    return and_(STILL_OPEN, among) if asked < set(OPEN_STATUSES) else among


def overdue(today: date) -> ColumnElement[bool]:
    """A running clock is past its day."""
    late_answer = and_(Ticket.first_answer_at.is_(None), Ticket.answer_due_on < today)
    late = or_(late_answer, Ticket.resolve_due_on < today, Ticket.register_due_on < today)
    return and_(stands(RUNNING), late)


def is_overdue(ticket: Ticket, today: date) -> bool:
    """The same of a ticket that was read."""
    late_answer = ticket.first_answer_at is None and ticket.answer_due_on < today
    late = late_answer or ticket.resolve_due_on < today or is_unregistered(ticket, today - ONE_DAY)
    return ticket.status in RUNNING and late


def is_unregistered(ticket: Ticket, until: date) -> bool:
    """An appeal that is to be registered on or before the day."""
    return ticket.register_due_on is not None and ticket.register_due_on <= until


def due_between(first: date, last: date) -> ColumnElement[bool]:
    answer = and_(Ticket.first_answer_at.is_(None), Ticket.answer_due_on.between(first, last))
    others = (Ticket.resolve_due_on.between(first, last), Ticket.register_due_on.between(first, last))
    return and_(stands(RUNNING), or_(answer, *others))
