"""The calendar of an office, against the holidays of 2026 and 2027 (holidays_kg_2026_2027.csv)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.working_time import BISHKEK, Calendar

HOLIDAYS = frozenset(
    {date(year, 1, day) for year in (2026, 2027) for day in range(1, 8)}
    | {date(year, 5, day) for year in (2026, 2027) for day in range(1, 10)}
    | {date(2026, 3, 8), date(2026, 3, 20), date(2026, 3, 21), date(2026, 5, 27), date(2026, 8, 31)}
    | {date(2027, 3, 8), date(2027, 3, 9), date(2027, 3, 21), date(2027, 5, 16), date(2027, 8, 31)}
)
KYRGYZSTAN = Calendar(HOLIDAYS)
MOVED = Calendar(HOLIDAYS | {date(2026, 6, 5)}, workdays=frozenset({date(2026, 6, 6)}))
CALENDARS = st.sampled_from([KYRGYZSTAN, MOVED, Calendar()])
DAYS = st.dates(date(2025, 11, 1), date(2028, 3, 1))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of December 2026 in Bishkek; the 5th is a Saturday."""
    return datetime(2026, 12, day, hour, minute, tzinfo=BISHKEK)


@pytest.mark.parametrize(
    ("filed", "days", "due"),
    [
        (date(2026, 3, 5), 14, date(2026, 3, 26)),
        (date(2026, 4, 24), 14, date(2026, 5, 22)),
        (date(2026, 12, 24), 14, date(2027, 1, 20)),
        (date(2026, 3, 5), 10, date(2026, 3, 19)),
        (date(2026, 4, 24), 10, date(2026, 5, 18)),
        (date(2026, 12, 24), 10, date(2027, 1, 14)),
    ],
)
def test_the_terms_of_the_law_end_on_the_days_of_the_facts_file(filed: date, days: int, due: date) -> None:
    assert KYRGYZSTAN.add(filed, days) == due
    assert KYRGYZSTAN.count(filed, due) == days


def test_nothing_added_is_the_day_itself_even_on_a_holiday() -> None:
    assert KYRGYZSTAN.add(date(2027, 1, 1), 0) == date(2027, 1, 1)


def test_a_weekend_day_moved_to_work_counts_and_the_day_given_for_it_does_not() -> None:
    assert MOVED.is_working(date(2026, 6, 6))
    assert not MOVED.is_working(date(2026, 6, 5))
    assert MOVED.add(date(2026, 6, 4), 1) == date(2026, 6, 6)
    assert MOVED.count(date(2026, 6, 4), date(2026, 6, 7)) == 1


def test_a_day_that_is_both_holiday_and_moved_to_work_is_worked() -> None:
    both = Calendar(frozenset({date(2026, 3, 8)}), workdays=frozenset({date(2026, 3, 8)}))
    assert both.is_working(date(2026, 3, 8))
    assert both.count(date(2026, 3, 7), date(2026, 3, 8)) == 1


@given(CALENDARS, DAYS, st.integers(1, 300))
def test_counting_undoes_adding(calendar: Calendar, day: date, n: int) -> None:
    reached = calendar.add(day, n)
    assert calendar.is_working(reached)
    assert calendar.count(day, reached) == n


@given(CALENDARS, DAYS, DAYS)
def test_counting_agrees_with_looking_at_every_day(calendar: Calendar, one: date, other: date) -> None:
    first, last = sorted((one, other))
    between = (first + timedelta(days=i + 1) for i in range((last - first).days))
    assert calendar.count(first, last) == sum(map(calendar.is_working, between))
    assert calendar.count(last, first) == -calendar.count(first, last)


def test_fewer_than_no_days_cannot_be_added() -> None:
    with pytest.raises(ValueError, match="-1 working days"):
        KYRGYZSTAN.add(date(2026, 3, 5), -1)


def test_the_day_is_that_of_the_village_not_of_the_server() -> None:
    assert KYRGYZSTAN.local_day(datetime(2026, 12, 7, 18, 30, tzinfo=UTC)) == date(2026, 12, 8)


