"""The measurements at their smallest: that they measure what they say, not how fast it is."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import api, lists, receiving, turns
from benchmarks.bases import Bases, OnPostgres, OnSqlite
from benchmarks.loading import Load
from benchmarks.measuring import AT_MOST, Line, in_turns, table
from tests.benchmarks.test_stories import NOW
from tests.conftest import _locked
from tests.keeper import shared_server
from tests.test_house import FLOORS, PROJECT, imported, modules

TINY = Load(60, NOW)


@pytest.fixture(params=["sqlite", "postgres"])
def bases(request: pytest.FixtureRequest, run: Path, tmp_path: Path) -> Iterator[Bases]:
    if request.param == "sqlite":
        yield OnSqlite(tmp_path)
        return
    postgres = request.getfixturevalue("postgres")
    with _locked(run / "server"):
        server = shared_server(run)
    made = OnPostgres(server, f"{postgres.prefix}_bench_{os.getpid()}")
    yield made
    made.drop()


def test_a_turn_is_measured_against_the_rows_it_writes(bases: Bases) -> None:
    together, processor, alone, _, statements, writes, shared = turns.measure(
        bases, TINY, people=2, a_round=1
    )
    assert together.peer
    assert alone.peer
    assert (together.limit, alone.limit) == (turns.LIMIT, None)
    assert 0 < processor.ours < 1000
    assert statements.ours > writes.ours > 3
    assert shared.ours < statements.ours, "a round shares what its turns read and write"
    assert "bot/turns.py" in turns.profile(bases, TINY, people=2)


def test_updates_are_measured_alone_and_many_at_once(bases: Bases) -> None:
    found = list(receiving.measure(bases, TINY, updates=20, a_round=10))
    assert [line.limit for line in found] == [receiving.LIMIT, None]
    assert all(line.ours > 0 and line.peer for line in found)


def test_lists_are_compared_with_the_smallest(bases: Bases) -> None:
    found = list(lists.measure(bases, [TINY, Load(120, NOW)], times=1))
    half = len(found) // 2
    assert all(line.ratio is None for line in found[:half])
    assert all(line.ratio and line.limit == lists.FLAT for line in found[half:])


def test_the_api_is_measured_over_http(bases: Bases) -> None:
    filed, listed = api.measure(bases, TINY, rounds=2, a_round=1)
    assert filed.ours > 0
    assert listed.ours > 0
    assert filed.peer
    assert listed.peer


def test_a_limit_holds_or_is_missed_aloud() -> None:
    slow = Line("turns", "sqlite", 10, "/s", 100, 0.35)
    quick = Line("turns", "sqlite", 50, "/s", 100, 0.35)
    short = Line("count", "sqlite", 0.03, "ms", 0.01, 1.5, AT_MOST, 1)
    assert short.verdict == "under 1 ms"
    heavy = Line("web", "sqlite", 130, "MB", limit=120, sense=AT_MOST)
    assert [line.verdict for line in (slow, quick, heavy)] == ["MISSES", "holds", "MISSES"]
    printed = table([slow, heavy]).splitlines()
    assert printed[0].count("|") == printed[2].count("|") == 8
    assert "| 0.10 | ≥ 0.35 | MISSES |" in printed[2]
    assert "| ≤ 120 | MISSES |" in printed[3]


def test_ours_and_the_peer_take_turns() -> None:
    order: list[str] = []
    in_turns(lambda: order.append("ours") or 1, lambda: order.append("peer") or 1, rounds=3)
    assert order == ["peer", "ours", "ours", "peer", "peer", "ours"]


def test_nothing_that_is_shipped_knows_the_benchmarks() -> None:
    assert "benchmarks" not in PROJECT["tool"]["setuptools"]["packages"]
    for floor in FLOORS:
        for name, tree in modules(floor):
            assert isinstance(tree, ast.Module)
            assert not {one.partition(".")[0] for one in imported(tree)} & {"benchmarks", "tests"}, name
