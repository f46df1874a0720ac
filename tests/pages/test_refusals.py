"""A form that is not taken: the text is kept, the field is named, and no stranger's form is listened to."""

import pytest

from casework import closing, handling
from rules.lifecycle import Outcome
from rules.permissions import Reach
from rules.reference import shown
from tests.admin_api.front import RAYON_INBOX, Front
from tests.pages.browser import Browser, Form, Page
from tests.pages.test_case import case, day, does
from tests.pages.test_inbox import clerk_of

EVERYWHERE = Reach(everything=True)
LONG_WORK = "Мен муну көпкө жаздым: <b>жол</b> & «көпүрө»"


@pytest.fixture
def ticket_id(front: Front) -> int:
    return front.citizen_files()[0]


def form(page: Page, move: str, number: int = 0) -> Form:
    return [one for one in page.forms if one.action == f"{page.path}/{move}"][number]


def events(front: Front, ticket_id: int) -> int:
    from db.queries import tickets

    with front.database.reading() as session:
        return len(tickets.history(session, ticket_id))


WRONG = [
    ("answer", 0, {"text": "  "}, "answer-text", "Some words are needed here."),
    ("answer", 0, {"text": "ж" * 3001}, "answer-text", "3000 characters at most"),
    ("ask", 0, {"text": ""}, "ask-text", "Some words are needed here."),
    ("note", 0, {"text": ""}, "note-text", "Some words are needed here."),
    ("resolve", 0, {"text": ""}, "fixed-text", "Some words are needed here."),
    ("resolve", 1, {"text": LONG_WORK}, "planned-until", "Say on which day it will be done"),
    ("resolve", 1, {"text": LONG_WORK, "until": "2026-02-02"}, "planned-until", "today or later"),
    ("decline", 0, {"text": LONG_WORK}, "decline-outcome", "Say how the case ended."),
    ("decline", 0, {"outcome": "refused"}, "decline-text", "Some words are needed here."),
    ("transfer", 0, {"text": LONG_WORK}, "transfer-inbox", "There is no such inbox"),
    ("transfer", 0, {"inbox": RAYON_INBOX}, "transfer-text", "Some words are needed here."),
    ("extend", 0, {"text": LONG_WORK}, "extend-until", "Say until which day."),
    ("extend", 0, {"text": LONG_WORK, "until": "2026-02-03"}, "extend-until", "must come after 6 February"),
    ("extend", 0, {"text": LONG_WORK, "until": "9999-12-31"}, "extend-until", "Say until which day."),
]


@pytest.mark.parametrize(("move", "number", "filled", "place", "words"), WRONG)
def test_a_refused_form_keeps_what_was_typed(
    clerk: Browser, ticket_id: int, move: str, number: int, filled: dict[str, str], place: str, words: str
) -> None:
    page = case(clerk, ticket_id)
    again = clerk.sends(form(page, move, number), **filled)
    assert again.status == 422
    assert words in again.text
    assert again.link(words) == f"#{place}"
    assert [element for _, element in again.elements if element.get("id") == place]
    assert [one["id"] for one in again.all("details") if "open" in one] == [place.partition("-")[0]]
    kept = form(Page(again.status, page.path, again.html), move, number).fields
    assert {name: kept[name].strip() for name in filled} == {k: v.strip() for k, v in filled.items()}
    assert events(clerk.front, ticket_id) == 1


def test_a_head_who_names_nobody_is_asked_whom(browser: Browser, ticket_id: int) -> None:
    head = browser.signs_in("head")
    page = case(head, ticket_id)
    for nobody in ("", "999999", "x"):
        again = head.posts(f"{page.path}/assign", {**form(page, "assign").fields, "colleague": nobody})
        assert (again.status, again.link("Please choose a colleague")) == (422, "#assign-colleague")


def test_the_corrected_form_is_taken(clerk: Browser, ticket_id: int) -> None:
    page = case(clerk, ticket_id)
    again = clerk.sends(form(page, "resolve", 1), text=LONG_WORK)
    mended = form(Page(again.status, page.path, again.html), "resolve", 1)
    after = clerk.sends(mended, until=day(clerk, days=10))
    assert "Planned: 13 February" in after.text
    assert "Мен муну көпкө жаздым: &lt;b&gt;жол&lt;/b&gt; &amp; «көпүрө»" in after.html


def test_who_was_slower_reads_what_happened_and_may_send_again(clerk: Browser, ticket_id: int) -> None:
    page = case(clerk, ticket_id)
    head = Browser(clerk.front).signs_in("head")
    does(head, ticket_id, "answer", text="Мен жооп бердим")
    again = clerk.sends(form(page, "answer"), text=LONG_WORK)
    assert again.status == 409
    assert "Somebody was faster" in again.text
    meanwhile = again.text.partition("What happened meanwhile")[2].partition("About the case")[0]
    assert "head · Head · Answer" in meanwhile
    assert "Мен жооп бердим" in meanwhile
    assert "жол казылган" not in meanwhile, "what was known already is not news"
    after = clerk.sends(form(Page(200, page.path, again.html), "answer"))
    assert after.status == 200
    assert after.html.count("Мен муну көпкө жаздым") == 1


