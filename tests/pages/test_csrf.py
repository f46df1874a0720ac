"""Another site may neither act in somebody's name nor sign them in: origin and token, each on its own, and no GET."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select

from admin_api import visits
from admin_api.application import create_application
from admin_api.visits import check_form, form_token
from casework import people
from db.tables import metadata
from rules.refusals import NotAllowed
from tests.admin_api.front import Front, Wireless
from tests.pages.browser import Browser

FORMS = ("/sign-out", "/inbox/read", "/inbox/{reference}/answer")
FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://testserver.evil.example"},
    {"origin": "http://testserver:81"},
    {"origin": "http://evil.example/http://testserver"},
    {"origin": "http://[testserver"},
    {"origin": "http://testserver@evil.example"},
    {"referer": "https://evil.example/http://testserver/"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
]
OURS = [
    {},
    {"origin": "http://testserver"},
    {"referer": "http://testserver/inbox"},
    {"sec-fetch-site": "same-origin", "origin": "http://testserver"},
    {"sec-fetch-site": "none"},
]


@pytest.fixture
def reference(front: Front) -> str:
    from rules.reference import shown

    return shown(front.citizen_files()[0])


def stored(front: Front) -> dict[str, Any]:
    with front.database.reading() as session:
        return {
            table.name: session.execute(select(table)).all()
            for table in metadata.sorted_tables
            if table.name in ("events", "tickets", "secrets", "outbox")
        }


def token_of(browser: Browser) -> str:
    return browser.http.cookies["dobush"]


def sends(browser: Browser, address: str, token: str, headers: dict[str, str]) -> Response:
    fields = {"form_token": token, "version": "1", "text": "Барабыз", "last": "1"}
    return browser.http.post(address, data=fields, headers=headers)


def test_a_form_of_another_site_changes_nothing(clerk: Browser, reference: str) -> None:
    before = stored(clerk.front)
    for form, headers in itertools.product(FORMS, FOREIGN):
        answer = sends(clerk, form.format(reference=reference), form_token(token_of(clerk)), headers)
        assert (answer.status_code, stored(clerk.front)) == (403, before), (form, headers)


def test_another_site_signs_nobody_in(browser: Browser) -> None:
    address = f"/sign-in/{browser.front.do(people.give_link, browser.user_id('clerk'))}"
    for headers in FOREIGN:
        assert browser.http.post(address, headers=headers).status_code == 403, headers
    assert browser.http.post(address).status_code == 303


def test_our_own_form_is_taken_whatever_the_browser_says_of_it(clerk: Browser, reference: str) -> None:
    for number, headers in enumerate(OURS, start=1):
        fields = {"form_token": form_token(token_of(clerk)), "version": str(number), "text": "Барабыз"}
        answer = clerk.http.post(f"/inbox/{reference}/answer", data=fields, headers=headers)
        assert answer.headers["location"] == f"/inbox/{reference}", headers


def test_a_form_without_the_token_of_its_session_changes_nothing(clerk: Browser, reference: str) -> None:
    others = form_token(token_of(Browser(clerk.front).signs_in("head")))
    ours = form_token(token_of(clerk))
    before = stored(clerk.front)
    wrong = ("", others, token_of(clerk), ours[:-1], ours[:16], "0" * 80, "\x00", "ы" * 80)
    for form, token in itertools.product(FORMS, wrong):
        answer = sends(clerk, form.format(reference=reference), token, {"origin": "http://testserver"})
        assert (answer.status_code, stored(clerk.front)) == (403, before), token


def test_a_token_is_never_the_same_and_always_good() -> None:
    """A packed page whose length tells how much of a guess was right must have nothing constant to guess."""
    tokens = {form_token("session") for _ in range(50)}
    assert len(tokens) == 50
    for token in tokens:
        check_form("session", token)
        for other in ("sessio", "", "\ud800"):
            with pytest.raises(NotAllowed):
                check_form(other, token)


METHOD_OVERRIDES = (
    {"x-http-method-override": "POST"},
    {"x-method-override": "DELETE"},
    {"x-http-method": "POST"},
)


def test_no_get_has_an_effect_however_it_is_dressed_up(clerk: Browser, reference: str) -> None:
    addresses = [
        "/sign-out",
        "/inbox/read",
        f"/inbox/{reference}/answer",
        f"/inbox/{reference}",
        "/inbox",
        "/council",
    ]
    link = f"/sign-in/{clerk.front.do(people.give_link, clerk.user_id('head'))}"
    fields = {"form_token": form_token(token_of(clerk)), "text": "Барабыз", "version": "1", "_method": "POST"}
    before = stored(clerk.front)
    for address in (*addresses, link):
        for headers in ({}, *METHOD_OVERRIDES):
            for method in ("GET", "HEAD", "OPTIONS"):
                clerk.http.request(method, address, params=fields, headers=headers)
    assert stored(clerk.front) == before


def test_no_other_method_does_anything(clerk: Browser, reference: str) -> None:
    before = stored(clerk.front)
    addresses = (f"/inbox/{reference}/answer", f"/api/v1/tickets/{reference}", "/sign-in/x", "/")
    methods = ("PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "POST ")
    for address, method in itertools.product(addresses, methods):
        assert clerk.http.request(method, address).status_code in (404, 405), (address, method)
    assert stored(clerk.front) == before


def secure(front: Front) -> Iterator[Any]:
    app = create_application(
        front.database,
        front.shelf,
        files=front.storage,
        now=lambda: front.at,
        secure=True,
        public_url="https://dobush.example:443",
        wake_letters=front.wake,
    )
    from httpx import Client

    with Client(transport=Wireless(app), base_url="https://dobush.example") as http:
        yield http


def test_under_https_only_the_public_address_is_ours(front: Front) -> None:
    """A Host is what somebody asked for; whoever points a name of theirs at us is not us."""
    for http in secure(front):
        address = f"/sign-in/{front.do(people.give_link, front.hire('Нурлан', visits.Role.CLERK, ''))}"
        for host, origin in (
            ("evil.example", "https://evil.example"),
            ("dobush.example", "http://dobush.example"),
            ("dobush.example", "https://dobush.example:8443"),
            ("dobush.example", "https://DOBUSH.example.evil"),
        ):
            assert http.post(address, headers={"host": host, "origin": origin}).status_code == 403
        answer = http.post(address, headers={"origin": "https://dobush.example"})
        assert answer.status_code == 303
        for cookie in answer.headers.get_list("set-cookie"):
            assert "; Secure" in cookie
            assert "HttpOnly" in cookie
            assert re.search("SameSite=lax", cookie, re.IGNORECASE)
            assert "Domain" not in cookie
        assert answer.cookies.keys() >= {"__Host-dobush"}
        kept = answer.cookies["__Host-dobush"]
        assert http.get("/", headers={"cookie": f"__Host-dobush={kept}"}).headers["location"] == "/inbox"
        assert http.get("/", headers={"cookie": f"dobush={kept}"}).headers["location"] == "/sign-in"


def test_a_cookie_tossed_from_a_neighbour_signs_nobody_in(clerk: Browser) -> None:
    own, forged = token_of(clerk), "x" * 32
    for cookies in (f"dobush={forged}; dobush={own}", f"dobush={own}; dobush={forged}"):
        page = clerk.http.get("/inbox", headers={"cookie": cookies})
        assert page.status_code in (200, 303)
    tossed = "dobush_flash=<script>x</script>; dobush_lang=../../etc; dobush=" + own
    page = clerk.http.get("/inbox", headers={"cookie": tossed})
    assert page.status_code == 200
    assert "<script>" not in page.text
