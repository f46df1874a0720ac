"""Fetches what citizens sent: lease, download, clean, keep, settle. No transaction is open meanwhile."""

import asyncio
import hashlib
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

import httpx
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.downloading import AwayForNow, Downloads, NotGiven, TooLarge
from casework import attachments
from db.engine import Database
from db.files.cleaning import Unfit, clean
from db.files.storage import Storage, StorageAway
from db.queries import files
from db.queries.files import Held, Kept
from rules.attachments import Kind, Reason

log = structlog.get_logger(__name__)

LEASE_SECONDS = 12.0
RENEW_SECONDS = 4.0
HANDS = 3
"""Files under way at once: each is held in memory, 20 MB at most."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=30)
GIVE_UP_AFTER = 24
"""Attempts, most of a working day, when Telegram says that there is no such file; all else is tried for ever."""
IDLE_SECONDS = 1.0
"""How soon a file that another process owed is noticed."""

Settling = Callable[..., object]
"""`settle(session, held, at=…)`"""


class Fetcher:
    """Any number may run: a lease decides who fetches which file, and a dead fetcher's lease runs out."""

    def __init__(
        self, database: Database, storage: Storage, *, api: str, token: str, now: Callable[[], datetime]
    ) -> None:
        self._database, self._storage, self._now = database, storage, now
        self._api, self._token = api, token
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: set[str] = set()
        # A picture unpacked is a hundred times its size: one at once.
        self._bench = ThreadPoolExecutor(1, thread_name_prefix="cleaning")

    def wake(self) -> None:
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; what is under way is finished first."""
        stopping, renewing = asyncio.create_task(stop.wait()), asyncio.create_task(self._renew())
        async with httpx.AsyncClient(timeout=30) as http:
            downloads = Downloads(http, api=self._api, token=self._token)
            try:
                while not stop.is_set():
                    self._woken.clear()
                    if not await self._round(downloads):
                        await self._rest(stopping)
            finally:
                await asyncio.gather(*self._under_way, return_exceptions=True)
                renewing.cancel()
                stopping.cancel()

    async def empty(self) -> int:
        """Fetch everything that is ready now. Returns how many files were handled; for tests and the demo."""
        handled = 0
        async with httpx.AsyncClient(timeout=30) as http:
            downloads = Downloads(http, api=self._api, token=self._token)
            while taken := await self._round(downloads):
                handled += taken
                await asyncio.gather(*self._under_way)
        return handled

    async def _round(self, downloads: Downloads) -> int:
        free = HANDS - len(self._under_way)
        if not free:
            return 0
        try:
            held = await self._database.write(files.lease, at=self._now(), seconds=LEASE_SECONDS, limit=free)
        except SQLAlchemyError as error:
            log.warning("database_away", error=type(error).__name__)
            return 0
        for one in held:
            task = asyncio.create_task(self._handle(downloads, one))
            self._under_way.add(task)
            task.add_done_callback(self._finished)
        return len(held)

    async def _handle(self, downloads: Downloads, held: Held) -> None:
        self._held.add(held.lease)
        try:
            settle = await self._outcome(downloads, held)
            await self._database.write(settle, held, at=self._now())
        finally:
            self._held.discard(held.lease)

    async def _outcome(self, downloads: Downloads, held: Held) -> Settling:
        """What came of it, as the work that settles it."""
        try:
            return await self._brought(downloads, held)
        except TooLarge:
            return attachments.too_large
        except Unfit as unfit:
            return partial(attachments.give_up, reason=unfit.reason)
        except (AwayForNow, StorageAway, NotGiven) as trouble:
            log.warning("file_put_off", file=held.id, error=type(trouble).__name__, why=str(trouble))
            if isinstance(trouble, NotGiven) and held.attempts >= GIVE_UP_AFTER:
                return partial(attachments.give_up, reason=Reason.GONE)
            asked = trouble.after if isinstance(trouble, AwayForNow) else None
            return partial(files.later, wait=asked or _back_off(held.attempts))
        except Exception as error:
            log.error("fetching_broke", file=held.id, error=type(error).__name__, exc_info=error)
            return partial(files.later, wait=_back_off(held.attempts))

    async def _brought(self, downloads: Downloads, held: Held) -> Settling:
        fetched = await downloads.take(held.file_id)
        loop = asyncio.get_running_loop()
        cleaned = await loop.run_in_executor(self._bench, clean, Kind(held.kind), fetched)
        await asyncio.to_thread(self._storage.keep, held.token, cleaned.content, cleaned.mime)
        digest = hashlib.sha256(cleaned.content).hexdigest()
        return partial(files.kept, found=Kept(cleaned.mime, len(cleaned.content), digest))

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if self._held:
                try:
                    until = self._now() + timedelta(seconds=LEASE_SECONDS)
                    await self._database.write(files.renew, list(self._held), until=until)
                except SQLAlchemyError as error:
                    log.warning("database_away", error=type(error).__name__)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("fetching_broke", error=type(error).__name__, exc_info=error)

    async def _rest(self, stopping: asyncio.Task[bool]) -> None:
        woken = asyncio.create_task(self._woken.wait())
        await asyncio.wait({woken, stopping}, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()


def _back_off(attempts: int) -> timedelta:
    """Doubling, spread so that fetchers do not march in step."""
    doublings: int = 2 ** min(attempts - 1, 12)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT) * random.uniform(0.75, 1.25)  # noqa: S311
