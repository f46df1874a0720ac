"""The application against its own OpenAPI description, by schemathesis: whatever is sent, in whoever's name,

no server error, and no answer that the description does not know. `DOBUSH_FUZZ=500` looks longer.
"""

import itertools
import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.admin_api.front import API, Front

EXAMPLES = int(os.environ.get("DOBUSH_FUZZ", "8"))
"""Of each operation, of what the description allows and again of what it does not, on each database."""
WHO = ("", "clerk", "head", "dispatcher", "council", "admin", "client", "neighbour")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
DEEP = 20_000
ODD_BODIES = [
    b"",
    b"\x00",
    b"null",
    b'"\\ud800"',
    b'{"text": "\\ud800", "version": 1}',
    b'{"text": "\\u0000", "version": 1}',
    b'{"version": 1' + b"0" * 400 + b"}",
    b'{"version": 1e400}',
    b'{"version": NaN}',
    b'{"version": 1, "version": 2}',
    b'{"until": "99999-12-31", "version": 1}',
    b'{"until": "-0001-01-01", "version": 1}',
    b"[" * DEEP,
    b'{"a":' * DEEP,
    b"\xef\xbb\xbf{}",
    b"{}" + b" " * 1_000_001,
]
ODD_QUERIES = [
    "limit=1&limit=200",
    "limit=1&limit=x",
    "limit=" + "9" * 400,
    "limit=1e1",
    "limit=%EF%BC%91",
    "cursor=%00",
    "cursor=" + "A" * 200,
    "cursor=WyI5OTk5LTEyLTMxIiwgMV0",
    "cursor=WzEsMl0",
    "updated_since=0001-01-01T00:00:00-23:59",
    "updated_since=9999-12-31T23:59:59%2B14:00",
    "updated_since=1e10",
    "from=2026-02-30",
    "from=2100-01-01&to=2000-01-01",
    "q=%ED%A0%80",
    "q=%25&q=%5F",
    "q=" + "%00" * 60,
    "parent=%00",
    "%00=1",
    "&&&=&",
    "inbox[]=x",
]
TYPES = [
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "",
    "\x7f",
]


def looked_at() -> settings:
    return settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not allowed"]
)
@pytest.mark.filterwarnings("ignore")
def test_every_answer_is_one_that_the_description_knows(front: Front, mode: GenerationMode) -> None:
    described = openapi.from_asgi(f"{API}/openapi.json", front.app)
    reference = front.files()["reference"]
    seen = 0
    for found in described.get_all_operations():
        operation = found.ok()
        seen += 1

        @looked_at()
        @given(case=operation.as_strategy(generation_mode=mode), who=st.sampled_from(WHO), real=st.booleans())
        def holds(case: Any, who: str, real: bool) -> None:
            if real and "reference" in (case.path_parameters or {}):
                case.path_parameters["reference"] = reference
            key = {"authorization": f"Bearer {front.keys[who]}"} if who else {}
            case.call_and_validate(headers=key, checks=CHECKS)

        holds()
    paths = front.http.get(f"{API}/openapi.json").json()["paths"]
    assert seen == sum(len(operations) for operations in paths.values())


def held(answer: Any) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"]


def test_odd_bodies_are_refused_whole_or_in_pieces(front: Front) -> None:
    reference = front.files()["reference"]
    for body, kind, path in itertools.product(ODD_BODIES, TYPES, ("/tickets", f"/tickets/{reference}/note")):
        headers = front.headers("head") | {"content-type": kind}
        held(front.http.post(API + path, content=body, headers=headers))
    for body in ODD_BODIES:
        headers = front.headers("head") | {"content-type": "application/json"}
        chunks = (body[at : at + 7001] for at in range(0, len(body), 7001))
        held(front.http.post(f"{API}/tickets", content=chunks, headers=headers))


def test_odd_queries_are_refused_or_answered(front: Front) -> None:
    front.files()
    lists = ("/tickets", "/places", "/reports/response-times", "/reports/ratings", "/services", "/nothing")
    for query, path in itertools.product(ODD_QUERIES, lists):
        held(front.http.get(f"{API}{path}?{query}", headers=front.headers("head")))
    pages = ("/inbox", "/council", "/sign-in", "/language", "/")
    for query, path in itertools.product([*ODD_QUERIES, "after=" + "9" * 5000, "after=٣", "show=%00"], pages):
        for after in (
            "",
            "&show=all&after=" + "9" * 30,
            "&after=9999-12-31." + "9" * 30,
            "&show=all&after=%D9%A3",
        ):
            answer = front.http.get(f"{path}?{query}{after}", headers=front.headers("head"))
            assert answer.status_code < 500, (path, query, after)


PATHS = [
    "/static/../visits.py",
    "/static/..%2fvisits.py",
    "/static/%2e%2e/visits.py",
    "/static//etc/passwd",
    "/static/icon.svg%00.css",
    "/static/vendor",
    "/static/vendor/",
    "//evil.example/",
    "//evil.example/%2e%2e",
    "/\\evil.example",
    "/inbox/1001-9/%2e%2e/council",
    "/inbox//answer",
    "/inbox/%00",
    "/inbox/" + "1" * 5000,
    "/inbox/１００１-９",
    "/api/v1//tickets",
    "/api/v1/tickets/",
    "/API/v1/tickets",
    "/sign-in/" + "x" * 5000,
    "/sign-in/%2e%2e%2finbox",
    "/sign-in/%0d%0aset-cookie:%20a=b",
    "/language?lang=ru&back=/%0d%0aset-cookie:%20a=b",
    "/language?lang=ru&back=%2F%2Fevil.example",
    "/language?lang=ru&back=/%09/evil.example",
    "/language?lang=ru&back=/inbox%3Fq%3D%E2%80%AE",
]


def test_no_trick_in_a_path_leads_anywhere_else(front: Front) -> None:
    for path in PATHS:
        for method in ("GET", "POST"):
            answer = front.http.request(method, path)
            assert answer.status_code < 500, path
            assert "a" not in answer.cookies, path
            assert "def " not in answer.text, path
            to = answer.headers.get("location", "/")
            assert to.startswith("http://testserver/") or (
                to.startswith("/") and to[1:2] not in ("/", "\\")
            ), path


def test_the_description_says_what_the_keys_are_for(front: Front) -> None:
    told = json.loads(front.http.get(f"{API}/openapi.json").text)
    assert told["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
