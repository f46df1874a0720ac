"""Saved while people talk, verified before it counts, restored on an empty machine: from either database to either."""

import json
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Thread

import httpx
import pytest
from sqlalchemy import text

from app.settings import read
from app.wiring import backup, restore
from app.wiring.house import House, open_house
from app.wiring.restore import Choices, NotRestored
from casework import people
from db import migrations
from db.backups import archive, rows
from db.backups.archive import Damaged
from db.engine import Database
from db.queries import operations, outbox, pulse
from db.queries import people as people_queries
from db.queries.outbox import Debt
from rules.lifecycle import Status
from rules.reference import shown
from simulator.process import started
from simulator.world import TOKEN, World
from tests.app.shell import Shell
from tests.casework.office import Office
from tests.conftest import NewUrl
from tests.faults.crowd import Crowd
from tests.processes import Company

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 40
SETTLED_ANEW = {"outbox", "secrets", "heartbeats"}
"""Tables in which a restore changes rows."""


def house_of(url: str, folder: Path, office: Office | None = None) -> House:
    settings = read(database_url=url, data_dir=folder)
    return open_house(settings, now=lambda: office.at) if office else open_house(settings)


def address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
def office(catalogue_database: Database) -> Office:
    """Cases in every state, a conversation's question that waits, somebody signed in, a key, a photo."""
    office = Office(catalogue_database)
    for status in Status:
        office.has(status)
    office.do(lambda desk: people.give_key(desk, office.people["clerk"].user_id))
    office.do(lambda desk: people.sign_in(desk, people.give_link(desk, office.people["clerk"].user_id)))
    office.do(lambda desk: people.give_invitation(desk, office.people["head"].user_id))
    prompt = Debt(kind="prompt", content="ask_place", facts={}, ready_at=office.at, chat_id=5_000_000_001)
    office.do(lambda desk: outbox.owe(desk.session, [prompt], at=desk.at))
    return office


@pytest.fixture
def house(office: Office, tmp_path: Path) -> Iterator[House]:
    house = house_of(address(office.database), tmp_path / "old", office)
    photo = backup.folder_of_files(house.settings) / "ab" / "photo.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(PHOTO)
    yield house
    house.close()


@pytest.fixture
def empty(sqlite_url: NewUrl, office: Office, tmp_path: Path) -> Iterator[House]:
    """Another machine, with nothing on it."""
    house = house_of(sqlite_url("bare"), tmp_path / "new", office)
    yield house
    house.close()


@pytest.fixture
def empty_either(new_url: NewUrl, office: Office, tmp_path: Path) -> Iterator[House]:
    house = house_of(new_url("bare"), tmp_path / "new", office)
    yield house
    house.close()


def restored(house: House, path: Path, **choices: bool | int) -> restore.Restored | None:
    with archive.reading(path) as saved:
        return restore.restore(house, saved, backup.verified(saved), Choices(**choices))


def content(house: House) -> dict[str, list[bytes]]:
    with house.database.snapshot() as connection:
        return {one.name: sorted(rows.lines(connection, one)) for one in rows.tables(connection)}


def parsed(lines: list[bytes]) -> list[str]:
    """PostgreSQL keeps the keys of facts in an order of its own."""
    return sorted(json.dumps(json.loads(line), sort_keys=True) for line in lines)


def test_what_was_saved_is_what_is_restored(house: House, empty_either: House) -> None:
    empty = empty_either
    made = backup.make(house)
    assert made.verdict.broken == {}
    assert made.verdict.tickets == len(Status)
    assert restored(empty, made.path) is not None
    before, after = content(house), content(empty)
    assert before.keys() == after.keys()
    for name in before.keys() - SETTLED_ANEW:
        assert parsed(after[name]) == parsed(before[name]), name
    for name in ("outbox", "secrets"):
        assert len(after[name]) == len(before[name])
    assert migrations.is_current(empty.database)
    assert (backup.folder_of_files(empty.settings) / "ab" / "photo.jpg").read_bytes() == PHOTO


