"""Figures come from events alone, and everybody reads only their own."""

from datetime import date
from typing import Any

import pytest

from casework.rating import rate_answer, rate_service
from casework.reports import REPORTS, Asked, scope_of
from db.queries.timelines import Scope
from rules.lifecycle import Confirmation, Move, Outcome, Role, Status
from rules.permissions import Reach
from rules.ratings import Tally
from rules.refusals import Invalid
from rules.response_times import Group
from tests.casework.office import OURS, RAYON, Office
from tests.casework.test_intake import WITHOUT_INBOX
from tests.village import AK_BULAN

EVERYWHERE = Scope()
SPRING = (date(2026, 3, 1), date(2026, 5, 31))


def asked(
    office: Office, slug: str, by: str, scope: Scope = EVERYWHERE, period: Any = SPRING, **other: Any
) -> Any:
    return office.do(REPORTS[slug].run, Asked(*period, by=by, scope=scope, **other))


def figures(office: Office, by: str = "inbox", **other: Any) -> dict[str, Group]:
    return {group.key: group for group in asked(office, "response-times", by, **other)}


def test_what_became_of_cases_is_counted_by_outcome_and_confirmation(office: Office) -> None:
    office.has(Status.CLOSED)
    silent = office.has(Status.RESOLVED)
    office.makes(Move.EXPIRE, silent, "clock")
    unsure = office.has(Status.RESOLVED)
    office.makes(Move.CONFIRM, unsure, "aigul", confirmation=Confirmation.UNSURE)
    again = office.has(Status.RESOLVED)
    office.makes(Move.REOPEN, again, "aigul")
    gone = office.has(Status.FILED)
    office.makes(Move.WITHDRAW, gone, "aigul")
    twin = office.has(Status.IN_PROGRESS)
    office.makes(Move.DECLINE, twin, outcome=Outcome.DUPLICATE)
    office.has(Status.FILED)
    office.comes(3, 20)
    group = figures(office)[OURS]
    assert group == Group(
        key=OURS, filed=7, answered=4, answered_on_time=4, answered_late=0, open=2, open_overdue=1,
        oldest_open_days=3, median_days=0, p75_days=None, confirmed=1, not_confirmed=2, no_answer=1,
        reopened=1, withdrawn=1, answer_rating=Tally(), duplicates=1, already_late=1,
    )  # fmt: skip


@pytest.mark.parametrize("move", [Move.RESOLVE, Move.DECLINE])
def test_silence_after_a_plan_or_a_refusal_is_counted_as_the_case_has_it(office: Office, move: Move) -> None:
    case = office.has(Status.IN_PROGRESS)
    how = {"outcome": Outcome.PLANNED, "planned_on": date(2026, 5, 20)} if move is Move.RESOLVE else {}
    office.makes(move, case, **how)
    office.makes(Move.EXPIRE, case, "clock")
    assert office.ticket(case).confirmation is None
    assert figures(office)[OURS].no_answer == 0


def test_figures_follow_a_case_to_where_it_is_now(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.makes(Move.TRANSFER, case)
    assert list(figures(office)) == [RAYON]
    assert list(figures(office, by="municipality")) == ["41702205805000"]


def test_every_way_of_grouping_counts_the_same_cases(office: Office) -> None:
    office.files()
    office.files(service="water")
    office.files(village=WITHOUT_INBOX)
    office.comes(4, 1, 0, 0)
    office.files()
    for by in REPORTS["response-times"].by:
        assert sum(group.filed for group in figures(office, by=by).values()) == 4
    assert {key: group.filed for key, group in figures(office, by="month").items()} == {
        "2026-03": 3,
        "2026-04": 1,
    }
    assert {key: group.filed for key, group in figures(office, by="service").items()} == {
        "roads": 3,
        "water": 1,
    }


def test_a_period_ends_at_the_offices_midnight(office: Office) -> None:
    office.comes(3, 31, 23, 59)
    office.files()
    office.comes(4, 1, 0, 0)
    office.files()
    march = (date(2026, 3, 1), date(2026, 3, 31))
    assert figures(office, period=march)[OURS].filed == 1
    with pytest.raises(Invalid) as refused:
        figures(office, period=(date(2026, 4, 1), date(2026, 3, 31)))
    assert refused.value.code == "period_backwards"


def test_the_office_reads_its_inboxes_and_the_council_its_places(office: Office) -> None:
    ours = office.do(lambda desk: desk.directory.inbox_by_code(OURS).id)
    place = office.do(lambda desk: desk.directory.place_by_code("41702205805000").id)
    passed_on, stayed = office.files(), office.files()
    office.files(village=WITHOUT_INBOX)
    office.makes(Move.TRANSFER, passed_on)
    reach = Reach(inboxes=frozenset({ours}), municipalities=frozenset({place}))
    assert {key: one.filed for key, one in figures(office, scope=scope_of(Role.HEAD, reach)).items()} == {
        OURS: 1
    }
    assert figures(office, by="village", scope=scope_of(Role.COUNCIL, reach))[AK_BULAN].filed == 2
    assert figures(office, scope=scope_of(Role.CLERK, Reach())) == {}
    assert (
        sum(one.filed for one in figures(office, scope=scope_of(Role.ADMIN, Reach(everything=True))).values())
        == 3
    )
    assert stayed


def test_only_standing_ratings_are_counted(office: Office) -> None:
    case = office.has(Status.CLOSED)
    for score in (1, 5):
        office.do(rate_answer, case, score=score, by=office.who("aigul"))
    assert figures(office)[OURS].answer_rating == Tally(1, (0, 0, 0, 0, 1))


def test_services_are_rated_in_five_counts(office: Office) -> None:
    for who, score in (("aigul", 2), ("aigul", 4), ("bakyt", None)):
        office.do(rate_service, service="water", village=AK_BULAN, score=score, by=office.who(who))
    office.comes(4, 2)
    office.do(rate_service, service="water", village=AK_BULAN, score=5, by=office.who("aigul"))
    (water,) = asked(office, "ratings", "service")
    assert (water.key, water.n, water.counts, water.not_used) == ("water", 2, (0, 0, 0, 1, 1), 1)
    assert [month.key for month in asked(office, "ratings", "month")] == ["2026-03", "2026-04"]
    assert asked(office, "ratings", "service", stream="panel") == ()


def test_ratings_of_elsewhere_are_not_ours_to_read(office: Office) -> None:
    office.do(rate_service, service="water", village=WITHOUT_INBOX, score=4, by=office.who("aigul"))
    place = office.do(lambda desk: desk.directory.place_by_code("41702205805000").id)
    ours = Scope(municipalities=frozenset({place}))
    assert asked(office, "ratings", "village", scope=ours) == ()
    assert [one.key for one in asked(office, "ratings", "village")] == [WITHOUT_INBOX]
