"""The timetable: each slot is run once, by whoever ticks first, and by somebody else when that one dies."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from casework import duties
from casework.duties import Door
from db.engine import Database
from db.queries import operations
from db.queries.directory import Shelf
from db.tables.operations import Slot
from rules.working_time import BISHKEK
from tests.casework.office import Office
from worker import schedule
from worker.schedule import SLOT_SECONDS, TIMETABLE, Entry, Night, latest_slot

ZONE = "Asia/Bishkek"
NOON = datetime(2026, 3, 24, 12, tzinfo=BISHKEK)
SLOT = datetime(2026, 3, 24, 4, tzinfo=BISHKEK).astimezone(UTC)


@dataclass
class Work:
    """A duty that only counts, and fails as often as it is told to."""

    done: list[datetime] = field(default_factory=list)
    failures: int = 0

    def count(self, door: Door) -> int:
        if self.failures:
            self.failures -= 1
            raise OperationalError("SELECT", {}, Exception("gone"))
        self.done.append(door(lambda desk: desk.at))
        return 1

    @property
    def entry(self) -> Entry:
        return Entry("0 4 * * *", self.count)


@dataclass
class Clock:
    at: datetime = field(default_factory=lambda: NOON.astimezone(UTC))

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def night(database: Database, clock: Clock, wakes: list[int] | None = None) -> Night:
    woken = wakes if wakes is not None else []
    return Night(database, Shelf(), timezone=ZONE, now=clock, wake=lambda: woken.append(1))


def slots(database: Database) -> list[Slot]:
    with database.reading() as session:
        return list(session.scalars(select(Slot).order_by(Slot.id)))


def ticks(one: Night, work: Work, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often the duty was done in one tick."""
    monkeypatch.setattr(schedule, "TIMETABLE", (work.entry,))
    before = len(work.done)
    asyncio.run(one._tick())
    return len(work.done) - before


def test_two_processes_with_four_threads_run_each_slot_once(
    catalogue_database: Database, clock: Clock
) -> None:
    works = [Work() for _ in TIMETABLE]
    entries = [Entry(entry.cron, work.count) for entry, work in zip(TIMETABLE, works, strict=True)]
    nights = [night(catalogue_database, clock) for _ in range(2)]
    gate = Barrier(4)

    def tick(number: int) -> None:
        gate.wait(10)
        for position, entry in enumerate(entries):
            # Every duty here has the same name: the hour of each slot tells them apart.
            nights[number % 2].run_slot(entry, SLOT + timedelta(minutes=position))

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(tick, range(4)))
    assert [len(work.done) for work in works] == [1] * len(TIMETABLE)
    assert len(slots(catalogue_database)) == len(TIMETABLE)
    assert all(slot.done_at for slot in slots(catalogue_database))


def test_a_slot_that_is_done_is_not_done_again(
    catalogue_database: Database, clock: Clock, monkeypatch
) -> None:
    work, wakes = Work(), []
    one, other = night(catalogue_database, clock, wakes), night(catalogue_database, clock, wakes)
    assert [ticks(who, work, monkeypatch) for who in (one, other, one, other)] == [1, 0, 0, 0]
    clock.at += timedelta(seconds=2 * SLOT_SECONDS)
    assert [ticks(who, work, monkeypatch) for who in (one, other)] == [0, 0]
    assert wakes == [1]


def test_what_a_dead_holder_left_undone_is_done_by_another(
    catalogue_database: Database, clock: Clock, monkeypatch
) -> None:
    work = Work()
    with catalogue_database.writing() as session:
        operations.claim_slot(session, "count", SLOT, "dead", at=clock.at, seconds=SLOT_SECONDS)
    living = night(catalogue_database, clock)
    assert ticks(living, work, monkeypatch) == 0
    clock.at += timedelta(seconds=SLOT_SECONDS - 60)
    assert ticks(living, work, monkeypatch) == 0
    clock.at += timedelta(seconds=61)
    assert ticks(living, work, monkeypatch) == 1
    assert ticks(living, work, monkeypatch) == 0


def test_when_the_database_goes_away_in_the_middle_the_duty_is_done_later(
    catalogue_database: Database, clock: Clock, monkeypatch
) -> None:
    work = Work(failures=1)
    one = night(catalogue_database, clock)
    assert ticks(one, work, monkeypatch) == 0
    assert [slot.done_at for slot in slots(catalogue_database)] == [None]
    clock.at += timedelta(seconds=60)
    assert ticks(one, work, monkeypatch) == 0
    clock.at += timedelta(seconds=SLOT_SECONDS)
    assert ticks(one, work, monkeypatch) == 1


