"""What citizens say of an answer and of a service: one voice each, and what was said before is kept."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from casework import rating
from db.queries import ratings
from db.tables.ratings import AnswerRating, ServiceRating
from rules.lifecycle import Move, Status
from rules.refusals import Invalid, NotAllowed, NotNow
from tests.casework.office import Office
from tests.village import AK_BULAN

OTHER_VILLAGE = "41702205855010"


def rates(office: Office, case: int, score: int, who: str = "aigul") -> None:
    office.do(rating.rate_answer, case, score=score, by=office.who(who))


def scores(office: Office, case: int) -> list[tuple[int, bool]]:
    """Every score that was ever given, and whether it stands."""
    with office.database.reading() as session:
        rows = session.scalars(
            select(AnswerRating).where(AnswerRating.ticket_id == case).order_by(AnswerRating.id)
        )
        return [(row.score, row.replaced_at is None) for row in rows]


def values(office: Office, score: int | None, who: str = "aigul", **other: Any) -> None:
    plain = {"service": "water", "village": AK_BULAN}
    office.do(rating.rate_service, score=score, by=office.who(who), **{**plain, **other})


def counted(office: Office, **other: Any) -> dict[tuple[str, date], dict[int | None, int]]:
    asked = {"since": date(2026, 1, 1), "until": date(2026, 12, 1), "stream": None, "villages": None, **other}
    found: dict[tuple[str, date], dict[int | None, int]] = {}
    with office.database.reading() as session:
        for one in ratings.service_counts(session, **asked):
            found.setdefault((one.service, one.month), {})[one.score] = one.n
    return found


MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def test_an_answer_is_rated_once(office: Office) -> None:
    case = office.has(Status.RESOLVED)
    rates(office, case, 4)
    rates(office, case, 4)
    assert scores(office, case) == [(4, True)]


def test_a_change_of_mind_replaces_and_keeps_what_was_said(office: Office) -> None:
    case = office.has(Status.RESOLVED)
    for score in (1, 5, 1):
        rates(office, case, score)
        office.passes(hours=1)
    assert scores(office, case) == [(1, False), (5, False), (1, True)]


@pytest.mark.parametrize("status", [Status.FILED, Status.IN_PROGRESS, Status.WAITING])
def test_an_open_case_has_no_answer_to_rate(office: Office, status: Status) -> None:
    case = office.has(status)
    with pytest.raises(NotNow) as refused:
        rates(office, case, 5)
    assert refused.value.code == "rate_after_answer"
    assert scores(office, case) == []


def test_a_case_that_was_withdrawn_before_anybody_answered_has_no_answer_to_rate(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.makes(Move.WITHDRAW, case, "aigul")
    with pytest.raises(NotNow) as refused:
        rates(office, case, 1)
    assert refused.value.code == "rate_after_answer"


@pytest.mark.parametrize("score", [0, 6, -1, 100])
def test_a_score_off_the_scale_is_refused(office: Office, score: int) -> None:
    case = office.has(Status.RESOLVED)
    for say in (lambda: rates(office, case, score), lambda: values(office, score)):
        with pytest.raises(Invalid) as refused:
            say()
        assert (refused.value.code, refused.value.facts) == ("unknown_score", {"score": score})
    assert scores(office, case) == []
    assert counted(office) == {}


def test_nobody_rates_anothers_case(office: Office) -> None:
    case = office.has(Status.RESOLVED)
    with pytest.raises(NotAllowed):
        rates(office, case, 5, "bakyt")


def test_a_service_has_one_voice_from_each_person_in_a_month(office: Office) -> None:
    for score in (1, 2, 3):
        values(office, score)
    values(office, 5, "bakyt")
    assert counted(office) == {("water", MARCH): {3: 1, 5: 1}}
    with office.database.reading() as session:
        rows = session.scalars(select(ServiceRating).order_by(ServiceRating.id)).all()
    assert [(row.score, row.replaced_at is None) for row in rows] == [
        (1, False),
        (2, False),
        (3, True),
        (5, True),
    ]


def test_other_services_and_villages_are_other_voices(office: Office) -> None:
    values(office, 1)
    values(office, 2, service="waste")
    values(office, 3, village=OTHER_VILLAGE)
    assert counted(office) == {("water", MARCH): {1: 1, 3: 1}, ("waste", MARCH): {2: 1}}


def test_a_new_month_asks_anew_at_the_offices_midnight(office: Office) -> None:
    office.comes(3, 31, 23, 59)
    values(office, 2)
    office.comes(4, 1, 0, 0)
    values(office, 4)
    assert counted(office) == {("water", MARCH): {2: 1}, ("water", APRIL): {4: 1}}


def test_i_do_not_use_it_is_an_answer_and_no_score(office: Office) -> None:
    values(office, 5)
    values(office, None)
    assert counted(office) == {("water", MARCH): {None: 1}}
    values(office, 1)
    assert counted(office) == {("water", MARCH): {1: 1}}


def test_the_panel_is_counted_apart_from_volunteers(office: Office) -> None:
    values(office, 5)
    values(office, 1, "bakyt", stream="panel")
    assert counted(office, stream="voluntary") == {("water", MARCH): {5: 1}}
    assert counted(office, stream="panel") == {("water", MARCH): {1: 1}}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"service": "dogs"}, "unknown_service"),  # nobody rates dogs
        ({"service": "weather"}, "unknown_service"),
        ({"village": "417"}, "unknown_village"),
    ],
)
def test_what_cannot_be_rated_is_refused_by_name(office: Office, wrong: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        values(office, 5, **wrong)
    assert refused.value.code == code
