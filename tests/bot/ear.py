"""An ear for tests: real pollers before a real stage, on a clock that stands still."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text

from bot.receiving import LEASE_SECONDS, LONG_POLL_SECONDS, Poller
from db.engine import Database
from db.queries import operations
from simulator import TOKEN
from simulator.client import Stage
from tests.village import MONDAY

LEASE = f"poller:{TOKEN.partition(':')[0]}"


class Ear:
    """Pollers before one database, on a clock that stands still."""

    def __init__(self, database: Database, stage: Stage) -> None:
        self.database, self.stage, self.at = database, stage, MONDAY
        self.wakes = 0
        self.heard: list[str] = []

    def poller(self, *, token: str = TOKEN) -> Poller:
        return Poller(
            self.database,
            api=self.stage.url,
            token=token,
            now=lambda: self.at,
            wake=self.wake,
            beat=lambda name, times=1: self.heard.append(name),
        )

    def wake(self) -> None:
        self.wakes += 1

    @asynccontextmanager
    async def listening(self, **more: Any) -> AsyncIterator[Poller]:
        poller, stop = self.poller(**more), asyncio.Event()
        running = asyncio.create_task(poller.run(stop))
        try:
            yield poller
        finally:
            stop.set()
            began = time.monotonic()
            await running
            assert time.monotonic() - began < LONG_POLL_SECONDS / 2, "a poller that is told to stop stops"

    def kept(self) -> list[int]:
        with self.database.reading() as session:
            return list(session.scalars(text("SELECT update_id FROM received_updates ORDER BY id")))

    def polls(self) -> dict[str, int]:
        return dict(self.stage.counts().get("getUpdates", {}))

    def holds(self, holder: str) -> bool:
        with self.database.writing() as session:
            return operations.hold_lease(session, LEASE, holder, at=self.at, seconds=LEASE_SECONDS)

    def away(self, gone: bool = True) -> None:
        names = ("received_updates", "elsewhere") if gone else ("elsewhere", "received_updates")
        with self.database.writing() as session:
            session.execute(text("ALTER TABLE {} RENAME TO {}".format(*names)))
