"""The scale of five and silence on small numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ratings import (
    MonthResult,
    Showing,
    Tally,
    month_of,
    result_of_month,
    share,
    tally,
    to_merge,
    wilson,
)

SCORES = st.lists(st.one_of(st.none(), st.integers(1, 5)))


def test_scores_are_counted_and_those_who_do_not_use_the_service_stand_apart() -> None:
    assert tally([5, 4, 4, None, 1]) == Tally(n=4, counts=(1, 0, 0, 2, 1), not_used=1)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_off_the_scale_is_refused(score: int) -> None:
    with pytest.raises(ValueError, match="off the scale"):
        tally([3, score])


def test_a_tally_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="sum of the counts"):
        Tally(n=2, counts=(1, 0, 0, 0, 0))


@given(SCORES, SCORES)
def test_two_tallies_together_are_the_tally_of_both(one: list[int | None], other: list[int | None]) -> None:
    assert tally(one) + tally(other) == tally(one + other)


def test_a_month_is_known_by_its_first_day() -> None:
    assert month_of(date(2026, 12, 31)) == date(2026, 12, 1)


def test_nine_ratings_are_silent_and_ten_speak() -> None:
    assert result_of_month(tally([5] * 9)) is None
    assert result_of_month(tally([5] * 6 + [4] + [3] * 3 + [None] * 4)) == MonthResult(n=10, good=7)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(3, 3, 44, 100), (33, 42, 64, 88), (0, 10, 0, 28), (5, 10, 24, 76)]
)
def test_wilson_gives_the_known_intervals(k: int, n: int, low: int, high: int) -> None:
    assert tuple(round(100 * bound) for bound in wilson(k, n)) == (low, high)


@given(st.integers(1, 10_000), st.data())
def test_an_interval_holds_its_share_and_mirrors(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    (low, high), (mirror_low, mirror_high) = wilson(k, n), wilson(n - k, n)
    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1
    assert mirror_low == pytest.approx(1 - high, abs=1e-9)
    assert mirror_high == pytest.approx(1 - low, abs=1e-9)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3)])
def test_more_than_all_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match=f"{k} of {n}"):
        share(k, n)


@pytest.mark.parametrize(
    ("n", "showing"),
    [(0, Showing.MERGED), (4, Showing.MERGED), (5, Showing.COUNTS), (9, Showing.COUNTS), (10, Showing.SHARE)],
)
def test_how_much_is_shown_depends_on_how_many(n: int, showing: Showing) -> None:
    assert share(n, n).showing is showing


def test_per_cent_are_spoken_from_ten_and_ranked_from_thirty() -> None:
    assert share(8, 9).value is None
    assert share(8, 10).value == 0.8
    assert not share(29, 29).may_rank
    assert share(30, 30).may_rank


def test_groups_below_five_are_merged() -> None:
    assert to_merge({"a": 4, "b": 3, "c": 20, "d": 6}) == {"a", "b"}


def test_one_small_group_takes_a_companion_lest_it_be_found_by_subtraction() -> None:
    assert to_merge({"a": 2, "b": 9, "c": 20}) == {"a", "b"}


def test_empty_and_large_groups_are_left_alone() -> None:
    assert to_merge({"a": 0, "b": 5, "c": 20}) == frozenset()


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 12)))
def test_what_is_merged_is_never_a_crowd_of_one(sizes: dict[str, int]) -> None:
    merged = to_merge(sizes)
    assert {key for key, size in sizes.items() if 0 < size < 5} <= merged
    assert not merged or sum(sizes[key] for key in merged) >= 5 or merged == {k for k in sizes if sizes[k]}
