"""How a case ends, who may bring it back, and what silence means."""

from datetime import date, timedelta

import pytest

from rules.lifecycle import Confirmation, Move, Outcome, Status
from rules.refusals import Invalid, NotAllowed, NotNow
from tests.casework.office import APPLICANT, Office

ENDS = {
    "fixed": (Move.RESOLVE, {"outcome": Outcome.FIXED}),
    "planned": (Move.RESOLVE, {"outcome": Outcome.PLANNED, "planned_on": date(2026, 5, 20)}),
    "refused": (Move.DECLINE, {"outcome": Outcome.REFUSED}),
    "not_ours": (Move.DECLINE, {"outcome": Outcome.NOT_OURS}),
    "duplicate": (Move.DECLINE, {"outcome": Outcome.DUPLICATE}),
}


def ended(office: Office, end: str = "fixed") -> int:
    case = office.has(Status.IN_PROGRESS)
    move, how = ENDS[end]
    office.makes(move, case, **how)
    return case


def state(office: Office, case: int) -> tuple[str, str | None, str | None]:
    ticket = office.ticket(case)
    return ticket.status, ticket.outcome, ticket.confirmation


@pytest.mark.parametrize("end", ENDS)
def test_an_end_says_how_and_nobody_was_asked_yet(office: Office, end: str) -> None:
    case = ended(office, end)
    assert state(office, case) == ("resolved", end, None)
    assert office.ticket(case).resolved_at == office.at
    assert office.events(case)[-1].facts["outcome"] == end


@pytest.mark.parametrize(
    ("move", "outcome"),
    [
        (Move.RESOLVE, None),
        (Move.RESOLVE, Outcome.REFUSED),
        (Move.RESOLVE, Outcome.WITHDRAWN),
        (Move.DECLINE, None),
        (Move.DECLINE, Outcome.FIXED),
        (Move.DECLINE, Outcome.WITHDRAWN),
    ],
)
def test_an_end_without_an_outcome_of_its_kind_is_refused(
    office: Office, move: Move, outcome: Outcome | None
) -> None:
    case = office.has(Status.IN_PROGRESS)
    with pytest.raises(Invalid) as refused:
        office.makes(move, case, outcome=outcome)
    assert refused.value.code == "outcome_needed"
    assert state(office, case) == ("in_progress", None, None)


@pytest.mark.parametrize("planned_on", [None, date(2026, 3, 15)])
def test_a_plan_has_a_day_that_has_not_passed(office: Office, planned_on: date | None) -> None:
    case = office.has(Status.IN_PROGRESS)
    with pytest.raises(Invalid) as refused:
        office.makes(Move.RESOLVE, case, outcome=Outcome.PLANNED, planned_on=planned_on)
    assert refused.value.code == "planned_day_needed"
    assert office.ticket(case).planned_on is None


