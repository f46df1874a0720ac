"""Figures: they follow from the recorded events, and stop where the asker's eyes do."""

from datetime import timedelta

import pytest

from casework import closing, rating
from casework.desk import Actor
from db.queries import people
from db.tables.ratings import PanelAsk
from rules.lifecycle import Confirmation, Role
from rules.ratings import month_of
from tests.admin_api.front import (
    OUR_INBOX,
    OUR_MUNICIPALITY,
    RAYON_INBOX,
    STORY,
    THEIR_INBOX,
    THEIR_MUNICIPALITY,
    Front,
    good,
    refused,
)


def groups(
    front: Front, who: str, report: str = "response-times", **query: str
) -> dict[str, dict[str, object]]:
    found = good(front.get(who, f"/reports/{report}", **query))["groups"]
    return {one["key"]: one for one in found}


def test_a_group_has_the_figures_of_the_contract(front: Front) -> None:
    number, citizen = front.citizen_files()
    [reference] = front.listed("clerk")
    front.passes(days=1)
    ticket = front.moves(
        "clerk", front.reads("clerk", {"reference": reference}), "resolve", outcome="fixed", text="Done"
    )
    front.do(closing.confirm, number, confirmation=Confirmation.YES, by=citizen)
    front.do(rating.rate_answer, number, score=4, by=citizen)
    late = front.files()
    front.passes(days=7)
    report = good(front.get("head", "/reports/response-times", by="inbox"))
    assert report["as_of"] == "2026-02-11"
    [group] = report["groups"]
    assert group == {
        "key": OUR_INBOX,
        "key_name": ticket["inbox_name"],
        "filed": 2,
        "answered": 1,
        "answered_on_time": 1,
        "answered_late": 0,
        "already_late": 1,
        "open": 1,
        "open_overdue": 1,
        "oldest_open_days": 5,
        "median_days": 1,
        "p75_days": None,
        "confirmed": 1,
        "not_confirmed": 0,
        "no_answer": 0,
        "reopened": 0,
        "withdrawn": 0,
        "duplicates": 0,
        "answer_rating": {"n": 1, "counts": [0, 0, 0, 1, 0]},
    }
    assert late["reference"] in front.listed("clerk", due="overdue")


def test_tickets_are_grouped_as_asked(front: Front) -> None:
    front.files()
    front.files(service="dogs")
    front.passes(days=30)
    front.files()
    assert {key: one["filed"] for key, one in groups(front, "head", by="service").items()} == {
        "dogs": 1,
        "roads": 2,
    }
    assert {key: one["filed"] for key, one in groups(front, "head", by="month").items()} == {
        "2026-02": 2,
        "2026-03": 1,
    }
    assert set(groups(front, "head", by="village")) == {front.village}
    assert set(groups(front, "head", by="municipality")) == {OUR_MUNICIPALITY}
    named = groups(front, "head", by="service")["roads"]["key_name"]
    assert named == front.directory.service("roads").name("en")


def test_both_days_belong_to_the_period_and_days_are_local(front: Front) -> None:
    front.at = front.at.replace(hour=18, minute=30)  # half past midnight of the 4th in Bishkek
    front.files()
    front.passes(days=3)
    sizes = {
        (first, last): sum(
            one["filed"] for one in groups(front, "head", **{"from": first, "to": last}).values()
        )  # type: ignore[misc]
        for first, last in [
            ("2026-02-03", "2026-02-03"),
            ("2026-02-04", "2026-02-04"),
            ("2026-02-05", "2026-02-06"),
        ]
    }
    assert list(sizes.values()) == [0, 1, 0]


def test_a_period_that_cannot_be_is_refused(front: Front) -> None:
    backwards = {"from": "2026-02-03", "to": "2026-02-02"}
    problem = refused(front.get("head", "/reports/response-times", **backwards), 422, "period_backwards")
    assert (problem["since"], problem["until"]) == ("2026-02-03", "2026-02-02")
    for query in ({"from": "1001-01-01"}, {"to": "9999-12-31"}, {"by": "clerk"}, {"from": "x"}):
        refused(front.get("head", "/reports/response-times", **query), 422, "invalid_request")
    for query in ({"by": "inbox"}, {"stream": "both"}):
        refused(front.get("head", "/reports/ratings", **query), 422, "invalid_request")


def test_figures_reach_as_far_as_the_asker(front: Front) -> None:
    front.files()
    moved = front.files(service="dogs")
    front.moves("clerk", moved, "transfer", inbox=RAYON_INBOX, reason="A rayon matter")
    front.files("neighbour", village=front.their_village)
    assert {
        who: set(groups(front, who, by="inbox")) for who in ("clerk", "head", "neighbour", "dispatcher")
    } == {
        "clerk": {OUR_INBOX},
        "head": {OUR_INBOX},
        "neighbour": {THEIR_INBOX},
        "dispatcher": {RAYON_INBOX},
    }
    assert set(groups(front, "council", by="municipality")) == {OUR_MUNICIPALITY}
    assert {key: one["filed"] for key, one in groups(front, "council", by="inbox").items()} == {
        OUR_INBOX: 1,
        RAYON_INBOX: 1,
    }
    assert set(groups(front, "admin", by="municipality")) == {OUR_MUNICIPALITY, THEIR_MUNICIPALITY}


