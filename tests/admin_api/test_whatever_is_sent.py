"""Any body, any query, any path, on any route: refused or done, never broken."""

import itertools
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import people
from rules.lifecycle import Move, Role
from tests.admin_api.front import API, OUR_INBOX, RAYON_INBOX, Front
from tests.admin_api.test_admission import entrances

MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ODD = [
    "\x00",
    "\ud800",
    "\udfff\ud800",
    "😀",
    "а" * 5000,
    "%00",
    "' OR 1=1",
    "\u202e",
    "",
    " ",
    "2026-02-30",
    "NaN",
]
NUMBERS = [0, -1, 2**31, 2**63, 10**30, 10**4000, 1.5, 1e308, float("nan"), float("inf"), True]
words = st.one_of(st.sampled_from(ODD), st.text(max_size=30))
leaves = st.one_of(st.none(), st.booleans(), st.sampled_from(NUMBERS), st.integers(), st.floats(), words)
anything = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(words, inner, max_size=4)),
    max_leaves=8,
)
FIELDS = ["service", "village", "text", "source", "category", "language", "contact"]
MOVE_FIELDS = ["version", "text", "outcome", "reason", "inbox", "until", "assignee"]
sensible = st.sampled_from(
    ["roads", "x", OUR_INBOX, RAYON_INBOX, "fixed", "refused", "2026-12-31", 1, 2, "ky"]
)
spelt = st.text(st.characters(codec="utf-8"), max_size=20)
LISTS = ["/tickets", "/places", "/reports/response-times", "/reports/ratings", "/services", "/inboxes"]
QUESTIONS = [
    "status",
    "due",
    "q",
    "updated_since",
    "limit",
    "cursor",
    "from",
    "to",
    "by",
    "stream",
    "parent",
    "\x00",
]
LIKELY = ["1", "-1", "0", "overdue", "inbox", "month", "2026-01-01", "9" * 400, "a,b", "%"]
PAGE_QUESTIONS = ["show", "after", "q", "service", "by", "from", "to", "last", "lang"]
bodies = st.one_of(
    anything,
    st.dictionaries(st.sampled_from(FIELDS + MOVE_FIELDS), st.one_of(sensible, anything), max_size=8),
)
RAW = [
    b"", b"\x00", b"\xff\xfe", b"{", b"[" * 100_000, b'{"a":' * 50_000, b'{"version":' + b"9" * 5000 + b"}", b"null",
    b'"\\ud800"', b"{}" * 9, b"1e999999", b'{"\\ud800": 1}', b"\xef\xbb\xbf{}", b"version=1&text=x",
]  # fmt: skip
TYPES = [
    "application/json",
    "application/problem+json",
    "text/plain",
    "multipart/form-data",
    "application/json; charset=utf-16",
]


def dumped(body: Any) -> bytes:
    """As a careless client would: NaN, lone surrogates and all."""
    return json.dumps(body).encode()


def held(response: Any) -> None:
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json", response.text
        assert response.json()["code"]
        assert response.json()["detail"]


def send(front: Front, method: str, path: str, **more: Any) -> Any:
    headers = front.headers("head") | more.pop("headers", {})
    return front.http.request(method, API + path, headers=headers, **more)


@MANY
@given(body=bodies)
def test_any_json_can_be_filed_or_refused(front: Front, body: Any) -> None:
    sent = (
        front.complaint(**body)
        if isinstance(body, dict) and all(isinstance(key, str) for key in body)
        else body
    )
    held(send(front, "POST", "/tickets", content=dumped(sent), headers={"content-type": "application/json"}))
    held(send(front, "POST", "/tickets", content=dumped(body), headers={"content-type": "application/json"}))


@MANY
@given(body=bodies, move=st.sampled_from([*Move, "x"]), kind=st.sampled_from(TYPES))
def test_any_json_can_be_a_move_or_is_refused(front: Front, body: Any, move: str, kind: str) -> None:
    [reference, *_] = front.listed("head") or [front.files()["reference"]]
    version = front.reads("head", {"reference": reference})["version"]
    sent = {"version": version, **body} if isinstance(body, dict) else body
    held(
        send(
            front,
            "POST",
            f"/tickets/{reference}/{move}",
            content=dumped(sent),
            headers={"content-type": kind},
        )
    )


@MANY
@given(
    path=st.sampled_from(LISTS),
    query=st.dictionaries(
        st.sampled_from(QUESTIONS + FIELDS + MOVE_FIELDS),
        st.one_of(st.sampled_from(LIKELY), spelt),
        max_size=4,
    ),
)
def test_any_query_is_answered_or_refused(front: Front, path: str, query: dict[str, str]) -> None:
    held(send(front, "GET", path, params=query))


@MANY
@given(
    path=st.text(st.characters(codec="utf-8"), max_size=20),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
)
def test_any_path_is_answered_or_refused(front: Front, path: str, method: str) -> None:
    for prefix in ("/", "/tickets/", "/tickets/1042-9/"):
        response = send(front, method, prefix + quote(path), content=b"{}")
        assert response.status_code in (307, 404, 405, 422), response.text


HEADERS = [
    "accept-language",
    "idempotency-key",
    "accept",
    "content-type",
    "cookie",
    "origin",
    "sec-fetch-site",
]


@MANY
@given(
    name=st.sampled_from([*HEADERS, "authorization"]),
    value=st.binary(max_size=60).map(lambda raw: raw.translate(None, b"\r\n\x00")),
)
def test_any_header_is_read_or_refused(front: Front, name: str, value: bytes) -> None:
    headers = {
        "content-type": "application/json",
        name: b"Bearer " + value if name == "authorization" else value,
    }
    held(send(front, "POST", "/tickets", content=dumped(front.complaint(text="")), headers=headers))


def test_raw_bytes_break_no_route(front: Front) -> None:
    paths = ("/tickets", "/tickets/1042-9/take", "/services", "/nothing")
    for raw, kind, path in itertools.product(RAW, TYPES, paths):
        held(send(front, "POST", path, content=raw, headers={"content-type": kind}))


def addresses(front: Front, method: str) -> Iterator[str]:
    for one in entrances(front.app):
        if one.method == method and not one.path.startswith(API):
            yield one.path


@MANY
@given(data=st.data())
def test_no_page_breaks_either(front: Front, data: st.DataObject) -> None:
    method = data.draw(st.sampled_from(["GET", "POST"]))
    address = data.draw(st.sampled_from(sorted(addresses(front, method))))
    for hole in ("{reference}", "{token}", "{written}", "{number}", "{name:path}", "{move}"):
        address = address.replace(
            hole, data.draw(st.sampled_from(["1042-9", "x", "%00", "9" * 30, "%F0%9F%92%A9"]))
        )
    if "head-session" not in front.keys:
        link = front.do(people.give_link, front.hire("page reader", Role.HEAD, OUR_INBOX))
        front.keys["head-session"] = front.do(people.sign_in, link)
    query = data.draw(st.dictionaries(st.sampled_from(PAGE_QUESTIONS), spelt, max_size=3))
    headers = {"cookie": f"dobush={front.keys['head-session']}", "accept": "text/html"}
    form = {"data": query} if method == "POST" else {}
    response = front.http.request(method, address, params=query, headers=headers, **form)
    assert response.status_code < 500 or address == "/readyz", (method, address, query)
