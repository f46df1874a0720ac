"""Official appeals at the desk: who sees the person, who registers, and what the office itself may record."""

from typing import Any

import pytest
from sqlalchemy import select

from casework import appeals
from db.tables.people import Access
from rules.appeals import CONSENT, Applicant
from rules.lifecycle import Role
from tests.admin_api.front import OUR_INBOX, OUR_MUNICIPALITY, RAYON_INBOX, Front, good, refused

NAME, ADDRESS, PHONE = "Асанова Айгүл Бакытовна", "Ак-Булуң, Мектеп көчөсү 4", "0555 12-34-56"
APPLICANT = Applicant(NAME, ADDRESS, PHONE, CONSENT)
SIGNED = {"name": NAME, "address": ADDRESS, "contact": PHONE, "consent": "paper"}
PERSON = (NAME, "Асанова", ADDRESS, PHONE)


@pytest.fixture
def official(front: Front) -> dict[str, Any]:
    """A citizen's appeal, as the head of the office reads it."""
    front.hire("our dispatcher", Role.DISPATCHER, OUR_INBOX)
    front.citizen_files(appeal=APPLICANT)
    return good(front.get("head", "/tickets"))["items"][0]


def accesses(front: Front) -> list[tuple[str, int | None]]:
    with front.database.reading() as session:
        return [(one.what, one.ticket_id) for one in session.scalars(select(Access).order_by(Access.id))]


def test_clerk_and_head_read_whose_appeal_it_is(front: Front, official: dict[str, Any]) -> None:
    for who in ("clerk", "head"):
        assert front.reads(who, official)["appeal"] == {
            "name": NAME,
            "address": ADDRESS,
            "contact": PHONE,
            "registered_at": None,
            "registration_number": None,
        }
    assert official["register_due_on"] == "2026-02-04"
    assert official["answer_due_on"] == "2026-02-23", "fourteen working days"


def test_an_administrators_look_is_recorded(front: Front, official: dict[str, Any]) -> None:
    assert front.reads("admin", official)["appeal"]["name"] == NAME
    assert accesses(front) == [("read", 1001)]


def test_whoever_passes_on_sees_that_it_is_an_appeal_and_not_whose(
    front: Front, official: dict[str, Any]
) -> None:
    answer = front.get("our dispatcher", f"/tickets/{official['reference']}")
    assert (answer.json()["track"], answer.json()["appeal"]) == ("appeal", None)
    for part in PERSON:
        assert part not in answer.text


def test_nobody_else_hears_of_the_person(front: Front, official: dict[str, Any]) -> None:
    front.moves("clerk", official, "take")
    paths = (
        "/tickets",
        f"/tickets/{official['reference']}",
        "/reports/response-times",
        "/reports/ratings",
        "/inboxes",
    )
    for who in ("neighbour", "dispatcher", "our dispatcher", "council", "client"):
        for path in paths:
            answer = front.get(who, path)
            for part in PERSON:
                assert part not in answer.text, (who, path)


@pytest.mark.parametrize("words", [NAME, "Асанова", "Мектеп", PHONE, "055512"])
def test_no_search_finds_a_person(front: Front, official: dict[str, Any], words: str) -> None:
    for who in ("clerk", "admin"):
        assert front.listed(who, q=words) == []


def test_a_list_is_asked_for_appeals_alone(front: Front, official: dict[str, Any]) -> None:
    ordinary = front.files()
    assert front.listed("clerk", track="appeal") == [official["reference"]]
    assert front.listed("clerk", track="feedback") == [ordinary["reference"]]
    refused(front.get("clerk", "/tickets", track="official"), 422, "invalid_request")


def test_the_button_registers_and_a_second_press_is_refused(front: Front, official: dict[str, Any]) -> None:
    registered = front.moves("clerk", official, "register")
    assert registered["appeal"]["registration_number"] == "2026/1"
    assert registered["appeal"]["registered_at"] == "2026-02-03T04:00:00Z"
    assert (registered["status"], registered["register_due_on"]) == ("filed", None)
    assert registered["events"][-1]["move"] == "register"
    assert registered["events"][-1]["registration_number"] == "2026/1"
    refused(front.move("clerk", registered, "register"), 409, "registered_already")


