"""Telegram's known ceilings as token buckets, for tests that ask whether a courier keeps below them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from simulator.refusals import too_many_requests
from simulator.schema import Json


@dataclass(slots=True)
class Bucket:
    per_second: float
    holds: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one drop is there."""
        self.level = min(self.holds, self.level + max(now - self.at, 0) * self.per_second)
        self.at = now
        return max(0.0, (1 - self.level) / self.per_second)


@dataclass(slots=True)
class Rates:
    """Off until a ceiling is set. A refused call takes nothing: the bucket refills while the bot waits."""

    now: Callable[[], float]
    per_chat: float | None = None
    per_group_minute: float | None = None
    overall: float | None = None
    burst: float = 1.0
    _buckets: dict[int, Bucket] = field(default_factory=dict)

    def configure(self, said: Json) -> None:
        self.per_chat = said.get("per_chat")
        self.per_group_minute = said.get("per_group_minute")
        self.overall = said.get("overall")
        self.burst = said.get("burst", 1.0)
        self._buckets.clear()

    def as_json(self) -> Json:
        names = ("per_chat", "per_group_minute", "overall", "burst")
        return {name: getattr(self, name) for name in names}

    def spend(self, chat_id: int) -> None:
        """Raises 429 when the chat or the whole bot goes too fast."""
        buckets = [bucket for bucket in (self._everyone(), self._chat(chat_id)) if bucket]
        wait = max((bucket.wait(self.now()) for bucket in buckets), default=0.0)
        if wait > 1e-6:
            raise too_many_requests(ceil(wait))
        for bucket in buckets:
            bucket.level -= 1

    def _everyone(self) -> Bucket | None:
        # Chat ids are never 0, so the bucket of everyone may live there.
        return self._bucket(0, self.overall, self.overall) if self.overall else None

    def _chat(self, chat_id: int) -> Bucket | None:
        if chat_id < 0 and self.per_group_minute:
            return self._bucket(chat_id, self.per_group_minute / 60, self.per_group_minute)
        return self._bucket(chat_id, self.per_chat, self.burst) if self.per_chat else None

    def _bucket(self, key: int, per_second: float, holds: float | None) -> Bucket:
        full = max(holds or 1.0, 1.0)
        return self._buckets.setdefault(key, Bucket(per_second, full, full, self.now()))
