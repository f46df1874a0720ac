"""What the office sees of somebody who is forgotten, and what a register that copied the case is told."""

import pytest

from casework import erasing, handling
from casework.desk import Actor
from casework.handling import Enclosed
from db.queries import files
from rules.attachments import Attached, Kind
from rules.lifecycle import Role
from rules.permissions import Reach
from rules.reference import shown
from tests.admin_api.enclosing import keeps
from tests.admin_api.front import Front, good
from tests.casework.office import APPLICANT
from tests.pages.browser import Browser

EVERYWHERE = Reach(everything=True)
CHAT = 5_000_000_001


@pytest.fixture
def number(front: Front) -> int:
    """A case with words of both sides, a photo and a question that waits."""
    number, by = front.citizen_files()
    photo = Enclosed([Attached(Kind.PHOTO, "id", "unique", name="сарай.jpg")])
    front.do(handling.add, number, said="Көпүрөнүн жанында", by=by, enclosed=photo)
    keeps(front)
    return number


def forget(front: Front) -> None:
    front.do(lambda desk: erasing.erase_citizen(desk, 1, asked_at=desk.at.timestamp()))


def test_the_page_says_that_the_resident_deleted_their_data(
    clerk: Browser, front: Front, number: int
) -> None:
    address = clerk.opens(f"/inbox/{shown(number)}").link("📷 Photo")
    forget(front)
    page = clerk.opens(f"/inbox/{shown(number)}")
    assert "The resident has deleted their data." in page.text
    assert "The words were erased on request." in page.text
    assert "The resident deleted their data, and with it the case" in page.text
    assert "жол казылган" not in page.html
    assert "сарай" not in page.html
    assert "tell the person yourself" not in page.text
    assert clerk.http.get(address).status_code == 404


def test_the_list_says_so_in_place_of_the_words(clerk: Browser, front: Front, number: int) -> None:
    forget(front)
    assert "The resident has deleted their data" in clerk.opens("/inbox?show=all").text
    assert "There is no such case." in clerk.opens("/inbox?show=all&q=казылган").text


def test_an_official_appeal_is_still_there_and_says_how_it_is_answered(clerk: Browser, front: Front) -> None:
    number, _ = front.citizen_files(appeal=APPLICANT)
    forget(front)
    page = clerk.opens(f"/inbox/{shown(number)}")
    assert "answer to the address in it" in page.text
    assert "жол казылган" in page.text
    front.do(handling.answer, number, said="Келесиз", by=Actor(Role.HEAD, user_id=1), reach=EVERYWHERE)
    page = clerk.opens(f"/inbox/{shown(number)}")
    assert "not sent in Telegram" in page.text
    assert "tell the person yourself" not in page.text


def test_a_register_learns_that_its_copy_must_go_too(front: Front, number: int) -> None:
    before = good(front.get("clerk", f"/tickets/{shown(number)}"))
    assert before["erased_at"] is None
    front.passes(minutes=5)
    forget(front)
    (after,) = good(front.get("clerk", "/tickets", updated_since=before["updated_at"]))["items"]
    assert after["erased_at"] == after["updated_at"]
    assert (after["text"], after["attachments"], after["location"]) == ("", [], None)


def test_a_file_that_was_taken_back_says_so_and_is_not_given_out(
    clerk: Browser, front: Front, number: int
) -> None:
    with front.database.reading() as session:
        (row,) = files.of_tickets(session, [number])[number]
    address = clerk.opens(f"/inbox/{shown(number)}").link("📷 Photo")
    by = front.citizen_files()[1]
    front.do(erasing.take_back_file, number, row.id, by=by, chat_id=CHAT)
    page = clerk.opens(f"/inbox/{shown(number)}")
    assert "taken back by the resident" in page.text
    assert "сарай" not in page.html
    assert clerk.http.get(address).status_code == 404
    (told,) = good(front.get("clerk", f"/tickets/{shown(number)}"))["attachments"]
    assert told["status"] == "taken_back"