def test_what_was_waiting_is_held_back_and_whoever_was_inside_signs_in_anew(
    house: House, empty: House, office: Office
) -> None:
    made = backup.make(house)
    after = restored(empty, made.path)
    assert after is not None
    assert after.aftermath.letters["prompt ask_place"] == 1
    assert (after.aftermath.sessions, after.aftermath.keys) == (2, 1)
    with empty.database.reading() as session:
        for kind in ("prompt", "letter"):
            assert outbox.next_ready_at(session, kind=kind, channel="telegram") is None
        (clerk,) = [one for one in people_queries.accounts(session) if one.keys]
    assert clerk.id == office.people["clerk"].user_id


def test_what_was_waiting_is_sent_when_it_is_asked_for(house: House, empty: House, office: Office) -> None:
    restored(empty, backup.make(house).path, resend=True)
    with empty.database.reading() as session:
        assert outbox.next_ready_at(session, kind="prompt", channel="telegram") == office.at


def test_numbers_that_were_told_after_the_backup_are_not_given_again(
    house: House, empty_either: House, office: Office
) -> None:
    empty = empty_either
    path = backup.make(house).path
    told_since = office.files()
    after = restored(empty, path)
    assert after is not None
    with empty.database.writing() as session:
        columns = "track, source, status, status_since, inbox_id, routed_by, municipality_id, village_id, " \
            "service_code, language, text, search_text, joined, filed_at, answer_due_on, resolve_due_on, " \
            "updated_at, version"  # fmt: skip
        new = session.execute(
            text(f"INSERT INTO tickets ({columns}) SELECT {columns} FROM tickets LIMIT 1 RETURNING id")
        ).scalar_one()
    assert new == after.next_number == told_since + restore.SKIPPED


def test_a_file_is_readable_by_its_owner_alone_and_never_written_over(house: House, tmp_path: Path) -> None:
    target = tmp_path / "one.zip"
    assert backup.make(house, target).path == target
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        backup.make(house, target)
    assert backup.make(house, tmp_path).path.parent == tmp_path
    assert list(tmp_path.glob("*.part")) == []


def test_no_secret_of_the_settings_and_no_token_is_in_it(
    house: House, office: Office, tmp_path: Path
) -> None:
    key = office.do(lambda desk: people.give_key(desk, office.people["head"].user_id))
    settings = house.settings.model_copy(
        update={name: type(house.settings.secret_key)(f"hush-{name}") for name in
                ("telegram_token", "webhook_secret", "secret_key", "metrics_token")}
    )  # fmt: skip
    made = backup.make(replace(house, settings=settings))
    with zipfile.ZipFile(made.path) as zipped:
        everything = b"".join(zipped.read(name) for name in zipped.namelist())
    assert key.encode() not in everything
    assert b"hush" not in everything
    if password := house.database.url.password:
        assert str(password).encode() not in everything


def test_a_backup_made_is_remembered(house: House, office: Office) -> None:
    backup.make(house)
    with house.database.reading() as session:
        assert pulse.beats(session)[pulse.BACKUP].at == office.at


def test_a_flipped_byte_is_found_or_changes_nothing(sqlite_url: NewUrl, tmp_path: Path) -> None:
    office = Office(Database(sqlite_url("catalogue")))
    office.has(Status.RESOLVED)
    house = house_of(address(office.database), tmp_path, office)
    path = backup.make(house).path
    whole, found = path.read_bytes(), 0
    original = everything_in(path)
    chance = random.Random(19)
    for _ in range(250):
        at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        try:
            assert everything_in(path) == original
        except Damaged:
            found += 1
    assert found > 200, "most bytes of a backup say something"


def everything_in(path: Path) -> object:
    with archive.reading(path) as saved:
        backup.verified(saved)
        return saved.manifest, {name: list(saved.lines(name)) for name in saved.manifest.tables}


def test_half_a_file_and_another_file_are_no_backups(house: House, tmp_path: Path) -> None:
    path = backup.make(house).path
    half = tmp_path / "half.zip"
    half.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as zipped:
        zipped.writestr("readme.txt", "hello")
    for wrong in (half, other, tmp_path / "nowhere.zip", tmp_path):
        with pytest.raises((Damaged, OSError)):
            restored(house, wrong)


