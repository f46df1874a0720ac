"""The front desk for tests: two municipalities, a rayon, somebody in every role, a clock that we hold."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from httpx import ASGITransport, BaseTransport, Client, Request, Response

from admin_api.application import create_application
from casework import people
from casework.desk import Actor, Desk
from casework.intake import Complaint, file_complaint
from db.engine import Database
from db.files.storage import Storage
from db.queries import people as people_queries
from db.queries.directory import Shelf
from rules.lifecycle import Role, Source

TUESDAY = datetime(2026, 2, 3, 4, 0, tzinfo=UTC)
"""Ten in the morning in Bishkek; no holiday before 23 February."""
API = "/api/v1"
OUR_INBOX, THEIR_INBOX, RAYON_INBOX = "ak-bulung-2805", "ak-chiy-2840", "ak-suu-rayon"
OUR_MUNICIPALITY, THEIR_MUNICIPALITY = "41702205805000", "41702205840000"
STAFF = (
    ("clerk", Role.CLERK, OUR_INBOX, ""),
    ("head", Role.HEAD, OUR_INBOX, ""),
    ("dispatcher", Role.DISPATCHER, RAYON_INBOX, ""),
    ("council", Role.COUNCIL, "", OUR_MUNICIPALITY),
    ("admin", Role.ADMIN, "", ""),
    ("client", Role.CLIENT, "", ""),
    ("neighbour", Role.CLERK, THEIR_INBOX, ""),
)
STORY = "Биздин көчөдө үч күндөн бери жол казылган"


@cache
def shelf_of(kind: str) -> Shelf:
    """Every test database has the same catalogue, which takes a moment to read."""
    return Shelf()


class Wireless(BaseTransport):
    """From a synchronous client straight into the application; all HTTP but the wire."""

    def __init__(self, app: Any, address: str = "127.0.0.1") -> None:
        self._app = ASGITransport(app, client=(address, 1))

    def handle_request(self, request: Request) -> Response:
        request.read()

        async def asked() -> Response:
            response = await self._app.handle_async_request(request)
            packed = b"".join([part async for part in response.aiter_raw()])
            return Response(response.status_code, headers=response.headers, content=packed)

        return asyncio.run(asked())


@dataclass
class Front:
    database: Database
    at: datetime = TUESDAY
    keys: dict[str, str] = field(default_factory=dict)
    wakes: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shelf = shelf_of("sqlite" if self.database.is_sqlite else "postgres")
        self.folder = TemporaryDirectory(prefix="dobush-files-")
        self.storage = Storage(Path(self.folder.name))
        self.app = create_application(
            self.database,
            self.shelf,
            files=self.storage,
            now=lambda: self.at,
            secure=False,
            public_url="http://testserver",
            wake_letters=self.wake,
        )
        self.http = Client(transport=Wireless(self.app), base_url="http://testserver")
        with self.database.reading() as session:
            self.directory = self.shelf.directory(session, at=self.at)
        self.village = self.village_of(OUR_MUNICIPALITY)
        self.their_village = self.village_of(THEIR_MUNICIPALITY)
        with self.database.writing() as session:
            for name, role, inbox, municipality in STAFF:
                self._hire(session, name, role, inbox, municipality)

    def wake(self) -> None:
        self.wakes.append(self.at)

    @property
    def woken(self) -> int:
        return len(self.wakes)

    def village_of(self, municipality: str) -> str:
        found = self.directory.place_by_code(municipality)
        assert found is not None
        return self.directory.villages_of(found.id)[0].code

    def desk(self, session: Any) -> Desk:
        return Desk(session, self.shelf.directory(session, at=self.at), self.at)

    def hire(self, name: str, role: Role, inbox: str = "", municipality: str = "") -> int:
        with self.database.writing() as session:
            return self._hire(session, name, role, inbox, municipality)

    def _hire(self, session: Any, name: str, role: Role, inbox: str, municipality: str) -> int:
        desk = self.desk(session)
        inboxes, places = [inbox] if inbox else [], [municipality] if municipality else []
        user = people.add_user(desk, name, role, inboxes=inboxes, municipalities=places, language="en")
        self.keys[name] = people.give_key(desk, user.id)
        return user.id

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)

    def get(self, who: str, path: str, /, headers: dict[str, str] | None = None, **query: Any) -> Response:
        return self.http.get(API + path, params=query, headers=self.headers(who) | (headers or {}))

    def post(self, who: str, path: str, body: object, **headers: str) -> Response:
        return self.http.post(API + path, json=body, headers=self.headers(who) | headers)

    def headers(self, who: str) -> dict[str, Any]:
        return {"authorization": f"Bearer {self.keys[who]}".encode("latin-1")} if who else {}

    def complaint(self, **other: Any) -> dict[str, Any]:
        return {"service": "roads", "village": self.village, "text": STORY, "source": "walk_in", **other}

    def files(self, who: str = "clerk", **other: Any) -> dict[str, Any]:
        return good(self.post(who, "/tickets", self.complaint(**other)), 201)

    def move(self, who: str, ticket: dict[str, Any], move: str, **body: Any) -> Response:
        body = {"version": ticket["version"], **body}
        return self.post(who, f"/tickets/{ticket['reference']}/{move}", body)

    def moves(self, who: str, ticket: dict[str, Any], move: str, **body: Any) -> dict[str, Any]:
        return good(self.move(who, ticket, move, **body))

    def reads(self, who: str, ticket: dict[str, Any]) -> dict[str, Any]:
        return good(self.get(who, f"/tickets/{ticket['reference']}"))

    def listed(self, who: str, **query: Any) -> list[str]:
        return [one["reference"] for one in good(self.get(who, "/tickets", **query))["items"]]

    def citizen_files(self, chat_id: int = 5_000_000_001, **other: Any) -> tuple[int, Actor]:
        """As the bot would do it."""
        with self.database.writing() as session:
            citizen = people_queries.welcome_citizen(session, chat_id, at=self.at)
            by = Actor(Role.CITIZEN, citizen_id=citizen.id)
            complaint = Complaint("roads", self.village, STORY, "ky", Source.TELEGRAM, **other)
            return file_complaint(self.desk(session), complaint, by=by).id, by

    def do(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        """One action in a transaction of its own."""
        with self.database.writing() as session:
            return work(self.desk(session), *args, **kwargs)


def good(response: Response, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.text
    found: dict[str, Any] = response.json()
    return found


def refused(response: Response, status: int, code: str) -> dict[str, Any]:
    assert (response.status_code, response.json().get("code")) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["detail"]
    return found
