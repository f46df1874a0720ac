"""What citizens say of services, month by month: five counts, never a mean; volunteers and the panel never in one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casework.desk import Desk
from casework.reports.asking import Asked, villages_within
from db.queries import ratings
from db.queries.ratings import Count, Within
from rules.ratings import Stream, Tally, month_of

BY = ("service", "village", "month")


@dataclass(frozen=True, slots=True)
class Ratings:
    """`counts[0]` said 1, the worst, … `counts[4]` said 5; `not_used` do not use the service."""

    key: str
    n: int
    counts: tuple[int, int, int, int, int]
    not_used: int
    reasons: Mapping[str, int]
    """How often which reason was given for a score of 3 or less."""
    asked: int | None
    """Of the panel: how many were asked. Those who kept silent are the difference to `n + not_used`."""


def run(desk: Desk, asked: Asked) -> tuple[Ratings, ...]:
    """Groups in the order of their keys. Ratings belong to months: a part of one asks for all of it."""
    villages = villages_within(desk, asked.scope)
    within = Within(
        since=month_of(asked.since),
        until=month_of(asked.until),
        stream=asked.stream,
        villages=None if villages is None else sorted(villages),
    )
    tallies: dict[str, Tally] = defaultdict(Tally)
    for count in ratings.service_counts(desk.session, within):
        tallies[_key(desk, asked.by, count)] += _tally(count)
    reasons: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for count in ratings.reason_counts(desk.session, within):
        reasons[_key(desk, asked.by, count)][count.said] += count.n
    is_panel = asked.stream == Stream.PANEL
    questions = _sums(desk, asked.by, ratings.asked_counts(desk.session, within)) if is_panel else {}
    return tuple(
        Ratings(
            key,
            tallies[key].n,
            tallies[key].counts,
            tallies[key].not_used,
            dict(sorted(reasons[key].items())),
            questions.get(key, 0) if is_panel else None,
        )
        for key in sorted(tallies.keys() | questions.keys())
    )


def _sums(desk: Desk, by: str, counts: Iterable[Count]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for count in counts:
        sums[_key(desk, by, count)] += count.n
    return dict(sums)


def _tally(count: Count) -> Tally:
    if count.said is None:
        return Tally(not_used=count.n)
    one, two, three, four, five = (count.n if step == count.said else 0 for step in range(1, 6))
    return Tally(count.n, (one, two, three, four, five))


def _key(desk: Desk, by: str, count: Count) -> str:
    match by:
        case "service":
            return count.service
        case "village":
            return desk.directory.place(count.village_id).code
        case "month":
            return f"{count.month:%Y-%m}"
    raise ValueError(f"ratings are not grouped by {by}")
