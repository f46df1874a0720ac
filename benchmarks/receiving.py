"""Received updates as the webhook stores them, beside the driver that commits the same rows one by one."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from benchmarks.bases import Bare, Bases
from benchmarks.loading import Load
from benchmarks.measuring import Line, in_turns
from benchmarks.recording import recorded
from benchmarks.updates import FIRST_CHAT, Phones
from bot.receiving import Keeping
from db.engine import Database
from db.queries import received
from db.queries.directory import read
from db.queries.received import Arrived

LIMIT = 0.7
AT_ONCE = 40
"""Connections that Telegram opens to a webhook unless it is told otherwise."""


def measure(bases: Bases, load: Load, *, updates: int = 2_000, a_round: int = 200) -> Iterator[Line]:
    url = bases.copy(bases.new(load))
    database, bare = Database(url), Bare(url)
    with database.writing() as session:
        phones = Phones(read(session, load.today))
    loop = asyncio.new_event_loop()
    for what, at_once, limit in (
        (f"received updates, {AT_ONCE} at once", AT_ONCE, LIMIT),
        ("received updates, one after another", 1, None),
    ):
        arriving = iter([phones.message(FIRST_CHAT + n, phones.story()) for n in range(updates)])
        peers = iter([[one] for one in _statements(database, phones, load.now, updates)])
        ours, peer = in_turns(
            lambda at_once=at_once, arriving=arriving: loop.run_until_complete(  # type: ignore[misc]
                _kept(database, list(islice(arriving, a_round)), load.now, at_once)
            ),
            lambda peers=peers: bare.transactions(islice(peers, a_round)),  # type: ignore[misc]
            rounds=updates // a_round,
        )
        yield Line(what, bases.kind, ours, "/s", peer, limit)
    loop.close()
    bare.close()
    database.close()


async def _kept(database: Database, arriving: Sequence[Arrived], at: datetime, at_once: int) -> int:
    """Each caller waits for its commit before it brings the next, as Telegram's connections do."""
    keeping, queue = Keeping(database), iter(arriving)

    async def caller() -> None:
        for one in queue:
            await keeping.keep(one, at=at)

    await asyncio.gather(*(caller() for _ in range(at_once)))
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
