"""One PostgreSQL for a whole test run: whoever needs it first starts it, for every worker of the run.

It belongs to a process of its own, which stops it when the run is over, however the run ended.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

from sqlalchemy import URL, make_url

from tests.postgres import START_WITHIN, NoPostgres, Server

ROOT = Path(__file__).parent.parent
_KEEPERS: list[subprocess.Popen[bytes]] = []


def shared_server(run: Path) -> URL:
    """The server of this test run: the one that is named, the one that runs already, or a new one. Hold a lock."""
    if named := os.environ.get("DOBUSH_TEST_POSTGRES"):
        return make_url(named)
    note = run / "postgres"
    if not note.exists():
        _engage_keeper(run)
    return make_url(note.read_text())


def _engage_keeper(run: Path) -> None:
    with (run / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.keeper", run, os.environ["DOBUSH_TEST_RUN_BY"]],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,
        )
    _KEEPERS.append(keeper)
    deadline = time.monotonic() + START_WITHIN
    while not (run / "postgres").exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise NoPostgres((run / "keeper.log").read_text(errors="replace"))
        time.sleep(0.02)


def keep(run: Path, pytest: int) -> None:
    """Serve until told to stop, or until pytest is gone without having told us."""
    told = Event()
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, lambda *_: told.set())
    note = run / "postgres"
    with Server() as server:
        (run / "keeper").write_text(str(os.getpid()))
        draft = run / "postgres.draft"
        draft.write_text(server.url.render_as_string(hide_password=False))
        draft.rename(note)
        while not told.wait(0.5) and _alive(pytest):
            pass
    if told.is_set():
        note.unlink(missing_ok=True)
    else:
        shutil.rmtree(run, ignore_errors=True)


def dismiss_keeper(run: Path) -> None:
    try:
        os.kill(int((run / "keeper").read_text()), signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError):
        return
    deadline = time.monotonic() + 10
    while (run / "postgres").exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
