"""Every misconfiguration that we know of is planted, found, and answered with what to do."""

import http.server
import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from app.settings import read
from app.wiring.doctor import examine
from db import migrations
from db.engine import Database
from db.queries import outbox, pulse, received
from db.queries.outbox import Debt
from db.queries.received import Arrived
from simulator.process import started
from simulator.world import TOKEN, World
from tests.app.shell import ROOT, WRONG_USE, Shell
from tests.conftest import NewUrl
from tests.processes import Company, free_port

LONG_AGO = timedelta(hours=3)


class Patient:
    """A healthy house on this machine, of which a test spoils one thing."""

    def __init__(self, url: str, stage: str, folder: Path) -> None:
        self.folder = folder
        self.settings: dict[str, Any] = {
            "database_url": url,
            "data_dir": folder / "data",
            "telegram_token": TOKEN,
            "telegram_api": stage,
            "port": free_port(),
        }

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @contextmanager
    def database(self) -> Iterator[Database]:
        with closing(Database(self.settings["database_url"])) as database:
            yield database

    def executes(self, statement: str) -> None:
        with self.database() as database, database.writing() as session:
            session.execute(text(statement))

    def beats(self, *names: str, ago: timedelta = timedelta()) -> None:
        with self.database() as database, database.writing() as session:
            pulse.beat(session, dict.fromkeys(names, 1), at=self.now - ago)


@pytest.fixture
def stage() -> Iterator[str]:
    with started(World(TOKEN)) as url:
        yield url


@pytest.fixture
def patient(new_url: NewUrl, stage: str, tmp_path: Path) -> Patient:
    return healthy(new_url("catalogue"), stage, tmp_path)


@pytest.fixture
def small_patient(sqlite_url: NewUrl, stage: str, tmp_path: Path) -> Patient:
    """For what does not depend on the database."""
    return healthy(sqlite_url("catalogue"), stage, tmp_path)


def healthy(url: str, stage: str, folder: Path) -> Patient:
    patient = Patient(url, stage, folder)
    patient.executes(
        "INSERT INTO users (name, role, language, active, created_at) "
        "VALUES ('Ирина', 'admin', 'ky', true, '2026-01-05 03:00:00')"
    )
    year = (patient.now + timedelta(days=60)).year
    patient.executes(
        'INSERT INTO holidays ("on", kind, name_ky, name_ru, name_en, source) '
        f"VALUES ('{year}-12-31', 'holiday', 'a', 'a', 'a', 'test')"
    )
    patient.beats(pulse.TICK, pulse.POLLED, pulse.BACKUP)
    return patient


@pytest.fixture
def finds(capsys: pytest.CaptureFixture[str]) -> Callable[[Patient], dict[str, str]]:
    def wrong(patient: Patient) -> dict[str, str]:
        code = examine(read(**patient.settings), only_able=False, as_json=True)
        told = [one for one in json.loads(capsys.readouterr().out) if not one["fine"]]
        assert code == (1 if told else 0)
        return {one["about"]: one["sentence"] for one in told}

    return wrong


def files_a_complaint(patient: Patient) -> None:
    with patient.database() as database, database.writing() as session:
        columns = "track, source, status, status_since, inbox_id, routed_by, municipality_id, village_id, " \
            "service_code, language, text, search_text, joined, filed_at, answer_due_on, resolve_due_on, " \
            "updated_at, version"  # fmt: skip
        session.execute(
            text(
                f"INSERT INTO tickets ({columns}) SELECT 'feedback', 'telegram', 'filed', :at, id, 'place', "
                "unit_id, unit_id, 'water', 'ky', 'a', 'a', 0, :at, '2099-01-01', '2099-01-01', :at, 1 "
                "FROM inboxes WHERE code = 'kyzyl-suu-2850'"
            ),
            {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}.000000"},
        )


def never_saved(patient: Patient) -> None:
    files_a_complaint(patient)
    patient.executes("DELETE FROM heartbeats")


def keeps_waiting(patient: Patient) -> None:
    at = patient.now - LONG_AGO
    with patient.database() as database, database.writing() as session:
        received.store(session, [Arrived(7, 1, 5, "{}")], at=at)
        outbox.owe(session, [Debt(kind="letter", content="x", facts={}, ready_at=at, chat_id=5)], at=at)


def downgraded(patient: Patient) -> None:
    with patient.database() as database:
        migrations.downgrade(database, "0001")


def under_a_file(patient: Patient) -> None:
    (patient.folder / "file").touch()
    patient.settings["data_dir"] = patient.folder / "file" / "data"


def setting(**changed: Any) -> Callable[[Patient], None]:
    return lambda patient: patient.settings.update(changed)


def silent(*names: str) -> Callable[[Patient], None]:
    return lambda patient: patient.beats(*names, ago=LONG_AGO)