def test_whoever_lost_a_slot_does_not_call_it_done(catalogue_database: Database, clock: Clock) -> None:
    with catalogue_database.writing() as session:
        slot = operations.claim_slot(session, "count", SLOT, "slow", at=clock.at, seconds=10)
        later = clock.at + timedelta(seconds=11)
        assert operations.claim_slot(session, "count", SLOT, "quick", at=later, seconds=10) == slot
        assert slot is not None
        operations.finish_slot(session, slot, "slow", at=later)
    assert slots(catalogue_database)[0].done_at is None
    with catalogue_database.writing() as session:
        operations.finish_slot(session, slot, "quick", at=later)
        assert operations.last_done(session) == later


def test_what_was_missed_while_nobody_ran_is_made_up_for_once(
    catalogue_database: Database, clock: Clock, monkeypatch
) -> None:
    """Three days off: the latest slot is done, the older ones are nobody's any more."""
    work = Work()
    assert ticks(night(catalogue_database, clock), work, monkeypatch) == 1
    clock.at += timedelta(days=3)
    late = night(catalogue_database, clock)
    assert [ticks(late, work, monkeypatch) for _ in range(2)] == [1, 0]
    assert [slot.at for slot in slots(catalogue_database)] == [SLOT, SLOT + timedelta(days=3)]


def test_a_restart_in_the_middle_of_the_day_tells_nobody_twice(catalogue_database: Database) -> None:
    office = Office(catalogue_database)
    office.files()
    office.comes(3, 20, 12)
    for _ in range(3):
        again = Night(catalogue_database, Shelf(), timezone=ZONE, now=office.village.now, wake=lambda: None)
        asyncio.run(again._tick())
    with catalogue_database.writing() as session:
        session.execute(text("DELETE FROM slots"))  # even if the slots were forgotten
    again.run_all()
    told = Counter((one.notice, one.to) for one in office.letters())
    assert told["overdue", "aigul"] == told["overdue_head", "head"] == 1
    assert set(told.values()) == {1}


async def test_a_night_ends_when_it_is_told_to(catalogue_database: Database, clock: Clock) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(night(catalogue_database, clock).run(stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, 20)
    assert {slot.duty for slot in slots(catalogue_database)} == {entry.name for entry in TIMETABLE}


def test_every_duty_stands_in_the_timetable() -> None:
    written = {name for name, thing in vars(duties).items() if getattr(thing, "__module__", "") == duties.__name__
               and not name.startswith("_") and callable(thing) and not isinstance(thing, type)}  # fmt: skip
    assert {entry.name for entry in TIMETABLE} == written | {"draw_panel", "ask_panel", "remind_of_unsent"}


DAILY = Entry("15 9 * * *", duties.escalate_overdue)
AT_MIDNIGHT = Entry("0 0 * * *", duties.escalate_overdue)


def on(day: int, hour: int, minute: int = 0, second: int = 0, microsecond: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, microsecond, tzinfo=BISHKEK)


@pytest.mark.parametrize(
    ("entry", "now", "slot"),
    [
        (DAILY, on(24, 9, 14, 59, 999_999), on(23, 9, 15)),
        (DAILY, on(24, 9, 15), on(24, 9, 15)),
        (DAILY, on(24, 9, 15, 0, 1), on(24, 9, 15)),
        (DAILY, on(24, 23, 59, 59), on(24, 9, 15)),
        (DAILY, on(25, 0, 0), on(24, 9, 15)),
        (AT_MIDNIGHT, on(24, 0, 0), on(24, 0, 0)),
        (AT_MIDNIGHT, on(23, 23, 59, 59, 999_999), on(23, 0, 0)),
        (DAILY, datetime(2026, 1, 1, 0, 0, tzinfo=BISHKEK), datetime(2025, 12, 31, 9, 15, tzinfo=BISHKEK)),
        (DAILY, datetime(2028, 3, 1, 0, 0, tzinfo=BISHKEK), datetime(2028, 2, 29, 9, 15, tzinfo=BISHKEK)),
    ],
)
def test_the_latest_slot_is_the_last_one_that_has_come(entry: Entry, now: datetime, slot: datetime) -> None:
    assert latest_slot(entry, now.astimezone(UTC), ZONE) == slot
    assert latest_slot(entry, now, ZONE).tzinfo is UTC


@given(
    st.sampled_from(TIMETABLE),
    st.datetimes(
        datetime(2026, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
        datetime(2030, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
)
def test_a_slot_is_never_of_the_future_and_never_older_than_a_day(entry: Entry, now: datetime) -> None:
    slot = latest_slot(entry, now, ZONE)
    assert timedelta(0) <= now - slot < timedelta(days=1)
    assert latest_slot(entry, slot, ZONE) == slot
