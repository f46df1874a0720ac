"""A village, its office, one citizen with a telephone; and a stage Telegram for what is about the wire."""

from collections.abc import Iterator
from typing import Any

import pytest

from casework import closing, handling
from db.engine import Database
from db.queries import lists, outbox, received, tickets
from db.queries.tickets import TicketRow
from rules.lifecycle import Outcome
from simulator import started
from simulator.client import Stage
from tests.village import EVERYWHERE, Phone, Village


class Office:
    """A clerk at work; every act is carried to the citizen at once."""

    def __init__(self, village: Village) -> None:
        self._village = village
        self._clerk = village.colleague()

    def takes(self, ticket: int = 1001) -> None:
        self._does(handling.take, ticket)

    def answers(self, said: str, ticket: int = 1001) -> None:
        self._does(handling.answer, ticket, said=said)

    def asks(self, said: str, ticket: int = 1001) -> None:
        self._does(handling.ask, ticket, said=said)

    def resolves(self, said: str = "Оңдолду", ticket: int = 1001) -> None:
        self._does(closing.resolve, ticket, outcome=Outcome.FIXED, said=said)

    def declines(self, reason: str, ticket: int = 1001) -> None:
        self._does(closing.decline, ticket, outcome=Outcome.REFUSED, reason=reason)

    def _does(self, action: Any, ticket: int, **more: Any) -> None:
        self._village.do(action, ticket, by=self._clerk, reach=EVERYWHERE, **more)
        self._village.delivers()


@pytest.fixture
def village(catalogue_database: Database) -> Village:
    return Village(catalogue_database)


@pytest.fixture
def aigul(village: Village) -> Phone:
    return village.phone()


@pytest.fixture
def office(village: Village) -> Office:
    return Office(village)


@pytest.fixture
def filed(aigul: Phone) -> Phone:
    """Somebody whose case 1001 was accepted."""
    return aigul.settles().says("Нет воды").presses("Отправить")


@pytest.fixture(scope="session")
def theatre() -> Iterator[Stage]:
    with started() as address, Stage(address) as stage:
        yield stage


@pytest.fixture
def stage(theatre: Stage) -> Iterator[Stage]:
    theatre.reset()
    yield theatre
    theatre.must_be_flawless()


def ticket_of(village: Village, ticket: int = 1001) -> TicketRow:
    with village.database.reading() as session:
        return tickets.one(session, ticket)


def history_of(village: Village, ticket: int = 1001) -> list[tuple[str, str | None]]:
    with village.database.reading() as session:
        return [(line.event.move, line.text) for line in tickets.history(session, ticket)]


def stories(database: Database) -> list[str]:
    with database.reading() as session:
        found = lists.latest(session, lists.Filter(), reach=EVERYWHERE, limit=50)
        return [one.text for one in reversed(found)]


def states_of(database: Database) -> dict[str, int]:
    """How many received updates are waiting, done or dead."""
    with database.reading() as session:
        return received.counts(session)


def is_quiet(database: Database) -> bool:
    with database.reading() as session:
        owed = [outbox.next_ready_at(session, kind=kind, channel="telegram") for kind in ("prompt", "letter")]
        return owed == [None, None] and not received.counts(session).get("waiting")
