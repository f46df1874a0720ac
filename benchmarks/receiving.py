"""Received updates: one transaction each, as the webhook stores them, beside the driver storing the same rows."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from benchmarks.bases import Bare, Bases
from benchmarks.loading import Load
from benchmarks.measuring import Line, in_turns
from benchmarks.recording import recorded
from benchmarks.updates import FIRST_CHAT, Phones
from bot.receiving import keep
from db.engine import Database
from db.queries import received
from db.queries.directory import read
from db.queries.received import Arrived

LIMIT = 0.7


def measure(bases: Bases, load: Load, *, updates: int = 2_000, a_round: int = 100) -> Iterator[Line]:
    url = bases.copy(bases.new(load))
    database, bare = Database(url), Bare(url)
    with database.writing() as session:
        phones = Phones(read(session, load.today))
    arriving = iter([phones.message(FIRST_CHAT + n, phones.story()) for n in range(updates)])
    peers = iter([[one] for one in _statements(database, phones, load.now, updates)])
    loop = asyncio.new_event_loop()
    ours, peer = in_turns(
        lambda: loop.run_until_complete(_kept(database, list(islice(arriving, a_round)), load.now)),
        lambda: bare.transactions(islice(peers, a_round)),
        rounds=updates // a_round,
    )
    yield Line("received updates, one commit each", bases.kind, ours, "/s", peer, LIMIT)
    loop.close()
    bare.close()
    database.close()


async def _kept(database: Database, arriving: Sequence[Arrived], at: datetime) -> int:
    for one in arriving:
        await keep(database, [one], at=at)
    return len(arriving)


def _statements(database: Database, phones: Phones, at: datetime, updates: int) -> list[tuple[str, object]]:
    """The same INSERT for updates of other people: recorded, and taken back."""
    with recorded() as recording:
        for n in range(updates):
            one = phones.message(FIRST_CHAT + updates + n, phones.story())
            try:
                with database.writing() as session:
                    received.store(session, [one], at=at)
                    raise _TakeBack
            except _TakeBack:
                pass
    return recording.writes


class _TakeBack(Exception):
    pass
