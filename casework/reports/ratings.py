"""What citizens say of services, month by month: five counts, never a mean."""

from collections import defaultdict
from dataclasses import dataclass

from casework.desk import Desk
from casework.reports.asking import Asked, villages_within
from db.queries import ratings
from db.queries.ratings import Count
from rules.ratings import Tally, month_of

BY = ("service", "village", "month")


@dataclass(frozen=True, slots=True)
class Ratings:
    """`counts[0]` said 1, the worst, … `counts[4]` said 5; `not_used` do not use the service."""

    key: str
    n: int
    counts: tuple[int, int, int, int, int]
    not_used: int


def run(desk: Desk, asked: Asked) -> tuple[Ratings, ...]:
    """Groups in the order of their keys. Ratings belong to months: a part of one asks for all of it."""
    within = villages_within(desk, asked.scope)
    counted = ratings.service_counts(
        desk.session,
        since=month_of(asked.since),
        until=month_of(asked.until),
        stream=asked.stream,
        villages=None if within is None else sorted(within),
    )
    tallies: dict[str, Tally] = defaultdict(Tally)
    for count in counted:
        key = _key(desk, asked.by, count)
        tallies[key] += _tally(count)
    return tuple(Ratings(key, one.n, one.counts, one.not_used) for key, one in sorted(tallies.items()))


def _tally(count: Count) -> Tally:
    if count.score is None:
        return Tally(not_used=count.n)
    one, two, three, four, five = (count.n if step == count.score else 0 for step in range(1, 6))
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
