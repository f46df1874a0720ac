"""From Telegram into the table: nothing is acknowledged that is not kept, and one poller asks at a time."""

import asyncio
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import receiving
from bot.receiving import LEASE_SECONDS
from db.engine import Database
from simulator import TOKEN
from simulator.client import Person, Stage
from tests.bot.ear import Ear
from tests.processes import ROOT
from tests.worker.post import until


@pytest.fixture
def ear(database: Database, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Ear:
    monkeypatch.setattr(receiving, "RENEW_SECONDS", 0.05)
    monkeypatch.setattr(receiving, "AWAY_SECONDS", 0.05)
    return Ear(database, stage)


@pytest.fixture
def aigul(stage: Stage) -> Person:
    return stage.person("Айгүл")


def message(update_id: int) -> dict[str, Any]:
    chat = {"id": 5_000_000_000, "type": "private"}
    return {"update_id": update_id, "message": {"message_id": 1, "date": 1, "chat": chat, "text": "Суу жок"}}


async def test_what_people_write_is_kept_then_acknowledged(ear: Ear, aigul: Person) -> None:
    async with ear.listening():
        aigul.starts().says("Суу жок").says("Үч күн болду")
        await until(lambda: len(ear.kept()) == 3 and not ear.stage.pending())
    assert ear.wakes >= 1
    assert {"telegram.polled", "updates.received"} <= set(ear.heard)


async def test_a_poller_killed_between_keeping_and_acknowledging_loses_and_doubles_nothing(
    ear: Ear, aigul: Person
) -> None:
    aigul.starts()
    killed = ear.poller()
    await killed.once()
    assert (len(ear.kept()), ear.stage.pending()) == (1, 1), "kept, and not yet acknowledged"
    aigul.says("Суу жок")
    async with ear.listening():
        await until(lambda: not ear.stage.pending())
    assert len(ear.kept()) == len(set(ear.kept())) == 2


async def test_an_update_that_telegram_hands_over_twice_is_kept_once(ear: Ear, aigul: Person) -> None:
    ear.stage.fault("duplicate", "delivery")
    aigul.starts()
    async with ear.listening():
        await until(lambda: ear.polls().get("200", 0) >= 2 and not ear.stage.pending())
    assert len(ear.kept()) == 1


async def test_what_cannot_be_kept_is_not_acknowledged(ear: Ear, aigul: Person) -> None:
    ear.away()
    aigul.starts()
    async with ear.listening():
        await asyncio.sleep(0.2)
        assert ear.stage.pending() == 1
        ear.away(gone=False)
        await until(lambda: not ear.stage.pending())
    assert len(ear.kept()) == 1
    assert set(ear.polls()) == {"200"}


async def test_told_to_stop_while_the_database_is_away_it_stops(ear: Ear) -> None:
    with capture_logs() as logged:
        async with ear.listening():
            await until(ear.stage.state)
            with ear.database.writing() as session:
                session.execute(text("ALTER TABLE leases RENAME TO elsewhere"))
    assert "database_away" in {event["event"] for event in logged}


async def test_two_pollers_share_one_lease_and_never_disturb_each_other(ear: Ear, aigul: Person) -> None:
    aigul.starts()
    async with ear.listening(), ear.listening():
        await until(lambda: ear.kept() and not ear.stage.pending())
        aigul.says("Суу жок")
        await until(lambda: len(ear.kept()) == 2)
        await asyncio.sleep(0.2)
    assert set(ear.polls()) == {"200"}


async def test_when_a_poller_stops_the_next_one_takes_over_at_once(ear: Ear, aigul: Person) -> None:
    async with ear.listening():
        async with ear.listening():
            await until(lambda: ear.heard or aigul.starts())
            await until(lambda: len(ear.kept()) == 1)
        aigul.says("Суу жок")
        await until(lambda: len(ear.kept()) == 2)


async def test_the_lease_of_a_dead_poller_runs_out(ear: Ear, aigul: Person) -> None:
    assert ear.holds("dead")
    aigul.starts()
    async with ear.listening():
        await asyncio.sleep(0.15)
        assert ear.polls() == {}
        ear.at += timedelta(seconds=LEASE_SECONDS + 0.1)
        await until(ear.kept)


async def test_a_poller_that_lost_its_lease_lets_go_of_the_line(ear: Ear, aigul: Person) -> None:
    async with ear.listening():
        aigul.starts()
        await until(lambda: ear.kept() and not ear.stage.pending())
        ear.at += timedelta(seconds=LEASE_SECONDS + 0.1)
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                while not ear.holds("other"):
                    ear.at += timedelta(seconds=LEASE_SECONDS + 0.1)
        await asyncio.sleep(0.2)
        aigul.says("Суу жок")
        await asyncio.sleep(0.1)
        assert (len(ear.kept()), ear.stage.pending()) == (1, 1)
        ear.at += timedelta(seconds=LEASE_SECONDS + 0.1)
        await until(lambda: len(ear.kept()) == 2)


async def test_a_stranger_who_polls_with_our_token_cannot_make_us_lose_anything(
    ear: Ear, aigul: Person
) -> None:
    async with ear.listening():
        async with httpx.AsyncClient(trust_env=False) as stranger:
            for _ in range(3):
                await stranger.post(f"{ear.stage.url}/bot{TOKEN}/getUpdates", json={"timeout": 0})
                await asyncio.sleep(0.1)
        aigul.starts()
        await until(lambda: ear.kept() and not ear.stage.pending())
    assert ear.polls().get("409", 0) >= 1


async def test_after_a_quiet_week_numbers_begin_anew_and_nothing_is_skipped(ear: Ear) -> None:
    poller = ear.poller()
    for number in (900_000_000, 3, 500_000):
        ear.stage.inject(message(number))
        assert await poller.once()
        assert not await poller.once(), "acknowledged"
        assert ear.stage.pending() == 0
    assert ear.kept() == [900_000_000, 3, 500_000]


@pytest.mark.parametrize(
    "odd", [{"message": "?"}, {"message": {"chat": {"id": "x"}}}, {"message": {"text": "\0"}}]
)
async def test_an_update_that_makes_no_sense_is_kept_and_acknowledged(ear: Ear, odd: dict[str, Any]) -> None:
    ear.stage.inject({"update_id": 7, **odd})
    poller = ear.poller()
    assert await poller.once()
    assert not await poller.once()
    assert (ear.kept(), ear.stage.pending()) == ([7], 0)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "429", "retry_after": None},
        {"kind": "json", "code": 500, "description": "Internal Server Error: restart"},
        {"kind": "json", "code": 401, "description": "Unauthorized"},
        {"kind": "json", "code": 200},
        {"kind": "html", "code": 502},
        {"kind": "empty", "code": 200},
        {"kind": "reset"},
        {"kind": "timeout_before", "seconds": 0.1},
        {"kind": "timeout_after", "seconds": 0.1},
    ],
    ids=lambda fault: f"{fault['kind']} {fault.get('code', '')}".strip(),
)
async def test_a_bad_answer_is_asked_again(ear: Ear, aigul: Person, fault: dict[str, Any]) -> None:
    ear.stage.fault(method="getUpdates", times=2, **fault)
    aigul.starts()
    with capture_logs() as logged:
        async with ear.listening():
            await until(lambda: ear.kept() and not ear.stage.pending())
    assert [event["event"] for event in logged] == ["polling_begins", *["telegram_away"] * 2]
    assert len(ear.kept()) == 1