Planted = dict[str, tuple[Callable[[Patient], object], str, str]]
IN_THE_DATABASE: Planted = {
    "an old migration": (downgraded, "database", "dobush migrate"),
    "a newer migration": (
        lambda patient: patient.executes("UPDATE alembic_version SET version_num = '9999'"),
        "database",
        "newer",
    ),
    "no holidays ahead": (
        lambda patient: patient.executes("DELETE FROM holidays"),
        "holidays",
        "dobush import",
    ),
    "nobody can sign in": (
        lambda patient: patient.executes("UPDATE users SET active = false"),
        "people",
        "dobush user add NAME --role admin",
    ),
    "cases in an inbox without anybody": (files_a_complaint, "inboxes", "kyzyl-suu-2850"),
    "no backup was ever made": (never_saved, "backup", "dobush backup"),
    "a stale backup": (
        lambda patient: patient.beats(pulse.BACKUP, ago=timedelta(days=3)),
        "backup",
        "dobush backup",
    ),
    "two pollers": (lambda patient: patient.beats(pulse.CONFLICT), "pollers", "stop the other program"),
    "a worker that does not tick": (silent(pulse.TICK), "worker", "start `dobush worker`"),
    "a bot that hears nothing": (silent(pulse.POLLED), "contact", "start `dobush bot`"),
    "an update that waits too long": (keeps_waiting, "received", "start `dobush bot`"),
    "a message that waits too long": (keeps_waiting, "outbox", "read the log"),
}
AROUND_IT: Planted = {
    "an unreachable database": (
        setting(database_url="postgresql+psycopg://dobush:hush@127.0.0.1:9/dobush"),
        "database",
        "DOBUSH_DATABASE_URL",
    ),
    "a plain http address": (
        setting(public_url="http://dobush.example"),
        "public address",
        "DOBUSH_PUBLIC_URL",
    ),
    "a webhook without https": (
        setting(telegram_mode="webhook", webhook_secret="s" * 32, public_url="http://dobush.example"),
        "webhook",
        "https only",
    ),
    "a weak webhook secret": (
        setting(telegram_mode="webhook", webhook_secret="short"),
        "webhook secret",
        "openssl rand",
    ),
    "a webhook secret that Telegram would refuse": (
        setting(telegram_mode="webhook", webhook_secret="жашыруун" * 4),
        "webhook secret",
        "A-Z a-z 0-9 _ -",
    ),
    "a short secret key": (setting(secret_key="sixteen-and-more"), "secret key", "openssl rand"),
    "another time zone": (setting(timezone="Europe/Berlin"), "time zone", "Asia/Bishkek"),
    "a data folder that cannot be": (under_a_file, "data folder", "DOBUSH_DATA_DIR"),
    "no token": (setting(telegram_token=""), "bot token", "@BotFather"),
    "a refused token": (setting(telegram_token="1:hush"), "Telegram", "refuses the token"),
    "nobody at Telegram's address": (
        setting(telegram_api="http://127.0.0.1:9"),
        "Telegram",
        "DOBUSH_TELEGRAM_API",
    ),
}


def test_a_healthy_house_has_nothing_wrong(patient: Patient, finds) -> None:
    assert finds(patient) == {}


@pytest.mark.parametrize("what", IN_THE_DATABASE)
def test_what_is_planted_in_the_database_is_found_and_answered(what: str, patient: Patient, finds) -> None:
    plant, about, advice = IN_THE_DATABASE[what]
    plant(patient)
    wrong = finds(patient)
    assert advice in wrong[about], wrong


@pytest.mark.parametrize("what", AROUND_IT)
def test_what_is_planted_around_it_is_found_and_answered(what: str, small_patient: Patient, finds) -> None:
    plant, about, advice = AROUND_IT[what]
    plant(small_patient)
    wrong = finds(small_patient)
    assert advice in wrong[about], wrong
    assert "hush" not in str(wrong)


def test_an_empty_catalogue_is_found(small_patient: Patient, sqlite_url: NewUrl, finds) -> None:
    small_patient.settings["database_url"] = sqlite_url()
    assert "dobush import" in finds(small_patient)["catalogue"]