@pytest.mark.parametrize("question", ["local_day", "office_day", "within_hours", "is_quiet", "next_morning"])
def test_a_naive_moment_is_refused(question: str) -> None:
    with pytest.raises(ValueError, match="naive moment"):
        getattr(KYRGYZSTAN, question)(at(7, 12).replace(tzinfo=None))


def test_a_moment_is_refused_where_a_day_is_meant() -> None:
    with pytest.raises(TypeError, match="local_day"):
        KYRGYZSTAN.is_working(at(7, 12))
    with pytest.raises(TypeError, match="local_day"):
        KYRGYZSTAN.add(at(7, 12), 3)
    with pytest.raises(TypeError, match="local_day"):
        KYRGYZSTAN.count(date(2026, 12, 1), at(7, 12))


@pytest.mark.parametrize(
    ("moment", "open_"),
    [(at(7, 8, 59), False), (at(7, 9), True), (at(7, 17, 59), True), (at(7, 18), False), (at(5, 12), False)],
)
def test_the_office_is_open_from_nine_to_six_on_working_days(moment: datetime, open_: bool) -> None:
    assert KYRGYZSTAN.within_hours(moment) is open_


@pytest.mark.parametrize(
    ("moment", "day"), [(at(7, 6), 7), (at(7, 17, 59), 7), (at(7, 18), 8), (at(4, 19), 7), (at(5, 10), 7)]
)
def test_a_message_after_hours_belongs_to_the_next_working_day(moment: datetime, day: int) -> None:
    assert KYRGYZSTAN.office_day(moment) == date(2026, 12, day)


@pytest.mark.parametrize(
    ("hour", "quiet"), [(21, False), (22, True), (3, True), (6, True), (7, False), (12, False)]
)
def test_people_sleep_from_ten_to_seven(hour: int, quiet: bool) -> None:
    assert KYRGYZSTAN.is_quiet(at(5, hour)) is quiet


def test_quiet_hours_need_not_cross_midnight() -> None:
    siesta = Calendar(quiet_from=time(13), quiet_until=time(15))
    assert siesta.is_quiet(at(7, 14))
    assert not siesta.is_quiet(at(7, 23))


@given(st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at(1, 0) + timedelta(minutes=minutes)))
def test_the_next_morning_is_ahead_within_a_day_and_not_quiet(moment: datetime) -> None:
    morning = KYRGYZSTAN.next_morning(moment)
    assert timedelta(0) < morning - moment <= timedelta(days=1)
    assert morning.astimezone(BISHKEK).time() == time(7)
    assert not KYRGYZSTAN.is_quiet(morning)


def test_another_office_may_keep_another_zone() -> None:
    elsewhere = Calendar(timezone=ZoneInfo("Europe/Berlin"))
    assert elsewhere.local_day(datetime(2026, 12, 7, 22, 30, tzinfo=UTC)) == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("wanted", "taken", "free"),
    [
        ((23, 10, 0), (), (23, 10, 0)),
        ((23, 21, 59), (), (23, 21, 59)),
        ((23, 22, 0), (), (24, 7, 0)),
        ((24, 3, 0), (), (24, 7, 0)),
        ((23, 10, 0), (23,), (24, 7, 0)),
        ((23, 10, 0), (23, 24, 25), (26, 7, 0)),
        ((23, 10, 0), (24,), (23, 10, 0)),
        ((23, 22, 30), (24,), (25, 7, 0)),
        ((20, 10, 0), (20,), (21, 7, 0)),  # Nooruz, and a Saturday: people read on any day
    ],
)
def test_the_first_free_morning_is_outside_quiet_hours_and_on_a_day_that_is_not_taken(
    wanted: tuple[int, int, int], taken: tuple[int, ...], free: tuple[int, int, int]
) -> None:
    def moment(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 3, day, hour, minute, tzinfo=BISHKEK)

    calendar = Calendar(holidays=frozenset({date(2026, 3, 20)}))
    days = {date(2026, 3, day) for day in taken}
    assert calendar.free_moment(moment(*wanted).astimezone(UTC), days) == moment(*free)
