"""Somebody reads a question aloud, the command puts it in, and Айгүл hears it in her chat: the whole way."""

import subprocess
import sys
import time
from pathlib import Path

from simulator.client import Message, Person
from tests.journeys.cast import WAITS, House
from tests.processes import ROOT
from tests.voices import opus

STORY = "Биздин көчөдө үч күндөн бери суу жок"
VILLAGE = "v_41702205805010_2"
OLD, NEW = opus(3), opus(2)


def test_a_recording_is_heard_while_the_house_is_open(house: House, tmp_path: Path) -> None:
    aigul, bakyt = (house.stage.person(name, language_code="ru") for name in ("Айгүл", "Бакыт"))
    tells(aigul)
    assert listens(card(aigul)) == []

    records(house, tmp_path, OLD)
    until_noticed = time.monotonic() + WAITS
    while not listens(card(aigul)):
        assert time.monotonic() < until_noticed
        aigul.says("Бүгүн да жок").waits_for(lambda it: "✅ Жөнөтүү" in it.buttons, WAITS)
        time.sleep(1)
    first = plays(aigul, 3)
    again = plays(aigul, 3)
    tells(bakyt)
    other = plays(bakyt, 3)
    assert {again["file_unique_id"], other["file_unique_id"]} == {first["file_unique_id"]}, "uploaded once"
    assert [call["method"] for call in house.stage.calls("sendVoice")] == ["sendVoice"] * 3

    old_card = card(aigul)
    records(house, tmp_path, NEW)
    newer = plays(aigul, 2, on=old_card)
    assert newer["file_unique_id"] != first["file_unique_id"]
    aigul.presses("✅ Жөнөтүү", on=old_card).waits_for("Кабыл алынды", WAITS)


def records(house: House, folder: Path, content: bytes) -> None:
    file = folder / "card.ogg"
    file.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "app", "recording", "add", "card", str(file)],
        cwd=ROOT,
        env=house.serve.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def tells(person: Person) -> None:
    person.starts(VILLAGE).waits_for(lambda it: "Кыргызча" in it.buttons, WAITS)
    person.presses("Кыргызча").waits_for("Эмне болду", WAITS)
    person.says(STORY).waits_for(lambda it: "✅ Жөнөтүү" in it.buttons, WAITS)


def plays(person: Person, seconds: int, on: Message | None = None) -> dict[str, object]:
    person.presses("🔊 Угуу", on=on or card(person))
    heard = person.waits_for(lambda it: "voice" in it.raw, WAITS).raw["voice"]
    assert heard["duration"] == seconds
    return dict(heard)


def card(person: Person) -> Message:
    return next(it for it in reversed(person.chat()) if "✅ Жөнөтүү" in it.buttons)


def listens(message: Message) -> list[str]:
    return [label for label in message.buttons if "🔊" in label]
