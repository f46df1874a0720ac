"""An album and a voice, all the way: a telephone, Telegram, the bot, a disk or a bucket, the clerk's browser."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import read
from app.wiring.house import open_house
from app.wiring.users import new_user
from bot.scripts import place
from rules.lifecycle import Role
from simulator import started
from simulator.client import Stage
from tests.conftest import NewUrl
from tests.db.pictures import OPUS, TELEPHONE, opened, snapshot
from tests.processes import Company
from tests.s3 import make_bucket, s3_server
from tests.village import AK_BULAN

PATIENCE = 40.0
PHOTOS = [snapshot(size=(1200 + 10 * number, 900)) for number in range(3)]


@pytest.fixture(params=["one process, SQLite, a disk", "three processes, PostgreSQL, a bucket"])
def company(request: pytest.FixtureRequest, stage: Stage, tmp_path: Path) -> Iterator[tuple[Company, str]]:
    """The processes, and an administrator's key."""
    small = request.param.startswith("one")
    new_url: NewUrl = request.getfixturevalue("sqlite_url" if small else "postgres_url")
    url = new_url("catalogue")
    house = open_house(read(database_url=url))
    key = new_user(house, "Айнура", Role.ADMIN, key=True).key
    house.close()
    assert key is not None
    commands = ["serve"] if small else ["bot", "web", "worker"]
    settings = {} if small else request.getfixturevalue("bucket")
    with Company(commands, database=url, stage=stage.url, folder=tmp_path, **settings) as running:
        yield running, key


@pytest.fixture
def bucket() -> Iterator[dict[str, str]]:
    with s3_server() as address:
        make_bucket(address, "citizens")
        yield {
            "DOBUSH_FILES": "s3://citizens/files",
            "DOBUSH_S3_ENDPOINT": address,
            "DOBUSH_S3_REGION": "us-east-1",
            "DOBUSH_S3_KEY": "key",
            "DOBUSH_S3_SECRET": "secret",
        }


@pytest.fixture
def stage() -> Iterator[Stage]:
    with started() as address, Stage(address) as stage:
        yield stage
        stage.must_be_flawless()


def test_from_the_chat_to_the_bytes_that_a_clerk_downloads(
    company: tuple[Company, str], stage: Stage
) -> None:
    running, key = company
    person = stage.person("Айгүл")
    person.starts(place.payload(AK_BULAN)).waits_for(lambda it: "Русский" in it.buttons, PATIENCE)
    person.presses("Русский").waits_for("Что случилось", PATIENCE)
    before = len(person.chat())
    person.sends_album(PHOTOS, caption="Нет воды").waits_for("📷 Фото: 3", PATIENCE)
    assert len(person.chat()) == before + len(PHOTOS) + 1, "one card for the whole album"
    person.sends_voice(OPUS, duration=12).waits_for("🎤 Голосовое сообщение, 0:12", PATIENCE)
    person.presses("✅ Отправить").waits_for("Принято", PATIENCE)

    desk = httpx.Client(base_url=running.web_address(), headers={"authorization": f"Bearer {key}"})
    told = _when_kept(desk)
    assert [one["kind"] for one in told] == ["photo", "photo", "photo", "voice"]
    for one, sent in zip(told, [*PHOTOS, OPUS], strict=True):
        answer = desk.get(one["url"])
        assert (answer.status_code, len(answer.content)) == (200, one["bytes"])
        if one["kind"] == "voice":
            assert answer.content == sent
            assert desk.get(one["url"], headers={"range": "bytes=4-7"}).content == sent[4:8]
        else:
            assert TELEPHONE.encode() in sent
            assert TELEPHONE.encode() not in answer.content
            assert dict(opened(answer.content).getexif()) == {}
            assert opened(answer.content).size == opened(sent).size
    assert httpx.get(running.web_address() + told[0]["url"]).status_code == httpx.codes.UNAUTHORIZED
    assert running.stop() == [0] * len(running.processes)


def _when_kept(desk: httpx.Client) -> list[dict[str, Any]]:
    """The files of the case, when all of them are here."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        told: list[dict[str, Any]] = desk.get("/api/v1/tickets").json()["items"][0]["attachments"]
        if {one["status"] for one in told} == {"kept"}:
            return told
        time.sleep(0.2)
    raise AssertionError(told)
