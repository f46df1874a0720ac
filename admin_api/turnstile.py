"""How often one may knock: calls of a key, tokens that nobody holds, tries to sign in. Kept in the database,
so that all processes count together; spent in memory, so that counting costs next to nothing.
"""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import limits, people
from rules.limits import MINUTE, SIGN_IN_BY, SIGN_IN_FROM, WRONG_KEYS, Pace, household, name_of
from rules.refusals import TooMany

DRAWN_AT_ONCE = 20
"""A purse is filled so many times in a burst; what a process has drawn and not spent is lost with it."""
MOST_PURSES = 10_000


@dataclass(slots=True)
class Purse:
    """Calls that were drawn from the database and not made yet; or until when there are none."""

    calls: int = 0
    shut_until: float = 0.0


class Turnstile:
    """Raises TooMany, in a transaction of its own: what is refused later stays counted."""

    def __init__(
        self, database: Database, *, now: Callable[[], datetime], key: bytes, calls_per_minute: int
    ) -> None:
        self._database, self._now, self._key = database, now, key
        self._pace = Pace(calls_per_minute, MINUTE) if calls_per_minute else None
        self._purses: dict[str, Purse] = {}
        self._turn = threading.Lock()

    def call(self, token: str, kind: str) -> None:
        """One call of whoever holds this token. Somebody unknown is not counted here."""
        if self._pace is None or not token:
            return
        at = self._now()
        known_by = people.digest(token)
        if not self._spent(known_by, at):
            self._draw(known_by, token, kind, self._pace, at)

    def unknown(self, address: str) -> None:
        """A token that nobody holds. Those who hold one never pay for their neighbours behind the same address."""
        at = self._now()
        name = name_of("unknown", household(address), self._key)
        purse = self._purses.get(name)
        if purse is not None and purse.shut_until > at.timestamp():
            raise _too_many(purse.shut_until - at.timestamp())
        with self._database.writing() as session:
            wait = limits.take(session, name, WRONG_KEYS, at=at)
        if wait:
            self._put(name, Purse(shut_until=at.timestamp() + wait))
            raise _too_many(wait)

    def sign_in(self, address: str, link: str) -> None:
        """Count a try, successful or not: first of the address, then of the link."""
        at = self._now()
        from_there, by_link = self._names(address, link)
        with self._database.writing() as session:
            wait = limits.attempt(session, from_there, SIGN_IN_FROM, at=at)
            wait = wait or limits.attempt(session, by_link, SIGN_IN_BY, at=at)
        if wait:
            raise _too_many(wait, "too_many_tries")

    def signed_in(self, session: Session, address: str, link: str) -> None:
        """It was a success: nothing of it counts."""
        limits.forget(session, self._names(address, link))

    def _names(self, address: str, link: str) -> Sequence[str]:
        return name_of("from", household(address), self._key), name_of("link", link, self._key)

    def _spent(self, known_by: str, at: datetime) -> bool:
        """Whether a call was left in the purse. Raises TooMany as long as the database is known to have none."""
        with self._turn:
            purse = self._purses.get(known_by)
            if purse is None:
                return False
            if purse.calls:
                purse.calls -= 1
                return True
        if purse.shut_until > at.timestamp():
            raise _too_many(purse.shut_until - at.timestamp())
        return False

    def _draw(self, known_by: str, token: str, kind: str, pace: Pace, at: datetime) -> None:
        with self._database.reading() as session:
            held = people.holder(session, token, kind=kind, at=at)
        if held is None:
            return
        wanted = max(1, pace.burst // DRAWN_AT_ONCE)
        name = f"calls:{held[0].id}"
        with self._database.writing() as session:
            if limits.take(session, name, pace, at=at, wanted=wanted):
                wanted = 1
                wait = limits.take(session, name, pace, at=at)
            else:
                wait = 0.0
        if wait:
            self._put(known_by, Purse(shut_until=at.timestamp() + wait))
            raise _too_many(wait)
        self._put(known_by, Purse(wanted - 1))

    def _put(self, name: str, purse: Purse) -> None:
        with self._turn:
            if len(self._purses) >= MOST_PURSES:
                self._purses.clear()
            self._purses[name] = purse


def _too_many(wait: float, code: str = "too_many_requests") -> TooMany:
    seconds = math.ceil(wait)
    return TooMany(code, retry_after=seconds, minutes=math.ceil(seconds / MINUTE))
