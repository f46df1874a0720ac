"""How fast and how well cases were answered: rules/response_times.py over the recorded events, as of today."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from casework.desk import Desk
from casework.reports.asking import Asked
from db.queries import timelines
from db.queries.timelines import Filed, History, Keys, Recorded
from rules import response_times
from rules.deadlines import Deadlines
from rules.response_times import Group, Moment, Timeline

BY = ("inbox", "municipality", "service", "village", "month")


def run(desk: Desk, asked: Asked) -> tuple[Group, ...]:
    """Groups in the order of their keys: codes, or months as `2026-01`."""
    filed = asked.filed(desk)
    scores: dict[str, list[int]] = defaultdict(list)
    for keys, score in timelines.answer_scores(desk.session, filed):
        scores[_key(desk, asked.by, keys)].append(score)
    return response_times.figures(_lines(desk, filed, asked.by), desk.today, desk.directory.calendar, scores)


def _lines(desk: Desk, filed: Filed, by: str) -> Iterator[Timeline]:
    calendar, today = desk.directory.calendar, desk.today
    for history in timelines.histories(desk.session, filed):
        moments = (_moment(desk, event) for event in history.events)
        key = _key(desk, by, history.keys)
        line = response_times.reduce(moments, _promised(history), today, calendar, key)
        if line is not None:
            yield line


def _moment(desk: Desk, event: Recorded) -> Moment:
    until, answered_on = event.facts.get("until"), event.facts.get("answered_on")
    return Moment(
        on=desk.directory.calendar.local_day(event.at),
        move=event.move,
        status=event.status,
        by_role=event.by_role,
        outcome=event.facts.get("outcome"),
        confirmation=event.facts.get("confirmation"),
        until=date.fromisoformat(until) if until else None,
        answered_on=date.fromisoformat(answered_on) if answered_on else None,
    )


def _promised(history: History) -> Deadlines:
    """The days of the filing: extensions and pauses are in the events that follow."""
    facts = history.events[0].facts
    answer_on, resolve_on = facts["answer_due_on"], facts["resolve_due_on"]
    return Deadlines(None, date.fromisoformat(answer_on), date.fromisoformat(resolve_on))


def _key(desk: Desk, by: str, keys: Keys) -> str:
    directory = desk.directory
    match by:
        case "inbox":
            return directory.inbox(keys.inbox_id).code
        case "municipality":
            return directory.place(keys.municipality_id).code
        case "village":
            return directory.place(keys.village_id).code
        case "service":
            return keys.service
        case "month":
            return f"{directory.calendar.local_day(keys.filed_at):%Y-%m}"
    raise ValueError(f"response times are not grouped by {by}")
