"""Takes turns as long as there are updates: as many at once as the database can write."""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.turns import TurnFailed, Turns
from db.engine import Database
from db.queries.pulse import TURN, Beating, unheard

log = structlog.get_logger(__name__)

IDLE_SECONDS = 0.5
"""How soon updates that another process stored are noticed."""
AWAY_SECONDS = 1.0


class Serving:
    """`wake` is called by whoever stored an update in this process; others are found by looking now and then."""

    def __init__(
        self,
        database: Database,
        turns: Turns,
        *,
        wake_couriers: Callable[[], None],
        beat: Beating = unheard,
    ) -> None:
        self._database, self._turns, self._wake_couriers = database, turns, wake_couriers
        self._beat = beat
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        await asyncio.gather(*(self._one_after_another(stop) for _ in range(self._database.writers)))

    async def empty(self) -> int:
        """Take every turn that is ready now. For tests and the demo."""
        taken = 0
        while round_of := await self.take():
            taken += round_of
        return taken

    async def take(self) -> int:
        """One round of turns. Returns how many updates it took on, well or not; 0 when none is ready."""
        outcome = "turn"
        try:
            taken = await self._database.write(self._turns.take)
        except TurnFailed as failure:
            log.error("turn_failed", update=failure.row_id, error=str(failure), exc_info=failure)
            await self._database.write(self._turns.count_failure, failure)
            taken, outcome = 1, "failed"
        if taken:
            self._beat(f"{TURN}{outcome}", taken)
            self._wake_couriers()
        return taken

    async def _one_after_another(self, stop: asyncio.Event) -> None:
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            self._woken.clear()
            try:
                if not await self.take():
                    await self._rest(stopping, IDLE_SECONDS)
            except SQLAlchemyError as error:
                log.warning("database_away", error=type(error).__name__)
                await self._rest(stopping, AWAY_SECONDS)
        stopping.cancel()

    async def _rest(self, stopping: asyncio.Task[bool], seconds: float) -> None:
        woken = asyncio.create_task(self._woken.wait())
        await asyncio.wait({woken, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
