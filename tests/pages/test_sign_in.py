"""A one-time link, a button, a session; and the language of whoever reads."""

from datetime import timedelta

import pytest

from casework import people
from db.engine import Database
from rules.lifecycle import Role
from tests.admin_api.front import OUR_INBOX, Front
from tests.pages.browser import Browser


def link(browser: Browser, who: str = "clerk") -> str:
    return f"/sign-in/{browser.front.do(people.give_link, browser.user_id(who))}"


def test_a_clerk_comes_in_and_answers(catalogue_database: Database) -> None:
    """The one journey on both databases."""
    front = Front(catalogue_database)
    ticket_id, _ = front.citizen_files()
    clerk = Browser(front).signs_in("clerk")
    page = clerk.opens("/inbox")
    case = clerk.opens(page.link("№"))
    after = clerk.sends(case.form(f"{case.path}/answer"), text="Эртең барабыз.")
    assert (after.status, after.path) == (200, case.path)
    assert "The answer is saved" in after.text
    assert "Эртең барабыз." in after.text
    assert front.woken > 0
    assert ticket_id


def test_opening_the_link_changes_nothing(browser: Browser) -> None:
    address = link(browser)
    for _ in range(2):
        page = browser.opens(address)
    assert browser.http.cookies.get("dobush") is None
    assert browser.sends(page.form(address)).path == "/inbox"


def test_the_link_works_once(browser: Browser) -> None:
    address = link(browser)
    page = browser.opens(address)
    browser.sends(page.form(address))
    other = Browser(browser.front)
    other.speaks("en")
    again = other.sends(page.form(address))
    assert again.status == 401
    assert "Each link works once" in again.text
    assert other.http.cookies.get("dobush") is None


def test_an_old_or_invented_link_gets_the_same_kind_words(browser: Browser) -> None:
    address = link(browser)
    browser.front.passes(days=4)
    for old in (address, "/sign-in/invented"):
        assert browser.posts(old, {}).status == 401


def test_a_foreign_site_signs_nobody_in(browser: Browser) -> None:
    address = link(browser)
    refused = browser.posts(address, {}, {"origin": "https://evil.example"})
    assert refused.status == 403
    assert browser.sends(browser.opens(address).form(address)).path == "/inbox"


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ("clerk", "/inbox"),
        ("head", "/inbox"),
        ("dispatcher", "/inbox"),
        ("admin", "/inbox"),
        ("council", "/council"),
    ],
)
def test_everybody_comes_to_their_own_page(browser: Browser, who: str, home: str) -> None:
    browser.signs_in(who)
    assert browser.opens("/").path == home


def test_without_a_session_every_page_leads_to_the_door(browser: Browser) -> None:
    for address in ("/", "/inbox", "/inbox?show=mine", "/inbox/1042-9", "/council"):
        page = browser.opens(address)
        assert (page.status, page.path) == (200, "/sign-in")


def test_the_cookie_is_kept_from_scripts_and_other_sites(browser: Browser) -> None:
    address = link(browser)
    response = browser.http.post(address)
    cookie = next(one for one in response.headers.get_list("set-cookie") if one.startswith("dobush="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie


def test_over_https_the_cookie_binds_to_the_host(browser: Browser) -> None:
    address = link(browser)
    office = browser.front.app.state.office
    browser.front.app.state.office = type(office)(**{**_fields(office), "secure": True})
    response = browser.http.post(address)
    cookie = next(one for one in response.headers.get_list("set-cookie") if "__Host-" in one)
    assert cookie.startswith("__Host-dobush=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def _fields(office: object) -> dict[str, object]:
    return {name: getattr(office, name) for name in type(office).__slots__}


def test_signing_out_ends_the_session(clerk: Browser) -> None:
    token = clerk.http.cookies["dobush"]
    page = clerk.opens("/inbox")
    assert clerk.sends(page.form("/sign-out")).path == "/sign-in"
    assert clerk.http.cookies.get("dobush") is None
    clerk.http.cookies.set("dobush", token)
    assert clerk.opens("/inbox").path == "/sign-in"


def test_a_session_that_idled_is_over(clerk: Browser) -> None:
    clerk.front.passes(hours=2, minutes=1)
    assert clerk.opens("/inbox").path == "/sign-in"


def test_a_session_that_is_used_lives_on_until_its_end(clerk: Browser) -> None:
    for _ in range(11):
        clerk.front.at += timedelta(hours=1)
        assert clerk.opens("/inbox").path == "/inbox"
    clerk.front.at += timedelta(hours=1)
    assert clerk.opens("/inbox").path == "/sign-in"


def test_before_sign_in_kyrgyz_is_spoken_and_a_link_changes_it_at_once(browser: Browser) -> None:
    page = browser.opens("/sign-in")
    assert page.all("html")[0]["lang"] == "ky"
    changed = browser.opens(page.link("ru"))
    assert changed.path == "/sign-in"
    assert changed.all("html")[0]["lang"] == "ru"
    assert browser.opens("/sign-in").all("html")[0]["lang"] == "ru"


def test_a_colleague_who_chose_nothing_reads_in_their_own_language(front: Front) -> None:
    user_id = front.do(people.add_user, "Гүлмира", Role.HEAD, inboxes=[OUR_INBOX], language="ru").id
    browser, address = Browser(front), f"/sign-in/{front.do(people.give_link, user_id)}"
    browser.sends(browser.opens(address).form(address))
    assert browser.opens("/inbox").all("html")[0]["lang"] == "ru"


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_the_language_link_leads_to_no_other_site(browser: Browser, back: str) -> None:
    response = browser.http.get("/language", params={"lang": "ru", "back": back})
    assert response.headers["location"] == "/"


def test_an_unknown_language_is_passed_over(browser: Browser) -> None:
    response = browser.http.get("/language", params={"lang": "xx", "back": "/sign-in"})
    assert (response.headers["location"], "set-cookie" in response.headers) == ("/sign-in", False)
