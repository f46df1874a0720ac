"""Delivery by webhook, as Telegram's server does it: one lane per chat, another per person's button presses,
one update of a lane on the road at a time, and the next only after a 2xx for the one before."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from simulator.clock import Bell, Clock
from simulator.schema import Json
from simulator.updates import Pending, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, not its value
ANSWER_WITHIN = 60.0
LONGEST_PAUSE = 60
DEFAULT_CONNECTIONS = 40


@dataclass(frozen=True, slots=True)
class Target:
    url: str
    secret: str = ""
    max_connections: int = DEFAULT_CONNECTIONS


class Webhook:
    def __init__(self, clock: Clock, updates: Updates, twice: Callable[[Pending], bool]) -> None:
        self._clock = clock
        self._updates = updates
        self._twice = twice
        self.target: Target | None = None
        self.last_error: Json = {}
        self.failures = 0
        self._lanes: dict[str, deque[int]] = {}
        self._carriers: set[asyncio.Task[None]] = set()
        self._road = asyncio.Semaphore(DEFAULT_CONNECTIONS)
        self._paused = False
        self._resumed = Bell()
        self._client: httpx.AsyncClient | None = None

    def aim(self, target: Target) -> None:
        self.forget()
        self.target = target
        self._road = asyncio.Semaphore(target.max_connections)
        for pending in self._updates:
            self.carry(pending)

    def forget(self) -> None:
        self.target = None
        self.last_error = {}
        self._lanes.clear()
        for carrier in self._carriers:
            carrier.cancel()

    async def close(self) -> None:
        self.forget()
        if self._client:
            await self._client.aclose()

    def pause(self, paused: bool) -> None:
        self._paused = paused
        self._resumed.ring()

    def carry(self, pending: Pending) -> None:
        if self.target is None:
            return
        if pending.lane in self._lanes:
            self._lanes[pending.lane].append(pending.id)
            return
        self._lanes[pending.lane] = deque([pending.id])
        carrier = asyncio.create_task(self._empty(pending.lane, self.target))
        self._carriers.add(carrier)
        carrier.add_done_callback(self._carriers.discard)

    async def _empty(self, lane: str, target: Target) -> None:
        queue = self._lanes[lane]
        while queue:
            await self._deliver(queue[0], target)
            queue.popleft()
        # A new aim may have laid a new lane of the same name.
        if self._lanes.get(lane) is queue:
            del self._lanes[lane]

    async def _deliver(self, update_id: int, target: Target) -> None:
        """Until it is taken or forgotten: again at once, then after 2, 4, 8… s, or when the bot says."""
        failures = 0
        again = False
        while pending := self._updates.alive(update_id):
            while self._paused:
                await self._resumed.heard_within(None)
            async with self._road:
                taken, pause = await self._knock(pending, target)
            if taken and (again or not self._twice(pending)):
                self._updates.done(update_id)
            elif taken:
                again = True
            else:
                usual = 0 if failures == 0 else min(2**failures, LONGEST_PAUSE)
                await self._clock.sleep(usual if pause is None else pause)
                failures += 1

    async def _knock(self, pending: Pending, target: Target) -> tuple[bool, int | None]:
        headers = {SECRET_HEADER: target.secret} if target.secret else {}
        try:
            answer = await self._http().post(target.url, json=pending.update, headers=headers)
        except httpx.HTTPError as error:
            self._note_error(f"{type(error).__name__}: {error}".rstrip(": "))
            return False, None
        if answer.is_success:
            return True, None
        self._note_error(f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}")
        return False, _seconds(answer.headers.get("retry-after"))

    def _note_error(self, message: str) -> None:
        self.failures += 1
        self.last_error = {"last_error_date": self._clock(), "last_error_message": message}

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            # The way to the bot is local: a proxy of the environment has no business on it.
            self._client = httpx.AsyncClient(timeout=ANSWER_WITHIN, trust_env=False)
        return self._client


def _seconds(header: str | None) -> int | None:
    return min(int(header), 3600) if header and header.isdigit() else None
