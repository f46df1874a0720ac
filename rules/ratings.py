"""The scale of five for a service, and what may be said aloud of small numbers (council.md, honesty rules).

The scale runs as on the national platform «Отзывы»: 1 worst, 5 best. No means are formed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

SCALE = range(1, 6)
GOOD_FROM = 4
ASKED_WHY_UNTIL = 3
MERGED_BELOW, SHOWN_FROM, RANKED_FROM = 5, 10, 30


@dataclass(frozen=True, slots=True)
class Tally:
    """`counts[0]` said 1 … `counts[4]` said 5; `n` is their sum; `not_used` do not use the service."""

    n: int = 0
    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    not_used: int = 0

    def __post_init__(self) -> None:
        if self.n != sum(self.counts) or min(*self.counts, self.not_used) < 0:
            raise ValueError(f"n is not the sum of the counts: {self}")

    @property
    def good(self) -> int:
        """How many said 4 or 5."""
        return sum(self.counts[GOOD_FROM - 1 :])

    def __add__(self, other: "Tally") -> "Tally":
        one, two, three, four, five = (a + b for a, b in zip(self.counts, other.counts, strict=True))
        return Tally(self.n + other.n, (one, two, three, four, five), self.not_used + other.not_used)


@dataclass(frozen=True, slots=True)
class MonthResult:
    """What may be said aloud of a month: `good` of `n` said 4 or 5."""

    n: int
    good: int


def tally(scores: Iterable[int | None]) -> Tally:
    """Scores 1–5, None for "not used". Raises ValueError for a score off the scale."""
    given = list(scores)
    off_scale = [score for score in given if score is not None and score not in SCALE]
    if off_scale:
        raise ValueError(f"scores off the scale: {off_scale}")
    used = [score for score in given if score is not None]
    one, two, three, four, five = (used.count(step) for step in SCALE)
    return Tally(len(used), (one, two, three, four, five), len(given) - len(used))


def month_of(day: date) -> date:
    """The first day of the month, by which months are keyed."""
    return date(day.year, day.month, 1)


def result_of_month(month: Tally) -> MonthResult | None:
    """None below ten ratings: one neighbour's mood must not pass for the village's."""
    return MonthResult(month.n, month.good) if month.n >= SHOWN_FROM else None


class Stream(StrEnum):
    """Those who came of themselves, and those who were asked: never in one figure."""

    VOLUNTARY = "voluntary"
    PANEL = "panel"


def asks_why(score: int | None) -> bool:
    return score is not None and score <= ASKED_WHY_UNTIL


class Showing(StrEnum):
    MERGED = "merged"
    """Only together with other groups in public data."""
    COUNTS = "counts"
    """`k of n` and "few data", no per cent."""
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Share:
    """k of n and how much of it may be shown; `low` and `high` are its 95 % interval as fractions."""

    k: int
    n: int
    showing: Showing
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """k/n, or None while counts alone may be shown."""
        return self.k / self.n if self.showing is Showing.SHARE else None

    @property
    def may_rank(self) -> bool:
        """From n = 30: 25 identical councils with n = 12 spread from 67 % to 100 %."""
        return self.n >= RANKED_FROM


def share(k: int, n: int) -> Share:
    """Raises ValueError unless 0 ≤ k ≤ n."""
    low, high = wilson(k, n)
    if n < MERGED_BELOW:
        return Share(k, n, Showing.MERGED, low, high)
    return Share(k, n, Showing.COUNTS if n < SHOWN_FROM else Showing.SHARE, low, high)


def wilson(k: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The score interval of k/n (E. B. Wilson, JASA 22, 1927); of nothing nothing is known: 0 to 1.

    Raises ValueError unless 0 ≤ k ≤ n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n}")
    if n == 0:
        return 0.0, 1.0
    centre = (k + z * z / 2) / (n + z * z)
    reach = z * sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def to_merge(sizes: Mapping[str, int]) -> frozenset[str]:
    """The groups that public data shows as one, because each holds fewer than five.

    A remainder below five would give its members away by subtraction: the next smallest groups join it.
    """
    rising = sorted((key for key in sizes if sizes[key]), key=lambda key: (sizes[key], key))
    merged: list[str] = []
    for key in rising:
        hidden = sum(sizes[one] for one in merged)
        if sizes[key] >= MERGED_BELOW and (not merged or hidden >= MERGED_BELOW):
            break
        merged.append(key)
    return frozenset(merged)
