"""By which day: promises, dated terms of the law, pauses."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deadlines import (
    Deadlines,
    Promise,
    Punctuality,
    Term,
    days_left,
    deadlines,
    is_overdue,
    punctuality,
    shifted,
    term_on,
)
from rules.working_time import BISHKEK, Calendar

CALENDAR = Calendar(frozenset({date(2026, 12, 31), date(2027, 1, 1)}))
TERMS = (
    Term("register", 1, date(2007, 5, 4)),
    Term("answer", 14, date(2007, 5, 4), date(2026, 11, 30)),
    Term("answer", 10, date(2026, 12, 1)),
)
PROMISE = Promise(answer_within=3, resolve_within=10)
MONDAY = date(2026, 12, 7)
DAYS = st.dates(date(2026, 11, 1), date(2027, 2, 1))


def on(day: int, hour: int, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BISHKEK)


def test_feedback_has_the_promise_of_its_service_and_no_registration() -> None:
    due = deadlines("feedback", PROMISE, (), on(7, 10), CALENDAR)
    assert due == Deadlines(None, date(2026, 12, 10), date(2026, 12, 21))


def test_an_appeal_has_the_terms_of_the_law_and_the_resolution_of_the_service() -> None:
    due = deadlines("appeal", PROMISE, TERMS, on(7, 10), CALENDAR)
    assert due == Deadlines(date(2026, 12, 8), date(2026, 12, 21), date(2026, 12, 21))


def test_an_appeal_filed_under_the_old_term_keeps_it() -> None:
    assert deadlines("appeal", PROMISE, TERMS, on(30, 10, month=11), CALENDAR).answer_on == date(2026, 12, 18)
    assert deadlines("appeal", PROMISE, TERMS, on(1, 10), CALENDAR).answer_on == date(2026, 12, 15)


def test_after_hours_only_the_register_clock_waits_for_the_next_working_day() -> None:
    by_day, by_night = (deadlines("appeal", PROMISE, TERMS, on(7, hour), CALENDAR) for hour in (17, 19))
    assert (by_day.register_on, by_night.register_on) == (date(2026, 12, 8), date(2026, 12, 9))
    assert (by_day.answer_on, by_day.resolve_on) == (by_night.answer_on, by_night.resolve_on)


def test_an_appeal_of_saturday_is_registered_by_tuesday() -> None:
    assert deadlines("appeal", PROMISE, TERMS, on(5, 10), CALENDAR).register_on == date(2026, 12, 8)


def test_an_unknown_track_and_a_naive_moment_are_refused() -> None:
    with pytest.raises(ValueError, match="petition"):
        deadlines("petition", PROMISE, TERMS, on(7, 10), CALENDAR)
    with pytest.raises(ValueError, match="naive"):
        deadlines("feedback", PROMISE, TERMS, on(7, 10).replace(tzinfo=None), CALENDAR)


def test_a_promise_of_no_days_is_no_promise() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Promise(answer_within=0, resolve_within=5)


def test_the_last_day_of_a_term_is_still_its_own() -> None:
    assert term_on(TERMS, "answer", date(2026, 11, 30)).days == 14
    assert term_on(TERMS, "answer", date(2026, 12, 1)).days == 10


def test_a_missing_or_doubled_term_is_an_error_not_a_guess() -> None:
    with pytest.raises(LookupError, match="no term answer"):
        term_on(TERMS, "answer", date(1999, 1, 1))
    with pytest.raises(ValueError, match="2 terms register"):
        term_on((*TERMS, Term("register", 3, date(2026, 1, 1))), "register", MONDAY)


def test_a_pause_moves_the_day_by_its_working_days() -> None:
    assert shifted(date(2026, 12, 10), date(2026, 12, 8), date(2026, 12, 14), CALENDAR) == date(2026, 12, 16)


def test_asked_on_the_last_day_and_answered_on_a_day_off_leaves_the_next_working_day() -> None:
    friday, saturday, monday = date(2026, 12, 11), date(2026, 12, 12), date(2026, 12, 14)
    assert shifted(friday, friday, saturday, CALENDAR) == monday


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        shifted(MONDAY, date(2026, 12, 9), date(2026, 12, 8), CALENDAR)


@given(DAYS, DAYS, DAYS)
def test_a_pause_neither_makes_late_nor_punctual(due: date, one: date, other: date) -> None:
    began, ended = sorted((one, other))
    assert (due < began) == (shifted(due, began, ended, CALENDAR) < ended) or began == ended
    assert shifted(due, began, ended, CALENDAR) >= due


def test_a_clock_is_overdue_only_while_it_runs_and_after_its_day() -> None:
    assert not is_overdue(MONDAY, MONDAY)
    assert is_overdue(MONDAY, date(2026, 12, 8))
    assert not is_overdue(MONDAY, date(2026, 12, 9), stopped_on=date(2026, 12, 8))
    assert is_overdue(MONDAY, date(2026, 12, 8), stopped_on=date(2026, 12, 9)), "it still ran"
    assert not is_overdue(None, MONDAY)


@pytest.mark.parametrize(
    ("day", "verdict"),
    [(9, Punctuality.ON_TIME), (10, Punctuality.LATE), (15, Punctuality.LATE), (16, Punctuality.VERY_LATE)],
)
def test_very_late_is_more_than_three_times_the_promise(day: int, verdict: Punctuality) -> None:
    filed, due = MONDAY, date(2026, 12, 9)
    assert punctuality(filed, due, date(2026, 12, day), CALENDAR) is verdict


def test_paused_days_count_neither_as_promise_nor_as_delay() -> None:
    filed, due = MONDAY, date(2026, 12, 14)  # two days promised, three paused
    assert punctuality(filed, due, date(2026, 12, 18), CALENDAR, paused=3) is Punctuality.LATE
    assert punctuality(filed, due, date(2026, 12, 21), CALENDAR, paused=3) is Punctuality.VERY_LATE


def test_days_left_run_from_the_promise_through_nothing_to_the_delay() -> None:
    due = date(2026, 12, 10)
    assert [days_left(due, date(2026, 12, day), CALENDAR) for day in (7, 10, 11, 13)] == [3, 0, -1, -1]
