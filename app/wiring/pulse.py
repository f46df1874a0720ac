"""What happens in a process is counted in memory and brought to the database together: not a row a message."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from db.engine import Database
from db.queries import pulse

log = structlog.get_logger(__name__)

FLUSH_SECONDS = 10.0


class Pulse:
    """Counts in memory, and brings it to the database now and then. A process that is killed loses some seconds."""

    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._counted: Counter[str] = Counter()

    def beat(self, name: str, times: int = 1, /) -> None:
        """From the event loop alone."""
        self._counted[name] += times

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), FLUSH_SECONDS)
            except TimeoutError:
                await self.flush()
        await self.flush()

    async def flush(self) -> None:
        counted, self._counted = self._counted, Counter()
        if not counted:
            return
        try:
            await self._database.write(pulse.beat, counted, at=self._now())
        except SQLAlchemyError as error:
            log.warning("database_away", error=type(error).__name__)
            self._counted.update(counted)
