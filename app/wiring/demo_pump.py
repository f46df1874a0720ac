"""Carries everything through the real bot until nothing moves: updates in, turns, prompts and letters out."""

import asyncio
from datetime import datetime, timedelta

from app.wiring.bot import open_telegram, poller
from app.wiring.house import House
from app.wiring.worker import letter_courier, night
from bot.rendering import Rendering
from bot.serving import Serving
from bot.turns import Turns
from db.queries import outbox
from worker.courier import Courier

SOON = timedelta(minutes=1)
"""A letter that only keeps Telegram's pace is waited for; one that waits for the morning is not."""
TICK = timedelta(milliseconds=100)
"""What is ready and was not sent waits for its turn or for the pace: the glass must not stand still."""


class Hourglass:
    """A clock that stands still until it is turned to a later moment."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def turn_to(self, at: datetime) -> None:
        self.at = max(self.at, at)


class Pump:
    """The bot and the worker by hand, on a standing clock."""

    def __init__(self, house: House, hourglass: Hourglass, loop: asyncio.AbstractEventLoop) -> None:
        self.house, self.hourglass, self._loop = house, hourglass, loop
        self._telegram = open_telegram(house)
        self._poller = poller(house, wake=_nothing)
        self._serving = Serving(house.database, Turns(house.shelf, now=hourglass), wake_couriers=_nothing)
        self._prompts = Courier(
            house.database, self._telegram, Rendering(house.shelf), kind="prompt", now=hourglass
        )
        self._letters = letter_courier(house, self._telegram)
        self._night = night(house, self._letters)

    def run(self) -> None:
        self._loop.run_until_complete(self._until_quiet())

    def duties(self) -> None:
        self._night.run_all()

    def close(self) -> None:
        self._loop.run_until_complete(self._telegram.close())

    async def _until_quiet(self) -> None:
        moved = True
        while moved:
            moved = await self._poller.once()
            moved = bool(await self._serving.empty()) or moved
            moved = bool(await self._prompts.empty() + await self._letters.empty()) or moved
            moved = self._wait_for_pace() or moved

    def _wait_for_pace(self) -> bool:
        """Turn the glass to the next letter that is due within the minute."""
        with self.house.database.reading() as session:
            ready = [
                outbox.next_ready_at(session, kind=kind, channel="telegram") for kind in ("prompt", "letter")
            ]
        soon = [at for at in ready if at is not None and at < self.hourglass.at + SOON]
        if soon:
            self.hourglass.turn_to(max(min(soon), self.hourglass.at + TICK))
        return bool(soon)


def _nothing() -> None:
    """Nobody sleeps here: the pump looks everywhere itself."""
