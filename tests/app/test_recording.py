"""`dobush recording` as it is typed: what to read, what is taken, and what is refused with a reason."""

import json
import re
from pathlib import Path

import pytest

from app.wiring.reading_aloud import SCRIPTS, script
from db.engine import Database
from db.files.storage import ObjectMissing, Storage
from db.queries import recordings
from locales.extracting import spoken
from rules.recordings import LANGUAGES, LARGEST, Heard
from tests.app.shell import WRONG_USE, Shell
from tests.conftest import NewUrl
from tests.db.pictures import MP3
from tests.voices import opus

AIMAK = "41702205805000"


@pytest.fixture
def url(new_url: NewUrl) -> str:
    return new_url("catalogue")


@pytest.fixture
def shelf(shell: Shell, url: str) -> Shell:
    (shell.folder / "voice.ogg").write_bytes(opus(4))
    return shell.set(database_url=url)


def listed(shelf: Shell) -> list[tuple[str, str, str | None, int]]:
    rows = json.loads(shelf.runs("recording", "list", "--json").out)
    return [(row["prompt"], row["language"], row["municipality"], row["seconds"]) for row in rows]


def tokens(url: str) -> list[str]:
    database = Database(url)
    with database.reading() as session:
        found = [row.token for row in recordings.every(session)]
    database.close()
    return found


def stored(shelf: Shell, token: str) -> bytes:
    return Storage(shelf.folder / "var" / "files").whole(token)


def test_a_recording_is_added_replaced_listed_and_removed(shelf: Shell, url: str) -> None:
    done = shelf.runs("recording", "add", "card", "voice.ogg")
    assert (done.code, done.out) == (0, "card (ky): 4 s, added\n"), done.err
    assert shelf.runs("recording", "add", "card", "voice.ogg", "--municipality", AIMAK).code == 0
    (general, own) = sorted(tokens(url), key=lambda token: token)
    assert {stored(shelf, general), stored(shelf, own)} == {opus(4)}

    (shelf.folder / "newer.ogg").write_bytes(opus(2))
    assert shelf.runs("recording", "add", "card", "newer.ogg").out == "card (ky): 2 s, replaced\n"
    assert sorted(listed(shelf), key=str) == [("card", "ky", None, 2), ("card", "ky", AIMAK, 4)][::-1]
    gone = ({general, own} - set(tokens(url))).pop()
    with pytest.raises(ObjectMissing):
        stored(shelf, gone)

    assert shelf.runs("recording", "remove", "card", "--municipality", AIMAK).out == "card (ky): removed\n"
    assert listed(shelf) == [("card", "ky", None, 2)]
    plain = shelf.runs("recording", "list").out.splitlines()
    assert plain[0].startswith("card (ky) for everybody: 2 s, 20")
    silent = "welcome, story, village, topic, accepted, fixed, rate"
    assert plain[1:] == [
        f"silent in ky for everybody: {silent}",
        f"silent in ru for everybody: {silent.replace('topic, ', 'topic, card, ')}",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (opus(2) + bytes(LARGEST), "is larger than 1024 kB"),
        (MP3, "is no Ogg file with one whole Opus stream in it"),
        (opus(4)[:-5], "is no Ogg file with one whole Opus stream in it"),
        (b"", "is no Ogg file with one whole Opus stream in it"),
        (opus(121), "lasts 121 s; at most 120 s are listened to"),
    ],
)
def test_what_telegram_would_not_play_is_refused_with_a_reason(
    shell: Shell, sqlite_url: NewUrl, content: bytes, why: str
) -> None:
    url = sqlite_url("catalogue")
    shell.set(database_url=url)
    (shell.folder / "voice.ogg").write_bytes(content)
    done = shell.runs("recording", "add", "card", "voice.ogg")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"voice.ogg: {why}")
    assert tokens(url) == []
    assert not (shell.folder / "var" / "files").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "card", "nothing.ogg"), 1, "nothing.ogg cannot be read: No such file or directory"),
        (("add", "card", "."), 1, ". cannot be read: Is a directory"),
        (("add", "card", "voice.ogg", "--language", "en"), WRONG_USE, "unknown_language: language=en"),
        (("add", "card", "voice.ogg", "--municipality", "x"), WRONG_USE, "unknown_place: code=x"),
        (("remove", "card"), WRONG_USE, "no_such_recording: prompt=card, language=ky"),
    ],
)
def test_what_cannot_be_done_is_said(
    shell: Shell, sqlite_url: NewUrl, arguments: tuple[str, ...], code: int, said: str
) -> None:
    shell.set(database_url=sqlite_url("catalogue"))
    (shell.folder / "voice.ogg").write_bytes(opus(4))
    done = shell.runs("recording", *arguments)
    assert (done.code, done.out, done.err) == (code, "", f"{said}\n")


def test_a_question_that_does_not_exist_is_refused_with_the_eight_that_do(shell: Shell) -> None:
    done = shell.runs("recording", "add", "hello", "voice.ogg")
    assert done.code == WRONG_USE
    assert all(heard.value in done.err for heard in Heard)


def test_where_no_file_can_be_kept_nothing_is_promised(shelf: Shell, url: str) -> None:
    (shelf.folder / "taken").write_text("a file where a folder should be")
    done = shelf.set(data_dir=str(shelf.folder / "taken")).runs("recording", "add", "card", "voice.ogg")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("the place for files cannot be written")
    assert tokens(url) == []


def test_the_scripts_are_eight_texts_in_two_languages_for_a_human_voice(shell: Shell) -> None:
    told = json.loads(shell.runs("recording", "scripts", "--json").out)
    assert told.keys() == {heard.value for heard in Heard}
    for texts in told.values():
        assert texts.keys() == set(LANGUAGES)
        for words in texts.values():
            assert re.fullmatch(r"[\w\s.,?!:;«»—()-]+", words), words
            assert not re.search(r"[a-z{}]", words), "a voice has no English and no placeholders"
    plain = shell.runs("recording", "scripts").out
    assert "welcome (ky)\n    Саламатсызбы!" in plain


def test_a_question_that_is_read_as_it_is_written_is_written_so_in_the_chat() -> None:
    """Whoever changes the chat's words finds the script here, and the recording to be made anew."""
    said = spoken(Path(__file__).parents[2])
    for heard in (Heard.WELCOME, Heard.STORY, Heard.VILLAGE, Heard.TOPIC):
        phrase = SCRIPTS[heard]
        assert any(place.startswith("bot/") for place in said[phrase.context, phrase.message]), heard


def test_buttons_are_called_by_the_names_they_bear() -> None:
    assert "«Жөнөтүү»" in script("ky", Heard.CARD)
    assert "«Отправить»" in script("ru", Heard.CARD)
    assert all(f"«{label}»" in script("ru", Heard.FIXED) for label in ("Да", "Нет", "Не знаю"))
    assert all(f"«{label}»" in script("ky", Heard.FIXED) for label in ("Ооба", "Жок", "Билбейм"))
