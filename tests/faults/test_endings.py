"""SIGTERM in the middle of a turn: the turn is finished, the process ends with 0, nothing is done twice."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import Database
from tests.conftest import NewUrl
from tests.faults.conftest import WriteDown
from tests.faults.crowd import Crowd
from tests.faults.reckoning import reckon, until_quiet
from tests.processes import Company, Process, StageProcess

HELD = 1.5
"""Seconds for which the turn cannot go on after the signal."""


@pytest.mark.parametrize("commands", [["serve"], ["bot", "worker"]], ids=["serve", "bot and worker"])
def test_sigterm_in_a_turn_lets_it_end(
    commands: list[str], new_url: NewUrl, tmp_path: Path, write_down: WriteDown
) -> None:
    url = new_url("catalogue")
    with (
        StageProcess(tmp_path) as stage,
        Company(commands, database=url, stage=stage.url, folder=tmp_path) as company,
    ):
        crowd = Crowd(stage.url, citizens=1, messages=6)
        talking = threading.Thread(target=crowd.talks)
        bot = company.processes[0]
        codes = []
        talking.start()
        for _ in range(3):
            with _turns_wait(url):
                time.sleep(0.7)  # somebody says something meanwhile, and its turn begins
                ending = threading.Thread(target=lambda: codes.append(bot.kill(signal.SIGTERM)))
                ending.start()
                time.sleep(HELD)
            ending.join(30)
            _again(bot)
        talking.join(120)
        assert not talking.is_alive()
        until_quiet(url)
        row = reckon(url, stage, crowd.said)
        codes += company.stop()
    write_down(
        database=url.partition(":")[0].partition("+")[0],
        ended_in_a_turn=" and ".join(commands),
        exit_codes=sorted(set(codes)).__repr__(),
        **{name: row[name] for name in ("sent", "stored", "lost", "stored_twice", "doubled_messages")},
    )
    assert codes == [0] * (3 + len(commands))
    assert row["lost"] == row["stored_twice"] == row["number_untold"] == []
    assert row["sent"] == row["stored"] == 2
    assert row["doubled_messages"] == 0


@contextmanager
def _turns_wait(url: str) -> Iterator[None]:
    """Nobody else can write a conversation: a turn under way stands still, with its update in its hands."""
    database = Database(url)
    with database.writing() as session:  # on SQLite that is enough: there is one writer
        if not database.is_sqlite:
            session.execute(text("LOCK TABLE conversations IN EXCLUSIVE MODE"))
        yield
    database.close()


def _again(process: Process) -> None:
    process.start()
    process.works()
