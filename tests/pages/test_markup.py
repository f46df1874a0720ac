"""Every page as a browser meets it: sound markup, named fields, one heading, no script, and little to load."""

import gzip
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from admin_api.pages.page import STATIC, static
from casework import closing, handling
from locales import LANGUAGES
from rules.appeals import CONSENT, Applicant
from rules.lifecycle import Outcome
from rules.permissions import Reach
from rules.reference import shown
from tests.admin_api.front import Front
from tests.pages.browser import Browser, Page
from tests.pages.test_inbox import clerk_of

EVERYWHERE = Reach(everything=True)
HEAVIEST_PAGE, HEAVIEST_LIBRARY = 30_000, 20_000
"""Bytes, compressed."""
HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7*7 }} \u202e\u2067left \u0000 &lt; ${x}"
)


def pages(browser: Browser, language: str) -> Iterator[tuple[str, Page]]:
    """One of each kind, the refused form and the problems among them."""
    front, ticket_id = browser.front, busy_case(browser)
    reference = shown(ticket_id)
    browser.speaks(language)
    yield "how to sign in", browser.opens("/sign-in")
    yield "sign in", browser.opens("/sign-in/token")
    yield "link used", browser.posts("/sign-in/token", {})
    council = Browser(front).signs_in("council", language)
    yield "not allowed", council.opens("/inbox")
    yield "council", council.opens("/council")
    head = Browser(front).signs_in("head", language)
    yield "inbox", head.opens("/inbox")
    yield "found", head.opens("/inbox?q=жол&service=roads&show=all")
    case = head.opens(f"/inbox/{reference}")
    yield "case", case
    yield "refused", head.sends(case.form(f"/inbox/{reference}/decline"), text=HOSTILE)
    yield (
        "stale",
        head.posts(
            f"/inbox/{reference}/answer", {**case.form(f"/inbox/{reference}/note").fields, "version": "1"}
        ),
    )
    official = front.citizen_files(
        5_000_000_009, appeal=Applicant("Асанова Айгүл", HOSTILE, "0555123456", CONSENT)
    )[0]
    yield "official appeal", head.opens(f"/inbox/{shown(official)}")
    new = head.opens("/inbox/new")
    yield "new case", new
    filled = {
        "text": HOSTILE,
        "official": "yes",
        "consent": "yes",
        "village": front.village,
        "service": "roads",
    }
    yield "new case refused", head.sends(new.form("/inbox/new"), name=HOSTILE, **filled)
    yield "not found", head.opens("/inbox/1-1")
    yield "no such page", head.opens("/nothing")
    front.passes(hours=3)
    yield "signed out", head.posts(f"/inbox/{reference}/answer", {"text": HOSTILE})


def busy_case(browser: Browser) -> int:
    front, by = browser.front, clerk_of(browser)
    ticket_id, citizen = front.citizen_files()
    front.do(handling.take, ticket_id, by=by, reach=EVERYWHERE)
    front.do(handling.ask, ticket_id, said="Кайда?", by=by, reach=EVERYWHERE)
    front.do(handling.add, ticket_id, said=HOSTILE, by=citizen)
    front.do(handling.note, ticket_id, said=HOSTILE, by=by, reach=EVERYWHERE)
    front.do(closing.resolve, ticket_id, outcome=Outcome.FIXED, said="Бүттү", by=by, reach=EVERYWHERE)
    front.do(closing.reopen, ticket_id, by=citizen, said="Жок")
    return ticket_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_sound(browser: Browser, language: str) -> None:
    found = {name: list(unsound(page, language)) for name, page in pages(browser, language)}
    assert found == {name: [] for name in found}
    assert len(found) == 16


def unsound(page: Page, language: str) -> Iterator[str]:
    """What a person with a screen reader, or without JavaScript, would stumble over."""
    if not page.html.lstrip().lower().startswith("<!doctype html>"):
        yield "no doctype"
    if [one.get("lang") for one in page.all("html")] != [language]:
        yield "the page does not say its language"
    if len(page.all("h1")) != 1 or not page.titles.get("title", "").strip(" ·"):
        yield "not one heading and one title"
    ids = [str(attributes["id"]) for _, attributes in page.elements if "id" in attributes]
    yield from (f"id {one} twice" for one, times in Counter(ids).items() if times > 1)
    labelled = {one.get("for") for one in page.all("label")}
    yield from (
        f"a {tag} without a label: {one}"
        for tag, one in page.elements
        if tag in ("input", "select", "textarea")
        and one.get("type") != "hidden"
        and one.get("id") not in labelled
    )
    yield from (f"a label for nothing: {one}" for one in labelled if one not in ids)
    for attribute in ("aria-labelledby", "aria-describedby"):
        named = {name for _, one in page.elements for name in (one.get(attribute) or "").split()}
        yield from (f"{attribute} names nothing: {name}" for name in named - set(ids))
    yield from (
        f"a link to nothing: {address}"
        for address, _ in page.links
        if address.startswith("#") and address[1:] not in ids
    )
    yield from (f"a link without words: {address}" for address, words in page.links if not words.strip())
    yield from (
        f"{tag} {name}"
        for tag, attributes in page.elements
        for name in attributes
        if tag in ("script", "style", "iframe", "object") or name.startswith("on") or name == "style"
    )
    yield from (
        f"a post without our token: {form.action}" for form in page.forms if _unguarded(form.method, form)
    )
    if language != "en" and (found := _untranslated(page)):
        yield f"not translated: {found}"


