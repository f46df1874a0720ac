"""Lease, word, send, settle: nothing is lost, and nothing is said twice unless somebody died in between."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from db.engine import Database
from db.queries.outbox import Leased
from rules.messages import Message, NotYet
from tests.conftest import NewUrl
from tests.worker.post import CHAT, Post, Wire, until
from worker import courier
from worker.channels import Delivered, GiveUp, Outcome, TryLater
from worker.courier import LEASE_SECONDS


@pytest.fixture
def post(database: Database) -> Post:
    return Post(database)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits of real time, shortened."""
    for name in ("RENEW_SECONDS", "IDLE_SECONDS", "AWAY_SECONDS"):
        monkeypatch.setattr(courier, name, 0.02)


def away(database: Database, gone: bool = True) -> None:
    """The database refuses all that couriers ask."""
    names = ("outbox", "elsewhere") if gone else ("elsewhere", "outbox")
    with database.writing() as session:
        session.execute(text("ALTER TABLE {} RENAME TO {}".format(*names)))


async def test_what_is_owed_is_sent_and_settled(post: Post) -> None:
    post.owes("answer")
    wire = Wire(Delivered(71))
    assert await post.courier(wire).empty() == 1
    assert [(chat, message.text) for chat, message in wire.came] == [(CHAT, "answer")]
    (row,) = post.rows()
    assert (row.status, row.message_id, row.attempts, row.settled_at) == ("sent", 71, 1, post.at)
    assert row.leased_until is None
    assert await post.carries() == []


async def test_a_courier_carries_its_own_kind_and_its_own_channel(post: Post) -> None:
    post.owes("question", kind="prompt")
    assert await post.carries(kind="letter") == []
    assert await post.carries(kind="prompt") == ["question"]


async def test_what_may_not_be_said_yet_goes_back_as_if_it_had_not_been_taken(post: Post) -> None:
    """It holds nothing of its chat up, and is said when its hour has come."""
    morning = post.at + timedelta(hours=9)

    def politely(session: Session, held: Leased, at: datetime) -> Message | NotYet:
        return NotYet(morning) if held.content == "reminder" and at < morning else Message(held.content)

    post.owes("reminder", "answer")
    wire = Wire()
    carrier = post.courier(wire, politely)
    await carrier.empty()  # the reminder is put back
    await carrier.empty()
    assert wire.said == ["answer"]
    waiting = post.row("reminder")
    assert (waiting.status, waiting.ready_at, waiting.attempts, waiting.error) == (
        "waiting",
        morning,
        0,
        None,
    )
    assert (waiting.lease, waiting.leased_until) == (None, None)
    post.passes(hours=9)
    await post.courier(wire, politely).empty()
    assert wire.said == ["answer", "reminder"]


async def test_nothing_is_held_while_the_wire_is_slow(post: Post) -> None:
    post.owes("slow")
    wire = Wire()
    wire.opened.clear()
    sending = asyncio.create_task(post.courier(wire).empty())
    await until(lambda: wire.said)
    post.owes("fast", chat=CHAT + 1)  # on SQLite this would wait for an open transaction
    assert await post.carries() == ["fast"]
    wire.opened.set()
    assert await sending == 1
    assert post.states() == [("slow", "sent"), ("fast", "sent")]


async def test_two_couriers_never_send_the_same_row(
    new_url: NewUrl, monkeypatch: pytest.MonkeyPatch, hurried: None
) -> None:
    monkeypatch.setattr(courier, "BURST", 1000.0)
    url = new_url()
    databases = [Database(url), Database(url)]
    post, wires, stop = Post(databases[0]), [Wire(), Wire()], asyncio.Event()
    post.owes_to_many(100)
    for wire in wires:
        wire.opened.clear()  # until both have their hands full
    try:
        running = [
            asyncio.create_task(post.courier(wire, database=database).run(stop))
            for wire, database in zip(wires, databases, strict=True)
        ]
        await until(lambda: all(wire.said for wire in wires))
        for wire in wires:
            wire.opened.set()
        await until(lambda: len(wires[0].came) + len(wires[1].came) >= 100)
        stop.set()
        await asyncio.gather(*running)
        assert set(Counter(wires[0].said + wires[1].said).values()) == {1}
        assert {status for _, status in post.states()} == {"sent"}
    finally:
        for database in databases:
            database.close()


async def test_what_a_killed_courier_held_is_sent_again_when_its_lease_has_run_out(post: Post) -> None:
    post.owes("answer")
    wire = Wire()
    wire.opened.clear()
    killed = asyncio.create_task(post.courier(wire).empty())
    await until(lambda: wire.said)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    post.passes(seconds=LEASE_SECONDS - 0.1)
    assert await post.carries() == []
    post.passes(seconds=0.1)
    assert await post.carries() == ["answer"]
    assert [(row.status, row.attempts) for row in post.rows()] == [("sent", 2)]


