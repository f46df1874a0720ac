"""Whether what was done to the cases still stands as it was written: every chain, every word that is kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from casework import seals
from db.tables.tickets import Event

Row = Mapping[str, Any]
COLUMNS = tuple(column.key for column in Event.__table__.columns)


@dataclass(slots=True)
class Verdict:
    """`broken`: ticket -> the first event that does not follow from what came before."""

    tickets: int = 0
    events: int = 0
    broken: dict[int, int] = field(default_factory=dict)


def check(tickets: Iterable[Row], events: Iterable[Row], words: Iterable[Row]) -> Verdict:
    """All three in the order of cases; they are gone through once, side by side.

    A chain that lost its end is found by the ticket's version, which counts its moves.
    """
    verdict = Verdict()
    spoken = _Spoken(iter(words))
    chains = groupby((_event(row) for row in events), key=lambda event: event.ticket_id)
    following = next(chains, None)
    for ticket in tickets:
        verdict.tickets += 1
        chain: list[Event] = []
        if following is not None and following[0] == ticket["id"]:
            chain = list(following[1])
            following = next(chains, None)
        verdict.events += len(chain)
        at = seals.broken_at(chain) or spoken.broken_at(chain)
        if at is None and len(chain) != ticket["version"]:
            at = len(chain) + 1
        if at is not None:
            verdict.broken[ticket["id"]] = at
    return verdict


class _Spoken:
    """The words that are still kept, each under its event's digest."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def broken_at(self, chain: Iterable[Event]) -> int | None:
        found = None
        for event in chain:
            if self._next is None or self._next["event_id"] != event.id:
                continue
            digest = seals.words_digest(self._next["text"], self._next["salt"])
            if digest != event.text_digest and found is None:
                found = event.seq
            self._next = next(self._rows, None)
        return found


def _event(row: Row) -> Event:
    known = {name: row[name] for name in COLUMNS if name in row}
    return Event(**{**known, "at": datetime.fromisoformat(row["at"])})
