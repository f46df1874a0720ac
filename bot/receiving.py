"""From Telegram into the table: committed before Telegram hears "ok". Knows no aiogram, so the web can mount it."""

import asyncio
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeGuard

import httpx
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.discretion import KINDS, kept_of
from db.engine import Database
from db.queries import operations, received
from db.queries.pulse import CONFLICT, POLLED, RECEIVED, Beating, unheard
from db.queries.received import Arrived

log = structlog.get_logger(__name__)

LONG_POLL_SECONDS = 25
LEASE_SECONDS = 12.0
RENEW_SECONDS = 4.0
AWAY_SECONDS = 2.0


def chat_of(update: dict[str, Any]) -> int:
    """The private chat an update belongs to: messages and button presses of one person share it. 0 for no chat."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if isinstance(part := update.get(kind), dict):
            return _id(part.get("chat"))
    if isinstance(press := update.get("callback_query"), dict):
        message = press.get("message")
        return _id(message.get("chat")) if isinstance(message, dict) else _id(press.get("from"))
    return 0


def is_update(thing: object) -> TypeGuard[dict[str, Any]]:
    """Whether it has a number by which it can be kept once; what else it says is the turn's affair."""
    number = thing.get("update_id") if isinstance(thing, dict) else None
    return type(number) is int and abs(number) < 2**62


def _id(thing: object) -> int:
    found = thing.get("id") if isinstance(thing, dict) else None
    return found if isinstance(found, int) and abs(found) < 2**62 else 0


def arrived(bot_id: int, update: dict[str, Any]) -> Arrived:
    # The standard library's ASCII form survives what PostgreSQL's text and orjson refuse: NUL, lone surrogates.
    return Arrived(bot_id, update["update_id"], chat_of(update), json.dumps(kept_of(update)))


async def keep(database: Database, updates: Sequence[Arrived], *, at: datetime) -> int:
    return await database.write(received.store, updates, at=at)


@dataclass(slots=True)
class Batch:
    arrived: list[Arrived] = field(default_factory=list)
    kept: bool = False
    error: SQLAlchemyError | None = None


class Keeping:
    """Keeps updates that come singly, many at once: what arrives while a commit is under way shares the next."""

    def __init__(self, database: Database, *, beat: Beating = unheard) -> None:
        self._database, self._beat = database, beat
        self._turn, self._batch = asyncio.Lock(), Batch()

    async def keep(self, one: Arrived, *, at: datetime) -> None:
        """Returns when it is committed, whoever of the batch committed it. Raises SQLAlchemyError."""
        batch = self._batch
        batch.arrived.append(one)
        async with self._turn:
            if not batch.kept and batch.error is None:
                self._batch = Batch()
                await self._commit(batch, at)
        if batch.error is not None:
            raise batch.error

    async def _commit(self, batch: Batch, at: datetime) -> None:
        """Cancelled half-way it has said nothing, and the next of the batch does it."""
        try:
            self._beat(RECEIVED, await keep(self._database, batch.arrived, at=at))
            batch.kept = True
        except SQLAlchemyError as error:
            batch.error = error


