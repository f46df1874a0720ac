"""2,000 messages of 100 citizens while processes are killed with -9: nothing lost, nothing stored twice, all told."""

import os
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import NewUrl
from tests.faults.conftest import WriteDown
from tests.faults.crowd import Crowd, Office
from tests.faults.reckoning import clerk_key, reckon, until_quiet
from tests.processes import Company, StageProcess

MESSAGES = int(os.environ.get("FAULTS_MESSAGES", "2000"))
CITIZENS = int(os.environ.get("FAULTS_CITIZENS", "100"))
KILL_EVERY = (3.0, 6.0)
SHAPES = {
    "serve": ["serve"],
    "one of each": ["bot", "web", "worker"],
    "two of each": ["bot", "bot", "web", "web", "worker", "worker"],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_kill_9_loses_nothing(shape: str, new_url: NewUrl, tmp_path: Path, write_down: WriteDown) -> None:
    url = new_url("catalogue")
    key = clerk_key(url)
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
        until_quiet(url)
        office.stop.set()
        clerk.join(30)
        until_quiet(url)
        row = reckon(url, stage, crowd.said) | {"kills": company.kills, "seconds": round(took)}
        codes = company.stop()
    write_down(database=url.partition(":")[0].partition("+")[0], shape=shape, **row)
    assert codes == [0] * len(company.processes)
    assert row["lost"] == [], "a complaint whose Send was tapped is stored"
    assert row["stored_twice"] == [], "… once"
    assert row["number_untold"] == [], "every number was told"
    assert row["answer_untold"] == [], "every answer was told"
    assert row["dead_letters"] == 0
    assert row["doubled_messages"] <= company.kills * 20, (
        "no more doubles than messages under way at the kills"
    )
