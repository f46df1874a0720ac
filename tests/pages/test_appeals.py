"""Official appeals on the pages: marked, registered, recorded at the counter; the person only where it is answered."""

import pytest
from sqlalchemy import select

from db.queries import appeals
from db.tables.people import Access
from rules.appeals import CONSENT, Applicant
from rules.lifecycle import Role
from rules.reference import shown
from tests.admin_api.front import OUR_INBOX, Front
from tests.pages.browser import Browser, Page
from tests.pages.test_case import case, does, moves
from tests.pages.test_inbox import references

NAME, ADDRESS, PHONE = "Асанова Айгүл Бакытовна", "Ак-Булуң, Мектеп көчөсү 4", "0555 12-34-56"
PERSON = (NAME, ADDRESS, PHONE)


@pytest.fixture
def official(front: Front) -> int:
    return front.citizen_files(appeal=Applicant(NAME, ADDRESS, PHONE, CONSENT))[0]


def applicant(front: Front, number: int) -> tuple[str | None, str | None, str | None]:
    with front.database.reading() as session:
        kept = appeals.of_ticket(session, number)
        assert kept is not None
        return kept.name, kept.registration_number, kept.consent_version


def test_the_case_says_whose_appeal_it_is_and_by_when_it_is_registered(clerk: Browser, official: int) -> None:
    page = case(clerk, official)
    for words in (
        "Official appeal",
        f"Name {NAME}",
        f"Address {ADDRESS}",
        f"Contact {PHONE}",
        "Consent given in Telegram, 3 February, 10:00",
        "Registration number not registered yet",
        "Register by 4 February",
        "Registration · Days left: 1",
    ):
        assert words in page.text
    for title in page.titles.values():
        assert not [part for part in PERSON if part in title]


def test_the_button_registers_and_is_gone_then(clerk: Browser, official: int) -> None:
    after = does(clerk, official, "register")
    assert "The official appeal is registered. The resident will be told the number." in after.text
    assert "Registration number 2026/1" in after.text
    assert "Registered 3 February, 10:00" in after.text
    assert "Registered. Number: 2026/1" in after.text, "in the history"
    assert "Answer · Days left: 14" in after.text
    assert "register" not in moves(after)


def test_any_other_first_deed_registers_too(clerk: Browser, official: int) -> None:
    after = does(clerk, official, "take")
    assert "Registration number 2026/1" in after.text


def test_only_the_head_can_give_it_a_later_day(browser: Browser, official: int) -> None:
    assert "extend" not in moves(case(browser.signs_in("clerk"), official))
    assert "extend" in moves(case(Browser(browser.front).signs_in("head"), official))


def test_who_passes_on_sees_an_appeal_and_not_whose(front: Front, official: int) -> None:
    front.hire("our dispatcher", Role.DISPATCHER, OUR_INBOX)
    page = case(Browser(front).signs_in("our dispatcher"), official)
    assert "Official appeal" in page.text
    assert "Register by" in page.text
    assert not [part for part in PERSON if part in page.html]


def test_an_administrators_look_is_recorded(front: Front, official: int) -> None:
    assert NAME in case(Browser(front).signs_in("admin"), official).text
    with front.database.reading() as session:
        assert [(one.what, one.ticket_id) for one in session.scalars(select(Access))] == [("case", official)]


def test_the_list_marks_appeals_in_words_and_shows_them_alone(clerk: Browser, official: int) -> None:
    clerk.front.citizen_files(5_000_000_002)
    page = clerk.opens("/inbox")
    assert page.text.count("Official appeal ") == 1
    alone = clerk.opens(page.link("Official appeals"))
    assert references(alone) == [shown(official)]
    for part in PERSON:
        assert part not in page.html + alone.html


@pytest.mark.parametrize("words", [NAME, "Мектеп", PHONE])
def test_no_search_finds_the_person(clerk: Browser, official: int, words: str) -> None:
    assert "There is no such case." in clerk.opens(f"/inbox?show=all&q={words}").text


