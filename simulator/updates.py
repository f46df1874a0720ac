"""Updates waiting for the bot: they stay until it acknowledges them, or until Telegram forgets them."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.clock import Bell, Clock
from simulator.refusals import conflict
from simulator.schema import LIMITS, Json

FIRST_UPDATE_ID = 871_000_001
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True, slots=True)
class Pending:
    id: int
    update: Json
    lane: str
    expires_at: int


class Updates:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pending: OrderedDict[int, Pending] = OrderedDict()
        self._last_id = FIRST_UPDATE_ID - 1
        self._poll: object | None = None
        self._ended_because = ""
        self.allowed: frozenset[str] = frozenset()
        self.arrived = Bell()

    def __len__(self) -> int:
        return len(self._pending)

    def __iter__(self) -> Iterator[Pending]:
        return iter(list(self._pending.values()))

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def skip_to(self, update_id: int) -> None:
        self._last_id = update_id

    def add(self, update: Json) -> Pending | None:
        """None when the bot did not ask for this kind of update."""
        kind = next((name for name in update if name != "update_id"), "")
        if self.allowed and kind not in self.allowed:
            return None
        lane, lives = _lane(update)
        pending = Pending(update["update_id"], update, lane, self._clock() + lives)
        self._pending[pending.id] = pending
        self.arrived.ring()
        return pending

    def alive(self, update_id: int) -> Pending | None:
        pending = self._pending.get(update_id)
        if pending and pending.expires_at <= self._clock():
            self.done(update_id)
            return None
        return pending

    def done(self, update_id: int) -> None:
        self._pending.pop(update_id, None)

    def drop_all(self) -> None:
        self._pending.clear()

    def confirm_below(self, offset: int) -> list[Json]:
        """Forget what the bot has taken, and tell what that was; a negative offset counts from the end."""
        if offset < 0:
            offset = ([0] * -offset + list(self._pending))[offset]
        taken = []
        while self._pending and next(iter(self._pending)) < offset:
            taken.append(self._pending.popitem(last=False)[1].update)
        return taken

    def take_back(self, update: Json) -> None:
        """A taken update comes once more, as after a lost acknowledgement."""
        if pending := self.add(update):
            self._pending.move_to_end(pending.id, last=False)

    def first(self, limit: int) -> list[Json]:
        now = self._clock()
        found: list[Json] = []
        forgotten: list[int] = []
        for pending in self._pending.values():
            if len(found) == limit:
                break
            if pending.expires_at > now:
                found.append(pending.update)
            else:
                forgotten.append(pending.id)
        for update_id in forgotten:
            self.done(update_id)
        return found

    async def poll(self, limit: int, seconds: float) -> list[Json]:
        """A newer poll ends the older one: that is how two running bots learn of each other."""
        self.end_poll(OTHER_POLL)
        mine = self._poll = object()
        until = asyncio.get_running_loop().time() + seconds
        while not (found := self.first(limit)):
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await self.arrived.heard_within(left)
            if self._poll is not mine:
                raise conflict(self._ended_because)
        self._poll = None
        return found

    def end_poll(self, why: str) -> None:
        self._poll = None
        self._ended_because = why
        self.arrived.ring()


def _lane(update: Json) -> tuple[str, int]:
    """The queue an update waits in, and for how long: a button press is stale long before a message is."""
    try:
        if query := update.get("callback_query"):
            return f"callback:{query['from']['id']}", LIMITS["callback_lives_seconds"]
        if asked := update.get("inline_query"):
            return f"inline:{asked['from']['id']}", LIMITS["inline_lives_seconds"]
        if member := update.get("my_chat_member"):
            return f"member:{member['chat']['id']}", LIMITS["update_lives_seconds"]
        message = update.get("message") or update.get("edited_message") or {}
        return f"chat:{message['chat']['id']}", LIMITS["update_lives_seconds"]
    except (KeyError, TypeError, AttributeError):
        # Injected by hand, to see what a bot does with it.
        return "odd", LIMITS["update_lives_seconds"]
