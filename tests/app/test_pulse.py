"""What processes count in memory comes to the database together, and nothing is lost while it is away."""

import asyncio
from datetime import UTC, datetime, timedelta

from app.wiring.pulse import Pulse
from db.engine import Database
from db.queries import pulse

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def beats(database: Database) -> dict[str, pulse.Beat]:
    with database.reading() as session:
        return pulse.beats(session)


async def test_two_processes_count_together(database: Database) -> None:
    first, second = Pulse(database, now=lambda: NOW), Pulse(database, now=lambda: NOW + timedelta(seconds=9))
    for _ in range(3):
        first.beat(pulse.RECEIVED)
    second.beat(pulse.RECEIVED, 4)
    assert beats(database) == {}
    await first.flush()
    await second.flush()
    await second.flush()
    assert beats(database) == {pulse.RECEIVED: (NOW + timedelta(seconds=9), 7)}


async def test_whoever_stops_brings_the_last_counts(database: Database) -> None:
    one, stop = Pulse(database, now=lambda: NOW), asyncio.Event()
    running = asyncio.create_task(one.run(stop))
    await asyncio.sleep(0)
    one.beat(pulse.TICK)
    stop.set()
    await running
    assert beats(database)[pulse.TICK].beats == 1


async def test_what_was_counted_while_the_database_is_away_is_brought_later(database: Database) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    one = Pulse(away, now=lambda: NOW)
    one.beat(pulse.RECEIVED, 2)
    await one.flush()
    one.beat(pulse.RECEIVED)
    one._database = database
    await one.flush()
    assert beats(database)[pulse.RECEIVED].beats == 3
    away.close()


def test_the_last_contact_is_the_newest_of_all_ways() -> None:
    known = {
        pulse.POLLED: pulse.Beat(NOW, 1),
        pulse.ANSWERED: pulse.Beat(NOW + timedelta(minutes=1), 1),
        pulse.TICK: pulse.Beat(NOW + timedelta(minutes=9), 1),
    }
    assert pulse.last_contact(known) == NOW + timedelta(minutes=1)
    assert pulse.last_contact({}) is None
