"""The limits as statements and as arithmetic: both databases, one answer; and nothing slips past in a crowd."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from casework import duties
from db.engine import Database
from db.queries import limits
from db.tables.limits import Limit
from rules.limits import BackOff, Pace
from tests.village import Village

NOON = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
FEW = Pace(5, 60)
SLOWER = BackOff(free=2, first=10, longest=80, forgotten=600)
SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def take(database: Database, at: datetime, name: str = "x", pace: Pace = FEW, wanted: int = 1) -> float:
    with database.writing() as session:
        return limits.take(session, name, pace, at=at, wanted=wanted)


def tries(database: Database, at: datetime, name: str = "x") -> float:
    with database.writing() as session:
        return limits.attempt(session, name, SLOWER, at=at)


def rows(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Limit)) or 0


def test_a_burst_is_free_and_the_next_waits_for_one_to_be_paid(database: Database) -> None:
    assert [take(database, NOON) for _ in range(5)] == [0.0] * 5
    assert round(take(database, NOON), 3) == 12.0
    assert round(take(database, NOON + timedelta(seconds=5)), 3) == 7.0
    assert take(database, NOON + timedelta(seconds=12)) == 0.0
    assert take(database, NOON + timedelta(seconds=12)) > 11


def test_one_name_does_not_pay_for_another(database: Database) -> None:
    for _ in range(6):
        take(database, NOON)
    assert take(database, NOON, "y") == 0.0


def test_several_are_taken_at_once_or_not_at_all(database: Database) -> None:
    assert take(database, NOON, wanted=4) == 0.0
    assert take(database, NOON, wanted=2) > 0
    assert take(database, NOON, wanted=1) == 0.0


@SOME
@given(steps=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 3)), max_size=12))
def test_the_statement_says_what_the_arithmetic_says(
    database: Database, steps: list[tuple[int, int]]
) -> None:
    with database.writing() as session:
        limits.forget(session, ["x"])
    at, until = NOON, 0.0
    for seconds, wanted in steps:
        at += timedelta(seconds=seconds)
        now = at.timestamp()
        room = until <= FEW.latest(now, wanted)
        until = max(until, now) + FEW.each * wanted if room else until
        assert (take(database, at, wanted=wanted) == 0.0) is room


def test_waits_grow_up_to_the_longest_and_peace_forgives(database: Database) -> None:
    assert SLOWER.waits == (0, 0, 10, 20, 40, 80)
    at = NOON
    for wait in (*SLOWER.waits, 80):
        assert tries(database, at) == 0.0
        if wait:
            assert round(tries(database, at), 3) == wait
            assert round(tries(database, at + timedelta(seconds=wait - 1)), 3) == 1.0
        at += timedelta(seconds=wait)
    at += timedelta(seconds=600)
    assert [tries(database, at) for _ in range(4)] == [0.0, 0.0, 0.0, 10.0]


def test_a_success_takes_its_failures_back(database: Database) -> None:
    for _ in range(3):
        tries(database, NOON)
    with database.writing() as session:
        limits.forget(session, ["x"])
    assert tries(database, NOON) == 0.0


def test_a_crowd_at_one_moment_gets_what_one_would_get(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: take(database, NOON), range(40)))
        tried = list(threads.map(lambda _: tries(database, NOON, "door"), range(40)))
    assert taken.count(0.0) == FEW.burst
    assert tried.count(0.0) == SLOWER.free + 1


def test_the_table_shrinks_faster_than_it_grows(database: Database) -> None:
    for number in range(30):
        take(database, NOON, f"old{number}")
    assert rows(database) == 30
    later = NOON + timedelta(hours=1)
    take(database, later, "new")
    assert rows(database) == 30 + 1 - limits.SWEPT
    take(database, later, "newer")
    assert rows(database) == 2


def test_the_night_forgets_what_counts_no_longer(catalogue_database: Database) -> None:
    village = Village(catalogue_database)
    for number in range(30):
        take(catalogue_database, village.at, f"old{number}")
    village.passes(minutes=5)
    take(catalogue_database, village.at, "new")

    def door(work):  # type: ignore[no-untyped-def]
        return village.do(work)

    assert duties.forget_counts(door) == 30 - limits.SWEPT
    assert rows(catalogue_database) == 1


def test_what_still_counts_is_not_swept_away(database: Database) -> None:
    for _ in range(6):
        take(database, NOON)
    tries(database, NOON, "door")
    with database.writing() as session:
        assert limits.sweep(session, at=NOON + timedelta(seconds=59)) == 0
        assert limits.sweep(session, at=NOON + timedelta(seconds=61)) == 1
        assert limits.sweep(session, at=NOON + timedelta(seconds=601)) == 1