def test_a_plan_may_be_for_today_and_is_told_with_its_day(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.makes(Move.RESOLVE, case, outcome=Outcome.PLANNED, planned_on=office.today)
    assert office.ticket(case).planned_on == office.today
    assert office.events(case)[-1].facts == {"outcome": "planned", "planned_on": "2026-03-16"}
    assert office.letters(case)[-1].notice == "planned_ask"


def test_a_repair_has_no_planned_day(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.makes(Move.RESOLVE, case, planned_on=date(2026, 5, 20))
    assert office.ticket(case).planned_on is None
    assert office.events(case)[-1].facts == {"outcome": "fixed"}


def test_a_yes_closes_the_case_and_a_second_yes_changes_nothing(office: Office) -> None:
    case = ended(office)
    office.makes(Move.CONFIRM, case, "aigul")
    version = office.ticket(case).version
    office.news()
    office.makes(Move.CONFIRM, case, "aigul")
    assert state(office, case) == ("closed", "fixed", "yes")
    assert office.ticket(case).version == version
    assert office.news() == []


def test_unsure_is_an_answer_and_may_become_a_yes(office: Office) -> None:
    case = ended(office)
    office.makes(Move.CONFIRM, case, "aigul", confirmation=Confirmation.UNSURE)
    office.makes(Move.CONFIRM, case, "aigul", confirmation=Confirmation.UNSURE)
    assert state(office, case) == ("resolved", "fixed", "unsure")
    office.makes(Move.CONFIRM, case, "aigul")
    assert state(office, case) == ("closed", "fixed", "yes")
    assert [event.move for event in office.events(case)][-2:] == ["confirm", "confirm"]


def test_after_a_yes_one_cannot_be_unsure(office: Office) -> None:
    case = office.has(Status.CLOSED)
    with pytest.raises(NotNow):
        office.makes(Move.CONFIRM, case, "aigul", confirmation=Confirmation.UNSURE)


def test_nobody_confirms_for_the_citizen(office: Office) -> None:
    case = office.has(Status.CLOSED)
    for who in ("clerk", "head", "admin"):
        with pytest.raises((NotAllowed, NotNow)):
            office.makes(Move.CONFIRM, case, who)
        with pytest.raises(NotAllowed):
            office.makes(Move.CONFIRM, ended(office), who)


def test_a_no_reopens_and_what_was_decided_is_open_again(office: Office) -> None:
    case = ended(office, "planned")
    office.makes(Move.REOPEN, case, "aigul", said="Дагы эле\x00 жок")
    ticket = office.ticket(case)
    assert state(office, case) == ("in_progress", None, "no")
    assert (ticket.resolved_at, ticket.planned_on) == (None, None)
    assert ticket.assignee_id == office.who("clerk").user_id
    assert office.words(case)[-1] == "Дагы эле жок"


def test_a_second_tap_on_no_changes_nothing(office: Office) -> None:
    case = ended(office)
    office.makes(Move.REOPEN, case, "aigul")
    version = office.ticket(case).version
    office.news()
    for _ in range(3):
        office.makes(Move.REOPEN, case, "aigul")
    office.makes(Move.ANSWER, case)
    office.makes(Move.REOPEN, case, "aigul")
    assert office.ticket(case).version == version + 1
    assert office.news() == [("answer", "aigul")]
    assert [event.move for event in office.events(case)].count("reopen") == 1


def test_a_no_to_the_next_resolution_is_a_new_no(office: Office) -> None:
    case = ended(office)
    office.makes(Move.REOPEN, case, "aigul")
    office.makes(Move.RESOLVE, case)
    assert state(office, case) == ("resolved", "fixed", None)
    office.makes(Move.REOPEN, case, "aigul")
    assert state(office, case) == ("in_progress", None, "no")
    assert [event.move for event in office.events(case)].count("reopen") == 2


def test_a_head_who_reopens_does_not_speak_for_the_citizen(office: Office) -> None:
    case = office.has(Status.CLOSED)
    office.makes(Move.REOPEN, case, "head")
    assert state(office, case) == ("in_progress", None, None)


def test_a_case_is_not_reopened_while_it_is_open(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    for who in ("aigul", "head"):
        with pytest.raises(NotNow) as refused:
            office.makes(Move.REOPEN, case, who)
        assert refused.value.code == "move_not_possible"


def test_thirty_days_run_from_the_resolution_and_not_from_what_was_said_later(office: Office) -> None:
    case = ended(office)
    office.passes(days=20)
    office.makes(Move.NOTE, case)
    office.makes(Move.ADD, case, "aigul")
    office.makes(Move.CONFIRM, case, "aigul", confirmation=Confirmation.UNSURE)
    office.makes(Move.EXPIRE, case, "clock")
    office.comes(4, 15, 23, 59)
    with office.database.writing() as session:
        undone = session.begin_nested()
        from casework import closing

        closing.reopen(office.village.desk(session), case, by=office.who("aigul"))
        undone.rollback()
    office.comes(4, 16, 0, 0)
    with pytest.raises(NotNow) as refused:
        office.makes(Move.REOPEN, case, "aigul")
    assert (refused.value.code, refused.value.facts) == ("reopen_too_late", {"days": 30})


def test_the_head_reopens_at_any_time(office: Office) -> None:
    case = ended(office)
    office.passes(days=400)
    office.makes(Move.REOPEN, case, "head")
    assert office.ticket(case).status == "in_progress"


def test_a_new_resolution_has_thirty_days_of_its_own(office: Office) -> None:
    case = ended(office)
    office.passes(days=25)
    office.makes(Move.REOPEN, case, "aigul")
    office.passes(days=3)
    office.makes(Move.RESOLVE, case)
    office.passes(days=29)
    office.makes(Move.REOPEN, case, "aigul")
    assert office.ticket(case).status == "in_progress"


def test_a_withdrawn_case_comes_back_within_thirty_days(office: Office) -> None:
    case, late = office.has(Status.FILED), office.has(Status.FILED)
    for one in (case, late):
        office.makes(Move.WITHDRAW, one, "aigul")
    assert state(office, case) == ("closed", "withdrawn", None)
    office.passes(days=30)
    office.makes(Move.REOPEN, case, "aigul")
    assert state(office, case) == ("in_progress", None, "no")
    office.passes(days=1)
    with pytest.raises(NotNow):
        office.makes(Move.REOPEN, late, "aigul")


def test_what_was_resolved_cannot_be_withdrawn(office: Office) -> None:
    for status in (Status.RESOLVED, Status.CLOSED):
        with pytest.raises(NotNow):
            office.makes(Move.WITHDRAW, office.has(status), "aigul")


@pytest.mark.parametrize(
    ("end", "confirmation"),
    [("fixed", "none"), ("planned", None), ("refused", None), ("not_ours", None), ("duplicate", None)],
)
def test_silence_is_no_answer_only_where_somebody_asked(
    office: Office, end: str, confirmation: str | None
) -> None:
    case = ended(office, end)
    office.makes(Move.EXPIRE, case, "clock")
    assert state(office, case) == ("closed", end, confirmation)


def test_unsure_stays_unsure_when_nothing_more_comes(office: Office) -> None:
    case = ended(office)
    office.makes(Move.CONFIRM, case, "aigul", confirmation=Confirmation.UNSURE)
    office.makes(Move.EXPIRE, case, "clock")
    assert state(office, case) == ("closed", "fixed", "unsure")


def test_an_appeal_ends_like_any_case(office: Office) -> None:
    case = office.has(Status.CLOSED, appeal=APPLICANT)
    assert state(office, case) == ("closed", "fixed", "yes")
    assert office.ticket(case).resolved_at - office.ticket(case).filed_at == timedelta(0)
