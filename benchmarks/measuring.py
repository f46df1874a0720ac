"""What a measurement is: ours beside its peer, taken in turns, and the limit both are held to."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

HEADINGS = ("what", "database", "ours", "peer", "ratio", "limit", "")
AT_LEAST, AT_MOST = "≥", "≤"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. The ratio is ours to the peer; without a peer the limit is for ours itself."""

    what: str
    database: str
    ours: float
    unit: str
    peer: float | None = None
    limit: float | None = None
    sense: str = AT_LEAST
    trifle: float = 0.0
    """Below it nobody waits, and a ratio of two such times says nothing."""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.peer if self.peer else None

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return ""
        found = self.ours if self.ratio is None else self.ratio
        if found >= self.limit if self.sense == AT_LEAST else found <= self.limit:
            return "holds"
        return f"under {self.trifle:g} {self.unit}" if self.ours < self.trifle else "MISSES"

    def cells(self) -> tuple[str, ...]:
        ratio = f"{self.ratio:.2f}" if self.ratio is not None else ""
        limit = f"{self.sense} {self.limit:g}" if self.limit is not None else ""
        peer = _number(self.peer, self.unit) if self.peer is not None else ""
        return self.what, self.database, _number(self.ours, self.unit), peer, ratio, limit, self.verdict

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "verdict": self.verdict}


def table(lines: Sequence[Line]) -> str:
    """As Markdown, so that it stands in the documentation as it was printed."""
    rows = [HEADINGS, tuple("---" for _ in HEADINGS), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _number(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def in_turns(ours: Callable[[], int], peer: Callable[[], int], *, rounds: int) -> tuple[float, float]:
    """Both a second, each the median of its rounds, one round after the other: what disturbs one disturbs both.

    A round does its share and says how many that was.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for at in (0, 1) if number % 2 else (1, 0):
            began = time.perf_counter()
            done = (ours, peer)[at]()
            found[at].append(done / (time.perf_counter() - began))
    return statistics.median(found[0]), statistics.median(found[1])


def milliseconds(work: Callable[[], object], *, times: int) -> float:
    """The median, after one that warms up."""
    work()
    return statistics.median(_each(work, times)) * 1000


def _each(work: Callable[[], object], times: int) -> Iterator[float]:
    for _ in range(times):
        began = time.perf_counter()
        work()
        yield time.perf_counter() - began