def test_an_unregistered_appeal_is_late_in_words_and_in_its_chip(clerk: Browser, official: int) -> None:
    clerk.front.passes(days=2)
    page = Browser(clerk.front).signs_in("clerk").opens("/inbox?show=overdue")
    assert "Registration · Days late: 1" in page.text
    assert shown(official) in page.text


def test_figures_never_name_anybody(front: Front, official: int) -> None:
    for who in ("council", "head", "clerk"):
        page = Browser(front).signs_in(who).opens("/council")
        assert page.status == 200
        assert not [part for part in PERSON if part in page.html]


def writes_down(browser: Browser, **filled: str) -> Page:
    page = browser.opens("/inbox/new")
    plain = {"service": "roads", "village": browser.front.village, "text": "Жол бузулган"}
    return browser.sends(page.form("/inbox/new"), **{**plain, **filled})


SIGNED = {"official": "yes", "name": NAME, "address": ADDRESS, "contact": PHONE, "consent": "yes"}


def test_a_clerk_writes_down_what_somebody_says_at_the_counter(clerk: Browser) -> None:
    page = clerk.opens("/inbox")
    assert clerk.opens(page.link("Write down a report")).status == 200
    after = writes_down(clerk, source="phone", contact="0555 000000", language="ru")
    assert after.path == "/inbox/1001-9"
    assert "The report is filed. Tell the resident its number." in after.text
    for words in ("Жол бузулган", "Clerk · By phone", "0555 000000", "Language of the resident: Русский"):
        assert words in after.text
    assert "Official appeal" not in after.text


def test_a_signed_appeal_is_recorded_and_registered_at_once(clerk: Browser) -> None:
    after = writes_down(clerk, **SIGNED)
    for words in (f"Name {NAME}", "Consent signed on paper", "Registration number 2026/1"):
        assert words in after.text
    assert applicant(clerk.front, 1001) == (NAME, "2026/1", "paper")


@pytest.mark.parametrize(
    ("missing", "field", "words"),
    [
        ({"consent": ""}, "consent", "Say that the person signed the consent on paper."),
        ({"name": "А"}, "name", "Please write surname and name in full."),
        ({"address": ""}, "address", "The address is too short"),
        ({"contact": ""}, "contact", "Please give a phone number or an e-mail."),
        ({"source": "phone"}, "source", "An official appeal is recorded by the office from a signed paper"),
        ({"text": " "}, "text", "Some words are needed here."),
        ({"village": ""}, "village", "There is no such village."),
        ({"service": ""}, "service", "There is no such service."),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    clerk: Browser, missing: dict[str, str], field: str, words: str
) -> None:
    after = writes_down(clerk, **{**SIGNED, **missing})
    assert after.status == 422
    assert words in after.text
    assert after.all("a", href=f"#new-{field}")
    kept = after.form("/inbox/new").fields
    for name, value in {**SIGNED, **missing}.items():
        assert kept.get(name, "").strip() == value.strip(), name
    assert clerk.opens("/inbox?show=all").text.count("№") == 0


def test_a_second_press_files_nothing_more(clerk: Browser) -> None:
    form = clerk.opens("/inbox/new").form("/inbox/new")
    filled = {"service": "roads", "village": clerk.front.village, "text": "Жол бузулган", **SIGNED}
    first, again = (clerk.sends(form, **filled) for _ in range(2))
    assert (first.path, again.path) == ("/inbox/1001-9", "/inbox/1001-9")
    assert clerk.opens("/inbox?show=all").text.count("№") == 1


def test_a_form_of_another_site_files_nothing(clerk: Browser) -> None:
    after = clerk.posts("/inbox/new", {"service": "roads", "village": clerk.front.village, "text": "x"})
    assert after.status == 403
    assert clerk.opens("/inbox?show=all").text.count("№") == 0
