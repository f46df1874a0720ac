"""How fast cases are answered and resolved, as of a day, from recorded moves (contract.md, Clocks)."""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rules.deadlines import Deadlines, is_overdue, shifted
from rules.lifecycle import ASKED_IF_FIXED, HUMAN_ANSWERS, OPEN, Confirmation, Move, Outcome, Role, Status
from rules.ratings import Share, Tally, share, tally
from rules.working_time import Calendar

PEOPLE = frozenset({Role.CLERK, Role.DISPATCHER, Role.HEAD, Role.ADMIN, Role.PROVIDER})
Scores = Mapping[str, Sequence[int]]
FLOAT_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Moment:
    """One recorded event: its local day, the status after it; `until` is the new day of a clock that was moved."""

    on: date
    move: str
    status: str
    by_role: str
    outcome: str | None = None
    confirmation: str | None = None
    until: date | None = None
    answered_on: date | None = None
    """Of an appeal that becomes ordinary again: the answer it had before."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """One ticket reduced to what figures need; `resolved_on` is the resolution that stands.

    Due days include extensions and the pauses that have ended. A pause without an end still lasts.
    """

    filed_on: date
    answer_due_on: date
    resolve_due_on: date
    first_answer_on: date | None = None
    resolved_on: date | None = None
    status: str = Status.FILED
    outcome: str | None = None
    confirmation: str | None = None
    reopened: bool = False
    pauses: tuple[tuple[date, date | None], ...] = ()
    key: str = ""

    @property
    def counts(self) -> bool:
        """Withdrawn and duplicate tickets are left out and counted apart."""
        return self.outcome not in (Outcome.WITHDRAWN, Outcome.DUPLICATE)

    @property
    def answered_on_time(self) -> bool:
        return self.first_answer_on is not None and self.first_answer_on <= self.answer_due_on

    @property
    def paused_since(self) -> date | None:
        return self.pauses[-1][0] if self.pauses and self.pauses[-1][1] is None else None

    @property
    def latest_on(self) -> date:
        paused = (day for pause in self.pauses for day in pause)
        return max(day for day in (self.filed_on, self.first_answer_on, self.resolved_on, *paused) if day)


@dataclass(frozen=True, slots=True)
class Step:
    """At `day` the curve falls to `surviving`, the estimated share of cases not resolved by then."""

    day: int
    surviving: float


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one group as contract.md names them; `duplicates` and `already_late` stand beside them.

    `not_confirmed` holds "no" and "unsure"; `already_late` is not answered, and the day for it has passed.
    None: nothing is open, or the curve does not come down so far. Days are working days.
    """

    key: str
    filed: int
    answered: int
    answered_on_time: int
    answered_late: int
    open: int
    open_overdue: int
    oldest_open_days: int | None
    median_days: int | None
    p75_days: int | None
    confirmed: int
    not_confirmed: int
    no_answer: int
    reopened: int
    withdrawn: int
    answer_rating: Tally
    duplicates: int
    already_late: int

    @property
    def on_time(self) -> Share:
        return share(self.answered_on_time, self.answered + self.already_late)


def reduce(
    moments: Iterable[Moment], promised: Deadlines, as_of: date, calendar: Calendar, key: str = ""
) -> Timeline | None:
    """What was known of a ticket at the end of `as_of`; None when it was not filed by then.

    Moments come as recorded, `promised` is of the filing. Raises ValueError if `file` is not the first.
    """
    known = [moment for moment in moments if moment.on <= as_of]
    if not known:
        return None
    if known[0].move != Move.FILE:
        raise ValueError(f"a history that begins with {known[0].move}")
    filed = Timeline(known[0].on, promised.answer_on, promised.resolve_on, key=key)
    return functools.reduce(lambda before, moment: _after(before, moment, calendar), known, filed)


def _after(before: Timeline, moment: Moment, calendar: Calendar) -> Timeline:
    after = replace(_pausing(before, moment, calendar), status=moment.status)
    if after.first_answer_on is None and moment.move in HUMAN_ANSWERS and moment.by_role in PEOPLE:
        after = replace(after, first_answer_on=moment.on)
    match moment.move:
        case Move.RESOLVE | Move.DECLINE:
            return replace(after, resolved_on=moment.on, outcome=moment.outcome, confirmation=None)
        case Move.CONFIRM:
            return replace(after, confirmation=moment.confirmation or Confirmation.YES)
        case Move.EXPIRE:
            return replace(after, confirmation=_silence(before))
        case Move.REOPEN:
            said_no = Confirmation.NO if moment.by_role == Role.CITIZEN else None
            return replace(after, resolved_on=None, outcome=None, confirmation=said_no, reopened=True)
        case Move.WITHDRAW:
            return replace(after, outcome=Outcome.WITHDRAWN)
        case Move.EXTEND if moment.until is not None:
            return _extended(after, moment.on, moment.until)
        case Move.TO_APPEAL | Move.TO_FEEDBACK if moment.until is not None:
            return _on_other_track(after, moment, moment.until)
    return after


def _pausing(before: Timeline, moment: Moment, calendar: Calendar) -> Timeline:
    since, waits = before.paused_since, moment.status == Status.WAITING
    if since is None:
        return replace(before, pauses=(*before.pauses, (moment.on, None))) if waits else before
    if waits:
        return before
    due = shifted(before.resolve_due_on, since, moment.on, calendar)
    return replace(before, pauses=(*before.pauses[:-1], (since, moment.on)), resolve_due_on=due)


