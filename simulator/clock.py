"""A clock that tests may stop, set and push forward; everybody waits by it."""

import asyncio
import time
from collections.abc import Callable

# Seconds of this century have some seven digits after the point: 3.9 and 0.1 do not always make 4.
GRAIN = 1e-5


class Bell:
    """Wakes everyone who is waiting now; whoever comes later waits for the next ring."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    async def heard_within(self, seconds: float | None) -> bool:
        try:
            await asyncio.wait_for(self._next.wait(), seconds)
        except TimeoutError:
            return False
        return True


class Clock:
    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.source = now
        self._ahead = 0.0
        self._stopped_at: float | None = None
        self._moved = Bell()

    def __call__(self) -> int:
        return int(self.moment())

    def moment(self) -> float:
        return self.source() + self._ahead if self._stopped_at is None else self._stopped_at

    @property
    def stopped(self) -> bool:
        return self._stopped_at is not None

    def set(self, moment: float) -> None:
        if self._stopped_at is not None:
            self._stopped_at = moment
        self._ahead = moment - self.source()
        self._moved.ring()

    def advance(self, seconds: float) -> None:
        self.set(self.moment() + seconds)

    def stop(self) -> None:
        self._stopped_at = self.moment()
        self._moved.ring()

    def go(self) -> None:
        moment, self._stopped_at = self.moment(), None
        self.set(moment)

    async def sleep(self, seconds: float) -> None:
        until = self.moment() + seconds
        while (left := until - self.moment()) > GRAIN:
            await self._moved.heard_within(None if self.stopped else left)
