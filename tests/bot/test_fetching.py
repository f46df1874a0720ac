"""From Telegram's shelf into our storage: whatever Telegram, the disk or the file itself may do."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select

from bot.fetching import GIVE_UP_AFTER, LEASE_SECONDS, Fetcher
from casework.desk import Actor
from casework.intake import Complaint, file_complaint
from db.files.storage import Storage
from db.queries import files, people
from db.queries.files import FileRow
from db.tables.outbox import OutboxRow
from rules.attachments import Attached, Kind
from rules.lifecycle import Role, Source
from simulator.client import Stage
from simulator.world import TOKEN
from tests.db.pictures import EXE, OPUS, PDF, bomb, opened, picture, snapshot
from tests.village import AK_BULAN, Village


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "files")


@pytest.fixture
def fetcher(village: Village, storage: Storage, stage: Stage) -> Fetcher:
    return Fetcher(village.database, storage, api=stage.url, token=TOKEN, now=village.now)


def sent(stage: Stage, *contents: bytes) -> list[Attached]:
    """Somebody sent these to the bot; this is what Telegram says of them."""
    person = stage.person("Айгүл")
    person.starts()
    for content in contents:
        if content[:4] == b"OggS":
            person.sends_voice(content)
        elif content[:2] == b"\xff\xd8":
            person.sends_photo(content)
        else:
            person.sends_document(content, "x", "application/pdf")
    told = [message.raw for message in person.chat()][1:]
    return [_attached(message) for message in told]


def _attached(message: dict) -> Attached:
    kind = next(kind for kind in Kind if kind in message)
    file = message[kind][-1] if kind is Kind.PHOTO else message[kind]
    return Attached(kind, file["file_id"], file["file_unique_id"])


def owes(village: Village, *attached: Attached) -> None:
    """A citizen's case with these files."""
    with village.database.writing() as session:
        desk = village.desk(session)
        citizen = people.welcome_citizen(session, 5_000_000_000, at=village.at)
        complaint = Complaint("water", AK_BULAN, "", "ru", Source.TELEGRAM, files=attached)
        file_complaint(desk, complaint, by=Actor(Role.CITIZEN, citizen_id=citizen.id))


def rows(village: Village, ticket: int = 1001) -> Sequence[FileRow]:
    with village.database.reading() as session:
        return files.of_tickets(session, [ticket])[ticket]


def states(village: Village) -> list[tuple[str, str | None]]:
    return [(row.status, row.reason) for row in rows(village)]


def fetches(fetcher: Fetcher) -> int:
    return asyncio.run(fetcher.empty())


def read(storage: Storage, row: FileRow) -> bytes:
    return b"".join(storage.read(row.token, 0, (row.bytes or 0) - 1))


def test_a_voice_and_a_photo_are_fetched_cleaned_and_kept(
    village: Village, fetcher: Fetcher, storage: Storage, stage: Stage
) -> None:
    owes(village, *sent(stage, OPUS, snapshot()))
    assert fetches(fetcher) == 2
    voice, photo = rows(village)
    assert (voice.status, voice.mime, voice.bytes) == ("kept", "audio/ogg", len(OPUS))
    assert read(storage, voice) == OPUS
    assert (photo.status, photo.mime) == ("kept", "image/jpeg")
    kept = read(storage, photo)
    assert dict(opened(kept).getexif()) == {}
    assert photo.sha256 == hashlib.sha256(kept).hexdigest()
    assert fetches(fetcher) == 0, "nothing is fetched twice"


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (EXE, "file_type", "Такой файл не откроется"),
        (bomb(), "too_big", "Предел: 10 МБ"),
        (picture("PNG")[:90], "broken", "Файл повреждён"),
    ],
)
def test_what_is_not_fit_is_refused_and_whoever_sent_it_is_told(
    content: bytes, reason: str, words: str, village: Village, fetcher: Fetcher, stage: Stage, tmp_path: Path
) -> None:
    aigul = village.phone()
    aigul.starts().presses("Русский")
    owes(village, *sent(stage, content))
    fetches(fetcher)
    assert states(village) == [("refused", reason)]
    village.delivers()
    assert "1001-9" in aigul.last.text
    assert words in aigul.last.text
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "json", "code": 500, "description": "Internal Server Error"},
        {"kind": "json", "code": 401, "description": "Unauthorized"},
        {"kind": "json", "code": 400, "description": "Bad Request: file is temporarily unavailable"},
        {"kind": "html"},
        {"kind": "empty"},
        {"kind": "reset"},
    ],
    ids=lambda fault: f"{fault['kind']} {fault.get('code', '')}",
)
def test_a_bad_day_of_telegram_loses_nothing(
    fault: dict, village: Village, fetcher: Fetcher, stage: Stage
) -> None:
    owes(village, *sent(stage, OPUS))
    stage.fault(method="getFile", **fault)
    fetches(fetcher)
    assert states(village) == [("waiting", None)]
    assert rows(village)[0].ready_at > village.at, "it is not asked again at once"
    village.passes(seconds=10)
    fetches(fetcher)
    assert states(village) == [("kept", None)]


