"""Every route says whom it admits, and nobody else gets in: all routes, all roles, and a neighbour's key."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount

from admin_api.visits import Admit, Everybody, Watchers, form_token
from casework import people
from db.queries import people as people_queries
from rules.attachments import Kind
from rules.lifecycle import Role
from tests.admin_api.enclosing import files_case
from tests.admin_api.front import API, Front, good, refused

STAFF = ("clerk", "head", "dispatcher", "council", "admin", "client")
DESK = {"clerk", "head", "dispatcher", "admin"}
ADMITTED = {
    "GET /tickets": DESK,
    "POST /tickets": DESK | {"client"},
    "GET /tickets/{reference}": DESK,
    "GET /tickets/{reference}/attachments/{id}": DESK,
    "POST /tickets/{reference}/{move}": DESK,
    "GET /reports/response-times": DESK | {"council"},
    "GET /reports/ratings": DESK | {"council"},
    "GET /services": set(STAFF),
    "GET /places": set(STAFF),
    "GET /inboxes": set(STAFF),
}
"""Written down by hand: a change of who may come in is a change of this table."""


class Entrance(NamedTuple):
    method: str
    path: str
    route: APIRoute

    @property
    def name(self) -> str:
        return f"{self.method} {self.path.removeprefix(API)}"

    @property
    def admission(self) -> Admit | Everybody | Watchers | None:
        return next(
            (call for call in calls(self.route.dependant) if isinstance(call, Admit | Everybody | Watchers)),
            None,
        )


def entrances(app: FastAPI) -> Iterator[Entrance]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, Mount):
            continue
        assert isinstance(route, APIRoute), f"{context.path} was not made by a router of ours"
        for method in sorted(context.methods or ()):
            yield Entrance(method, context.path or "", route)


def calls(dependant: Dependant) -> Iterator[Any]:
    for one in dependant.dependencies:
        yield one.call
        yield from calls(one)


def test_every_route_declares_whom_it_admits(front: Front) -> None:
    silent = [one.name for one in entrances(front.app) if one.admission is None]
    assert silent == []


def test_the_routes_of_the_api_and_their_roles_are_these(front: Front) -> None:
    declared = {
        one.name: {str(role) for role in one.admission.roles}
        for one in entrances(front.app)
        if one.path.startswith(API) and isinstance(one.admission, Admit)
    }
    assert declared == ADMITTED


def test_what_everybody_may_call_is_named(front: Front) -> None:
    open_to_all = {one.path for one in entrances(front.app) if isinstance(one.admission, Everybody)}
    assert {path for path in open_to_all if path.startswith(API)} == {f"{API}/openapi.json"}
    assert {"/healthz", "/readyz"} <= open_to_all


def test_the_watch_sees_the_figures_of_the_house_and_nothing_else(front: Front) -> None:
    watched = {one.path for one in entrances(front.app) if isinstance(one.admission, Watchers)}
    assert watched == {"/metrics"}


@pytest.fixture
def ticket(front: Front) -> dict[str, Any]:
    """With a file in it."""
    return files_case(front, Kind.VOICE, text="Жол казылган")


def visit(front: Front, name: str, who: str, ticket: dict[str, Any]) -> Any:
    method, _, path = name.partition(" ")
    path = path.replace("{reference}", ticket["reference"]).replace("{move}", "note")
    path = path.replace("{id}", ticket["attachments"][0]["id"])
    body = front.complaint() if path == "/tickets" else {"version": 1, "text": "A word"}
    return front.get(who, path) if method == "GET" else front.post(who, path, body)


def test_only_the_admitted_roles_get_in(front: Front, ticket: dict[str, Any]) -> None:
    for name, who in itertools.product(ADMITTED, STAFF):
        response = visit(front, name, who, ticket)
        if who not in ADMITTED[name]:
            refused(response, 403, "not_allowed")
        elif who == "dispatcher" and "{reference}" in name:
            refused(response, 404, "ticket_not_found")
        else:
            assert response.status_code in (200, 201, 409), (name, response.status_code)


def test_nobody_gets_in_without_a_key(front: Front, ticket: dict[str, Any]) -> None:
    front.keys["forger"] = "forged"
    front.keys["shouter"] = "é" * 40
    for name, who in itertools.product(ADMITTED, ("", "forger", "shouter")):
        response = visit(front, name, who, ticket)
        refused(response, 401, "sign_in_needed")
        assert response.headers["www-authenticate"] == "Bearer"


def test_a_neighbour_learns_nothing_of_our_case(front: Front, ticket: dict[str, Any]) -> None:
    ticket = front.moves("clerk", ticket, "note", text="Between us")
    for name in ADMITTED:
        response = visit(front, name, "neighbour", ticket)
        if "{reference}" in name:
            refused(response, 404, "ticket_not_found")
        elif name != "POST /tickets":
            assert ticket["reference"] not in response.text
            assert '"filed":1' not in response.text
        assert "Between us" not in response.text
    assert front.reads("clerk", ticket) == ticket


def test_the_pages_let_nobody_in_who_is_not_admitted(front: Front) -> None:
    for one in entrances(front.app):
        if one.path.startswith(API) or not isinstance(one.admission, Admit):
            continue
        path = one.path.replace("{reference}", "1042-9")
        for who in ("", *(who for who in STAFF if Role(who) not in one.admission.roles)):
            response = front.http.request(one.method, path, headers=front.headers(who))
            assert response.status_code in (303, 401, 403, 404, 422), (one.name, who, response.status_code)


def test_a_dismissed_colleague_and_a_withdrawn_key_stay_outside(front: Front) -> None:
    good(front.get("clerk", "/tickets"))
    with front.database.writing() as session:
        assert people_queries.end_secret(session, front.keys["clerk"], at=front.at)
    refused(front.get("clerk", "/tickets"), 401, "sign_in_needed")


def session_of(front: Front, user_id: int) -> str:
    link = front.do(people.give_link, user_id)
    token: str = front.do(people.sign_in, link)
    return token


def test_a_session_works_like_a_key_until_it_idles(front: Front) -> None:
    token = session_of(front, front.hire("evening", Role.ADMIN))
    cookie = {"cookie": f"dobush={token}"}
    good(front.get("", "/tickets", headers=cookie))
    front.passes(hours=1, minutes=30)
    good(front.get("", "/tickets", headers=cookie))
    front.passes(hours=1, minutes=30)
    good(front.get("", "/tickets", headers=cookie))
    front.at += people.SESSION_IDLE + timedelta(minutes=1)
    refused(front.get("", "/tickets", headers=cookie), 401, "session_idle")


def test_a_key_is_no_session_and_a_session_is_no_key(front: Front) -> None:
    token = session_of(front, front.hire("evening", Role.ADMIN))
    refused(
        front.get("", "/tickets", headers={"cookie": f"dobush={front.keys['clerk']}"}), 401, "sign_in_needed"
    )
    refused(front.get("", "/tickets", headers={"authorization": f"Bearer {token}"}), 401, "sign_in_needed")


FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]


def test_another_site_cannot_act_with_our_cookie(front: Front) -> None:
    token = session_of(front, front.hire("evening", Role.ADMIN))
    ours = {"cookie": f"dobush={token}", "x-form-token": form_token(token)}

    def files(**headers: str) -> Any:
        return front.http.post(f"{API}/tickets", json=front.complaint(), headers=ours | headers)

    for headers in FOREIGN:
        refused(files(**headers), 403, "foreign_origin")
    refused(files(), 403, "origin_missing")
    for forged in ("", "0" * 80, form_token(session_of(front, front.hire("night", Role.ADMIN)))):
        refused(files(**{"origin": "http://testserver", "x-form-token": forged}), 403, "form_out_of_date")
    good(files(origin="http://testserver"), 201)