def change_history(database: Database, statement: str) -> None:
    """As somebody would who has the database itself: past its guards."""
    with database.writing() as session:
        if database.is_sqlite:
            for name in ("events_no_update", "events_no_delete"):
                session.execute(text(f"DROP TRIGGER {name}"))
        else:
            session.execute(text("ALTER TABLE events DISABLE TRIGGER USER"))
        session.execute(text(statement))


TAMPERED = {
    "the move": ("UPDATE events SET by_role = 'admin' WHERE ticket_id = 1004 AND seq = 2", 2),
    "the moment": ("UPDATE events SET at = '2020-01-01 00:00:00.000000' WHERE ticket_id = 1004 AND seq = 1", 1),
    "the words": ("UPDATE event_texts SET text = 'All is well' WHERE event_id = "
                  "(SELECT min(e.id) FROM events e JOIN event_texts t ON t.event_id = e.id "
                  "WHERE e.ticket_id = 1004)", 1),
    "the end": ("UPDATE tickets SET version = version + 1 WHERE id = 1004", None),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_history_that_was_tampered_with_is_named_and_not_restored_unasked(
    what: str, house: House, empty: House, office: Office
) -> None:
    statement, at = TAMPERED[what]
    change_history(office.database, statement)
    made = backup.make(house)
    assert list(made.verdict.broken) == [1004]
    assert at is None or made.verdict.broken[1004] == at
    with pytest.raises(NotRestored, match=shown(1004)):
        restored(empty, made.path)
    assert migrations.current(empty.database) is None
    assert restored(empty, made.path, accept_broken=True) is not None


def test_erased_words_break_nothing(house: House, office: Office) -> None:
    with office.database.writing() as session:
        session.execute(text("DELETE FROM event_texts"))
    assert backup.make(house).verdict.broken == {}


def test_a_database_with_something_in_it_is_not_touched_unasked(house: House, office: Office) -> None:
    path = backup.make(house).path
    office.files()
    before = content(house)
    with pytest.raises(NotRestored, match="--replace"):
        restored(house, path)
    assert content(house) == before
    assert restored(house, path, replace=True) is not None
    assert len(content(house)["tickets"]) == len(Status)


def test_a_database_that_a_bot_works_on_is_not_replaced(house: House, office: Office) -> None:
    path = backup.make(house).path
    office.do(lambda desk: operations.hold_lease(desk.session, "poller:7", "me", at=desk.at, seconds=12))
    with pytest.raises(NotRestored, match="stop Dobush"):
        restored(house, path, replace=True)
    office.passes(seconds=13)
    assert restored(house, path, replace=True) is not None


def test_to_look_changes_nothing(house: House, empty: House) -> None:
    assert restored(empty, backup.make(house).path, dry_run=True) is None
    assert migrations.current(empty.database) is None


def rewritten(path: Path, change: Callable[[dict], None], **tables: bytes) -> Path:
    """The same backup with other rows and sums that fit them: whoever forges it can do as much."""
    forged = path.with_name("forged.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(forged, "w") as new:
        manifest = json.loads(old.read(archive.MANIFEST))
        for name, lines in tables.items():
            manifest["tables"][name] |= {"sha256": sha256(lines).hexdigest(), "size": lines.count(b"\n")}
        change(manifest)
        for name in old.namelist():
            table = name.removeprefix("data/").removesuffix(".jsonl")
            new.writestr(name, tables.get(table, old.read(name)))
        new.writestr(archive.MANIFEST, json.dumps(manifest))
    return forged


def test_a_restore_that_fails_half_way_leaves_everything_as_it_was(house: House, office: Office) -> None:
    forged = rewritten(backup.make(house).path, lambda manifest: None, inboxes=b"")
    before = content(house)
    with pytest.raises(NotRestored, match="the database refuses it"):
        restored(house, forged, replace=True)
    assert content(house) == before
    assert migrations.is_current(house.database)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda manifest: manifest.update(migration="9999"), NotRestored),
        (lambda manifest: manifest.update(format=2), Damaged),
        (lambda manifest: manifest["files"].update({"../../etc/cron.d/x": {"sha256": "", "size": 0, "columns": []}}),
         Damaged),
        (lambda manifest: manifest.pop("numbers"), Damaged),
    ],
)  # fmt: skip
def test_what_this_program_cannot_know_is_refused(change, error, house: House, empty: House) -> None:
    forged = rewritten(backup.make(house).path, change)
    with pytest.raises(error):
        restored(empty, forged)
    assert migrations.current(empty.database) is None


