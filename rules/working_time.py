"""Working days, office hours and quiet hours of one office.

Holidays are data: Labour Code of 23 January 2025 and yearly decrees that move days. Beyond the last
holiday in the table every weekday counts as working, so the table must reach past the longest term.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BISHKEK = ZoneInfo("Asia/Bishkek")
DAYS_OF_WEEK, WORKDAYS_OF_WEEK = 7, 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days are local `date`s, moments are aware `datetime`s.

    `workdays` are weekend days moved to work; a day that stands in both sets works, since the decree
    that moves it is the later word. Office hours are half-open: at `closes_at` the office is closed.
    Raises ValueError for a naive moment and TypeError for a moment where a day is meant.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    timezone: ZoneInfo = BISHKEK
    opens_at: time = time(9)
    closes_at: time = time(18)
    quiet_from: time = time(22)
    quiet_until: time = time(7)
    # Sorted ordinals of the days that differ from the plain week: with them `count` needs no walk over days.
    _lost: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _won: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lost = sorted(_ordinal(day) for day in self.holidays - self.workdays if not _is_weekend(day))
        won = sorted(_ordinal(day) for day in self.workdays if _is_weekend(day))
        object.__setattr__(self, "_lost", tuple(lost))
        object.__setattr__(self, "_won", tuple(won))

    def is_working(self, day: date) -> bool:
        _ordinal(day)
        return day in self.workdays or not (_is_weekend(day) or day in self.holidays)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`, itself not counted; n = 0 gives `day` back, working or not.

        Raises ValueError for a negative n.
        """
        if n < 0:
            raise ValueError(f"cannot add {n} working days")
        if n == 0:
            return day
        start = _ordinal(day)
        far_enough = start + 2 * n + 3 * len(self._lost) + DAYS_OF_WEEK
        days = range(start, far_enough)
        return date.fromordinal(days[bisect_left(days, self._worked(start) + n, key=self._worked)])

    def count(self, after: date, until: date) -> int:
        """Working days in (after, until]; negative when `until` comes first: count(a, b) == -count(b, a)."""
        return self._worked(_ordinal(until)) - self._worked(_ordinal(after))

    def local_day(self, moment: datetime) -> date:
        return self._local(moment).date()

    def office_day(self, moment: datetime) -> date:
        """The working day a message belongs to: the next one after closing time or on a day off."""
        local = self._local(moment)
        day = local.date()
        in_time = self.is_working(day) and local.time() < self.closes_at
        return day if in_time else self.add(day, 1)

    def within_hours(self, moment: datetime) -> bool:
        local = self._local(moment)
        return self.is_working(local.date()) and self.opens_at <= local.time() < self.closes_at

    def is_quiet(self, moment: datetime) -> bool:
        """Whether people sleep: from 22:00 until 07:00 local, on every day of the week."""
        now = self._local(moment).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= now < self.quiet_until
        return now >= self.quiet_from or now < self.quiet_until

    def next_morning(self, moment: datetime) -> datetime:
        """The first end of quiet hours after `moment`, in local time; asked when `is_quiet`."""
        local = self._local(moment)
        morning = datetime.combine(local.date(), self.quiet_until, self.timezone)
        return morning if morning > local else morning + timedelta(days=1)

    def free_moment(self, wanted: datetime, taken: Container[date]) -> datetime:
        """`wanted` itself, or the first morning after it, outside quiet hours and on a day that is not taken."""
        moment = self.next_morning(wanted) if self.is_quiet(wanted) else wanted
        while self.local_day(moment) in taken:
            moment = self.next_morning(moment)
        return moment

    def _local(self, moment: datetime) -> datetime:
        if moment.utcoffset() is None:
            raise ValueError(f"naive moment: {moment.isoformat()}")
        return moment.astimezone(self.timezone)

    def _worked(self, ordinal: int) -> int:
        """Working days from 0001-01-01, a Monday, through this one."""
        weeks, rest = divmod(ordinal, DAYS_OF_WEEK)
        plain = weeks * WORKDAYS_OF_WEEK + min(rest, WORKDAYS_OF_WEEK)
        return plain - bisect_right(self._lost, ordinal) + bisect_right(self._won, ordinal)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= WORKDAYS_OF_WEEK


def _ordinal(day: date) -> int:
    if isinstance(day, datetime):
        raise TypeError(f"a moment where a day is meant: {day.isoformat()}; take its local_day first")
    return day.toordinal()
