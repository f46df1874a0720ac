"""Every address of the web process × everybody who may knock: one table says who comes in, and nobody else does.

A route without a line here fails, and so does a line without a route.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx import Client, Response
from sqlalchemy import insert, select

from admin_api.visits import form_token
from app.settings import read
from app.wiring.house import House, open_storage
from app.wiring.pulse import Pulse
from app.wiring.web import application
from casework import appeals, handling, people
from casework.desk import Actor
from db.engine import Database
from db.queries import people as people_queries
from db.tables import metadata
from db.tables.people import User
from db.tables.tickets import Ticket
from rules.appeals import CONSENT, Applicant
from rules.lifecycle import Role
from rules.permissions import Reach
from rules.reference import shown
from tests.admin_api.front import (
    OUR_INBOX,
    OUR_MUNICIPALITY,
    RAYON_INBOX,
    THEIR_INBOX,
    THEIR_MUNICIPALITY,
    Front,
    Wireless,
)

DESK, FIGURES = "clerk head dispatcher admin", "clerk head dispatcher admin council"
STAFF = f"{FIGURES} client"
TABLE = f"""
| GET  /                                | anybody |
| GET  /healthz                         | anybody |
| GET  /readyz                          | anybody |
| GET  /metrics                         | watcher |
| GET  /language                        | anybody |
| GET  /static/{{name:path}}            | anybody |
| GET  /sign-in                         | anybody |
| GET  /sign-in/{{token}}               | anybody |
| POST /sign-in/{{token}}               | anybody |
| POST /telegram/update                 | telegram |
| POST /sign-out                        | {STAFF} |
| GET  /inbox                           | {DESK} |
| POST /inbox/read                      | {DESK} |
| GET  /inbox/new                       | {DESK} |
| POST /inbox/new                       | {DESK} |
| GET  /inbox/{{reference}}             | {DESK} |
| GET  /inbox/{{reference}}/{{move}}    | {DESK} |
| POST /inbox/{{reference}}/{{move}}    | {DESK} |
| GET  /inbox/{{reference}}/attachments/{{id}} | {DESK} |
| GET  /council                         | {FIGURES} |
| GET  /api/v1/openapi.json             | anybody |
| GET  /api/v1/tickets                  | {DESK} |
| POST /api/v1/tickets                  | {DESK} client |
| GET  /api/v1/tickets/{{reference}}    | {DESK} |
| POST /api/v1/tickets/{{reference}}/{{move}} | {DESK} |
| GET  /api/v1/tickets/{{reference}}/attachments/{{id}} | {DESK} |
| GET  /api/v1/reports/response-times   | {FIGURES} |
| GET  /api/v1/reports/ratings          | {FIGURES} |
| GET  /api/v1/services                 | {STAFF} |
| GET  /api/v1/places                   | {STAFF} |
| GET  /api/v1/inboxes                  | {STAFF} |
"""
NOT_COMPARED = {
    "catalogue_state", "categories", "holidays", "inboxes", "legal_terms", "routes", "services", "unit_aliases",
    "unit_codes", "unit_lineage", "units", "secrets", "limits",
}  # fmt: skip
"""The catalogue, which no request can change; and where a refusal may leave that somebody knocked."""
WORDS, NOTE, CONTACT, CHAT = "Жашыруун-сөз", "Ички-белги", "0555-998877", 5_987_654_321
APPLICANT = Applicant("Жашырынова Айым", "Жашырын-Көчө 7", "0700-445566", CONSENT)
PERSON = (APPLICANT.name, APPLICANT.address, APPLICANT.contact)
MARKS = (WORDS, NOTE, CONTACT, str(CHAT), "clerk-by-name", "assignee-by-name", *PERSON)
SEE_THE_PERSON = {"clerk", "head", "admin"}


def written_table() -> dict[str, set[str]]:
    rows = [[cell.strip() for cell in line.strip(" |").split("|")] for line in TABLE.strip().splitlines()]
    return {" ".join(route.split()): set(who.split()) for route, who in rows}


def routes(app: FastAPI) -> Iterator[str]:
    for context in iter_route_contexts(app.routes):
        for method in sorted(set(context.methods or ()) - {"HEAD"}):
            yield f"{method} {context.path}"


@dataclass(frozen=True)
class Caller:
    """`role` is empty for those who have nothing that opens a door."""

    name: str
    role: str = ""
    ours: bool = True
    key: str = ""
    session: str = ""

    def headers(self, *, by_key: bool) -> dict[str, Any]:
        if by_key:
            return {"authorization": f"Bearer {self.key}".encode()} if self.key else {}
        return {"cookie": f"dobush={self.session}"} if self.session else {}


class Walk:
    """The application as `dobush web` builds it, an office with cases, and everybody who may come."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.front = front = Front(database)

        def now() -> datetime:
            return front.at

        settings = read(
            data_dir=folder,
            telegram_mode="webhook",
            webhook_secret="w" * 32,
            telegram_token="7:x",
            public_url="http://testserver",
            calls_per_minute=0,
            metrics_token="m" * 32,
        )
        house = House(
            settings, database, self.front.shelf, open_storage(settings), now, Pulse(database, now=now)
        )
        self.app = application(house, wake_serving=lambda: None, wake_letters=lambda: None)
        self.http = Client(transport=Wireless(self.app), base_url="http://testserver")
        self.callers = list(self._callers())
        self.ticket_id = self._case()

    def _callers(self) -> Iterator[Caller]:
        yield Caller("nobody")
        yield Caller("forger", key="forged", session="forged")
        for ours in (True, False):
            for role in (Role.CLERK, Role.HEAD, Role.DISPATCHER, Role.COUNCIL):
                yield self._hired(role, ours)
        yield self._hired(Role.CLIENT, True)
        yield self._hired(Role.ADMIN, True)
        yield self._unhired(Role.PROVIDER)
        yield self._unhired(Role.CITIZEN)
        ended = self._hired(Role.HEAD, True, "ended")
        with self.front.database.writing() as session:
            for token in (ended.key, ended.session):
                assert people_queries.end_secret(session, token, at=self.front.at)
        yield Caller("head, session and key ended", key=ended.key, session=ended.session)
        old = self._hired(Role.HEAD, True, "old")
        yield Caller(
            "head, session and key expired", key=self._expired("key"), session=self._expired("session")
        )
        gone = self._hired(Role.HEAD, True, "gone")
        with self.front.database.writing() as session:
            session.get_one(User, self.user_id(gone)).active = False
        yield Caller("head, inactive", key=gone.key, session=gone.session)
        yield Caller("head, key for a session", key=old.session, session=old.key)

    def _hired(self, role: Role, ours: bool, name: str = "") -> Caller:
        at_desk, sees_places = role in (Role.CLERK, Role.HEAD), role is Role.COUNCIL
        own = OUR_INBOX if ours else THEIR_INBOX
        inbox = own if at_desk else (RAYON_INBOX if role is Role.DISPATCHER and not ours else "")
        inbox = OUR_INBOX if role is Role.DISPATCHER and ours else inbox
        place = (OUR_MUNICIPALITY if ours else THEIR_MUNICIPALITY) if sees_places else ""
        called = name or f"{role} {'ours' if ours else 'foreign'}"
        user_id = self.front.hire(called, role, inbox, place)
        session = self.front.do(people.sign_in, self.front.do(people.give_link, user_id))
        return Caller(called, role.value, ours, self.front.keys[called], session)

    def _unhired(self, role: Role) -> Caller:
        """`add_user` makes no such colleague; a row in the database might."""
        with self.front.database.writing() as session:
            values = {"name": role.value, "role": role.value, "language": "ky", "active": True}
            user_id = session.scalar(
                insert(User).values(**values, created_at=self.front.at).returning(User.id)
            )
            assert user_id is not None
        key = self.front.do(people.give_key, user_id)
        session_token = self.front.do(people.sign_in, self.front.do(people.give_link, user_id))
        return Caller(f"{role} by accident", role.value, True, key, session_token)

    def _expired(self, kind: str) -> str:
        token = f"expired-{kind}"
        user_id = self.front.hire(f"late {kind}", Role.HEAD, OUR_INBOX)
        with self.front.database.writing() as session:
            before = self.front.at - timedelta(days=1)
            people_queries.keep_secret(
                session, token, kind=kind, user_id=user_id, at=before, lives=timedelta(hours=1)
            )
        return token

    def user_id(self, caller: Caller) -> int:
        with self.front.database.reading() as session:
            found = people_queries.holder(session, caller.key, kind="key", at=self.front.at)
        assert found is not None
        return found[1].id

    def _case(self) -> int:
        """Of a citizen, in our inbox, with a mark wherever something may be kept."""
        front = self.front
        ticket_id, citizen = front.citizen_files(CHAT)
        front.do(appeals.make_official, ticket_id, applicant=APPLICANT, by=citizen)
        clerk = front.hire("clerk-by-name", Role.CLERK, OUR_INBOX)
        assignee = front.hire("assignee-by-name", Role.CLERK, OUR_INBOX)
        by, everywhere = Actor(Role.HEAD, user_id=clerk), Reach(everything=True)
        front.do(handling.assign, ticket_id, to_user_id=assignee, by=by, reach=everywhere)
        front.do(handling.answer, ticket_id, said=WORDS, by=by, reach=everywhere)
        front.do(handling.note, ticket_id, said=NOTE, by=by, reach=everywhere)
        with front.database.writing() as session:
            ticket = session.get_one(Ticket, ticket_id)
            ticket.contact, ticket.text = CONTACT, f"{WORDS} {ticket.text}"
        return ticket_id

    @property
    def reference(self) -> str:
        return shown(self.ticket_id)

    def knocks(self, route: str, caller: Caller, *, by_key: bool, reference: str = "") -> Response:
        method, _, path = route.partition(" ")
        path = path.replace("{reference}", reference or self.reference).replace("{move}", "note")
        path = path.replace("{token}", "invented").replace("{name:path}", "icon.svg")
        path = path.replace("{id}", "1")
        headers = caller.headers(by_key=by_key) | {"origin": "http://testserver"}
        held = caller.key if by_key else caller.session
        if path.startswith("/api/"):
            body = self.front.complaint() if path.endswith("/tickets") else {"version": 6, "text": "A word"}
            headers |= {"x-form-token": form_token(held)}
            return self.http.request(
                method, path, headers=headers, **({"json": body} if method == "POST" else {})
            )
        form = {"form_token": form_token(held), "version": "6", "text": "A word", "last": "0"}
        headers |= {"accept": "text/html"}
        return self.http.request(
            method, path, headers=headers, **({"data": form} if method == "POST" else {})
        )

    def state(self) -> str:
        """All that is stored, but for who knocked."""
        kept = [table for table in metadata.sorted_tables if table.name not in NOT_COMPARED]
        with self.front.database.reading() as session:
            rows = {
                table.name: [list(map(str, row)) for row in session.execute(select(table))] for table in kept
            }
        return json.dumps(rows)