def test_migrate_saves_what_is_there_before_it_changes_it(shell: Shell, new_url: NewUrl) -> None:
    url = new_url()
    database = Database(url)
    migrations.downgrade(database, "0002")
    database.close()
    shell.set(database_url=url, data_dir=str(shell.folder))
    done = shell.runs("migrate")
    saved, at_head = done.out.splitlines()
    assert at_head == f"The database is at {migrations.head()}."
    path = Path(saved.removeprefix("What was there is saved in ").removesuffix("."))
    assert path.parent == shell.folder / "backups"
    looked = shell.runs("restore", str(path), "--dry-run", "--replace", "--json")
    assert json.loads(looked.out)["migration"] == "0002"
    assert len(shell.runs("migrate").out.splitlines()) == 1, "nothing to change, nothing to save"


def test_an_older_shape_is_restored_and_brought_to_the_newest(
    shell: Shell, new_url: NewUrl, sqlite_url: NewUrl
) -> None:
    old, new = new_url(), sqlite_url("bare")
    database = Database(old)
    migrations.downgrade(database, "0002")
    with database.writing() as session:
        session.execute(
            text("INSERT INTO users (name, role, language, active, created_at) "
                 "VALUES ('Нурлан', 'clerk', 'ky', true, '2026-01-05 03:00:00')")
        )  # fmt: skip
    database.close()
    saved = shell.set(database_url=old).runs("backup", "old.zip")
    assert saved.code == 0, saved.err
    done = shell.set(database_url=new).runs("restore", "old.zip")
    assert done.code == 0, done.err
    restored_ = Database(new)
    assert migrations.is_current(restored_)
    with restored_.reading() as session:
        assert [one.name for one in people_queries.accounts(session)] == ["Нурлан"]
    restored_.close()


def test_saved_while_people_talk_and_restored_on_an_empty_machine_it_serves(
    new_url: NewUrl, tmp_path: Path
) -> None:
    url, there = new_url("catalogue"), new_url("bare")
    saving = Shell(tmp_path).set(database_url=url, data_dir=str(tmp_path))
    machine = tmp_path / "machine"
    machine.mkdir()
    with started(World(TOKEN)) as stage:
        with Company(["serve"], database=url, stage=stage, folder=tmp_path):
            talking = _in_a_thread(Crowd(stage, citizens=6, messages=120).talks)
            backups: list[dict] = []
            while talking.is_alive() or len(backups) < 2:
                done = saving.runs("backup", f"{len(backups)}.zip", "--json")
                assert done.code == 0, done.err
                backups.append(json.loads(done.out))
            talking.join()
        assert all(one["broken"] == {} for one in backups)
        told = [one["tables"]["received_updates"] for one in backups]
        assert told[0] < told[-1] == max(told), "saved in the midst of it"
        last = shell_restores(tmp_path, there, f"{len(backups) - 1}.zip")
        assert last["tables"] == backups[-1]["tables"]
        with Company(["serve"], database=there, stage=stage, folder=machine) as company:
            assert httpx.get(f"{company.web_address()}/readyz").json()["status"] == "ready"
            Crowd(stage, citizens=1, messages=4).talks()
    database = Database(there)
    with database.snapshot() as connection:
        tables = {one.name: rows.count(connection, one) for one in rows.tables(connection)}
    database.close()
    assert tables["tickets"] >= backups[-1]["tables"]["tickets"] + 1


def shell_restores(folder: Path, url: str, file: str) -> dict:
    done = Shell(folder).set(database_url=url, data_dir=str(folder / "there")).runs("restore", file, "--json")
    assert done.code == 0, done.err
    told: dict = json.loads(done.out)
    assert timedelta(seconds=told["age_seconds"]) < timedelta(minutes=5)
    return told


def _in_a_thread(work: Callable[[], None]) -> Thread:
    thread = Thread(target=work)
    thread.start()
    return thread