def test_somebody_without_inboxes_sees_no_figures(front: Front) -> None:
    front.files()
    front.hire("new", Role.CLERK)
    front.hire("unelected", Role.COUNCIL)
    for who in ("new", "unelected"):
        assert groups(front, who) == {}
        assert groups(front, who, "ratings") == {}


def test_a_figure_holds_no_words_and_no_people(front: Front) -> None:
    ticket = front.files(contact="0555 112233")
    front.moves("clerk", ticket, "note", text="Between us")
    shown = front.get("council", "/reports/response-times", by="village").text
    for word in (STORY, "0555", "Between us", ticket["reference"], '"clerk"'):
        assert word not in shown


@pytest.fixture
def rated(front: Front) -> Front:
    for chat_id, score in enumerate([5, 5, 4, 1, None], start=5_000_000_001):
        front.do(rates, front, chat_id, front.village, score)
    front.do(rates, front, 5_000_000_001, front.their_village, 2)
    front.do(rates, front, 5_000_000_009, front.village, 3, "panel")
    front.at += timedelta(days=30)
    front.do(rates, front, 5_000_000_001, front.village, 1)
    return front


def rates(
    desk, front: Front, chat_id: int, village: str, score: int | None, stream: str = "voluntary"
) -> None:  # type: ignore[no-untyped-def]
    citizen = people.welcome_citizen(desk.session, chat_id, at=desk.at)
    by = Actor(Role.CITIZEN, citizen_id=citizen.id)
    if stream == "panel":
        is_asked(desk, citizen.id, village)
    rating.rate_service(desk, service="water", village=village, score=score, by=by)
    if score is not None and score <= 3:
        rating.say_why(desk, service="water", reason="water_why_dirty", words="Пахнет хлоркой", by=by)


def is_asked(desk, citizen_id: int, village: str) -> None:  # type: ignore[no-untyped-def]
    """As the panel asks."""
    place = desk.directory.place_by_code(village)
    about = {"village_id": place.id, "municipality_id": desk.directory.municipality_of(place.id).id}
    when = {"month": month_of(desk.today), "ask_on": desk.today, "asked_at": desk.at}
    desk.session.add(PanelAsk(citizen_id=citizen_id, service_code="water", **about, **when))
    desk.session.flush()


def test_ratings_are_five_counts_and_never_a_mean(rated: Front) -> None:
    [group] = good(rated.get("council", "/reports/ratings", **{"to": "2026-02-28"}))["groups"]
    name = rated.directory.service("water").name("en")
    assert group == {
        "key": "water",
        "key_name": name,
        "n": 4,
        "counts": [1, 0, 0, 1, 2],
        "not_used": 1,
        "reasons": {"water_why_dirty": 1},
        "asked": None,
    }


def test_ratings_by_month_and_village_and_by_stream(rated: Front) -> None:
    by_month = groups(rated, "head", "ratings", by="month")
    assert {key: one["n"] for key, one in by_month.items()} == {"2026-02": 4, "2026-03": 1}
    assert by_month["2026-02"]["key_name"] == "2026-02"
    by_village = groups(rated, "admin", "ratings", by="village")
    assert {key: one["n"] for key, one in by_village.items()} == {rated.village: 5, rated.their_village: 1}
    assert groups(rated, "head", "ratings", stream="panel")["water"]["counts"] == [0, 0, 1, 0, 0]


def test_those_of_the_panel_who_kept_silent_are_counted_among_the_asked(rated: Front) -> None:
    for chat_id in range(5_000_000_100, 5_000_000_103):
        rated.do(keeps_silent, rated, chat_id)
    [water] = groups(rated, "head", "ratings", stream="panel").values()
    assert (water["n"], water["not_used"], water["asked"]) == (1, 0, 4)
    assert groups(rated, "head", "ratings")["water"]["asked"] is None
    assert groups(rated, "neighbour", "ratings", stream="panel") == {}


def test_where_everybody_kept_silent_it_is_said_that_they_were_asked(front: Front) -> None:
    front.do(keeps_silent, front, 5_000_000_100)
    assert groups(front, "head", "ratings") == {}
    [water] = groups(front, "head", "ratings", stream="panel").values()
    assert (water["n"], water["counts"], water["asked"]) == (0, [0] * 5, 1)


def keeps_silent(desk, front: Front, chat_id: int) -> None:  # type: ignore[no-untyped-def]
    is_asked(desk, people.welcome_citizen(desk.session, chat_id, at=desk.at).id, front.village)


def test_no_report_repeats_what_people_wrote_of_a_service(rated: Front) -> None:
    for stream in ("voluntary", "panel"):
        assert "хлоркой" not in rated.get("admin", "/reports/ratings", stream=stream).text


def test_ratings_reach_as_far_as_the_asker(rated: Front) -> None:
    seen = {
        who: set(groups(rated, who, "ratings", by="village")) for who in ("clerk", "council", "neighbour")
    }
    assert seen == {"clerk": {rated.village}, "council": {rated.village}, "neighbour": {rated.their_village}}
    assert set(groups(rated, "dispatcher", "ratings", by="village")) == {rated.village, rated.their_village}
