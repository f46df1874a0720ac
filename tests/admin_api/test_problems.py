"""What is refused or breaks comes back as a problem with a code, in the asker's language, and tells nothing else."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

from structlog.testing import capture_logs

import bot.phrases
import locales
from admin_api.sentences import SENTENCES
from tests.admin_api.front import API, Front, refused

ROOT = Path(__file__).parents[2]
REFUSALS = {"Refusal", "NotFound", "NotAllowed", "NotNow", "Stale", "Invalid", "Unauthenticated", "TooMany"}


def test_an_unknown_address_is_a_problem(front: Front) -> None:
    refused(front.get("clerk", "/nothing"), 404, "not_found")
    refused(front.http.get("/nothing"), 404, "not_found")


def test_a_wrong_method_is_a_problem_that_names_the_right_one(front: Front) -> None:
    response = front.http.delete(f"{API}/services")
    refused(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "GET"


def test_a_body_of_five_megabytes_is_too_large(front: Front) -> None:
    headers = front.headers("clerk") | {"content-type": "application/json"}
    for path in ("/tickets", "/tickets/1042-9/take", "/services", "/nothing"):
        response = front.http.post(f"{API}{path}", content=b" " * 5_000_000, headers=headers)
        assert response.status_code in (404, 405, 413), path
    refused(front.http.post(f"{API}/tickets", content=b" " * 5_000_000, headers=headers), 413, "too_large")


def test_a_body_that_grows_too_large_on_the_way_is_refused_too(front: Front) -> None:
    def endless() -> Iterator[bytes]:
        yield from (b" " * 100_000 for _ in range(50))

    headers = front.headers("clerk") | {"content-type": "application/json"}
    refused(front.http.post(f"{API}/tickets", content=endless(), headers=headers), 413, "too_large")


def test_wrong_fields_are_named_and_their_values_are_not(front: Front) -> None:
    body = front.complaint(text=5, source="secret source", category="c" * 80)
    response = front.post("clerk", "/tickets", body)
    problem = refused(response, 422, "invalid_request")
    assert {one["field"]: one["problem"] for one in problem["fields"]} == {
        "text": "string_type",
        "source": "literal_error",
        "category": "string_too_long",
    }
    assert "secret" not in response.text
    assert problem["title"] == "Unprocessable Entity"


def test_the_sentence_comes_in_the_language_of_the_asker(front: Front) -> None:
    spoken = SENTENCES["ticket_not_found"]
    for language in ("ky", "ru", "en"):
        response = front.get("clerk", "/tickets/1042-9", headers={"accept-language": language})
        assert response.json()["detail"] == locales.say_phrase(language, spoken)
    assert front.get("clerk", "/tickets/1042-9").json()["detail"] == spoken.message


IN_THE_CHAT = {
    "asked_too_long_ago", "not_rated", "own_data_sent", "panel_not_asked", "panel_over", "unknown_citizen",
    "unknown_reason",
}  # fmt: skip
"""What is only done there: no address leads to it."""
ON_THE_COMMAND_LINE = {"no_such_recording"}


def codes() -> Iterator[tuple[str, str, set[str]]]:
    """Every code that is raised by name, with its facts."""
    for floor in ("rules", "casework", "db", "admin_api"):
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in REFUSALS
                ):
                    continue
                if node.args and isinstance(node.args[0], ast.Constant):
                    facts = {word.arg for word in node.keywords if word.arg}
                    yield str(path.relative_to(ROOT)), node.args[0].value, facts


def test_every_refusal_has_a_sentence_that_its_facts_can_fill() -> None:
    missing = {code for _, code, _ in codes() if code not in SENTENCES}
    assert missing == IN_THE_CHAT | ON_THE_COMMAND_LINE
    assert set(bot.phrases.REFUSALS) >= IN_THE_CHAT - {"unknown_citizen"}  # nobody is there to be told
    for path, code, facts in codes():
        if code in missing:
            continue
        holes = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[code].message) if name}
        assert holes <= facts, (path, code)


def test_an_accident_tells_nothing_and_is_logged_without_words(front: Front) -> None:
    @front.app.get("/api/v1/breaks/{what}")
    def breaks(what: str) -> None:
        raise RuntimeError(f"Айгүл, +996 555 112233: {what}")

    with capture_logs() as logged:
        response = front.http.get(f"{API}/breaks/everything")
    problem = refused(response, 500, "internal_error")
    assert set(problem) == {"type", "title", "status", "code", "detail"}
    [line] = logged
    assert (line["event"], line["route"], line["error"]) == (
        "request_failed",
        f"{API}/breaks/{{what}}",
        "RuntimeError",
    )
    assert "996" not in str(line)
    assert "everything" not in str(line)


def test_every_answer_keeps_the_browser_careful(front: Front) -> None:
    for path in ("/healthz", f"{API}/services", f"{API}/nothing", "/nothing", "/sign-in"):
        headers = front.http.get(path).headers
        policy = dict(one.split(" ", 1) for one in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "script-src" not in policy
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "geolocation=()" in headers["permissions-policy"]
        assert headers["cache-control"] == "no-store"