class Poller:
    """Asks Telegram for updates while it holds the lease: one poller at a time, whoever else is running."""

    def __init__(
        self,
        database: Database,
        *,
        api: str,
        token: str,
        now: Callable[[], datetime],
        wake: Callable[[], None],
        beat: Beating = unheard,
    ) -> None:
        self._database, self._now, self._wake, self._beat = database, now, wake, beat
        self._api, self._bot_id = f"{api.rstrip('/')}/bot{token}", int(token.partition(":")[0])
        self._me = uuid.uuid4().hex
        self._offset: int | None = None  # only in memory: an update id is never compared for order
        self._polls: bool | None = None

    @property
    def _lease(self) -> str:
        return f"poller:{self._bot_id}"

    async def run(self, stop: asyncio.Event) -> None:
        async with httpx.AsyncClient(timeout=LONG_POLL_SECONDS + 10) as http:
            try:
                while not stop.is_set():
                    if await self._hold():
                        self._note(polls=True)
                        await self._while_held(http, stop)
                    else:
                        self._note(polls=False)
                        self._offset = None
                        await _pause(stop, RENEW_SECONDS / 2)
            finally:
                await self._let_go()

    def _note(self, *, polls: bool) -> None:
        if polls is not self._polls:
            log.info("polling_begins" if polls else "polling_waits")
            self._polls = polls

    async def once(self) -> bool:
        """Take what is waiting, without waiting for more. True when something came; for the demo."""
        async with httpx.AsyncClient(timeout=10) as http:
            return await self._take(await self._poll(http, wait=0), asyncio.Event())

    async def _hold(self) -> bool:
        try:
            return await self._database.write(
                operations.hold_lease, self._lease, self._me, at=self._now(), seconds=LEASE_SECONDS
            )
        except SQLAlchemyError as error:
            log.warning("database_away", error=type(error).__name__)
            return False

    async def _let_go(self) -> None:
        try:
            await self._database.write(operations.drop_lease, self._lease, self._me, at=self._now())
        except SQLAlchemyError as error:
            log.warning("database_away", error=type(error).__name__)  # then the lease runs out by itself

    async def _while_held(self, http: httpx.AsyncClient, stop: asyncio.Event) -> None:
        """One long poll, with the lease renewed beside it; a lost lease ends the poll."""
        poll = asyncio.create_task(self._poll(http))
        stopping = asyncio.create_task(stop.wait())
        try:
            while not poll.done():
                await asyncio.wait(
                    {poll, stopping}, timeout=RENEW_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                if stop.is_set() or (not poll.done() and not await self._hold()):
                    return
            await self._take(poll.result(), stop)
        finally:
            for task in (poll, stopping):
                task.cancel()
            await asyncio.gather(poll, stopping, return_exceptions=True)

    async def _poll(
        self, http: httpx.AsyncClient, wait: int = LONG_POLL_SECONDS
    ) -> httpx.Response | httpx.HTTPError:
        asked: dict[str, Any] = {"timeout": wait, "allowed_updates": KINDS}
        if self._offset is not None:
            asked["offset"] = self._offset
        try:
            return await http.post(f"{self._api}/getUpdates", json=asked)
        except httpx.HTTPError as error:
            return error

    async def _take(self, answer: httpx.Response | httpx.HTTPError, stop: asyncio.Event) -> bool:
        """True when something came and is kept."""
        updates = _updates(answer)
        if updates is None:
            log.warning("telegram_away", answer=_kind(answer))
            if isinstance(answer, httpx.Response) and answer.status_code == httpx.codes.CONFLICT:
                self._beat(CONFLICT)
            await _pause(stop, _retry_after(answer))
            return False
        self._beat(POLLED)
        self._offset = None  # what it acknowledged is acknowledged; kept, it would skip ids that begin anew
        if not updates:
            return False
        try:
            kept = await keep(
                self._database, [arrived(self._bot_id, update) for update in updates], at=self._now()
            )
        except SQLAlchemyError as error:
            log.warning("database_away", error=type(error).__name__)
            await _pause(stop, AWAY_SECONDS)
            return False  # not acknowledged: Telegram will hand them over again
        self._beat(RECEIVED, kept)
        self._offset = updates[-1]["update_id"] + 1
        self._wake()
        return True


def _updates(answer: httpx.Response | httpx.HTTPError) -> list[dict[str, Any]] | None:
    if isinstance(answer, httpx.HTTPError) or answer.status_code != httpx.codes.OK:
        return None
    try:
        told = json.loads(answer.content)
    except ValueError:
        return None
    result = told.get("result") if isinstance(told, dict) else None
    return [one for one in result if is_update(one)] if isinstance(result, list) else None


def _retry_after(answer: httpx.Response | httpx.HTTPError) -> float:
    if isinstance(answer, httpx.Response) and answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        try:
            return float(json.loads(answer.content)["parameters"]["retry_after"])
        except (KeyError, TypeError, ValueError):
            pass
    return AWAY_SECONDS


def _kind(answer: httpx.Response | httpx.HTTPError) -> str:
    """Never the error's text: it holds the address, and the address holds the token."""
    return str(answer.status_code) if isinstance(answer, httpx.Response) else type(answer).__name__


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
