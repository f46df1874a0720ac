"""A request at the desk: who calls, how far they see, and the one transaction in which all of it happens."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import State

from casework import people
from casework.desk import Actor, Desk
from db.engine import Database
from db.files.storage import Storage
from db.queries import people as people_queries
from db.queries.directory import Shelf
from locales import LANGUAGES
from rules.lifecycle import Role
from rules.permissions import Reach
from rules.refusals import NotAllowed, Unauthenticated

SEEN_EVERY = timedelta(minutes=5)
"""How exactly a session remembers when it was last used."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
API = "/api/"
MOST_WISHES = 20
WEIGHT = re.compile(r"q=[01](\.[0-9]{0,3})?")


@dataclass(frozen=True, slots=True)
class Office:
    """What the application was built with."""

    database: Database
    shelf: Shelf
    files: Storage
    now: Callable[[], datetime]
    secure: bool
    public_url: str
    wake_letters: Callable[[], None]

    @property
    def cookie(self) -> str:
        return "__Host-dobush" if self.secure else "dobush"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, inside the transaction."""

    desk: Desk
    user_id: int
    name: str
    role: Role
    language: str
    """Their own; the API answers in the one that Accept-Language names."""
    reach: Reach

    @property
    def actor(self) -> Actor:
        return Actor(self.role, user_id=self.user_id)

    @property
    def session(self) -> Session:
        return self.desk.session


@dataclass(frozen=True, slots=True)
class Visit:
    """An admitted request. Endpoints are plain functions: the whole visit is one thread hop, one transaction.

    Raises Unauthenticated and NotAllowed on entering; a Refusal raised inside rolls everything back.
    """

    office: Office
    roles: frozenset[Role]
    token: str
    kind: str
    method: str
    asked_language: str | None
    state: State
    """The request's: it learns the caller's language, in which a refusal is worded later."""

    @contextmanager
    def writing(self) -> Iterator[Caller]:
        with self.office.database.writing() as session:
            caller, unseen = self._caller(session)
            if unseen:
                people_queries.seen(session, self.token, at=caller.desk.at)
            yield caller
        self.office.wake_letters()

    @contextmanager
    def reading(self) -> Iterator[Caller]:
        with self.office.database.reading() as session:
            caller, unseen = self._caller(session)
            yield caller
        if unseen:
            with self.office.database.writing() as session:
                people_queries.seen(session, self.token, at=caller.desk.at)

    def _caller(self, session: Session) -> tuple[Caller, bool]:
        """The caller, and whether it is time to note that the key or session was used."""
        at = self.office.now()
        found = people_queries.holder(session, self.token, kind=self.kind, at=at) if self.token else None
        if found is None:
            raise Unauthenticated()
        secret, user = found
        language = self.asked_language or user.language
        self.state.language = language
        desk = Desk(session, self.office.shelf.directory(session, at=at), at)
        people.keep_alive(desk, secret)
        if Role(user.role) not in self.roles:
            raise NotAllowed()
        reach = people_queries.reach(session, user)
        caller = Caller(desk, user.id, user.name, Role(user.role), language, reach)
        return caller, secret.last_used_at is None or at - secret.last_used_at > SEEN_EVERY


class Admit:
    """A route's own word on who may call it. A test walks all routes and asks for it."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    async def __call__(self, request: Request) -> Visit:
        office: Office = request.app.state.office
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and key.strip():
            kind, token = "key", key.strip()
        else:
            if request.method not in SAFE_METHODS:
                check_origin(request, office.public_url)
            kind, token = "session", request.cookies.get(office.cookie, "")
        asked = asked_language(request)
        return Visit(office, self.roles, token, kind, request.method, asked, request.state)


class Everybody:
    """A route that anybody may call, said as plainly as the others say their roles."""

    async def __call__(self, request: Request) -> Office:
        office: Office = request.app.state.office
        return office


def asked_language(request: Request) -> str | None:
    """What Accept-Language likes best of what we speak. Browsers send it unasked, so pages do not listen to it."""
    if not request.url.path.startswith(API):
        return None
    liked: list[tuple[float, str]] = []
    for wish in request.headers.get("accept-language", "").split(",")[:MOST_WISHES]:
        tag, _, weight = wish.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES and WEIGHT.fullmatch(weight := weight.strip() or "q=1"):
            liked.append((float(weight[2:]), language))
    best = max(liked, key=lambda one: one[0], default=(0.0, ""))
    return best[1] if best[0] > 0 else None


def check_origin(request: Request, public_url: str) -> None:
    """A form of another site may not act in our name. Raises NotAllowed."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed("foreign_origin")
    origin = request.headers.get("origin")
    if origin and origin != "null":
        ours = {urlsplit(public_url).netloc, request.headers.get("host", "")}
        if urlsplit(origin).netloc not in ours:
            raise NotAllowed("foreign_origin")
    elif origin == "null":
        raise NotAllowed("foreign_origin")


def form_token(session_token: str) -> str:
    """What a form carries to prove that it was ours: bound to the session, worthless without it."""
    return people_queries.digest(f"form:{session_token}")


def check_form(session_token: str, given: str) -> None:
    """Raises NotAllowed."""
    if not secrets.compare_digest(form_token(session_token).encode(), given.encode()):
        raise NotAllowed("form_out_of_date")


def admit(*roles: Role) -> Visit:
    """For signatures: `visit: Visit = admit(Role.CLERK)`."""
    visit: Visit = Depends(Admit(*roles))
    return visit
