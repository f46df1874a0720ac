"""By which day a case must be registered, answered and resolved (contract.md, Clocks).

Feedback has only the promise of its service. An official appeal falls under Law No. 67 of 4 May 2007:
registration within 1 working day, answer within 14 (a change to 10 was before parliament in 2026), so
both are dated terms in the catalogue. The law counts the answer from registration; we count it from
filing, which is never later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.lifecycle import Track
from rules.working_time import Calendar

REGISTER_TERM, ANSWER_TERM = "register", "answer"
VERY_LATE_FACTOR = 3


class Punctuality(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    VERY_LATE = "very_late"


@dataclass(frozen=True, slots=True)
class Term:
    """Working days the law gives to cases filed from `valid_from` through `valid_to`, both inclusive."""

    code: str
    days: int
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a service promises for a category, in working days after the day of filing."""

    answer_within: int
    resolve_within: int

    def __post_init__(self) -> None:
        if min(self.answer_within, self.resolve_within) < 1:
            raise ValueError(f"a promise takes at least one working day: {self}")


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Last days, inclusive; only an appeal has a `register_on`."""

    register_on: date | None
    answer_on: date
    resolve_on: date


def term_on(terms: Iterable[Term], code: str, day: date) -> Term:
    """The one term in force on that day.

    Raises LookupError when none is and ValueError when two are: a deadline is never guessed.
    """
    in_force = [term for term in terms if term.code == code and term.holds_on(day)]
    if not in_force:
        raise LookupError(f"no term {code} on {day}")
    if len(in_force) > 1:
        raise ValueError(f"{len(in_force)} terms {code} on {day}")
    return in_force[0]


def deadlines(
    track: str, promise: Promise, terms: Iterable[Term], filed_at: datetime, calendar: Calendar
) -> Deadlines:
    """The day of filing does not count. Raises ValueError for an unknown track or a naive moment."""
    filed_on = calendar.local_day(filed_at)
    resolve_on = calendar.add(filed_on, promise.resolve_within)
    if Track(track) is Track.FEEDBACK:
        return Deadlines(None, calendar.add(filed_on, promise.answer_within), resolve_on)
    terms = tuple(terms)
    register = term_on(terms, REGISTER_TERM, filed_on)
    answer = term_on(terms, ANSWER_TERM, filed_on)
    return Deadlines(
        register_on=calendar.add(calendar.office_day(filed_at), register.days),
        answer_on=calendar.add(filed_on, answer.days),
        resolve_on=resolve_on,
    )


def shifted(due: date, paused_from: date, paused_until: date, calendar: Calendar) -> date:
    """The due day moved on by the working days of a pause, (paused_from, paused_until].

    A day that had passed when the pause began has passed when it ends; one that had not, has not, even
    where the pause begins or ends on a day off. Raises ValueError when the pause ends before it begins.
    """
    if paused_until < paused_from:
        raise ValueError(f"a pause from {paused_from} cannot end on {paused_until}")
    days = calendar.count(paused_from, paused_until)
    moved = calendar.add(due, days)
    if due < paused_from:
        return moved if moved < paused_until else calendar.add(due, days - 1)
    return moved if moved >= paused_until else calendar.add(paused_until, 1)


def is_overdue(due: date | None, today: date, stopped_on: date | None = None) -> bool:
    """Whether a clock still running at the end of `today` is past its day; no day, no clock."""
    running = stopped_on is None or stopped_on > today
    return due is not None and running and today > due


def punctuality(filed_on: date, due: date, day: date, calendar: Calendar, paused: int = 0) -> Punctuality:
    """How punctual an answer is that came on `day`, or is still missing on it.

    Very late: the working days since filing exceed three times those promised (Signalen's "3 × late").
    `paused` working days, already in `due`, count on neither side.
    """
    if day <= due:
        return Punctuality.ON_TIME
    promised = calendar.count(filed_on, due) - paused
    elapsed = calendar.count(filed_on, day) - paused
    return Punctuality.VERY_LATE if elapsed > VERY_LATE_FACTOR * promised else Punctuality.LATE


def days_left(due: date, today: date, calendar: Calendar) -> int:
    """Working days after today through the due day; 0 on the last day, negative when late."""
    return calendar.count(today, due)
