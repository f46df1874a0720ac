"""Figures follow from recorded moves, as of a day."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deadlines import Deadlines
from rules.lifecycle import Move, Role, Standing, Status, next_status
from rules.ratings import Tally
from rules.refusals import NotNow
from rules.response_times import (
    Group,
    Moment,
    Timeline,
    days_taken,
    figures,
    is_late,
    kaplan_meier,
    quantile,
    reduce,
)
from rules.working_time import Calendar

CALENDAR = Calendar()
MONDAY = date(2026, 11, 2)
PROMISED = Deadlines(None, date(2026, 11, 5), date(2026, 11, 13))
AFTER = {
    "file": "filed", "take": "in_progress", "answer": "in_progress", "ask": "waiting", "add": "in_progress",
    "resume": "in_progress", "transfer": "filed", "resolve": "resolved", "decline": "resolved",
    "confirm": "closed", "reopen": "in_progress", "expire": "closed", "withdraw": "closed",
    "extend": "in_progress",
}  # fmt: skip


def nov(day: int) -> date:
    return date(2026, 11, day)


def did(day: int, move: str, by: str = "clerk", **facts: object) -> Moment:
    status = facts.pop("status", AFTER[move])
    return Moment(nov(day), move, status, by, **facts)


def told(*moments: Moment, as_of: int = 30) -> Timeline:
    timeline = reduce([did(2, "file", "citizen"), *moments], PROMISED, nov(as_of), CALENDAR, key="water")
    assert timeline is not None
    return timeline


def figures_of(*lines: Timeline, as_of: int = 30, scores: tuple[int, ...] = ()) -> Group:
    (group,) = figures(lines, nov(as_of), CALENDAR, {"water": scores} if scores else {})
    return group


FIXED = {"outcome": "fixed"}


def test_an_answered_and_resolved_case_is_told_by_its_days() -> None:
    line = told(
        did(4, "answer"), did(9, "resolve", **FIXED), did(10, "confirm", "citizen", confirmation="yes")
    )
    assert (line.first_answer_on, line.resolved_on, line.status) == (nov(4), nov(9), "closed")
    assert (line.outcome, line.confirmation) == ("fixed", "yes")
    assert days_taken(line, nov(30), CALENDAR) == 5


def test_what_happened_after_the_day_of_the_report_has_not_happened() -> None:
    line = told(did(4, "answer"), did(9, "resolve", **FIXED), as_of=8)
    assert (line.first_answer_on, line.resolved_on) == (nov(4), None)
    assert (line.status, line.outcome) == ("in_progress", None)


def test_a_resolution_reopened_later_still_stands_on_the_earlier_day() -> None:
    story = did(4, "resolve", **FIXED), did(10, "reopen", "citizen")
    assert told(*story, as_of=9).resolved_on == nov(4)
    later = told(*story, as_of=10)
    assert (later.resolved_on, later.reopened, later.confirmation) == (None, True, "no")


def test_a_case_not_yet_filed_is_no_case() -> None:
    assert reduce([did(2, "file", "citizen")], PROMISED, nov(1), CALENDAR) is None


def test_a_history_without_a_beginning_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with answer"):
        reduce([did(4, "answer")], PROMISED, nov(30), CALENDAR)


@pytest.mark.parametrize("role", ["clerk", "dispatcher", "head", "admin", "provider"])
def test_a_person_gives_the_first_answer(role: str) -> None:
    assert told(did(4, "answer", role)).first_answer_on == nov(4)


@pytest.mark.parametrize(
    ("move", "role"), [("answer", "clock"), ("answer", "client"), ("take", "clerk"), ("transfer", "head")]
)
def test_neither_the_clock_nor_taking_it_is_an_answer(move: str, role: str) -> None:
    assert told(did(4, move, role)).first_answer_on is None


@pytest.mark.parametrize("move", ["ask", "resolve", "decline"])
def test_a_question_and_an_ending_are_answers_too(move: str) -> None:
    assert told(did(4, move)).first_answer_on == nov(4)


def test_days_of_waiting_for_the_citizen_do_not_count() -> None:
    line = told(did(3, "ask"), did(6, "add", "citizen"), did(10, "resolve", **FIXED))
    assert line.pauses == ((nov(3), nov(6)),)
    assert days_taken(line, nov(30), CALENDAR) == 6 - 3


def test_a_pause_ends_with_the_resolution_and_lasts_without_one() -> None:
    assert days_taken(told(did(3, "ask"), did(10, "resolve", **FIXED)), nov(30), CALENDAR) == 1
    assert days_taken(told(did(3, "ask")), nov(30), CALENDAR) == 1
    assert told(did(3, "ask"), did(17, "resume", "clock")).pauses == ((nov(3), nov(17)),)


def test_a_note_and_an_extension_do_not_end_the_waiting() -> None:
    waiting = told(did(3, "ask"), did(4, "extend", status="waiting", until=nov(20)))
    assert waiting.paused_since == nov(3)


def test_the_resolution_day_moves_by_the_pause() -> None:
    assert told(did(3, "ask"), did(6, "add", "citizen")).resolve_due_on == nov(18)


def test_an_extension_moves_the_clocks_that_run() -> None:
    line = told(did(4, "extend", until=nov(20)))
    assert (line.answer_due_on, line.resolve_due_on) == (nov(20), nov(20))
    answered = told(did(3, "answer"), did(4, "extend", until=nov(20)))
    assert (answered.answer_due_on, answered.resolve_due_on) == (nov(5), nov(20))


def test_an_extension_after_the_day_does_not_make_the_late_punctual() -> None:
    line = told(did(6, "extend", until=nov(20)), did(9, "answer"))
    assert line.answer_due_on == nov(5)
    assert figures_of(line).answered_late == 1


def test_silence_is_no_answer_but_unsure_was_one_and_a_refusal_never_asked() -> None:
    resolved, silent = did(9, "resolve", **FIXED), did(24, "expire", "clock")
    unsure = did(10, "confirm", "citizen", confirmation="unsure", status="resolved")
    assert told(resolved, silent).confirmation == "none"
    assert told(resolved, unsure, silent).confirmation == "unsure"
    assert told(did(9, "decline", outcome="refused"), silent).confirmation is None


def test_a_new_resolution_asks_anew() -> None:
    line = told(did(4, "resolve", **FIXED), did(5, "reopen", "citizen"), did(9, "resolve", **FIXED))
    assert (line.resolved_on, line.confirmation, line.reopened) == (nov(9), None, True)


def test_a_head_who_reopens_does_not_speak_for_the_citizen() -> None:
    assert told(did(4, "resolve", **FIXED), did(5, "reopen", "head")).confirmation is None


def test_a_missed_day_is_late_and_asking_the_citizen_does_not_hide_it() -> None:
    assert not is_late(told(as_of=5), nov(5))
    assert is_late(told(as_of=6), nov(6))
    assert is_late(told(did(3, "answer"), did(16, "ask"), as_of=17), nov(17))
    assert not is_late(told(did(3, "ask"), as_of=30), nov(30))


def test_the_figures_of_a_group() -> None:
    resolved = did(9, "resolve", **FIXED)
    lines = [
        told(did(4, "answer"), resolved, did(10, "confirm", "citizen", confirmation="yes")),
        told(did(6, "answer"), resolved, did(24, "expire", "clock")),
        told(did(4, "resolve", **FIXED), did(10, "reopen", "citizen")),
        told(),
        told(did(3, "withdraw", "citizen")),
        told(did(3, "decline", outcome="duplicate")),
    ]
    assert figures_of(*lines, scores=(5, 4, 2)) == Group(
        key="water", filed=6, answered=3, answered_on_time=2, answered_late=1, open=2, open_overdue=2,
        oldest_open_days=20, median_days=5, p75_days=None, confirmed=1, not_confirmed=1, no_answer=1,
        reopened=1, withdrawn=1, answer_rating=Tally(3, (0, 1, 0, 1, 1)), duplicates=1, already_late=1,
    )  # fmt: skip


def test_the_share_on_time_counts_those_already_late_but_not_those_with_time_left() -> None:
    early = figures_of(told(did(3, "answer"), as_of=4), told(as_of=4), as_of=4)
    assert (early.on_time.k, early.on_time.n) == (1, 1)
    later = figures_of(told(did(3, "answer"), as_of=6), told(as_of=6), as_of=6)
    assert (later.on_time.k, later.on_time.n) == (1, 2)


def test_groups_come_by_their_keys_and_ratings_without_cases_are_not_lost() -> None:
    lines = [replace(told(), key=key) for key in ("waste", "roads", "waste")]
    groups = figures(lines, nov(30), CALENDAR, {"dogs": [1]})
    assert [(group.key, group.filed, group.answer_rating.n) for group in groups] == [
        ("dogs", 0, 1),
        ("roads", 1, 0),
        ("waste", 2, 0),
    ]


def test_nothing_open_and_nothing_resolved_are_none_not_nought() -> None:
    empty = figures_of(told(did(3, "withdraw", "citizen")))
    assert (empty.oldest_open_days, empty.median_days, empty.p75_days) == (None, None, None)


def test_a_timeline_that_knows_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match="after 2026-11-08"):
        figures_of(told(did(9, "resolve", **FIXED)), as_of=8)


BY = {Move.ADD: Role.CITIZEN, Move.REOPEN: Role.HEAD, Move.RESUME: Role.CLOCK}
STEPS = st.tuples(st.integers(0, 6), st.sampled_from([Move.ASK, Move.RESOLVE, Move.TAKE, Move.TRANSFER, *BY]))


@given(st.lists(STEPS, max_size=12))
def test_whatever_the_law_of_the_ticket_allows_takes_from_no_days_to_all_of_them(
    steps: list[tuple[int, Move]],
) -> None:
    moments, day = [did(2, "file", "citizen")], MONDAY
    for later, move in steps:
        day, role = day + timedelta(later), BY.get(move, Role.CLERK)
        try:
            status = next_status(Standing(Status(moments[-1].status)), move, role)
        except NotNow:
            continue
        moments.append(Moment(day, move, status, role))
    for passed in range(80):
        as_of = MONDAY + timedelta(passed)
        line = reduce(moments, PROMISED, as_of, CALENDAR)
        assert line is not None
        assert line.latest_on <= as_of
        assert 0 <= days_taken(line, as_of, CALENDAR) <= CALENDAR.count(MONDAY, as_of)


CASES = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=40)


def surviving(cases: list[tuple[int, bool]], day: int) -> Fraction:
    """The product-limit estimate, straight from its definition and without rounding."""
    estimate = Fraction(1)
    for t in range(day + 1):
        at_risk = sum(duration >= t for duration, _ in cases)
        events = sum(duration == t and event for duration, event in cases)
        estimate *= 1 - Fraction(events, at_risk) if at_risk else 1
    return estimate


@given(CASES)
def test_the_curve_is_that_of_the_definition(cases: list[tuple[int, bool]]) -> None:
    steps = kaplan_meier([duration for duration, _ in cases], [event for _, event in cases])
    assert [step.day for step in steps] == sorted({duration for duration, event in cases if event})
    assert all(
        step.surviving == pytest.approx(float(surviving(cases, step.day)), abs=1e-12) for step in steps
    )


@given(CASES, st.sampled_from([(0.5, Fraction(1, 2)), (0.75, Fraction(3, 4)), (0.9, Fraction(9, 10))]))
def test_a_quantile_is_the_first_day_the_curve_comes_down_to_it(
    cases: list[tuple[int, bool]], share: tuple[float, Fraction]
) -> None:
    steps = kaplan_meier([duration for duration, _ in cases], [event for _, event in cases])
    reached = [day for day in range(13) if surviving(cases, day) <= 1 - share[1]]
    assert quantile(steps, share[0]) == (reached[0] if reached else None)


def test_without_open_cases_the_median_is_the_plain_one_and_with_them_it_is_longer() -> None:
    assert quantile(kaplan_meier([1, 2, 3, 4, 5], [True] * 5), 0.5) == 3
    assert quantile(kaplan_meier([1, 2, 3, 4, 5], [True, False, True, False, True]), 0.5) == 5
    assert quantile(kaplan_meier([9, 9, 1], [False, False, True]), 0.5) is None


def test_durations_and_events_go_in_pairs_and_a_quantile_is_a_share() -> None:
    with pytest.raises(ValueError, match="shorter"):
        kaplan_meier([1, 2], [True])
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile((), 50)
