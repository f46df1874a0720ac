"""A request at the desk: who calls, how far they see, and the one transaction in which all of it happens."""

import hmac
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import State

from admin_api.turnstile import Turnstile
from casework import people
from casework.desk import Actor, Desk
from db.engine import Database
from db.files.storage import Storage
from db.queries import people as people_queries
from db.queries.directory import Shelf
from locales import LANGUAGES
from rules.lifecycle import Role
from rules.permissions import Reach
from rules.refusals import NotAllowed, NotFound, Unauthenticated

SEEN_EVERY = timedelta(minutes=5)
"""How exactly a session remembers when it was last used."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
API = "/api/"
MOST_WISHES = 20
WEIGHT = re.compile(r"q=[01](\.[0-9]{0,3})?")
SALT = 16
"""Hexadecimal digits."""
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Watch:
    """What those who watch over the house may see, and from when on silence is worth a warning."""

    metrics_token: str = ""
    telegram_quiet_after: timedelta = timedelta(minutes=2)


UNWATCHED = Watch()


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
    turnstile: Turnstile
    watch: Watch = UNWATCHED

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
    address: str
    method: str
    asked_language: str | None
    state: State
    """The request's: it learns the caller's language, in which a refusal is worded later."""

    @contextmanager
    def writing(self) -> Iterator[Caller]:
        with self._counted(), self.office.database.writing() as session:
            caller, unseen = self._caller(session)
            if unseen:
                people_queries.seen(session, self.token, at=caller.desk.at)
            yield caller
        self.office.wake_letters()

    @contextmanager
    def reading(self) -> Iterator[Caller]:
        with self._counted(), self.office.database.reading() as session:
            caller, unseen = self._caller(session)
            yield caller
        if unseen:
            with self.office.database.writing() as session:
                people_queries.seen(session, self.token, at=caller.desk.at)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Around the transaction, never within it: SQLite has one writer, and what is refused still counts."""
        self.office.turnstile.call(self.token, self.kind)
        try:
            yield
        except Unauthenticated:
            if self.token:
                self.office.turnstile.unknown(self.address)
            raise

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
            kind, token = "session", request.cookies.get(office.cookie, "")
            if request.method not in SAFE_METHODS:
                _check_browser(request, office, token)
        asked = asked_language(request)
        address = address_of(request)
        return Visit(office, self.roles, token, kind, address, request.method, asked, request.state)


class Everybody:
    """A route that anybody may call, said as plainly as the others say their roles."""

    async def __call__(self, request: Request) -> Office:
        office: Office = request.app.state.office
        return office


class Watchers:
    """A route for whoever shows the token of the settings; without one there is no such route."""

    async def __call__(self, request: Request) -> Office:
        office: Office = request.app.state.office
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        token = office.watch.metrics_token
        if not token:
            raise NotFound()
        if scheme.lower() != "bearer" or not secrets.compare_digest(given.strip().encode(), token.encode()):
            raise Unauthenticated()
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


def address_of(request: Request) -> str:
    """Where the request came from; what a proxy says about it counts only if uvicorn was told to believe it."""
    return request.client.host if request.client else ""


def check_origin(request: Request, office: Office) -> bool:
    """A form of another site may not act in our name. False when nothing says where it comes from.

    Every browser says so; programs do not, and have no cookie that somebody else could use. Raises NotAllowed.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin") or request.headers.get("referer")
    foreign = site not in (None, "same-origin", "none") or (origin is not None and not _ours(origin, request))
    if foreign:
        raise NotAllowed("foreign_origin")
    return site is not None or origin is not None


def form_token(session_token: str) -> str:
    """What a form carries to prove that it was ours: bound to the session, worthless without it.

    Another one each time: a page is packed, and the length of the packed page must not give the token away.
    """
    salt = secrets.token_hex(SALT // 2)
    return salt + _proof(salt, session_token)


def check_form(session_token: str, given: str) -> None:
    """Raises NotAllowed."""
    salt, proof = given[:SALT], given[SALT:]
    if not secrets.compare_digest(_proof(salt, session_token).encode(), proof.encode(errors="replace")):
        raise NotAllowed("form_out_of_date")


def _check_browser(request: Request, office: Office, token: str) -> None:
    """The cookie comes by itself, so something else must show that we were meant. Forms bring their own token."""
    said = check_origin(request, office)
    if request.url.path.startswith(API) and token:
        if not said:
            raise NotAllowed("origin_missing")
        check_form(token, request.headers.get("x-form-token", ""))


def _ours(origin: str, request: Request) -> bool:
    """Under https only the address that we were given. On this machine, by whatever name it is called:

    the Host is what the browser itself believes to talk to, and what its cookies belong to.
    """
    office: Office = request.app.state.office
    site = _site(origin)
    if site is None or site == _site(office.public_url):
        return site is not None
    return not office.secure and urlsplit(origin).netloc == request.headers.get("host", "")


def _site(url: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None


def _proof(salt: str, session_token: str) -> str:
    said = f"form:{salt}".encode(errors="replace")
    return hmac.new(session_token.encode(errors="replace"), said, sha256).hexdigest()


def admit(*roles: Role) -> Visit:
    """For signatures: `visit: Visit = admit(Role.CLERK)`."""
    visit: Visit = Depends(Admit(*roles))
    return visit