def test_a_port_that_a_stranger_took_is_found_and_our_own_is_not(
    small_patient: Patient, finds, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stranger.listen()
        small_patient.settings["port"] = stranger.getsockname()[1]
        assert "DOBUSH_PORT" in finds(small_patient)["port"]
    database, api = small_patient.settings["database_url"], small_patient.settings["telegram_api"]
    with Company(["web"], database=database, stage=api, folder=tmp_path) as company:
        small_patient.settings["port"] = company.processes[0].port
        assert finds(small_patient) == {}
    small_patient.settings["host"] = "192.0.2.1"
    assert "DOBUSH_HOST" in finds(small_patient)["port"]


@pytest.mark.parametrize("free", [100_000_000, 2_000_000_000])
def test_a_disk_that_is_nearly_full_is_found(
    free: int, small_patient: Patient, finds, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SimpleNamespace(total=100_000_000_000, free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: disk)
    assert "make room" in finds(small_patient)["disk"]


class Telegram(http.server.BaseHTTPRequestHandler):
    """Answers getMe, at an hour of its own."""

    off, answer = timedelta(), b'{"ok": true, "result": {"username": "dobush_bot"}}'

    def do_GET(self) -> None:
        self.send_response_only(200)
        self.send_header("date", format_datetime(datetime.now(UTC) + self.off, usegmt=True))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_: object) -> None:
        """Not into the tests' output."""


@contextmanager
def telegram(**as_it_is: Any) -> Iterator[str]:
    handler = type("Other", (Telegram,), as_it_is)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_clock_that_is_off_is_found(small_patient: Patient, finds) -> None:
    with telegram(off=timedelta(minutes=7)) as small_patient.settings["telegram_api"]:
        assert "off by 0:0" in finds(small_patient)["clock"]
    with telegram(off=timedelta(seconds=5)) as small_patient.settings["telegram_api"]:
        assert finds(small_patient) == {}


@pytest.mark.parametrize("answer", [b"[]", b'{"ok": true, "result": {}}'])
def test_somebody_else_at_telegrams_address_is_found(answer: bytes, small_patient: Patient, finds) -> None:
    with telegram(answer=answer) as small_patient.settings["telegram_api"]:
        assert "DOBUSH_TELEGRAM_API" in finds(small_patient)["Telegram"]


@pytest.mark.parametrize(("spoil", "said"), [("empty", "1 texts are not translated"), ("gone", "missing")])
def test_texts_without_a_translation_are_found(
    spoil: str, said: str, shell: Shell, sqlite_url: NewUrl
) -> None:
    shutil.copytree(ROOT / "locales", shell.folder / "locales")
    po = shell.folder / "locales" / "ru" / "messages.po"
    if spoil == "gone":
        po.unlink()
    else:
        with po.open("a", encoding="utf-8") as texts:
            texts.write('\nmsgctxt "test"\nmsgid "Hello"\nmsgstr ""\n')
    assert said in shell.set(database_url=sqlite_url()).finds()["texts"]


def test_a_webhook_without_its_secret_is_named_before_anything_is_looked_at(shell: Shell) -> None:
    done = shell.set(telegram_mode="webhook").runs("doctor")
    assert done.code == WRONG_USE
    assert done.err.startswith("DOBUSH_WEBHOOK_SECRET is needed")


def test_a_database_in_a_folder_that_cannot_be_is_a_finding_and_no_traceback(shell: Shell) -> None:
    (shell.folder / "file").touch()
    done = shell.set(data_dir="file/data").runs("doctor")
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("WRONG data folder: file/data cannot be written to")


def test_whether_a_process_can_work_is_asked_without_the_rest(
    shell: Shell, sqlite_url: NewUrl, stage: str
) -> None:
    shell.set(
        database_url=sqlite_url(), telegram_token=TOKEN, telegram_api=stage, public_url="http://dobush.kg"
    )
    able = shell.runs("doctor", "--able")
    assert able.code == 0
    assert [line.split(":")[0] for line in able.out.splitlines()] == [
        "ok    database",
        "ok    Telegram",
        "ok    clock",
    ]
    assert shell.set(telegram_token="1:hush").runs("doctor", "--able").code == 1


def test_a_poller_that_meets_another_one_leaves_word_of_it(
    small_patient: Patient, finds, tmp_path: Path
) -> None:
    with started(World(TOKEN)) as stage:
        small_patient.settings["telegram_api"] = stage
        database = small_patient.settings["database_url"]
        told = httpx.post(
            f"{stage}/bot{TOKEN}/setWebhook", json={"url": "https://elsewhere.example/hook"}
        ).json()
        assert told["ok"], told
        with Company(["bot"], database=database, stage=stage, folder=tmp_path):
            until = datetime.now(UTC) + timedelta(seconds=40)
            while "pollers" not in (wrong := finds(small_patient)) and datetime.now(UTC) < until:
                threading.Event().wait(1)
    assert "409" in wrong["pollers"]


def test_files_that_cannot_be_written_are_found_and_the_key_is_kept(shell: Shell) -> None:
    (shell.folder / "full").mkdir()
    (shell.folder / "full" / "files").write_text("in the way")
    assert "DOBUSH_FILES" in shell.set(data_dir=str(shell.folder / "full")).finds()["files"]
    shell.set(files="s3://nobody/files", s3_endpoint="http://127.0.0.1:9", s3_region="x")
    done = shell.set(s3_key="hush-key", s3_secret="hush-secret").runs("doctor")
    assert "WRONG files: nothing can be written to s3://nobody/files" in done.out
    assert "hush" not in done.out + done.err