def test_the_wait_that_telegram_asks_for_is_kept(village: Village, fetcher: Fetcher, stage: Stage) -> None:
    owes(village, *sent(stage, OPUS))
    stage.fault("429", "getFile", retry_after=90)
    fetches(fetcher)
    village.passes(seconds=89)
    assert fetches(fetcher) == 0
    village.passes(seconds=1)
    assert fetches(fetcher) == 1


def test_while_telegram_is_down_the_row_waits_ever_longer(
    village: Village, fetcher: Fetcher, stage: Stage
) -> None:
    owes(village, *sent(stage, OPUS))
    stage.down()
    for _ in range(3 * GIVE_UP_AFTER):
        fetches(fetcher)
        assert states(village) == [("waiting", None)]
        village.passes(hours=1)
    stage.up()
    fetches(fetcher)
    assert states(village) == [("kept", None)]


def test_a_file_that_telegram_does_not_know_is_given_up_in_the_end(
    village: Village, fetcher: Fetcher, stage: Stage
) -> None:
    owes(village, Attached(Kind.VOICE, "AgADnever", "never"))
    for _ in range(GIVE_UP_AFTER):
        assert states(village) == [("waiting", None)]
        fetches(fetcher)
        village.passes(hours=1)
    assert states(village) == [("refused", "gone")]


def test_what_is_larger_than_was_claimed_stays_in_the_chat(
    village: Village, fetcher: Fetcher, stage: Stage
) -> None:
    owes(village, *sent(stage, b"OggS" + bytes(20 << 20)))
    fetches(fetcher)
    assert states(village) == [("too_large", None)]


def test_while_the_storage_is_away_the_row_waits(
    village: Village, fetcher: Fetcher, storage: Storage, stage: Stage, tmp_path: Path
) -> None:
    owes(village, *sent(stage, OPUS, picture(), PDF))
    (tmp_path / "files").write_text("in the way")
    fetches(fetcher)
    assert states(village) == [("waiting", None)] * 3
    (tmp_path / "files").unlink()
    village.passes(seconds=10)
    fetches(fetcher)
    assert states(village) == [("kept", None)] * 3
    assert [len(read(storage, row)) for row in rows(village)] == [row.bytes for row in rows(village)]


def test_what_a_dead_fetcher_held_is_fetched_by_another(
    village: Village, fetcher: Fetcher, storage: Storage, stage: Stage
) -> None:
    owes(village, *sent(stage, OPUS))
    with village.database.writing() as session:
        (held,) = files.lease(session, at=village.at, seconds=LEASE_SECONDS, limit=5)
    storage.keep(held.token, b"half of it", "audio/ogg")
    assert fetches(fetcher) == 0, "it may still be alive"
    village.passes(seconds=LEASE_SECONDS)
    assert fetches(fetcher) == 1
    (row,) = rows(village)
    assert read(storage, row) == OPUS
    with village.database.writing() as session:
        found = files.Kept("audio/ogg", 1, "x")
        assert not files.kept(session, held, at=village.at, found=found), "who lost the lease settles nothing"


def test_two_fetchers_do_not_take_the_same_file(village: Village, stage: Stage) -> None:
    owes(village, *sent(stage, OPUS, picture()))
    with village.database.writing() as session:
        first = files.lease(session, at=village.at, seconds=LEASE_SECONDS, limit=1)
    with village.database.writing() as session:
        second = files.lease(session, at=village.at, seconds=LEASE_SECONDS, limit=5)
    assert len({held.id for held in (*first, *second)}) == 2


def test_neither_token_nor_file_id_is_ever_logged(village: Village, fetcher: Fetcher, stage: Stage) -> None:
    attached = sent(stage, OPUS, EXE)
    owes(village, *attached, Attached(Kind.PHOTO, "AgADnever", "never"))
    stage.fault("html", "getFile")
    with structlog.testing.capture_logs() as logged:
        fetches(fetcher)
    assert logged
    said = json.dumps(logged, default=str)
    for secret in (TOKEN, "AgAD", *(one.file_id for one in attached)):
        assert secret not in said


def test_who_blocked_the_bot_is_not_written_to(village: Village, fetcher: Fetcher, stage: Stage) -> None:
    owes(village, *sent(stage, EXE))
    with village.database.writing() as session:
        citizen = people.citizen_of_chat(session, 5_000_000_000)
        assert citizen is not None
        citizen.reachable = False
    fetches(fetcher)
    with village.database.reading() as session:
        assert session.scalars(select(OutboxRow).where(OutboxRow.content == "file_not_kept")).all() == []
