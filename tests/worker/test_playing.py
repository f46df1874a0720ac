"""A recording on its way: uploaded once, then sent by the id that Telegram gave it."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.orm import Session

from db.engine import Database
from db.files.storage import Storage
from db.queries import recordings
from db.queries.outbox import Leased
from db.queries.recordings import Spoken
from rules.messages import Message, Voice
from rules.recordings import MIME, Heard
from simulator import TOKEN
from simulator.client import Person, Stage
from tests.voices import opus
from tests.worker.post import Post
from worker.channels import Delivered, GiveUp, TryLater, Uploaded
from worker.channels.telegram import Telegram
from worker.courier import Courier

TOKEN_OF_FILE = "ab" * 16
SPOKEN = opus(3)


@pytest.fixture
def files(tmp_path: Path) -> Storage:
    storage = Storage(tmp_path / "files")
    storage.keep(TOKEN_OF_FILE, SPOKEN, MIME)
    return storage


@pytest_asyncio.fixture
async def telegram(stage: Stage, files: Storage) -> AsyncIterator[Telegram]:
    channel = Telegram(TOKEN, stage.url, files, seconds=2)
    yield channel
    await channel.close()


@pytest.fixture
def aigul(stage: Stage) -> Person:
    return stage.person("Айгүл").starts()


def message(file_id: str | None = None, **more: Any) -> Message:
    return Message("", voice=Voice(TOKEN_OF_FILE, 3, file_id), **more)


def voices(person: Person) -> list[dict[str, Any]]:
    return [one.raw["voice"] for one in person.chat() if "voice" in one.raw]


async def test_the_first_time_it_is_uploaded_and_its_id_learned(aigul: Person, telegram: Telegram) -> None:
    sent = await telegram.send(aigul.id, message())
    (voice,) = voices(aigul)
    assert sent == Delivered(aigul.chat()[-1].id, Uploaded(TOKEN_OF_FILE, voice["file_id"]))
    assert (voice["duration"], voice["file_size"]) == (3, len(SPOKEN))


async def test_by_its_id_nothing_is_read_and_one_call_is_made(
    stage: Stage, aigul: Person, telegram: Telegram, files: Storage
) -> None:
    await telegram.send(aigul.id, message())
    file_id = voices(aigul)[0]["file_id"]
    files.forget(TOKEN_OF_FILE)
    before = stage.state()["calls"]
    assert await telegram.send(aigul.id, message(file_id)) == Delivered(aigul.chat()[-1].id)
    assert [call["method"] for call in stage.calls(after=before)] == ["sendVoice"]
    assert [voice["file_id"] for voice in voices(aigul)] == [file_id, file_id]


async def test_an_id_of_another_bot_is_replaced_by_an_upload(aigul: Person, telegram: Telegram) -> None:
    sent = await telegram.send(aigul.id, message("AwACAgIAAxkBAAIofAnotherBot"))
    (voice,) = voices(aigul)
    assert sent == Delivered(aigul.chat()[-1].id, Uploaded(TOKEN_OF_FILE, voice["file_id"]))


async def test_any_other_refusal_is_no_reason_to_upload(
    stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    why = "Bad Request: VOICE_MESSAGES_FORBIDDEN"
    stage.fault("json", "sendVoice", code=400, description=why)
    outcome = await telegram.send(aigul.id, message("AwACAgIAAxkBAAI"))
    assert outcome == GiveUp(f"refused: {why}")
    assert voices(aigul) == []


async def test_the_press_is_acknowledged_before_it_is_played(
    stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    before = stage.state()["calls"]
    await telegram.send(aigul.id, message(answers_press="press1"))
    assert [call["method"] for call in stage.calls(after=before)] == ["answerCallbackQuery", "sendVoice"]


async def test_without_its_bytes_it_is_given_up_and_without_the_storage_tried_again(
    aigul: Person, telegram: Telegram, files: Storage, stage: Stage, tmp_path: Path
) -> None:
    files.forget(TOKEN_OF_FILE)
    assert await telegram.send(aigul.id, message()) == GiveUp("recording_missing")
    (tmp_path / "taken").write_text("a file where a folder should be")
    elsewhere = Telegram(TOKEN, stage.url, Storage(tmp_path / "taken"), seconds=2)
    assert await elsewhere.send(aigul.id, message()) == TryLater("storage_away")
    await elsewhere.close()


async def test_a_courier_uploads_once_for_everybody(
    catalogue_database: Database, stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    post, bakyt = Post(catalogue_database), stage.person("Бакыт").starts()
    with catalogue_database.writing() as session:
        spoken = Spoken(Heard.CARD, "ky")
        recordings.put(session, spoken, token=TOKEN_OF_FILE, bytes=len(SPOKEN), seconds=3, at=post.at)
        id_ = recordings.every(session)[0].id
        assert recordings.every(session)[0].file_id is None

    def played(session: Session, held: Leased, at: datetime) -> Message:
        return Message("", voice=recordings.voice(session, id_, "card", "ky"))

    courier = Courier(catalogue_database, telegram, played, kind="prompt", now=post.now)
    for person in (aigul, bakyt):
        post.owes("listen", chat=person.id, kind="prompt")
        await courier.empty()
    (first,), (second,) = voices(aigul), voices(bakyt)
    assert first["file_id"] == second["file_id"]
    with catalogue_database.reading() as session:
        assert recordings.every(session)[0].file_id == first["file_id"]
    assert [state for _, state in post.states()] == ["sent", "sent"]
