"""Chance decides who is asked: without favour, in no order, and so that anybody can draw again."""

from collections import Counter
from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import panel
from rules.working_time import Calendar

APRIL = date(2026, 4, 1)
SEED = panel.seed("41702205805", APRIL)
PEOPLE = st.sets(st.integers(1, 10**9), max_size=60)


def test_the_lot_is_what_the_rule_says_it_is() -> None:
    written = sha256(b"41702205805:2026-04:17").hexdigest()
    assert panel.lot(SEED, 17) == int(written, 16)
    drawn = panel.drawn(range(1, 21), SEED, 5)
    assert drawn == sorted(range(1, 21), key=lambda who: sha256(f"{SEED}:{who}".encode()).hexdigest())[:5]


@given(PEOPLE, st.integers(0, 100), st.randoms())
def test_no_order_decides_and_nobody_is_drawn_twice(people: set[int], most: int, chance) -> None:
    shuffled = list(people)
    chance.shuffle(shuffled)
    drawn = panel.drawn(people, SEED, most)
    assert panel.drawn(shuffled + shuffled, SEED, most) == drawn
    assert len(set(drawn)) == len(drawn) <= most
    assert set(drawn) <= people


@given(PEOPLE)
def test_no_more_than_half_are_asked_but_one_who_is_alone_may_be(people: set[int]) -> None:
    assert len(panel.drawn(people, SEED, 10**6)) == (len(people) + 1) // 2


@given(PEOPLE, st.integers(1, 10**9))
def test_whoever_comes_later_displaces_at_most_one(people: set[int], newcomer: int) -> None:
    before, after = set(panel.drawn(people, SEED, 10)), set(panel.drawn(people | {newcomer}, SEED, 10))
    assert len(before - after) <= 1
    assert after - before <= people | {newcomer}


def test_every_person_is_drawn_about_as_often_as_any_other() -> None:
    """Ten of a hundred, in a thousand months: about a hundred times each; five standard deviations are 47."""
    months = [panel.seed("a", date(1900 + number // 12, number % 12 + 1, 1)) for number in range(1000)]
    times = Counter(who for month in months for who in panel.drawn(range(1, 101), month, 10))
    assert len(times) == 100
    assert all(53 <= often <= 147 for often in times.values()), times.most_common(1)


def test_another_month_and_another_municipality_draw_others() -> None:
    drawn = panel.drawn(range(1000), SEED, 60)
    for other in (panel.seed("41702205805", date(2026, 5, 1)), panel.seed("41702205806", APRIL)):
        assert len(set(drawn) & set(panel.drawn(range(1000), other, 60))) < 20


@pytest.mark.parametrize("position", range(60))
def test_the_questions_are_spread_over_two_weeks(position: int) -> None:
    day = panel.day_of(position, APRIL)
    assert APRIL <= day < APRIL + timedelta(days=14)


def test_as_many_are_asked_on_each_day() -> None:
    days = Counter(panel.day_of(position, APRIL) for position in range(60))
    assert (len(days), min(days.values()), max(days.values())) == (14, 4, 5)


@pytest.mark.parametrize("day", range(1, 32))
def test_whoever_is_drawn_last_still_has_days_to_answer(day: int) -> None:
    today = date(2026, 3, day)
    last = panel.day_of(panel.DAYS - 1, today)
    assert not panel.may_draw(today) or last.month == 3


@given(st.integers(1, 10**9))
def test_it_is_asked_in_the_morning(person: int) -> None:
    calendar = Calendar()
    moment = panel.moment_of(SEED, person, APRIL, calendar)
    assert calendar.local_day(moment) == APRIL
    assert 9 <= moment.hour < 12
    assert not calendar.is_quiet(moment)


def test_the_hours_of_a_whole_country_are_far_below_telegrams_pace() -> None:
    """453 municipalities of 60 in 14 days: no second has more than a handful."""
    moments = Counter(panel.moment_of(SEED, who, APRIL, Calendar()) for who in range(453 * 60 // 14))
    assert max(moments.values()) <= 5


def test_each_is_asked_about_one_service_and_all_services_are_asked_about() -> None:
    services = ["water", "waste", "roads"]
    asked = Counter(panel.topic_of(SEED, who, services) for who in range(300))
    assert set(asked) == set(services)
    assert min(asked.values()) > 70
    assert panel.topic_of(SEED, 7, services) == panel.topic_of(SEED, 7, services[::-1])
