"""Takes objects of the storage away that a transaction has let go of: first the object, then the row that owes it."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from db.engine import Database
from db.files.storage import Storage, StorageAway
from db.queries import erasing

log = structlog.get_logger(__name__)

EVERY_SECONDS = 20.0
BATCH = 50


class Remover:
    """Any number may run, and any of them may die: an object that is gone already is removed once more."""

    def __init__(self, database: Database, storage: Storage, *, now: Callable[[], datetime]) -> None:
        self._database, self._storage, self._now = database, storage, now

    async def run(self, stop: asyncio.Event) -> None:
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            try:
                await self.empty()
            except StorageAway as trouble:
                log.warning("removal_put_off", why=str(trouble))
            except SQLAlchemyError as error:
                log.warning("database_away", error=type(error).__name__)
            await asyncio.wait({stopping}, timeout=EVERY_SECONDS)

    async def empty(self) -> int:
        """Everything owed now. Returns how many objects are gone. Raises StorageAway; what is left stays owed."""
        gone = 0
        while owed := await self._database.read(erasing.objects_owed, at=self._now(), limit=BATCH):
            for token in owed:
                await asyncio.to_thread(self._storage.forget, token)
                await self._database.write(erasing.removed, token)
                gone += 1
        return gone