def test_the_first_move_registers_by_itself(front: Front, official: dict[str, Any]) -> None:
    taken = front.moves("clerk", official, "take")
    assert [event["move"] for event in taken["events"]] == ["file", "register", "take"]
    assert taken["version"] == 3


def test_an_ordinary_report_is_not_registered(front: Front) -> None:
    refused(front.move("clerk", front.files(), "register"), 409, "not_an_appeal")


@pytest.mark.parametrize("move", ["to_appeal", "to_feedback"])
def test_nobody_at_a_desk_changes_the_track(front: Front, official: dict[str, Any], move: str) -> None:
    for who in ("clerk", "head", "admin"):
        refused(front.move(who, official, move), 403, "move_not_allowed")
    assert front.reads("clerk", official)["version"] == 1


def test_an_unregistered_appeal_past_its_day_is_overdue(front: Front, official: dict[str, Any]) -> None:
    assert front.listed("clerk", due="soon") == [official["reference"]]
    front.passes(days=2)
    assert front.listed("clerk", due="overdue") == [official["reference"]]
    assert front.reads("clerk", official)["overdue"] is True
    front.moves("clerk", official, "register")
    assert front.listed("clerk", due="overdue") == []


@pytest.mark.parametrize("source", ["walk_in", "paper"])
def test_the_office_records_a_signed_appeal_and_it_is_registered_at_once(front: Front, source: str) -> None:
    filed = front.files(source=source, appeal=SIGNED)
    assert (filed["track"], filed["register_due_on"]) == ("appeal", None)
    assert filed["appeal"] == {
        "name": NAME,
        "address": ADDRESS,
        "contact": PHONE,
        "registered_at": "2026-02-03T04:00:00Z",
        "registration_number": "2026/1",
    }
    assert [event["move"] for event in filed["events"]] == ["file", "register"]
    assert filed["contact"] is None


def test_for_another_office_it_waits_to_be_registered_there(front: Front) -> None:
    filed = front.files(village=front.their_village, appeal=SIGNED)
    assert filed["appeal"] is None, "out of reach"
    theirs = front.reads("neighbour", filed)
    assert (theirs["appeal"]["name"], theirs["appeal"]["registration_number"]) == (NAME, None)


@pytest.mark.parametrize("source", ["phone", "api"])
def test_where_nobody_can_have_signed_there_is_no_appeal(front: Front, source: str) -> None:
    refused(
        front.post("clerk", "/tickets", front.complaint(source=source, appeal=SIGNED)),
        422,
        "appeal_needs_paper",
    )
    assert front.listed("clerk") == []


def test_another_system_cannot_record_one(front: Front) -> None:
    refused(front.post("client", "/tickets", front.complaint(appeal=SIGNED)), 422, "appeal_needs_paper")


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"name": "А"}, "name_not_full"),
        ({"address": "4"}, "address_too_short"),
        ({"contact": "жок"}, "contact_unlike"),
        ({"consent": "telegram-1"}, "invalid_request"),
        ({"contact": None}, "invalid_request"),
    ],
)
def test_an_appeal_that_lacks_something_is_refused_by_name(
    front: Front, broken: dict[str, Any], code: str
) -> None:
    answer = front.post("clerk", "/tickets", front.complaint(appeal={**SIGNED, **broken}))
    assert NAME not in answer.text
    refused(answer, 422, code)
    assert front.listed("clerk") == []


def test_what_is_erased_is_null_and_the_number_stays(front: Front) -> None:
    filed = front.files(appeal=SIGNED)
    front.do(appeals.erase_applicant, 1001)
    after = front.reads("clerk", filed)["appeal"]
    assert (after["name"], after["address"], after["contact"]) == (None, None, None)
    assert after["registration_number"] == "2026/1"


def test_a_case_passed_on_takes_its_person_along(front: Front, official: dict[str, Any]) -> None:
    front.hire("rayon clerk", Role.CLERK, RAYON_INBOX)
    front.moves("clerk", official, "transfer", inbox=RAYON_INBOX, reason="Райондун жолу")
    assert front.reads("rayon clerk", official)["appeal"]["registration_number"] == "2026/1"
    refused(front.get("clerk", f"/tickets/{official['reference']}"), 404, "ticket_not_found")
    assert front.reads("rayon clerk", official)["municipality"] == OUR_MUNICIPALITY
