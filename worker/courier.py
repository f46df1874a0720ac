"""Lease -> word -> send -> settle. At least once, with a lease; never a "processing" flag."""

import asyncio
import itertools
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import operations, outbox, recordings
from db.queries.outbox import OUR_BUG, Leased
from db.queries.pulse import ANSWERED, DELIVERY, Beating, unheard
from rules.messages import Message
from worker.channels import Channel, Delivered, GiveUp, Outcome, TryLater

log = structlog.get_logger(__name__)

LEASE_SECONDS = 12.0
RENEW_SECONDS = 4.0
"""A lease is short and renewed while the call lasts: what a dead courier held is free again within seconds."""
HANDS = 20
"""Messages under way at once."""
PER_SECOND, BURST = 25.0, 25.0
"""Below Telegram's thirty a second, shared by all couriers through the database."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=10)
GIVE_UP_AFTER = 150
"""Attempts; with the longest wait between them that is a day, as long as Telegram keeps a message for us."""
AWAY_SECONDS = 1.0
"""Between attempts to note what was sent, while the database is away."""
IDLE_SECONDS = 0.5
"""How soon a courier in another process notices what was owed without a wake-up."""

Wording = Callable[[Session, Leased, datetime], Message | None]


class Courier:
    """Carries one kind of rows through one channel. Wiring gives it both; any number may run."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        wording: Wording,
        *,
        kind: str,
        now: Callable[[], datetime],
        beat: Beating = unheard,
    ) -> None:
        self._database, self._channel, self._wording = database, channel, wording
        self._kind, self._now = kind, now
        self._beat = beat
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: set[str] = set()

    def wake(self) -> None:
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; what is under way is finished first."""
        stopping, renewing = asyncio.create_task(stop.wait()), asyncio.create_task(self._renew())
        try:
            while not stop.is_set():
                self._woken.clear()
                if not await self._round():
                    await self._rest(stopping)
        finally:
            await asyncio.gather(*self._under_way, return_exceptions=True)
            renewing.cancel()
            stopping.cancel()

    async def empty(self) -> int:
        """Send everything that is ready now. Returns how many rows were handled; for tests and the demo."""
        handled = 0
        while taken := await self._round():
            handled += taken
            await asyncio.gather(*self._under_way)
        return handled

    async def _round(self) -> int:
        try:
            worded = await self._database.write(self._take, HANDS - len(self._under_way))
        except SQLAlchemyError as error:
            log.warning("database_away", error=type(error).__name__)
            return 0
        for held, message in worded:
            task = asyncio.create_task(self._deliver(held, message))
            self._under_way.add(task)
            task.add_done_callback(self._finished)
        return len(worded)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if self._held:
                try:
                    until = self._now() + timedelta(seconds=LEASE_SECONDS)
                    await self._database.write(outbox.renew, list(self._held), until=until)
                except SQLAlchemyError as error:
                    log.warning("database_away", error=type(error).__name__)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("delivery_broke", kind=self._kind, error=type(error).__name__, exc_info=error)

    def _take(self, session: Session, hands: int) -> list[tuple[Leased, Message]]:
        """Lease and word in one transaction; what cannot be worded is put off, what is void is dropped."""
        at = self._now()
        channel = self._channel.name
        ready = outbox.ready(session, kind=self._kind, channel=channel, at=at, limit=hands)
        if not ready:
            return []
        granted = operations.take_tokens(
            session, channel, len(ready), at=at, per_second=PER_SECOND, burst=BURST
        )
        held = outbox.lease(session, ready[:granted], at=at, seconds=LEASE_SECONDS)
        return [(one, message) for one in held if (message := self._word(session, one, at)) is not None]

    def _word(self, session: Session, held: Leased, at: datetime) -> Message | None:
        try:
            with session.begin_nested():
                message = self._wording(session, held, at)
        except Exception as error:
            log.error("wording_broke", letter=held.id, content=held.content, exc_info=error)
            self._put_off(session, held, TryLater(f"{OUR_BUG}{type(error).__name__}"), at)
            return None
        if message is None:
            outbox.dropped(session, held, at=at)
        return message

    async def _deliver(self, held: Leased, message: Message) -> None:
        self._held.add(held.lease)
        try:
            outcome = await self._send(held, message)
            await self._note(held, outcome)
            self._count(outcome)
        finally:
            self._held.discard(held.lease)

    async def _send(self, held: Leased, message: Message) -> Outcome:
        """A channel that breaks puts off this row alone: a lease that only ran out would bring it back for ever."""
        try:
            return await self._channel.send(held.chat_id, message)
        except Exception as error:
            log.error("sending_broke", letter=held.id, content=held.content, exc_info=error)
            return TryLater(f"{OUR_BUG}{type(error).__name__}")

    async def _note(self, held: Leased, outcome: Outcome) -> None:
        """What was said is not said twice because the database was away for a moment; the lease bounds the wait."""
        for attempt in itertools.count(1):
            try:
                return await self._database.write(self._settle, held, outcome)
            except SQLAlchemyError as error:
                log.warning("database_away", error=type(error).__name__)
                if attempt * AWAY_SECONDS > LEASE_SECONDS:
                    raise
            await asyncio.sleep(AWAY_SECONDS)

    def _count(self, outcome: Outcome) -> None:
        match outcome:
            case Delivered():
                ended = "delivered"
            case TryLater():
                ended = "too_many" if outcome.whole_chat else "later"
            case GiveUp():
                ended = "unreachable" if outcome.unreachable else "moved" if outcome.moved_to else "refused"
        self._beat(f"{DELIVERY}{self._kind}.{ended}")
        if ended != "later" and self._channel.name == "telegram":
            self._beat(ANSWERED)

    def _settle(self, session: Session, held: Leased, outcome: Outcome) -> None:
        at = self._now()
        match outcome:
            case Delivered():
                if not outbox.delivered(session, held, at=at, message_id=outcome.message_id):
                    log.warning("lease_lost", letter=held.id)
                if outcome.uploaded is not None:
                    recordings.remember(session, outcome.uploaded.token, outcome.uploaded.file_id)
            case TryLater():
                self._put_off(session, held, outcome, at)
            case GiveUp(unreachable=True):
                outbox.unreachable(session, held.chat_id, at=at)
            case GiveUp(moved_to=int(new_chat)):
                outbox.later(session, held, until=at, error="moved", hold=False)
                outbox.move_chat(session, held.chat_id, new_chat)
            case GiveUp():
                log.error("delivery_refused", letter=held.id, content=held.content, why=outcome.why)
                outbox.failed(session, held, at=at, error=outcome.why)

    def _put_off(self, session: Session, held: Leased, outcome: TryLater, at: datetime) -> None:
        if held.attempts >= GIVE_UP_AFTER:
            outbox.failed(session, held, at=at, error=outcome.why)
            return
        wait = outcome.after or _back_off(held.attempts)
        outbox.later(session, held, until=at + wait, error=outcome.why, hold=outcome.whole_chat)

    async def _rest(self, stopping: asyncio.Task[bool]) -> None:
        woken = asyncio.create_task(self._woken.wait())
        await asyncio.wait({woken, stopping}, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()


def _back_off(attempts: int) -> timedelta:
    """Doubling from two seconds up to ten minutes, spread so that couriers do not march in step."""
    doublings: int = 2 ** min(attempts - 1, 12)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT) * random.uniform(0.75, 1.25)  # noqa: S311