async def test_retry_after_is_waited_for_and_does_not_hold_up_the_end(ear: Ear, aigul: Person) -> None:
    ear.stage.fault("429", "getUpdates", retry_after=30)
    aigul.starts()
    async with ear.listening():
        await until(lambda: ear.polls() == {"429": 1})
        await asyncio.sleep(0.2)
        assert ear.polls() == {"429": 1}


def test_the_token_is_never_in_a_log_line(stage: Stage, sqlite_url: Any) -> None:
    """In a process of its own, as wiring sets the log up: the address holds the token, and libraries log it."""
    for kind in ("html", "reset", "429"):
        stage.fault(kind, "getUpdates", retry_after=None)
    program = f"""
import asyncio, logging
from datetime import UTC, datetime
from app.wiring.logs import start_log
from bot import receiving
from bot.receiving import Poller
from db.engine import Database
start_log(level=logging.DEBUG)
receiving.AWAY_SECONDS = 0.05
heard = []
def poller(api):
    database, hear = Database({sqlite_url()!r}), lambda name, times=1: heard.append(name)
    return Poller(
        database, api=api, token={TOKEN!r}, now=lambda: datetime.now(UTC), wake=print, beat=hear
    )
async def main():
    listening, stop = poller({stage.url!r}), asyncio.Event()
    running = asyncio.create_task(listening.run(stop))
    while "telegram.polled" not in heard:
        await asyncio.sleep(0.01)
    stop.set()
    await running
    await poller("http://127.0.0.1:9").once()
asyncio.run(main())
"""
    stage.person("Айгүл").starts()
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("telegram_away") == 4
    assert TOKEN.partition(":")[2] not in done.stderr + done.stdout