def _silence(before: Timeline) -> str | None:
    """Nobody asked after a refusal whether it is fixed, and "unsure" was an answer: neither is silence."""
    return before.confirmation or (Confirmation.NONE if before.outcome in ASKED_IF_FIXED else None)


def _extended(timeline: Timeline, on: date, until: date) -> Timeline:
    """Moves the clocks that run and are not past their day: lateness is not undone by a later promise."""
    answer, resolve = timeline.answer_due_on, timeline.resolve_due_on
    if timeline.first_answer_on is None and on <= answer:
        answer = max(answer, until)
    if (timeline.paused_since or on) <= resolve:
        resolve = max(resolve, until)
    return replace(timeline, answer_due_on=answer, resolve_due_on=resolve)


def _on_other_track(timeline: Timeline, moment: Moment, until: date) -> Timeline:
    """Another clock for the answer, which is waited for anew; what was late already stays late."""
    if (timeline.first_answer_on or moment.on) > timeline.answer_due_on:
        return timeline
    return replace(timeline, answer_due_on=until, first_answer_on=moment.answered_on)


def figures(lines: Iterable[Timeline], as_of: date, calendar: Calendar, scores: Scores) -> tuple[Group, ...]:
    """One group for each key, sorted; `scores` are the answer ratings by the same keys.

    Raises ValueError for a timeline that knows of a day after `as_of`.
    """
    groups: dict[str, list[Timeline]] = defaultdict(list)
    for line in lines:
        if line.latest_on > as_of:
            raise ValueError(f"a timeline reaches {line.latest_on}, after {as_of}")
        groups[line.key].append(line)
    rated = {key: tally(scores.get(key, ())) for key in sorted(groups.keys() | scores.keys())}
    return tuple(_group(key, groups[key], rating, as_of, calendar) for key, rating in rated.items())


def _group(key: str, filed: list[Timeline], rating: Tally, as_of: date, calendar: Calendar) -> Group:
    counted = [one for one in filed if one.counts]
    answered = [one for one in counted if one.first_answer_on is not None]
    still_open = [one for one in counted if one.status in OPEN]
    on_time = sum(one.answered_on_time for one in answered)
    said = Counter(one.confirmation for one in counted)
    taken = [days_taken(one, as_of, calendar) for one in counted]
    steps = kaplan_meier(taken, [one.resolved_on is not None for one in counted])
    return Group(
        key=key,
        filed=len(filed),
        answered=len(answered),
        answered_on_time=on_time,
        answered_late=len(answered) - on_time,
        open=len(still_open),
        open_overdue=sum(is_late(one, as_of) for one in still_open),
        oldest_open_days=max((days_taken(one, as_of, calendar) for one in still_open), default=None),
        median_days=quantile(steps, 0.5),
        p75_days=quantile(steps, 0.75),
        confirmed=said[Confirmation.YES],
        not_confirmed=said[Confirmation.NO] + said[Confirmation.UNSURE],
        no_answer=said[Confirmation.NONE],
        reopened=sum(one.reopened for one in counted),
        withdrawn=sum(one.outcome == Outcome.WITHDRAWN for one in filed),
        answer_rating=rating,
        duplicates=sum(one.outcome == Outcome.DUPLICATE for one in filed),
        already_late=sum(is_overdue(one.answer_due_on, as_of, one.first_answer_on) for one in counted),
    )


def days_taken(timeline: Timeline, as_of: date, calendar: Calendar) -> int:
    """Working days from filing to the resolution that stands, or so far; without the pauses."""
    end = timeline.resolved_on or as_of
    paused = sum(calendar.count(start, until or end) for start, until in timeline.pauses)
    return calendar.count(timeline.filed_on, end) - paused


def is_late(timeline: Timeline, as_of: date) -> bool:
    """Whether a clock is past its day; asking the citizen does not hide a day already missed."""
    unanswered = is_overdue(timeline.answer_due_on, as_of, timeline.first_answer_on)
    ticking_until = timeline.paused_since or as_of
    return unanswered or is_overdue(timeline.resolve_due_on, ticking_until, timeline.resolved_on)


def kaplan_meier(durations: Sequence[int], events: Sequence[bool]) -> tuple[Step, ...]:
    """The product-limit curve (Kaplan and Meier, JASA 53, 1958); on a day, events come before censorings."""
    leaving = Counter(durations)
    happened = Counter(day for day, event in zip(durations, events, strict=True) if event)
    at_risk, surviving, steps = len(durations), 1.0, []
    for day in sorted(leaving):
        if happened[day]:
            surviving *= 1 - happened[day] / at_risk
            steps.append(Step(day, surviving))
        at_risk -= leaving[day]
    return tuple(steps)


def quantile(steps: Iterable[Step], q: float) -> int | None:
    """The first day by which the share q is resolved; None when the curve does not come down so far."""
    if not 0 < q < 1:
        raise ValueError(f"a quantile lies between 0 and 1: {q}")
    return next((step.day for step in steps if step.surviving <= 1 - q + FLOAT_SLACK), None)
