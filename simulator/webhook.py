"""Delivery by webhook, as Telegram's server does it: one lane per chat, another per person's button presses,
one update of a lane on the road at a time, and the next only after a 2xx for the one before."""

import asyncio
import random
import ssl
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

import httpx

from simulator.clock import Bell, Clock
from simulator.schema import Json
from simulator.updates import Pending, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, not its value
ANSWER_WITHIN = 60.0
LONGEST_PAUSE = 60
"""Seconds; Telegram draws its longest pause between this and twice this."""
LONGEST_ASKED_PAUSE = 3600
GONE_FOR_GOOD = 23 * 3600
"""Seconds of nothing but 410, after which Telegram forgets the webhook."""
DEFAULT_CONNECTIONS = 40
# What a bot may not ask for in its answer to an update.
_NOT_BY_ANSWER = ("get", "setwebhook", "deletewebhook", "close", "logout")


@dataclass(frozen=True, slots=True)
class Target:
    """`trust` is what the bot's certificate is checked against, as PEM; empty: what this machine trusts."""

    url: str
    secret: str = ""
    max_connections: int = DEFAULT_CONNECTIONS
    trust: str = ""
    own_certificate: bool = False


@dataclass(slots=True)
class _Pause:
    """How long a refused update waits: again at once, then 2, 4, 8… s, or as long as the bot asked."""

    chance: random.Random
    seconds: int = 1
    failures: int = 0

    def next(self, asked: int) -> int:
        first, self.failures = self.failures == 0, self.failures + 1
        if asked or first:
            return asked
        self.seconds = min(self.chance.randint(LONGEST_PAUSE, 2 * LONGEST_PAUSE), self.seconds * 2)
        return self.seconds


class Webhook:
    def __init__(
        self,
        clock: Clock,
        updates: Updates,
        twice: Callable[[Pending], bool],
        perform: Callable[[Json], Awaitable[None]],
    ) -> None:
        self._clock = clock
        self._updates = updates
        self._twice = twice
        self._perform = perform
        self._chance = random.Random(7)  # noqa: S311 - a die, not a lock
        self.target: Target | None = None
        self.last_error: Json = {}
        self.failures = 0
        self._gone_since: float | None = None
        self._lanes: dict[str, deque[int]] = {}
        self._carriers: set[asyncio.Task[None]] = set()
        self._road = asyncio.Semaphore(DEFAULT_CONNECTIONS)
        self._paused = False
        self._resumed = Bell()
        self._clients: dict[str, httpx.AsyncClient] = {}

    def aim(self, target: Target) -> None:
        self.forget()
        self.target = target
        self._road = asyncio.Semaphore(target.max_connections)
        for pending in self._updates:
            self.carry(pending)

    def forget(self) -> None:
        self.target = None
        self.last_error = {}
        self._gone_since = None
        self._lanes.clear()
        for carrier in self._carriers:
            carrier.cancel()

    async def close(self) -> None:
        self.forget()
        for client in self._clients.values():
            await client.aclose()

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
        """Until it is taken, or would be older than Telegram keeps it by the next try."""
        pause, again = _Pause(self._chance), False
        while pending := self._updates.alive(update_id):
            while self._paused:
                await self._resumed.heard_within(None)
            async with self._road:
                taken, asked = await self._knock(pending, target)
            if taken and (again or not self._twice(pending)):
                self._updates.done(update_id)
            elif taken:
                again = True
            else:
                seconds = pause.next(asked)
                if self._clock.moment() + seconds > pending.expires_at:
                    self._updates.done(update_id)
                await self._clock.sleep(seconds)

    async def _knock(self, pending: Pending, target: Target) -> tuple[bool, int]:
        headers = {SECRET_HEADER: target.secret} if target.secret else {}
        try:
            client = self._client(target.trust)
            answer = await client.post(target.url, json=pending.update, headers=headers)
        except httpx.HTTPError as error:
            self._note_error(_in_telegrams_words(error))
            return False, 0
        if answer.is_success:
            self._gone_since = None
            await self._do_as_told(answer)
            return True, 0
        self._note_error(f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}")
        self._note_gone(answer.status_code == httpx.codes.GONE)
        return False, _seconds(answer.headers.get("retry-after", ""))

    async def _do_as_told(self, answer: httpx.Response) -> None:
        """A bot may answer an update with a method; it never hears what came of it."""
        try:
            said = answer.json()
        except ValueError:
            return
        method = said.get("method") if isinstance(said, dict) else None
        if isinstance(method, str) and not method.lower().startswith(_NOT_BY_ANSWER):
            await self._perform(said)

    def _note_error(self, message: str) -> None:
        self.failures += 1
        self.last_error = {"last_error_date": self._clock(), "last_error_message": message}

    def _note_gone(self, gone: bool) -> None:
        if not gone:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = self._clock.moment()
        elif self._clock.moment() > self._gone_since + GONE_FOR_GOOD:
            self.forget()

    def _client(self, trust: str) -> httpx.AsyncClient:
        if trust not in self._clients:
            # The way to the bot is local: a proxy of the environment has no business on it.
            self._clients[trust] = httpx.AsyncClient(
                timeout=ANSWER_WITHIN, trust_env=False, verify=trusting(trust)
            )
        return self._clients[trust]


@cache
def trusting(certificates: str) -> ssl.SSLContext:
    """Raises ssl.SSLError when they are not PEM."""
    context = ssl.create_default_context(cadata=certificates or None)
    # A bot's own certificate need not be an authority's.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _in_telegrams_words(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ReadTimeout):
        return "Read timeout expired"
    if isinstance(error, httpx.ConnectTimeout):
        return "Connection timed out"
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "SSL error {error:0A000086:SSL routines::certificate verify failed}"
    if "Name or service not known" in str(error) or "name resolution" in str(error):
        return "Failed to resolve host: Name or service not known"
    if isinstance(error, httpx.ConnectError):
        return "SSL error" if "SSL" in str(error) else "Connection refused"
    return "Webhook connection closed"


def _seconds(header: str) -> int:
    return min(int(header), LONGEST_ASKED_PAUSE) if header.isdigit() else 0
