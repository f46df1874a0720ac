"""2,000 messages of 100 citizens while processes are killed with -9: nothing lost, nothing stored twice, all told."""

import json
import os
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from app.settings import read
from app.wiring.house import open_house
from app.wiring.users import new_user
from db.engine import Database
from db.queries import outbox, received, tickets
from rules.lifecycle import Role
from rules.permissions import Reach
from rules.reference import shown
from simulator.client import Stage
from tests.conftest import NewUrl
from tests.faults.crowd import Crowd, Office, Said, number_in
from tests.faults.processes import Company, free_port

MESSAGES = int(os.environ.get("FAULTS_MESSAGES", "2000"))
CITIZENS = int(os.environ.get("FAULTS_CITIZENS", "100"))
KILL_EVERY = (3.0, 6.0)
SHAPES = {
    "serve": ["serve"],
    "one of each": ["bot", "web", "worker"],
    "two of each": ["bot", "bot", "web", "web", "worker", "worker"],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_kill_9_loses_nothing(shape: str, new_url: NewUrl, tmp_path: Path, record_property) -> None:
    url = new_url("catalogue")
    key = _clerk_key(url)
    with (
        StageProcess(tmp_path) as stage,
        Company(SHAPES[shape], database=url, stage=stage.url, folder=tmp_path) as company,
    ):
        crowd = Crowd(stage.url, citizens=CITIZENS, messages=MESSAGES)
        office = Office(company.web_address, key, crowd.said)
        clerk = threading.Thread(target=office.works, daemon=True)
        clerk.start()
        began = time.monotonic()
        killer = company.kill_now_and_then(KILL_EVERY, seed=7)
        crowd.talks()
        company.leave_alone(killer)
        took = time.monotonic() - began
        _quiet(url)
        office.stop.set()
        clerk.join(30)
        _quiet(url)
        row = _compare(url, stage, crowd.said) | {"kills": company.kills, "seconds": round(took)}
        codes = company.stop()
    _write_down({"database": url.partition(":")[0], "shape": shape} | row)
    assert codes == [0] * len(company.processes)
    assert row["lost"] == [], "a complaint whose Send was tapped is stored"
    assert row["stored_twice"] == [], "… once"
    assert row["number_untold"] == [], "every number was told"
    assert row["answer_untold"] == [], "every answer was told"
    assert row["dead_letters"] == 0
    assert row["doubled_messages"] <= company.kills * 20, (
        "no more doubles than messages under way at the kills"
    )


def _compare(url: str, stage: Stage, said: Said) -> dict:
    database = Database(url)
    with database.reading() as session:
        stored = tickets.page(session, tickets.Filter(), reach=Reach(everything=True), limit=MESSAGES)
        answers = {
            shown(ticket.id): line.text
            for ticket in stored
            for line in tickets.history(session, ticket.id)
            if line.event.move == "answer"
        }
        states = received.counts(session)
    database.close()
    count = Counter(ticket.text for ticket in stored)
    texts = {
        person.id: [message.text for message in person.chat() if message.from_bot]
        for person in stage.people()
    }
    accepted, answered = Counter(), Counter()
    for heard in texts.values():
        for text in heard:
            number = number_in(text)
            if number is None:
                continue
            (answered if text.startswith("💬") else accepted)[number] += not text.startswith("🔧")
    numbers = {shown(ticket.id) for ticket in stored}
    doubles = sum(n - 1 for n in accepted.values() if n > 1) + sum(n - 1 for n in answered.values() if n > 1)
    return {
        "messages": said.messages,
        "sent": len(said.sent),
        "stored": len(stored),
        "lost": [text for text in said.sent if count[text] == 0],
        "stored_twice": [text for text, n in count.items() if n > 1],
        "number_untold": sorted(numbers - set(accepted)),
        "answers": len(answers),
        "answer_untold": sorted(set(answers) - set(answered)),
        "doubled_messages": doubles,
        "dead_letters": states.get("dead", 0),
    }


def _quiet(url: str, seconds: float = 120) -> None:
    """Until nothing waits any more."""
    database = Database(url)
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            with database.reading() as session:
                owed = [
                    outbox.next_ready_at(session, kind=kind, channel="telegram")
                    for kind in ("prompt", "letter")
                ]
                if not received.counts(session).get("waiting") and owed == [None, None]:
                    return
            time.sleep(0.5)
        raise AssertionError("something still waits")
    finally:
        database.close()


def _clerk_key(url: str) -> str:
    house = open_house(read(database_url=url))
    with house.database.reading() as session:
        inboxes = [inbox.code for inbox in house.shelf.directory(session, at=house.now()).inboxes]
    key = new_user(house, "Нурлан", Role.CLERK, inboxes=inboxes, key=True).key
    house.close()
    assert key is not None
    return key


class StageProcess:
    """The simulator as a process of its own: nobody kills it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()

    def __enter__(self) -> Stage:
        import subprocess
        import sys

        command = [sys.executable, "-m", "app", "simulator", "--port", str(self._port)]
        self._process = subprocess.Popen(command, stderr=(self._folder / "stage.log").open("ab"))
        self._stage = Stage(f"http://127.0.0.1:{self._port}")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                self._stage.state()
                return self._stage
            except Exception:
                time.sleep(0.1)
        raise AssertionError("the stage did not start")

    def __exit__(self, *error: object) -> None:
        self._stage.close()
        self._process.terminate()
        self._process.wait(20)


def _write_down(row: dict) -> None:
    """One line a run, for the table of `make faults`."""
    line = {key: len(value) if isinstance(value, list) else value for key, value in row.items()}
    print("\nFAULTS " + json.dumps(line, ensure_ascii=False))
