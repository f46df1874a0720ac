"""What citizens say of an answer and of a service: one voice each, and what was said before is kept."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from casework import rating
from casework.desk import Desk
from db.queries import ratings
from db.tables.ratings import AnswerRating, PanelAsk, ServiceRating
from rules.lifecycle import Move, Status
from rules.ratings import month_of
from rules.refusals import Invalid, NotAllowed, NotFound, NotNow
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


def counted(office: Office, stream: str = "voluntary") -> dict[tuple[str, date], dict[int | None, int]]:
    within = ratings.Within(date(2026, 1, 1), date(2026, 12, 1), stream, None)
    found: dict[tuple[str, date], dict[int | None, int]] = {}
    with office.database.reading() as session:
        for one in ratings.service_counts(session, within):
            found.setdefault((one.service, one.month), {})[one.said] = one.n
    return found


def history(office: Office) -> list[tuple[int | None, str, bool]]:
    """Every rating of a service that was ever given: its score, its stream, and whether it stands."""
    with office.database.reading() as session:
        rows = session.scalars(select(ServiceRating).order_by(ServiceRating.id)).all()
    return [(row.score, row.stream, row.replaced_at is None) for row in rows]


def asks(office: Office, who: str = "aigul", service: str = "water", village: str = AK_BULAN) -> int:
    """As the panel does; the number of the question."""

    def put(desk: Desk) -> int:
        place = desk.directory.place_by_code(village)
        assert place is not None
        ask = PanelAsk(
            citizen_id=office.who(who).citizen_id,
            municipality_id=desk.directory.municipality_of(place.id).id,
            month=month_of(desk.today),
            ask_on=desk.today,
            village_id=place.id,
            service_code=service,
            asked_at=desk.at,
        )
        desk.session.add(ask)
        desk.session.flush()
        return ask.id

    return int(office.do(put))


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
    assert [(score, stands) for score, _, stands in history(office)] == [
        (1, False),
        (2, False),
        (3, True),
        (5, True),
    ]


def test_the_same_score_again_is_a_second_tap_and_no_second_voice(office: Office) -> None:
    values(office, 2)
    says_why(office, reason="water_why_dirty")
    values(office, 2)
    assert history(office) == [(2, "voluntary", True)]
    assert whys(office) == [("water_why_dirty", None)]


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


def answers(office: Office, ask: int, score: int | None, who: str = "aigul") -> None:
    office.do(rating.answer_panel, ask, score=score, by=office.who(who))


def says_why(office: Office, who: str = "aigul", **why: Any) -> None:
    plain = {"service": "water", "reason": None, "words": ""}
    office.do(rating.say_why, by=office.who(who), **{**plain, **why})


def whys(office: Office) -> list[tuple[str | None, str | None]]:
    with office.database.reading() as session:
        rows = session.scalars(select(ServiceRating).order_by(ServiceRating.id)).all()
    return [(row.reason_code, row.words) for row in rows]


def test_the_panel_is_counted_apart_from_volunteers(office: Office) -> None:
    values(office, 5)
    answers(office, asks(office, "bakyt"), 1, "bakyt")
    assert counted(office) == {("water", MARCH): {5: 1}}
    assert counted(office, "panel") == {("water", MARCH): {1: 1}}


def test_whoever_was_asked_speaks_for_the_panel_that_month_by_whichever_door(office: Office) -> None:
    """From a poster as well: one voice stands, and it does not change sides."""
    answers(office, asks(office), 4)
    values(office, 2)
    values(office, 3, service="waste")
    assert history(office) == [(4, "panel", False), (2, "panel", True), (3, "voluntary", True)]
    office.comes(4, 2)
    values(office, 5)
    assert counted(office) == {("waste", MARCH): {3: 1}, ("water", APRIL): {5: 1}}
    assert counted(office, "panel") == {("water", MARCH): {2: 1}}


def test_a_question_is_answered_until_its_month_ends_and_by_nobody_else(office: Office) -> None:
    ask = asks(office)
    with pytest.raises(NotFound) as refused:
        answers(office, ask, 5, "bakyt")
    assert refused.value.code == "panel_not_asked"
    with pytest.raises(NotFound):
        answers(office, 10**17, 5)
    with pytest.raises(Invalid):
        answers(office, ask, 6)
    office.comes(3, 31, 23, 59)
    answers(office, ask, 5)
    office.comes(4, 1, 0, 0)
    with pytest.raises(NotNow) as late:
        answers(office, ask, 1)
    assert late.value.code == "panel_over"
    assert history(office) == [(5, "panel", True)]


def test_what_was_wrong_stands_beside_the_rating_it_explains(office: Office) -> None:
    values(office, 4)
    office.passes(hours=1)
    values(office, 2)
    says_why(office, reason="water_why_price")
    says_why(office, words="  Айына 500 сом \x00 ")
    assert whys(office) == [(None, None), ("water_why_price", "Айына 500 сом")]


def test_of_what_was_not_rated_nobody_says_what_is_wrong(office: Office) -> None:
    with pytest.raises(NotFound) as refused:
        says_why(office, reason="water_why_dirty")
    assert refused.value.code == "not_rated"
    values(office, 1)
    for strange in ("waste_why_price", "weather"):
        with pytest.raises(Invalid) as wrong:
            says_why(office, reason=strange)
        assert wrong.value.code == "unknown_reason"
    says_why(office)
    assert whys(office) == [(None, None)]


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
