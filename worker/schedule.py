"""The timetable: cron line -> duty. APScheduler only ticks; a row in the database makes a slot run once."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.exc import SQLAlchemyError

from casework import drafts, duties, panel
from casework.desk import Desk
from casework.duties import Door
from db.engine import Database
from db.queries import operations
from db.queries.directory import Shelf
from db.queries.pulse import TICK, Beating, unheard

log = structlog.get_logger(__name__)
T = TypeVar("T")

TICK_SECONDS = 60
SLOT_SECONDS = 600.0
"""A duty that has not finished by then is somebody else's to run."""


@dataclass(frozen=True, slots=True)
class Entry:
    cron: str
    duty: Callable[[Door], int]

    @property
    def name(self) -> str:
        return self.duty.__name__


TIMETABLE = (
    Entry("20 8 * * *", panel.draw_panel),
    Entry("40 8 * * *", panel.ask_panel),
    Entry("5 9 * * *", duties.remind_of_due),
    Entry("15 9 * * *", duties.escalate_overdue),
    Entry("8 9 * * *", duties.remind_to_register),
    Entry("18 9 * * *", duties.escalate_unregistered),
    Entry("25 10 * * *", duties.ask_again_if_fixed),
    Entry("35 10 * * *", duties.remind_of_question),
    Entry("50 * * * *", drafts.remind_of_unsent),
    Entry("45 0 * * *", duties.lapse_questions),
    Entry("55 0 * * *", duties.close_silent),
    Entry("15 3 * * *", duties.forget_counts),
    Entry("35 3 * * *", duties.forget),
    Entry("40 3 * * *", duties.forget_drafts),
    Entry("45 3 * * *", duties.erase_appeals),
    Entry("55 3 * * *", duties.merge_search),
)
"""In local time. Duties are idempotent: a late or repeated run tells nobody twice."""


class Night:
    """Runs duties. Any number of processes may tick; each slot is run by one of them."""

    def __init__(
        self,
        database: Database,
        shelf: Shelf,
        *,
        timezone: str,
        now: Callable[[], datetime],
        wake: Callable[[], None],
        beat: Beating = unheard,
    ) -> None:
        self._database, self._shelf = database, shelf
        self._timezone, self._now, self._wake = timezone, now, wake
        self._beat = beat
        self._me = uuid.uuid4().hex
        self._done: dict[str, datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        scheduler = AsyncIOScheduler(timezone=self._timezone)
        scheduler.add_job(self._tick, "interval", seconds=TICK_SECONDS, coalesce=True, max_instances=1)
        scheduler.start()
        try:
            await self._tick()
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        """Every duty's latest slot, unless we know that it is done: what was missed while nobody ran is made up for."""
        self._beat(TICK)
        for entry in TIMETABLE:
            slot_at = latest_slot(entry, self._now(), self._timezone)
            if self._done.get(entry.name) == slot_at:
                continue
            try:
                if await asyncio.to_thread(self.run_slot, entry, slot_at):
                    self._done[entry.name] = slot_at
            except SQLAlchemyError as error:
                log.warning("database_away", duty=entry.name, error=type(error).__name__)

    def run_slot(self, entry: Entry, slot_at: datetime) -> bool:
        """Claim the slot and do the duty. True when it is done, by whomever; False while another holder has time."""
        with self._database.writing() as session:
            slot = operations.claim_slot(
                session, entry.name, slot_at, self._me, at=self._now(), seconds=SLOT_SECONDS
            )
            if slot is None:
                return operations.is_done(session, entry.name, slot_at)
        seen = entry.duty(self._door)
        with self._database.writing() as session:
            operations.finish_slot(session, slot, self._me, at=self._now())
        log.info("duty_done", duty=entry.name, seen=seen)
        self._wake()
        return True

    def run_all(self) -> None:
        """Every duty now, claimed or not; for the demo's months and for tests."""
        for entry in TIMETABLE:
            entry.duty(self._door)

    def _door(self, work: Callable[[Desk], T], /) -> T:
        at = self._now()
        with self._database.writing() as session:
            return work(Desk(session, self._shelf.directory(session, at=at), at))


def latest_slot(entry: Entry, now: datetime, timezone: str) -> datetime:
    """The last moment at or before `now` that the cron line names; every line names at least one a day."""
    trigger = CronTrigger.from_crontab(entry.cron, timezone=timezone)
    slot: datetime = trigger.get_next_fire_time(None, now - timedelta(days=1, seconds=1))
    while (later := trigger.get_next_fire_time(slot, slot + timedelta(seconds=1))) and later <= now:
        slot = later
    return slot.astimezone(UTC)
