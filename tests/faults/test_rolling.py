"""A deploy: two of each over one PostgreSQL, every process ended and started again while people talk and call."""

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import text

from db.engine import Database
from db.queries import lists
from rules.permissions import Reach
from tests.conftest import NewUrl
from tests.faults.balancer import Balancer
from tests.faults.conftest import WriteDown
from tests.faults.crowd import Crowd, Office
from tests.faults.reckoning import MOST, clerk_key, reckon, until_quiet
from tests.faults.visitors import Visitors
from tests.processes import Company, Process, StageProcess
from worker.schedule import TIMETABLE

TWO_OF_EACH = ["bot", "bot", "web", "web", "worker", "worker"]
MESSAGES = int(os.environ.get("FAULTS_MESSAGES", "2000")) // 4
CITIZENS = int(os.environ.get("FAULTS_CITIZENS", "100")) // 4
LEASE_MOVES_WITHIN = 20.0
"""Seconds: the dead poller's lease lasts twelve, and the next one looks every two."""


def test_a_rolling_restart_is_noticed_by_nobody(
    postgres_url: NewUrl, tmp_path: Path, write_down: WriteDown
) -> None:
    url = postgres_url("catalogue")
    key = clerk_key(url)
    with (
        StageProcess(tmp_path) as stage,
        Company(
            TWO_OF_EACH, database=url, stage=stage.url, folder=tmp_path, DOBUSH_LEAVE_SECONDS="2"
        ) as company,
        Balancer([web.port for web in company.webs]) as balancer,
    ):
        crowd = Crowd(stage.url, citizens=CITIZENS, messages=MESSAGES)
        office = Office(lambda: balancer.address, key, crowd.said)
        clerk = threading.Thread(target=office.works, daemon=True)
        clerk.start()
        citizens = threading.Thread(target=crowd.talks)
        with Visitors(balancer.address, key, clients=4) as visitors:
            citizens.start()
            codes = [_restart(process) for process in company.processes]
            citizens.join(300)
            assert not citizens.is_alive()
        until_quiet(url)
        office.stop.set()
        clerk.join(30)
        until_quiet(url)
        row = reckon(url, stage, crowd.said)
        stored, slots = _filed_by_phone(url), _slots(url)
        ended = company.stop()
    write_down(
        restarts=len(codes),
        requests=visitors.answers.total(),
        accidents=sum(visitors.accidents.values()),
        filed=len(visitors.filed),
        **{name: row[name] for name in ("sent", "lost", "number_untold", "doubled_messages")},
        slots_run_twice=[duty for duty, runs in _runs(company).items() if runs > slots[duty]],
    )
    assert codes + ended == [0] * 12
    assert visitors.accidents == {}
    assert stored == Counter(visitors.filed), "what was answered with 201 is stored, once"
    assert row["lost"] == row["stored_twice"] == row["number_untold"] == row["answer_untold"] == []
    assert row["doubled_messages"] == 0, "who ends well settles what it sent"
    assert set(slots) == {entry.name for entry in TIMETABLE}
    assert _runs(company) == slots, "each slot was run by one worker"


def test_the_pollers_lease_moves_within_seconds(
    postgres_url: NewUrl, tmp_path: Path, write_down: WriteDown
) -> None:
    url = postgres_url("catalogue")
    waits: dict[str, float] = {}
    with (
        StageProcess(tmp_path) as stage,
        Company(["bot", "bot"], database=url, stage=stage.url, folder=tmp_path) as company,
    ):
        person = stage.person("Айгүл").starts()
        person.waits_for("", LEASE_MOVES_WITHIN)
        for how in (signal.SIGTERM, signal.SIGKILL):
            poller = max(company.processes, key=_last_began_to_poll)
            poller.kill(how)
            began = time.monotonic()
            person.says("/help").waits_for("101", LEASE_MOVES_WITHIN)
            waits[how.name] = round(time.monotonic() - began, 1)
            poller.start()
            poller.works()
    write_down(**{f"seconds after {how}": wait for how, wait in waits.items()})
    assert waits["SIGTERM"] < LEASE_MOVES_WITHIN / 3, "who ends well gives its lease back"


def _last_began_to_poll(process: Process) -> str:
    """The moment, as its log writes it; moments in one form sort as words do."""
    began = [line["timestamp"] for line in process.lines() if line["event"] == "polling_begins"]
    return max(began, default="")


def _restart(process: Process) -> int:
    code = process.kill(signal.SIGTERM)
    process.start()
    process.works()
    if process.command == "web":
        process.serves()
        time.sleep(1)  # as a deploy does: the balancer knows this one before the next one goes
    return code


def _filed_by_phone(url: str) -> Counter[str]:
    database = Database(url)
    with database.reading() as session:
        rows = lists.page(session, lists.Filter(service="roads"), reach=Reach(everything=True), limit=MOST)
        found = Counter(row.text for row in rows if row.source == "phone")
    database.close()
    return found


def _slots(url: str) -> dict[str, int]:
    database = Database(url)
    with database.reading() as session:
        rows = session.execute(text("SELECT duty, count(done_at) AS n FROM slots GROUP BY duty"))
        found = {row.duty: row.n for row in rows}
    database.close()
    return found


def _runs(company: Company) -> dict[str, int]:
    """How often the workers say that they ran each duty."""
    lines = [line for process in company.processes for line in process.lines()]
    return dict(Counter(line["duty"] for line in lines if line["event"] == "duty_done"))
