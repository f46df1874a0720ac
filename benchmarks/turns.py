"""Whole turns of a complaint: story, village, Send; beside the driver writing the same rows in as many transactions."""

import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import StringIO
from itertools import islice

from benchmarks.bases import Bare, Bases
from benchmarks.loading import Load
from benchmarks.measuring import Line, in_turns
from benchmarks.recording import Statement, recorded
from benchmarks.updates import Phones
from bot.turns import ROUND, Turns
from db.engine import Database
from db.queries import lists, received
from db.queries.directory import Shelf, read
from db.queries.lists import Filter
from rules.permissions import Reach

LIMIT = 0.35
TURNS = 3
SHOWN = 25


@dataclass(slots=True)
class Queue:
    """A database in which everybody's three updates wait, in the order in which they would come."""

    database: Database
    turns: Turns
    processor: float = 0.0
    """Seconds of this process: what does not depend on who else is busy on the machine."""

    def take(self, how_many: int, *, at_once: int = ROUND) -> int:
        began, taken = time.process_time(), 0
        while taken < how_many:
            with self.database.writing() as session:
                a_round = self.turns.take(session, most=min(at_once, how_many - taken))
            assert a_round, "nothing was ready"
            taken += a_round
        self.processor += time.process_time() - began
        return taken


def measure(bases: Bases, load: Load, *, people: int = 320, a_round: int = 16) -> Iterator[Line]:
    waiting = _waiting(bases, load, people)
    said = _said(bases.copy(waiting), load, people)
    share = a_round * TURNS
    for what, at_once, limit in (("many waiting", ROUND, LIMIT), ("one after another", 1, None)):
        writes = iter([_writes(turn) for turn in said])
        queue, bare = _queue(bases.copy(waiting), load), Bare(bases.copy(waiting))
        ours, peer = in_turns(
            partial(queue.take, share, at_once=at_once),
            lambda: bare.transactions(islice(writes, share)),  # noqa: B023 - used within its own round
            rounds=people // a_round,
        )
        yield Line(f"whole turns of a complaint, {what}", bases.kind, ours, "/s", peer, limit)
        yield Line("... processor time of one", bases.kind, queue.processor / len(said) * 1000, "ms")
        _check(queue.database, people, load)
        bare.close()
        queue.database.close()
    yield Line("statements a turn alone, reads too", bases.kind, sum(map(len, said)) / len(said), "")
    yield Line("... of which change a row", bases.kind, sum(len(_writes(t)) for t in said) / len(said), "")
    queue = _queue(bases.copy(waiting), load)
    with recorded() as recording:
        queue.take(len(said))
    queue.database.close()
    yield Line("statements a turn, many waiting", bases.kind, len(recording.statements) / len(said), "")


def profile(bases: Bases, load: Load, *, people: int = 200) -> str:
    """Where the time of a turn goes, by the time spent in each function itself; then what it says to the database."""
    waiting = _waiting(bases, load, people)
    queue = _queue(bases.copy(waiting), load)
    queue.take(TURNS)
    watch = cProfile.Profile()
    watch.runcall(queue.take, (people - 1) * TURNS)
    queue.database.close()
    told = StringIO()
    pstats.Stats(watch, stream=told).sort_stats("tottime").print_stats(SHOWN)
    pstats.Stats(watch, stream=told).sort_stats("cumulative").print_stats(
        r"\b(bot|casework|db|rules)/", SHOWN
    )
    said = _said(bases.copy(waiting), load, min(people, 10))
    often = Counter(" ".join(statement.split())[:110] for turn in said for statement, _ in turn)
    lines = [f"{times / len(said):6.2f}  {statement}" for statement, times in often.most_common()]
    return told.getvalue() + "\nA turn says:\n" + "\n".join(lines)


def _waiting(bases: Bases, load: Load, people: int) -> str:
    url = bases.copy(bases.new(load))
    database = Database(url)
    with database.writing() as session:
        phones = Phones(read(session, load.today))
        for one in range(people):
            received.store(session, phones.complaint(one), at=load.now)
    database.close()
    return url


def _queue(url: str, load: Load) -> Queue:
    database, shelf = Database(url), Shelf()
    with database.reading() as session:
        shelf.directory(session, at=load.now)
    return Queue(database, Turns(shelf, now=lambda: load.now))


def _said(url: str, load: Load, people: int) -> list[list[Statement]]:
    """What each turn says to the database."""
    queue, said = _queue(url, load), []
    for _ in range(people * TURNS):
        with recorded() as recording:
            queue.take(1, at_once=1)
        said.append(recording.statements)
    queue.database.close()
    return said


def _writes(turn: list[Statement]) -> list[Statement]:
    return [one for one in turn if one[0].startswith(("INSERT", "UPDATE", "DELETE"))]


def _check(database: Database, people: int, load: Load) -> None:
    """Every complaint became a case: otherwise something else was measured."""
    with database.reading() as session:
        newer = Filter(updated_since=load.now)
        found = lists.count(session, newer, reach=Reach(everything=True), cap=people + 1)
    assert found == people, f"{found} cases of {people} complaints"
