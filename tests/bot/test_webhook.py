"""Telegram calls us: behind a secret, stored before it hears "ok", through the real front door."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import text

from app.settings import read
from app.wiring.house import House, open_house
from app.wiring.web import application
from bot.discretion import KINDS
from bot.introducing import Introduction
from bot.webhook import LARGEST_BODY, PATH, Webhook
from simulator.client import Stage
from simulator.world import TOKEN
from tests.bot.conftest import states_of
from tests.bot.telegram import message
from tests.conftest import NewUrl

SECRET = "only-telegram-and-we-know-this"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
WITHIN = 10.0


class Door:
    """The real application on a real port."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.woken = threading.Event()
        app = application(house, wake_serving=self.woken.set, wake_letters=lambda: None)
        config = uvicorn.Config(app, "127.0.0.1", 0, log_level="warning", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> "Door":
        self._thread.start()
        until = time.monotonic() + WITHIN
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *error: object) -> None:
        self._server.should_exit = True
        self._thread.join(WITHIN)

    def posts(self, content: Any, secret: str | None = SECRET, **more: Any) -> httpx.Response:
        headers = {HEADER: secret} if secret is not None else {}
        body = {"json": content} if isinstance(content, dict | list) else {"content": content}
        return httpx.post(self.url + PATH, headers=headers, trust_env=False, timeout=WITHIN, **body, **more)

    @property
    def stored(self) -> dict[str, int]:
        return states_of(self.house.database)


@pytest.fixture
def door(new_url: NewUrl, tmp_path: Path) -> Iterator[Door]:
    settings = read(
        database_url=new_url("tables"),
        data_dir=tmp_path,
        telegram_mode="webhook",
        telegram_token=TOKEN,
        webhook_secret=SECRET,
    )
    house = open_house(settings)
    with Door(house) as door:
        yield door
    house.close()


def update(number: int = 1, **content: Any) -> dict[str, Any]:
    return {"update_id": number, "message": message(text="Суу жок", **content)}


def test_an_update_is_stored_acknowledged_and_wakes_the_bot(door: Door) -> None:
    assert door.posts(update()).status_code == 200
    assert door.stored == {"waiting": 1}
    assert door.woken.is_set()


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper()])
def test_who_does_not_know_the_secret_stores_nothing(secret: str | None, door: Door) -> None:
    assert door.posts(update(), secret).status_code == 401
    assert door.stored == {}
    assert not door.woken.is_set()


def test_a_bot_without_a_secret_does_not_start(door: Door) -> None:
    with pytest.raises(ValueError, match="secret"):
        Webhook(door.house.database, bot_id=7, secret="", now=door.house.now, wake=lambda: None)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b'"x"', b"null", b"7", b"{}", b'{"update_id": "1"}', b'{"update_id": true}',
     b'{"update_id": 1.5}', b'{"update_id": 99999999999999999999}', b"[" * 5000, b"\xff\xfe", b"9" * 5000],
)  # fmt: skip
def test_what_is_no_update_is_refused_and_not_stored(content: bytes, door: Door) -> None:
    assert door.posts(content).status_code == 400
    assert door.stored == {}