def _unguarded(method: str, form: object) -> bool:
    action, fields = str(getattr(form, "action", "")), getattr(form, "fields", {})
    return method == "post" and "form_token" not in fields and not action.startswith("/sign-in/")


KNOWN_LATIN = {
    "ky",
    "ru",
    "en",
    "inbox",
    "clerk",
    "head",
    "council",
    "admin",
    "Telegram",
    "alert",
    "left",
    "lt",
}


def _untranslated(page: Page) -> list[str]:
    """Latin words that are neither names nor what we planted ourselves."""
    plain = re.sub(r"<[^>]*>", " ", page.text)
    return sorted(set(re.findall(r"[A-Za-z]{2,}", plain)) - KNOWN_LATIN)


def test_hostile_words_stay_words(browser: Browser) -> None:
    read = dict(pages(browser, "ky"))
    for page in read.values():
        assert not page.all("script")
        assert not page.all("img")
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    said = read["case"].text
    assert "<script>alert(1)</script>" in said
    assert "{{ 7*7 }}" in said
    assert "&lt; ${x}" in said
    assert not {"\u202e", "\u2067", "\u0000"} & set(read["case"].html), (
        "nothing that shows what it does not say"
    )


def test_words_of_a_citizen_are_set_apart_from_ours(clerk: Browser) -> None:
    """Whatever direction the text runs in, it turns nothing around itself."""
    page = clerk.opens(f"/inbox/{shown(busy_case(clerk))}")
    words = page.classed("bubble__words")
    assert words
    assert all(one.get("dir") == "auto" for one in words)


def test_every_page_is_light(browser: Browser) -> None:
    styles = sum(
        packed((STATIC / name).read_bytes()) for name in ("vendor/govuk.css", "dobush.css", "icon.svg")
    )
    weights = {name: styles + packed(page.html.encode()) for name, page in pages(browser, "ky")}
    assert {name: weight for name, weight in weights.items() if weight > HEAVIEST_PAGE} == {}


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def test_pages_travel_packed_and_are_kept_nowhere(clerk: Browser) -> None:
    clerk.opens("/inbox")
    assert clerk.last is not None
    assert clerk.last.headers["content-encoding"] == "gzip"
    assert clerk.last.headers["cache-control"] == "no-store"
    assert "script-src" not in clerk.last.headers["content-security-policy"]
    assert "'unsafe" not in clerk.last.headers["content-security-policy"]


def test_styles_are_kept_for_ever_and_only_what_lies_there_is_given(front: Front) -> None:
    for name in ("dobush.css", "vendor/govuk.css", "icon.svg", "vendor/NOTICE"):
        response = front.http.get(static(name))
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
    for stranger in (
        "../visits.py",
        "%2e%2e/visits.py",
        "vendor",
        "nothing.css",
        "vendor/../../templates/page.html",
    ):
        assert front.http.get(f"/static/{stranger}").status_code == 404


def test_the_library_is_ours_to_use_as_it_is() -> None:
    styles = (STATIC / "vendor/govuk.css").read_text(encoding="utf-8")
    assert packed(styles.encode()) < HEAVIEST_LIBRARY
    assert "url(" not in styles, "it loads nothing"
    assert not re.search(r"transport|crown|@import", styles, re.IGNORECASE)
    assert "The MIT License" in (STATIC / "vendor/NOTICE").read_text(encoding="utf-8")


def test_every_colour_of_urgency_has_its_word(clerk: Browser) -> None:
    styles = (STATIC / "dobush.css").read_text(encoding="utf-8")
    for tone in ("on_time", "late", "very_late", "paused"):
        assert f".row--{tone}" in styles
        assert f".due--{tone}" in styles
