"""What every answer tells a browser to beware of, over real HTTP; and pages without script or style in them."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn

from admin_api.pages import page as page_module
from casework import people
from casework.desk import Actor
from casework.intake import Complaint, file_complaint
from db.queries import people as people_queries
from rules.lifecycle import Role, Source
from rules.reference import shown
from rules.refusals import Invalid
from tests.admin_api.front import API, OUR_INBOX, Front
from tests.pages.browser import Browser

TEMPLATES = sorted((Path(page_module.__file__).parent.parent / "templates").glob("*.html"))
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }} {% raw %}",
    '=HYPERLINK("http://evil.example";"x")',
    "\u202eevil\u202c \u2066x\u2069",
    "javascript:alert(1)",
    "</textarea></title></style><svg onload=alert(1)>",
    "a\r\nset-cookie: x=y",
    "&lt;b&gt; &#60;",
)


@pytest.fixture
def served(front: Front) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(front.app, "127.0.0.1", 0, log_level="error", server_header=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def careful(headers: httpx.Headers) -> None:
    policy = dict(one.split(" ", 1) for one in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == policy["style-src"] == policy["img-src"] == "'self'"
    assert "script-src" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in headers, "only under https"
    assert "server" not in headers
    for name in headers:
        assert headers.get_list(name) == [headers[name]] or name == "set-cookie", f"{name} twice"


def test_every_kind_of_answer_is_careful_and_only_style_is_kept(front: Front, served: str) -> None:
    number, _ = front.citizen_files()
    token = front.do(people.give_link, front.hire("Нурлан", Role.HEAD, OUR_INBOX))
    with httpx.Client(base_url=served, headers={"accept": "text/html"}) as http:
        link = f"/sign-in/{token}"
        answers = [http.get(link), http.post(link, headers={"origin": served}), http.post(link)]
        case = f"/inbox/{shown(number)}"
        pages = [
            "/",
            "/inbox",
            case,
            "/council",
            "/sign-in",
            "/healthz",
            "/nothing",
            f"{case}/answer",
            "/readyz",
        ]
        answers += [http.get(address) for address in pages]
        answers += [
            http.get(API + path) for path in ("/tickets", "/nothing", "/openapi.json", "/tickets?limit=x")
        ]
        answers += [
            http.post(f"{case}/answer", data={"text": "x"}),
            http.post(f"{case}/answer", content=b"x" * 1_000_001),
            http.put("/inbox"),
            http.get("/static/nothing.css"),
            http.get("/language?lang=ru&back=/sign-in"),
        ]
        assert {one.status_code for one in answers} >= {200, 303, 401, 403, 404, 405, 413, 422}
        for answer in answers:
            careful(answer.headers)
            assert answer.headers["cache-control"] == "no-store", answer.url
        sheet = re.search(r'href="(/static/dobush.css[^"]*)"', http.get("/sign-in").text)
        assert sheet is not None
        kept, old, bare = (
            http.get(sheet[1]),
            http.get("/static/dobush.css?v=0"),
            http.get("/static/dobush.css"),
        )
        assert "immutable" in kept.headers["cache-control"]
        assert old.headers["cache-control"] == bare.headers["cache-control"] == "no-cache"
        for answer in (kept, old, bare):
            careful(answer.headers)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_script_or_style(template: Path) -> None:
    """The policy would stop them; so nobody shall rely on one."""
    said = template.read_text(encoding="utf-8")
    for wrong in (
        r"<script",
        r"<style",
        r"\sstyle=",
        r"\son\w+=",
        r"javascript:",
        r"https?://",
        r"\|\s*safe",
        "Markup",
    ):
        assert not re.search(wrong, said, re.IGNORECASE), (template.name, wrong)


@pytest.mark.parametrize("nasty", NASTY)
def test_whatever_a_citizen_writes_stays_words(front: Front, clerk: Browser, nasty: str) -> None:
    complaint = Complaint("roads", front.village, f"Жол {nasty}", "ky", Source.WALK_IN, contact=nasty[:100])
    number = front.do(file_complaint, complaint, by=Actor(Role.CLERK)).id
    for address in ("/inbox", f"/inbox/{shown(number)}"):
        page = clerk.opens(address)
        assert page.status == 200
        for tag in ("script", "img", "style", "iframe", "object"):
            assert not page.all(tag)
        assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
        assert not [one for one in page.all("svg") if "onload" in one]
        assert "49" not in re.findall(r"Жол (\d+)", page.text)
    shown_words = [one for one in page.classed("bubble__words") if one.get("dir") == "auto"]
    assert shown_words, "words of others are set apart in their own direction"
    answer = clerk.http.get("/inbox", params={"q": nasty, "service": nasty, "show": nasty})
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert not {"x", "set-cookie: x"} & set(answer.cookies)
    told = front.get("head", f"/tickets/{shown(number)}")
    assert told.headers["content-type"] == "application/json"
    assert "Жол" in told.json()["text"]


def live(front: Front, token: str, kind: str) -> bool:
    with front.database.reading() as session:
        return people_queries.holder(session, token, kind=kind, at=front.at) is not None


def test_signing_in_again_ends_the_session_that_this_browser_had(clerk: Browser) -> None:
    first = clerk.http.cookies["dobush"]
    clerk.signs_in("head")
    second = clerk.http.cookies["dobush"]
    assert first != second
    assert (live(clerk.front, first, "session"), live(clerk.front, second, "session")) == (False, True)


def test_a_session_that_somebody_planted_is_not_taken_over(browser: Browser) -> None:
    browser.http.cookies.set("dobush", "planted-by-somebody", domain="testserver.local", path="/")
    link = f"/sign-in/{browser.front.do(people.give_link, browser.user_id('clerk'))}"
    answer = browser.http.post(link)
    assert answer.cookies["dobush"] != "planted-by-somebody"
    assert not live(browser.front, "planted-by-somebody", "session")


def test_a_key_sent_as_a_cookie_is_not_ended_by_signing_in_or_out(browser: Browser) -> None:
    front = browser.front
    key = front.keys["clerk"]
    browser.http.cookies.set("dobush", key, domain="testserver.local", path="/")
    browser.http.post(f"/sign-in/{front.do(people.give_link, browser.user_id('head'))}")
    assert live(front, key, "key")


def test_who_works_here_no_longer_is_out_at_once_everywhere(clerk: Browser) -> None:
    front = clerk.front
    session, user_id = clerk.http.cookies["dobush"], clerk.user_id("clerk")
    link, invitation = front.do(people.give_link, user_id), front.do(people.give_invitation, user_id)
    front.do(people.end_user, user_id)
    assert clerk.opens("/inbox").path == "/sign-in"
    assert front.get("clerk", "/tickets").status_code == 401
    held = ((session, "session"), (link, "link"), (invitation, "invite"), (front.keys["clerk"], "key"))
    assert not [kind for token, kind in held if live(front, token, kind)]
    assert clerk.posts(f"/sign-in/{link}", {}).status == 401
    with front.database.writing() as writing:
        people_queries.user(writing, user_id).active = True  # type: ignore[union-attr]
    assert not [kind for token, kind in held if live(front, token, kind)], "nor when they come back"


def test_another_role_ends_what_the_old_one_had(clerk: Browser) -> None:
    front, user_id = clerk.front, clerk.user_id("clerk")
    front.do(lambda desk: people.change_role(desk, people_queries.user(desk.session, user_id), Role.COUNCIL))
    assert clerk.opens("/inbox").path == "/sign-in"
    assert front.get("clerk", "/tickets").status_code == 401
    link = f"/sign-in/{front.do(people.give_link, user_id)}"
    assert clerk.sends(clerk.opens(link).form(link)).path == "/council"
    with pytest.raises(Invalid):
        front.do(
            lambda desk: people.change_role(desk, people_queries.user(desk.session, user_id), Role.CITIZEN)
        )


def test_unknown_used_and_old_links_are_told_apart_by_nothing(browser: Browser) -> None:
    front = browser.front
    used, old = (front.do(people.give_link, browser.user_id("clerk")) for _ in range(2))
    browser.http.post(f"/sign-in/{used}")
    front.passes(days=4)
    answers = [httpx_answer(Browser(front), token) for token in (used, old, "x" * len(old))]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 401
    assert timedelta(days=3) == people.LINK_LIVES


def httpx_answer(browser: Browser, token: str) -> tuple[int, str, list[tuple[str, str]]]:
    answer = browser.http.post(f"/sign-in/{token}", headers={"accept-encoding": "identity"})
    return answer.status_code, answer.text.replace(token, "?"), sorted(answer.headers.items())