@pytest.fixture
def walk(catalogue_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Walk:
    monkeypatch.chdir(tmp_path)
    return Walk(catalogue_database, tmp_path)


def test_every_route_has_its_line_and_every_line_its_route(walk: Walk) -> None:
    assert sorted(routes(walk.app)) == sorted(written_table())


def test_exactly_those_come_in_whom_the_table_names(walk: Walk) -> None:
    """By key and by cookie; and whoever is refused has changed nothing."""
    before = walk.state()
    for route, admitted in sorted(written_table().items(), key=lambda one: one[0] == "POST /sign-out"):
        for caller in walk.callers:
            for by_key in (True, False):
                answer = walk.knocks(route, caller, by_key=by_key)
                came_in = told(answer)
                expected = expectation(route, admitted, caller, by_key=by_key)
                assert came_in in expected, (
                    route,
                    caller.name,
                    by_key,
                    answer.status_code,
                    answer.text[:300],
                )
                after = walk.state()
                assert came_in == "in" or after == before, (route, caller.name)
                before = after
                if caller.role in ("council", "client", "provider", "citizen", "") or not caller.ours:
                    assert not [mark for mark in MARKS if mark in answer.text], (route, caller.name)
                assert str(CHAT) not in answer.text
                if caller.role not in SEE_THE_PERSON:
                    assert not [mark for mark in PERSON if mark in answer.text], (route, caller.name)


def test_whose_an_official_appeal_is_those_see_who_answer_it_and_nobody_else(walk: Walk) -> None:
    for caller in walk.callers:
        if caller.role not in DESK.split() or not caller.ours:
            continue
        for route, by_key in (("GET /inbox/{reference}", False), ("GET /api/v1/tickets/{reference}", True)):
            answer = walk.knocks(route, caller, by_key=by_key)
            seen = [mark for mark in PERSON if mark in answer.text]
            assert seen == (list(PERSON) if caller.role in SEE_THE_PERSON else []), (route, caller.name)
            title = answer.text.partition("<title>")[2].partition("</title>")[0]
            assert not [mark for mark in PERSON if mark in title]


def told(answer: Response) -> str:
    led_to_the_door = answer.headers.get("location") == "/sign-in" and "set-cookie" not in answer.headers
    if answer.status_code == 401 or led_to_the_door:
        return "sign in"
    return {403: "no", 404: "nothing here", 429: "wait"}.get(answer.status_code, "in")


def expectation(route: str, admitted: set[str], caller: Caller, *, by_key: bool) -> set[str]:
    if route == "POST /sign-in/{token}":
        return {"sign in", "wait"}
    if route == "GET /":
        return {"in"} if caller.role and not by_key else {"sign in"}
    if admitted == {"anybody"}:
        return {"in"}
    if admitted in ({"telegram"}, {"watcher"}) or not caller.role:
        return {"sign in", "wait"} if caller.key or caller.session else {"sign in"}
    if caller.role not in admitted:
        return {"no"}
    if "{id}" in route:
        return {"nothing here"}  # the case has none; test_attachments.py opens some
    foreign = "{reference}" in route and not caller.ours
    return {"nothing here"} if foreign and route != "GET /inbox/{reference}/{move}" else {"in"}


def foreign_callers(walk: Walk) -> list[Caller]:
    return [one for one in walk.callers if not one.ours and one.role in DESK.split()]


def test_a_case_of_others_and_one_that_does_not_exist_are_told_apart_by_nothing(walk: Walk) -> None:
    nowhere = shown(walk.ticket_id + 500)
    for route in written_table():
        if "{reference}" not in route:
            continue
        for caller in foreign_callers(walk):
            theirs = walk.knocks(route, caller, by_key=route.partition(" ")[2].startswith("/api"))
            none = walk.knocks(
                route, caller, by_key=route.partition(" ")[2].startswith("/api"), reference=nowhere
            )
            assert theirs.status_code == none.status_code, route
            assert blurred(theirs, walk.reference) == blurred(none, nowhere), route


def blurred(answer: Response, reference: str) -> tuple[str, list[str]]:
    body = answer.text.replace(reference, "?")
    return body, sorted(f"{name}: {value}".replace(reference, "?") for name, value in answer.headers.items())


SEARCHES: list[Callable[[Walk], dict[str, str]]] = [
    lambda walk: {"q": WORDS},
    lambda walk: {"q": walk.reference},
    lambda walk: {"q": "%"},
    lambda walk: {"q": "_"},
    lambda walk: {"inbox": OUR_INBOX},
    lambda walk: {"village": walk.front.village},
    lambda walk: {"updated_since": "2000-01-01T00:00:00Z"},
]


def test_no_search_finds_a_case_of_others(walk: Walk) -> None:
    for caller in foreign_callers(walk):
        headers = caller.headers(by_key=True)
        for search in SEARCHES:
            listed = walk.http.get("/api/v1/tickets", params=search(walk), headers=headers)
            assert listed.json() == {"items": [], "next": None}, (caller.name, search(walk))
            page = walk.http.get("/inbox", params={**search(walk), "show": "all"}, headers=headers)
            assert f"/inbox/{walk.reference}" not in page.text
            assert WORDS not in page.text.replace(f'value="{WORDS}"', "")


def test_figures_stay_within_their_municipality(walk: Walk) -> None:
    for caller in walk.callers:
        if caller.role not in FIGURES.split() or caller.ours:
            continue
        for by in ("inbox", "municipality", "service", "village", "month"):
            told = walk.http.get(
                "/api/v1/reports/response-times", params={"by": by}, headers=caller.headers(by_key=True)
            ).json()
            assert [group for group in told["groups"] if group["filed"]] == [], (caller.name, by)


def test_a_cursor_of_another_role_opens_nothing(walk: Walk) -> None:
    """A cursor is a place in an order, not a right."""
    for _ in range(3):
        walk.front.citizen_files(CHAT)
    ours = next(one for one in walk.callers if one.name == "head ours")
    first = walk.http.get("/api/v1/tickets", params={"limit": 1}, headers=ours.headers(by_key=True)).json()
    assert first["next"]
    for caller in foreign_callers(walk):
        listed = walk.http.get(
            "/api/v1/tickets", params={"cursor": first["next"]}, headers=caller.headers(by_key=True)
        )
        assert listed.json()["items"] == []


def test_an_idempotency_key_is_its_users_own(walk: Walk) -> None:
    same = {"idempotency-key": "one-key"}
    numbers = []
    for name in ("head ours", "client ours", "head foreign"):
        caller = next(one for one in walk.callers if one.name == name)
        answer = walk.http.post(
            "/api/v1/tickets", json=walk.front.complaint(), headers=caller.headers(by_key=True) | same
        )
        assert answer.status_code == 201
        assert "idempotent-replayed" not in answer.headers
        numbers.append(answer.json()["reference"])
    assert len(set(numbers)) == 3
