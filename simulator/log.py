"""What the bot asked of Telegram, and what it was told."""

from collections import Counter, deque
from dataclasses import asdict, dataclass
from itertools import islice

from simulator.schema import Json

KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    n: int
    at: float
    method: str
    chat_id: int | None
    code: int
    said: str | None = None
    params: Json | None = None

    def as_json(self) -> Json:
        return asdict(self)


class CallLog:
    """The newest entries in full, all of them as figures; a code of 0 means that no answer was given."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._counts: Counter[tuple[str, int]] = Counter()
        self.total = 0

    def note(
        self, at: float, method: str, chat_id: int | None, code: int, said: str | None, params: Json
    ) -> Entry:
        self.total += 1
        entry = Entry(self.total, at, method, chat_id, code, said, params)
        self._entries.append(entry)
        self._counts[method, code] += 1
        return entry

    def select(
        self, *, method: str | None = None, chat_id: int | None = None, after: int = 0, limit: int = 1000
    ) -> list[Json]:
        newest_first = (
            entry
            for entry in reversed(self._entries)
            if entry.n > after and method in (None, entry.method) and chat_id in (None, entry.chat_id)
        )
        return [entry.as_json() for entry in islice(newest_first, limit)][::-1]

    def counts(self) -> Json:
        counted: Json = {}
        for (method, code), times in sorted(self._counts.items()):
            counted.setdefault(method, {})[str(code)] = times
        return counted

    def clear(self) -> None:
        self._entries.clear()
        self._counts.clear()
