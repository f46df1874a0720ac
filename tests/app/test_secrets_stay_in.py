"""Whatever happens to Telegram, to the database or to ourselves: no line of any log holds a secret."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.wiring.veil import COVERED, Veil
from db.engine import Database
from db.queries import outbox
from db.queries.outbox import Debt
from tests.app.test_commands import ROOT, Shell
from tests.conftest import NewUrl
from tests.processes import free_port

TOKEN = "123456789:AAVerySecretTokenOfTheBot"
SECRETS = {
    "telegram_token": TOKEN,
    "webhook_secret": "very-secret-of-the-webhook",
    "secret_key": "very-secret-key-of-the-digests",
}
PASSWORD = "very-secret-password"
HUSH = (TOKEN, TOKEN.partition(":")[2], *SECRETS.values(), PASSWORD)
ENOUGH_CALLS, PATIENCE = 14, 240.0
BAD_DAY = ("401", "reset", "500", "404", "silence", "429")
"""What happens to one call after the other."""
ECHO = (
    "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n"
    f'{{{{"ok":false,"error_code":{{status}},"description":"refused: /bot{TOKEN}/getMe"}}}}'
)
BUG = f"""
import logging, warnings
from worker.channels.telegram import Telegram
from app.__main__ import main

async def breaks(self, *args, **more):
    warnings.warn("https://api.telegram.org/bot{TOKEN}/sendMessage")
    logging.getLogger("asyncio").error("https://api.telegram.org/bot{TOKEN}/sendMessage")
    raise RuntimeError("https://api.telegram.org/bot{TOKEN}/sendMessage")

Telegram.send = breaks
main()
"""


class BadDay:
    """A Telegram that refuses, breaks off, is silent, and says the address that was asked back to whoever asked."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self.calls = 0
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
                what = BAD_DAY[self.calls % len(BAD_DAY)]
                self.calls += 1
                if what == "reset":
                    caller.close()
                elif what == "silence":
                    self._held.append(caller)
                else:
                    caller.recv(65536)
                    caller.sendall(ECHO.format(status=what).encode())
                    caller.close()
            except OSError:
                if self._listening.fileno() < 0:
                    return

    def close(self) -> None:
        self._listening.close()
        for caller in self._held:
            caller.close()


@pytest.fixture
def bad_day() -> Iterator[BadDay]:
    server = BadDay()
    yield server
    server.close()


def prepared(folder: Path, url: str, **settings: str) -> Shell:
    folder.mkdir()
    shell = Shell(folder).set(**SECRETS, database_url=url, port=str(free_port()), data_dir=str(folder))
    return shell.set(**settings)


def owes_something(url: str) -> None:
    database, at = Database(url), datetime.now(UTC)
    with database.writing() as session:
        owed = [Debt("prompt", "hello", {}, at, chat_id=77), Debt("prompt", "thanks", {}, at, chat_id=78)]
        outbox.owe(session, owed, at=at)
    database.close()


def silent_about(said: str) -> None:
    told = [secret for secret in HUSH if secret in said]
    assert told == [], said[-3000:]


def test_a_telegram_on_a_bad_day_brings_no_secret_out(
    bad_day: BadDay, sqlite_url: NewUrl, tmp_path: Path
) -> None:
    url = sqlite_url("catalogue")
    owes_something(url)
    process = prepared(tmp_path / "shell", url, telegram_api=bad_day.url).starts("serve")
    until = time.monotonic() + PATIENCE
    while bad_day.calls < ENOUGH_CALLS and time.monotonic() < until:
        time.sleep(0.2)
    process.terminate()
    out, err = process.communicate(timeout=PATIENCE)
    silent_about(out + err)
    assert bad_day.calls >= ENOUGH_CALLS
    assert "telegram_away" in err


@pytest.mark.parametrize(
    "api", ["", "http://127.0.0.1:9", "http://[telegram", "http://x:port", "http://x\u200b"]
)
def test_a_doctor_who_cannot_reach_telegram_tells_no_secret(
    bad_day: BadDay, sqlite_url: NewUrl, tmp_path: Path, api: str
) -> None:
    shell = prepared(tmp_path / "shell", sqlite_url("catalogue"), telegram_api=api or bad_day.url)
    done = shell.runs("doctor")
    silent_about(done.out + done.err)
    assert "Traceback" not in done.err
    assert "Telegram" in done.out + done.err or "DOBUSH_TELEGRAM_API" in done.err


def test_a_bug_brings_no_secret_out(sqlite_url: NewUrl, tmp_path: Path) -> None:
    url = sqlite_url("catalogue")
    owes_something(url)
    process = prepared(tmp_path / "shell", url).starts("serve", by=("-c", BUG))
    lines: list[str] = []
    assert process.stderr is not None
    patience = threading.Timer(PATIENCE, process.kill)
    patience.start()
    try:
        for line in process.stderr:
            lines.append(line)
            if "sending_broke" in line:
                break
    finally:
        patience.cancel()
        process.kill()
    said = "".join(lines)
    silent_about(said)
    assert f"bot{COVERED}/sendMessage" in said, "a library would have told it"
    assert "sending_broke" in said


@pytest.mark.parametrize("command", ["web", "migrate", "import", "doctor"])
def test_a_database_that_is_away_does_not_tell_its_password(command: str, tmp_path: Path) -> None:
    url = f"postgresql+psycopg://dobush:{PASSWORD}@127.0.0.1:9/dobush"
    process = prepared(tmp_path / "shell", url).starts(command)
    try:
        out, err = process.communicate(timeout=8)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate(timeout=20)
    silent_about(out + err)


def test_the_veil_lets_everything_else_through() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from app.wiring.veil import Veil\n"
            "sys.stderr = Veil(sys.stderr, ['secret-one', 'secret-one-longer', 'x'])\n"
            "print('secret-one-longer x secret-one', file=sys.stderr, flush=True)\n"
            "raise SystemExit(int(sys.stderr.isatty()))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, f"{COVERED} x {COVERED}\n")
    assert Veil(sys.stderr, []).encoding == sys.stderr.encoding