def test_an_endless_body_is_cut_off(door: Door) -> None:
    assert door.posts(b'{"update_id": 1, "x": "' + b"x" * LARGEST_BODY + b'"}').status_code == 413

    def endless() -> Iterator[bytes]:
        yield b'{"update_id": 1, "x": "'
        for _ in range(LARGEST_BODY // 10_000):
            yield b"x" * 10_000

    assert door.posts(endless()).status_code == 413
    assert door.stored == {}


def test_only_post_is_heard(door: Door) -> None:
    headers = {HEADER: SECRET}
    assert httpx.get(door.url + PATH, headers=headers, trust_env=False).status_code == 405
    assert door.stored == {}


def test_a_repeated_update_is_acknowledged_and_stored_once(door: Door) -> None:
    assert [door.posts(update()).status_code for _ in range(3)] == [200] * 3
    assert door.stored == {"waiting": 1}


def test_the_same_update_on_many_connections_is_stored_once(door: Door) -> None:
    async def storm() -> list[int]:
        async with httpx.AsyncClient(trust_env=False, timeout=WITHIN, headers={HEADER: SECRET}) as http:
            posts = [http.post(door.url + PATH, json=update(number % 5)) for number in range(20)]
            return [answer.status_code for answer in await asyncio.gather(*posts)]

    assert asyncio.run(storm()) == [200] * 20
    assert door.stored == {"waiting": 5}


def test_what_databases_refuse_in_a_text_is_stored_all_the_same(door: Door) -> None:
    hostile = b'{"update_id": 1, "message": {"text": "\\u0000 \\ud800 \\udfff", "chat": {"id": 5}}}'
    assert door.posts(hostile).status_code == 200
    assert door.stored == {"waiting": 1}


def test_while_the_database_is_away_telegram_is_asked_to_come_again(door: Door) -> None:
    with away(door.house):
        answer = door.posts(update())
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
    assert door.posts(update()).status_code == 200
    assert door.stored == {"waiting": 1}


async def introduced(house: House, stage: Stage, door: Door, secret: str = SECRET) -> None:
    introduction = Introduction(api=stage.url, token=TOKEN, webhook=door.url + PATH, secret=secret)
    stop = asyncio.Event()
    running = asyncio.create_task(introduction.run(stop))
    until = time.monotonic() + WITHIN
    while stage.state()["webhook"] is None and time.monotonic() < until:
        await asyncio.sleep(0.02)
    stop.set()
    await running


def test_from_the_citizens_phone_through_telegram_into_the_table(door: Door, stage: Stage) -> None:
    asyncio.run(introduced(door.house, stage, door))
    aigul = stage.person("Айгүл").starts().says("Суу жок")
    aigul.edits(aigul.chat()[-1].id, "Суу такыр жок")
    assert until_stored(door, 3) == {"waiting": 3}
    assert until_empty(stage) == 0
    asked = stage.calls("setWebhook")[0]["params"]
    assert asked["secret_token"] == SECRET
    assert sorted(asked["allowed_updates"]) == sorted(KINDS)
    assert "drop_pending_updates" not in asked


def test_a_second_replica_waits_as_long_as_telegram_says(door: Door, stage: Stage) -> None:
    stage.fault("429", "setWebhook", retry_after=1)
    asyncio.run(introduced(door.house, stage, door))
    assert stage.state()["webhook"] is not None


def test_telegram_brings_again_what_could_not_be_stored(door: Door, stage: Stage) -> None:
    asyncio.run(introduced(door.house, stage, door))
    aigul = stage.person("Айгүл")
    with away(door.house):
        aigul.starts()
        until = time.monotonic() + WITHIN
        while not stage.state()["failed_deliveries"] and time.monotonic() < until:
            time.sleep(0.02)
        assert stage.pending() == 1
    assert until_stored(door, 1) == {"waiting": 1}
    assert until_empty(stage) == 0


def test_an_update_that_telegram_brings_twice_is_stored_once(door: Door, stage: Stage) -> None:
    asyncio.run(introduced(door.house, stage, door))
    stage.fault("duplicate", "delivery")
    stage.person("Айгүл").starts()
    assert until_empty(stage) == 0
    assert door.stored == {"waiting": 1}


def test_a_webhook_that_was_set_with_another_secret_brings_nothing_in(door: Door, stage: Stage) -> None:
    asyncio.run(introduced(door.house, stage, door, secret="of-somebody-else"))
    stage.person("Айгүл").starts()
    until = time.monotonic() + WITHIN
    while not stage.state()["failed_deliveries"] and time.monotonic() < until:
        time.sleep(0.02)
    assert door.stored == {}
    assert stage.pending() == 1


@contextmanager
def away(house: House) -> Iterator[None]:
    """The table is gone for a while, which every database says with an error of its own."""
    with house.database.writing() as session:
        session.execute(text("ALTER TABLE received_updates RENAME TO lost_updates"))
    try:
        yield
    finally:
        with house.database.writing() as session:
            session.execute(text("ALTER TABLE lost_updates RENAME TO received_updates"))


def until_stored(door: Door, wanted: int) -> dict[str, int]:
    until = time.monotonic() + WITHIN
    while sum(door.stored.values()) < wanted and time.monotonic() < until:
        time.sleep(0.02)
    return door.stored


def until_empty(stage: Stage) -> int:
    until = time.monotonic() + WITHIN
    while stage.pending() and time.monotonic() < until:
        time.sleep(0.02)
    return stage.pending()