@pytest.mark.parametrize("late", [Delivered(1), TryLater("late"), GiveUp("late"), GiveUp("late", moved_to=9)])
async def test_who_lost_the_lease_cannot_settle(post: Post, late: Outcome) -> None:
    post.owes("answer")
    slow = Wire(late)
    slow.opened.clear()
    sending = asyncio.create_task(post.courier(slow).empty())
    await until(lambda: slow.said)
    post.passes(seconds=LEASE_SECONDS)
    assert await post.carries(Delivered(72)) == ["answer"]
    slow.opened.set()
    await sending
    (row,) = post.rows()
    assert (row.status, row.message_id, row.error, row.chat_id) == ("sent", 72, None, CHAT)


async def test_a_slow_call_keeps_its_lease(post: Post, hurried: None) -> None:
    post.owes("answer")
    wire, stop = Wire(), asyncio.Event()
    wire.opened.clear()
    running = asyncio.create_task(post.courier(wire).run(stop))
    await until(lambda: wire.said)
    for _ in range(3):
        post.passes(seconds=LEASE_SECONDS - 1)
        renewed = post.at + timedelta(seconds=LEASE_SECONDS)
        await until(lambda until=renewed: post.rows()[0].leased_until == until)
        assert await post.carries() == []
    wire.opened.set()
    stop.set()
    await running
    assert (wire.said, post.states()) == (["answer"], [("answer", "sent")])


async def test_told_to_stop_it_finishes_what_is_under_way_and_takes_nothing_new(
    post: Post, hurried: None
) -> None:
    post.owes("first", "second")
    wire, stop = Wire(), asyncio.Event()
    wire.opened.clear()
    running = asyncio.create_task(post.courier(wire).run(stop))
    await until(lambda: wire.said)
    stop.set()
    await asyncio.sleep(0.05)
    assert not running.done()
    wire.opened.set()
    await running
    assert post.states() == [("first", "sent"), ("second", "waiting")]


async def test_a_woken_courier_goes_at_once(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "IDLE_SECONDS", 60.0)
    wire, stop = Wire(), asyncio.Event()
    walking = post.courier(wire)
    running = asyncio.create_task(walking.run(stop))
    await asyncio.sleep(0.1)
    post.owes("answer")
    await asyncio.sleep(0.05)
    assert wire.said == []
    walking.wake()
    await until(lambda: wire.said)
    stop.set()
    await running


async def test_a_database_that_was_away_finds_the_courier_at_work(post: Post, hurried: None) -> None:
    post.owes("answer")
    away(post.database)
    wire, stop = Wire(), asyncio.Event()
    running = asyncio.create_task(post.courier(wire).run(stop))
    await asyncio.sleep(0.1)
    assert not running.done()
    away(post.database, gone=False)
    await until(lambda: post.states() == [("answer", "sent")])
    stop.set()
    await running
    assert wire.said == ["answer"]


async def test_what_was_said_while_the_database_was_away_is_not_said_again(post: Post, hurried: None) -> None:
    post.owes("answer")
    wire, stop = Wire(), asyncio.Event()
    wire.opened.clear()
    running = asyncio.create_task(post.courier(wire).run(stop))
    await until(lambda: wire.said)
    away(post.database)
    wire.opened.set()
    await asyncio.sleep(0.1)
    away(post.database, gone=False)
    await until(lambda: post.states() == [("answer", "sent")])
    stop.set()
    await running
    assert wire.said == ["answer"]


async def test_a_database_that_stays_away_does_not_keep_the_process_from_ending(
    post: Post, hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "LEASE_SECONDS", 0.1)
    post.owes("answer")
    wire, stop = Wire(), asyncio.Event()
    wire.opened.clear()
    running = asyncio.create_task(post.courier(wire).run(stop))
    await until(lambda: wire.said)
    away(post.database)
    stop.set()
    wire.opened.set()
    await asyncio.wait_for(running, 2)
    away(post.database, gone=False)
    post.passes(seconds=1)
    assert await post.carries() == ["answer"]


async def test_a_postgres_that_ends_every_connection_is_survived(postgres_url: NewUrl, hurried: None) -> None:
    post = Post(Database(postgres_url()))
    bystander = Database(post.database.url.render_as_string(hide_password=False))
    wire, stop = Wire(), asyncio.Event()
    running = asyncio.create_task(post.courier(wire).run(stop))
    for number in range(3):
        post.owes(f"letter {number}", chat=CHAT + number)
        with bystander.writing() as session:
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        await until(lambda wanted=number: post.states()[wanted][1] == "sent")
    stop.set()
    await running
    bystander.close()
    post.database.close()
