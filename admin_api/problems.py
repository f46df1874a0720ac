"""Refusals and accidents as `application/problem+json` (RFC 9457): a stable code, and a sentence for the asker."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from admin_api.sentences import SENTENCES
from admin_api.visits import API, asked_language
from locales import say_phrase
from rules import reference
from rules.refusals import (
    Invalid,
    NotAllowed,
    NotFound,
    NotNow,
    Refusal,
    Stale,
    TooMany,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
OTHERWISE = "ky"
"""For somebody of whom we know nothing yet."""

STATUS: dict[type[Refusal], int] = {
    Unauthenticated: 401,
    NotAllowed: 403,
    NotFound: 404,
    NotNow: 409,
    Stale: 409,
    Invalid: 422,
    TooMany: 429,
    Unavailable: 503,
    Refusal: 409,
}
CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
HEADERS = {401: {"www-authenticate": "Bearer"}}
RENAMED = {"status": "ticket_status", "ticket": "reference"}
"""Facts whose names would say something else in a problem."""
MOST_FIELDS, LONGEST_FIELD = 20, 80


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def of_refusal(refusal: Refusal) -> Problem:
    status = next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)
    headers = dict(HEADERS.get(status, {}))
    if "retry_after" in refusal.facts:
        headers["retry-after"] = str(refusal.facts["retry_after"])
    return Problem(status, refusal.code, refusal.facts, headers)


def of_http(error: HTTPException) -> Problem:
    code = CODES.get(error.status_code, "invalid_request" if error.status_code < 500 else "internal_error")
    return Problem(error.status_code, code, headers=error.headers or {})


def of_fields(errors: Sequence[Any]) -> Problem:
    """Which fields are wrong and how, never what was in them."""
    fields = [
        {"field": _printable(".".join(map(str, error["loc"][1:]))), "problem": error["type"]}
        for error in errors[:MOST_FIELDS]
    ]
    return Problem(422, "invalid_request", {"fields": fields})


def answer(request: Request, problem: Problem) -> Response:
    """In words, as a page for a person who browses and as JSON for everybody else."""
    if _browses(request):
        page: Callable[[Request, Problem], Response] = request.app.state.problem_page
        return page(request, problem)
    body = {
        **_shown(problem.facts),
        "type": f"urn:dobush:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": sentence(request, problem),
    }
    return Response(orjson.dumps(body), problem.status, dict(problem.headers), MEDIA_TYPE)


def sentence(request: Request, problem: Problem) -> str:
    known = getattr(request.state, "language", None)
    spoken = SENTENCES.get(problem.code, SENTENCES["refused"])
    return say_phrase(known or asked_language(request) or OTHERWISE, spoken, **problem.facts)


def install(app: FastAPI) -> None:
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return answer(request, of_refusal(error))

    async def misunderstood(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, of_fields(error.errors()))

    async def no_such_thing(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return answer(request, of_http(error))

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, misunderstood)
    app.add_exception_handler(HTTPException, no_such_thing)


def _browses(request: Request) -> bool:
    return not request.url.path.startswith(API) and "text/html" in request.headers.get("accept", "")


def _shown(facts: Mapping[str, object]) -> dict[str, object]:
    shown = {RENAMED.get(name, name): _plain(fact) for name, fact in facts.items()}
    if isinstance(number := shown.get("reference"), int):
        shown["reference"] = reference.shown(number)
    return shown


def _plain(fact: object) -> object:
    """orjson takes dates and enums; what else a refusal may hold becomes a word."""
    if fact is None or isinstance(fact, (bool, int, float, list, dict)):
        return fact
    return _printable(str(fact.value if isinstance(fact, Enum) else fact))


def _printable(text: str) -> str:
    """A name that somebody made up may hold anything, even half a character."""
    return text[:LONGEST_FIELD].encode(errors="replace").decode()