def test_what_is_no_longer_possible_still_keeps_the_text(clerk: Browser, ticket_id: int) -> None:
    page = case(clerk, ticket_id)
    clerk.front.do(
        closing.resolve, ticket_id, outcome=Outcome.FIXED, said="Бүттү", by=clerk_of(clerk), reach=EVERYWHERE
    )
    for version in (form(page, "answer").fields["version"], "2"):
        again = clerk.posts(
            f"{page.path}/answer", {**form(page, "answer").fields, "version": version, "text": LONG_WORK}
        )
        assert again.status == 409
        assert "Your text, not sent" in again.text
        assert LONG_WORK in again.text


def test_a_second_press_of_the_button_tells_once(clerk: Browser, ticket_id: int) -> None:
    sent = form(case(clerk, ticket_id), "answer")
    assert clerk.sends(sent, text="Барабыз").status == 200
    assert clerk.sends(sent, text="Барабыз").status == 409
    assert events(clerk.front, ticket_id) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_not_listened_to(
    clerk: Browser, ticket_id: int, headers: dict[str, str]
) -> None:
    page = case(clerk, ticket_id)
    refused = clerk.sends(form(page, "answer"), headers, text="Барабыз")
    assert (refused.status, events(clerk.front, ticket_id)) == (403, 1)
    assert "another site" in refused.text


@pytest.mark.parametrize("token", ["", "0" * 64, "ы", "\x00"])
def test_a_form_without_our_token_is_not_taken_but_its_text_is_kept(
    clerk: Browser, ticket_id: int, token: str
) -> None:
    page = case(clerk, ticket_id)
    again = clerk.posts(f"{page.path}/answer", {"version": "1", "text": LONG_WORK, "form_token": token})
    assert (again.status, events(clerk.front, ticket_id)) == (403, 1)
    ours = form(Page(again.status, page.path, again.html), "answer")
    assert ours.fields["text"] == LONG_WORK
    assert clerk.sends(ours).status == 200


@pytest.mark.parametrize("address", ["/sign-out", "/inbox/read"])
def test_the_small_forms_need_the_token_too(clerk: Browser, ticket_id: int, address: str) -> None:
    assert clerk.posts(address, {"last": "1"}).status == 403
    assert clerk.opens("/inbox").path == "/inbox"
    assert "a new case" in clerk.opens("/inbox").text


def test_the_token_of_another_session_is_not_taken(clerk: Browser, ticket_id: int) -> None:
    other = Browser(clerk.front).signs_in("clerk")
    theirs = form(case(other, ticket_id), "answer")
    assert clerk.sends(theirs, text="Барабыз").status == 403


def test_signed_out_while_writing_the_text_is_given_back(clerk: Browser, ticket_id: int) -> None:
    page = case(clerk, ticket_id)
    clerk.front.passes(hours=3)
    late = clerk.sends(form(page, "answer"), text=LONG_WORK)
    assert late.status == 401
    assert LONG_WORK in late.text
    assert late.link("Sign in again") == "/sign-in"


def test_a_case_out_of_sight_takes_no_form(browser: Browser, ticket_id: int) -> None:
    own = browser.front.files("neighbour", village=browser.front.their_village)["reference"]
    neighbour = browser.signs_in("neighbour")
    page = neighbour.opens(f"/inbox/{own}")
    refused = neighbour.posts(
        f"/inbox/{shown(ticket_id)}/answer", {**form(page, "answer").fields, "text": "Биз"}
    )
    assert (refused.status, events(browser.front, ticket_id)) == (404, 1)


def test_moves_of_others_cannot_be_posted(clerk: Browser, ticket_id: int) -> None:
    page = case(clerk, ticket_id)
    fields = form(page, "answer").fields
    for move in ("confirm", "withdraw", "expire", "file", "assign"):
        assert clerk.posts(f"{page.path}/{move}", {**fields, "text": "x", "colleague": "1"}).status in (
            403,
            409,
            422,
        )
    assert clerk.posts(f"{page.path}/vanish", fields).status == 404
    assert events(clerk.front, ticket_id) == 1


def test_a_reloaded_form_address_leads_to_the_case(clerk: Browser, ticket_id: int) -> None:
    assert clerk.opens(f"/inbox/{shown(ticket_id)}/answer").path == f"/inbox/{shown(ticket_id)}"


def test_the_clock_of_a_waiting_case_is_told_apart(clerk: Browser, ticket_id: int) -> None:
    clerk.front.do(handling.ask, ticket_id, said="Кайда?", by=clerk_of(clerk), reach=EVERYWHERE)
    clerk.front.passes(days=40)
    clerk.signs_in("clerk")
    page = case(clerk, ticket_id)
    assert page.classed("due--paused")
    assert not page.classed("due--late")
