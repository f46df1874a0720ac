from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest

from simulator import TOKEN, started
from simulator.client import Person, Stage
from tests.simulator.clients import CLIENTS, Client
from tests.simulator.door import Door

PICTURE = b"\x89PNG\r\n\x1a\n and the rest of it"

Asked = Callable[..., Any]


@pytest.fixture(scope="session")
def theatre() -> Iterator[Stage]:
    with started() as address, Stage(address) as stage:
        yield stage


@pytest.fixture(scope="session")
def wire(theatre: Stage) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{theatre.url}/bot{TOKEN}/", trust_env=False, timeout=5) as http:
        yield http


@pytest.fixture
def url(theatre: Stage) -> str:
    theatre.reset()
    return theatre.url


@pytest.fixture
def stage(url: str, theatre: Stage) -> Iterator[Stage]:
    """A stage that said nothing wrong by the end of the test."""
    yield theatre
    theatre.must_be_flawless()


@pytest.fixture
def aigul(stage: Stage) -> Person:
    return stage.person("Айгүл", language_code="ky", phone="+996700123456").starts()


@pytest.fixture(params=CLIENTS)
async def client(request: pytest.FixtureRequest, url: str) -> AsyncIterator[Client]:
    async with CLIENTS[request.param](url) as client:
        yield client


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    yield door
    door.close()


@pytest.fixture
def bot(url: str, wire: httpx.Client) -> httpx.Client:
    """The Bot API without a library, before a stage that was cleared: `bot.post("sendMessage", json={...})`."""
    return wire
