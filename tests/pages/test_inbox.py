"""The list: what stands on its chips, its rows and its further pages."""

import re
from datetime import timedelta

from casework import closing, handling
from casework.desk import Actor
from rules.lifecycle import Role
from rules.permissions import Reach
from rules.reference import shown
from tests.admin_api.front import Front
from tests.pages.browser import Browser, Page

EVERYWHERE = Reach(everything=True)


def clerk_of(browser: Browser) -> Actor:
    return Actor(Role.CLERK, user_id=browser.user_id("clerk"))


def references(page: Page) -> list[str]:
    """Of the rows; the notices above them have such links too."""
    found = [address.removeprefix("/inbox/") for address, words in page.links if words.startswith("№")]
    return found[len(found) - len(page.classed("row")) :]


def counts(page: Page) -> dict[str, str]:
    chips = [
        words.rsplit(" ", 1)
        for address, words in page.links
        if address.startswith("/inbox") and "№" not in words
    ]
    return {
        words: count for words, count in (chip for chip in chips if len(chip) == 2) if re.match(r"\d", count)
    }


def filed(front: Front, chat_id: int = 5_000_000_001) -> int:
    return front.citizen_files(chat_id)[0]


def test_a_row_says_what_a_clerk_must_know(clerk: Browser) -> None:
    ticket_id = filed(clerk.front)
    page = clerk.opens("/inbox")
    assert references(page) == [shown(ticket_id)]
    for words in ("Road", "village", "жол казылган", "Answer · Days left:", "New"):
        assert words in page.text
    assert page.classed("row--on_time")


def test_the_chips_count_and_lead(clerk: Browser) -> None:
    front, by = clerk.front, clerk_of(clerk)
    new, mine, waiting, done = (filed(front, chat) for chat in range(1, 5))
    front.do(handling.take, mine, by=by, reach=EVERYWHERE)
    front.do(handling.ask, waiting, said="Кайда?", by=by, reach=EVERYWHERE)
    front.do(closing.resolve, done, outcome="fixed", said="Бүттү", by=by, reach=EVERYWHERE)
    page = clerk.opens("/inbox")
    expected = {"New cases": "1", "Overdue": "0", "My cases": "1", "Resident asked": "1", "Reopened": "0"}
    assert counts(page) == expected | {"Official appeals": "0", "All open": "3", "All": "4"}
    for chip, found in (("New cases", [new]), ("My cases", [mine]), ("Resident asked", [waiting])):
        assert references(clerk.opens(page.link(chip))) == [shown(one) for one in found]
    assert "The clock stands still" in clerk.opens("/inbox?show=waiting").text


def test_late_is_said_in_a_colour_and_in_words(clerk: Browser) -> None:
    filed(clerk.front)
    clerk.front.passes(days=7)
    clerk.signs_in("clerk")
    late = clerk.opens("/inbox?show=overdue")
    assert "Days late:" in late.text
    assert late.classed("row--late")
    clerk.front.passes(days=21)
    clerk.signs_in("clerk")
    assert "Very late, days:" in clerk.opens("/inbox?show=overdue").text


def test_a_case_that_came_back_is_marked(clerk: Browser) -> None:
    front = clerk.front
    ticket_id, citizen = front.citizen_files()
    front.do(closing.resolve, ticket_id, outcome="fixed", said="Бүттү", by=clerk_of(clerk), reach=EVERYWHERE)
    front.do(closing.reopen, ticket_id, by=citizen, said="Жок")
    page = clerk.opens("/inbox?show=reopened")
    assert shown(ticket_id) in references(page)
    assert page.classed("govuk-tag--magenta")


def test_service_and_words_narrow_the_list_and_its_chips(clerk: Browser) -> None:
    front = clerk.front
    road = filed(front)
    dogs = front.files(service="dogs", text="Мектептин жанында иттер көп")["reference"]
    assert set(references(clerk.opens("/inbox"))) == {shown(road), dogs}
    for asked in ("service=dogs", "q=ИТТЕР", "q=итер&service=roads"):
        found = clerk.opens(f"/inbox?{asked}")
        expected = [] if "roads" in asked else [dogs]
        assert (references(found), counts(found)["All open"]) == (expected, str(len(expected)))
    assert "There is no such case" in clerk.opens("/inbox?q=жылан").text


def test_a_number_leads_to_its_case_and_a_slip_is_said(clerk: Browser) -> None:
    reference = shown(filed(clerk.front))
    assert clerk.opens(f"/inbox?q={reference.replace('-', '')}").path == f"/inbox/{reference}"
    number, digit = reference.split("-")
    slip = clerk.opens(f"/inbox?q={number}-{(int(digit) + 1) % 10}")
    assert "check the digits" in slip.text


def test_pages_follow_each_other_and_meet_every_case_once(clerk: Browser) -> None:
    front = clerk.front
    for chat_id in range(1, 61):
        if chat_id % 20 == 0:
            front.at += timedelta(days=1)
        filed(front, chat_id)
    clerk.signs_in("clerk")
    for start in ("/inbox", "/inbox?show=all"):
        page, seen = clerk.opens(start), []
        while True:
            seen += references(page)
            following = page.all("a", rel="next")
            if not following:
                break
            page = clerk.opens(following[0]["href"] or "")
        assert len(seen) == len(set(seen)) == 60


def test_a_strange_address_is_no_accident(clerk: Browser) -> None:
    filed(clerk.front)
    for asked in (
        "show=nothing",
        "service=нет",
        "after=x.y",
        "after=2026-13-01.5",
        "show=all&after=x",
        "q=%00",
    ):
        page = clerk.opens(f"/inbox?{asked}")
        assert (page.status, len(page.classed("row"))) in ((200, 1), (200, 0))


def test_a_neighbour_sees_nothing_of_it(browser: Browser) -> None:
    ticket_id = filed(browser.front)
    neighbour = browser.signs_in("neighbour")
    assert neighbour.opens("/inbox").classed("row") == []
    assert neighbour.opens(f"/inbox?q={shown(ticket_id)}").path.startswith("/inbox?q=")
    assert neighbour.opens(f"/inbox/{shown(ticket_id)}").status == 404


def test_the_council_has_no_inbox(browser: Browser) -> None:
    ticket_id = filed(browser.front)
    council = browser.signs_in("council")
    for address in ("/inbox", f"/inbox/{shown(ticket_id)}"):
        assert council.opens(address).status == 403


def test_notices_are_read_once(clerk: Browser) -> None:
    first = filed(clerk.front, 1)
    page = clerk.opens("/inbox")
    assert f"№ {shown(first)} : a new case" in page.text
    second = filed(clerk.front, 2)
    after = clerk.sends(page.form("/inbox/read"))
    assert "Marked as read" in after.text
    assert f"№ {shown(first)} : a new case" not in after.text
    assert f"№ {shown(second)} : a new case" in after.text, "it came after the list was read"


def test_the_line_after_a_deed_is_said_once(clerk: Browser) -> None:
    filed(clerk.front)
    after = clerk.sends(clerk.opens("/inbox").form("/inbox/read"))
    assert "Marked as read" in after.text
    assert "Marked as read" not in clerk.opens("/inbox").text
