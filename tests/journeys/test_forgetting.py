"""Бакыт sees what is kept about him, and asks to be forgotten: processes, a telephone, a disk, and nothing is left."""

import time
from pathlib import Path
from typing import Any

import httpx

from bot.scripts import place
from db.engine import Database
from simulator import TOKEN
from simulator.client import Message
from tests.bot.test_forgetting import Everything
from tests.db.pictures import snapshot
from tests.journeys.cast import WAITS, House
from tests.village import AK_BULAN

STORY = "Тутамыркмаркер көчөдө суу жок"
OBJECTS = "files"


def test_a_person_sees_everything_and_is_forgotten(house: House, tmp_path: Path) -> None:
    bakyt = house.stage.person("Бакытмаркер", language_code="ru", last_name="Асановмаркер")
    bakyt.starts(place.payload(AK_BULAN)).waits_for(lambda it: "Кыргызча" in it.buttons, WAITS)
    bakyt.presses("Кыргызча").waits_for("Эмне болду", WAITS)
    bakyt.sends_photo(snapshot(), caption=STORY)
    card = bakyt.waits_for(lambda it: "✅ Жөнөтүү" in it.buttons or "🚰 Ичүүчү суу" in it.buttons, WAITS)
    if "🚰 Ичүүчү суу" in card.buttons:
        bakyt.presses("🚰 Ичүүчү суу").waits_for(lambda it: "✅ Жөнөтүү" in it.buttons, WAITS)
    bakyt.presses("✅ Жөнөтүү").waits_for("1001-9", WAITS)
    stored = _until(lambda: _objects(house))
    assert len(stored) == 1

    bakyt.says("/my_data")
    paper = bakyt.waits_for(lambda it: "document" in it.raw, WAITS)
    assert STORY in _content(house, paper)

    everything = Everything(Database(house.serve.environment["DOBUSH_DATABASE_URL"]))
    assert everything.holding("тутамыркмаркер", str(bakyt.id))
    bakyt.says("/delete_me").waits_for(lambda it: "🗑 Баарын өчүрүү" in it.buttons, WAITS)
    question = bakyt.last()
    assert question is not None
    sure = next(one["callback_data"] for one in question.inline if "Баарын" in one["text"])
    bakyt.taps(question.id, sure).taps(question.id, sure)
    bakyt.waits_for("Жеке маалыматтарыңыз өчүрүлдү.", WAITS)
    bakyt.blocks()
    _until(lambda: not everything.holding(str(bakyt.id), "Бакытмаркер", "Асановмаркер"))
    _until(lambda: not _objects(house))
    assert everything.holding("тутамыркмаркер") == set()
    log = (tmp_path / "serve.log").read_text(encoding="utf-8")
    assert [one for one in ("маркер", str(bakyt.id)) if one in log] == []


def _objects(house: House) -> list[Path]:
    folder = Path(house.serve.environment["DOBUSH_DATA_DIR"]) / OBJECTS
    return [path for path in folder.rglob("*") if path.is_file()]


def _content(house: House, paper: Message) -> str:
    asked = {"file_id": paper.raw["document"]["file_id"]}
    answer = httpx.post(f"{house.stage.url}/bot{TOKEN}/getFile", json=asked).json()
    return httpx.get(f"{house.stage.url}/file/bot{TOKEN}/{answer['result']['file_path']}").text


def _until(done: Any) -> Any:
    until = time.monotonic() + 2 * WAITS
    while time.monotonic() < until:
        if found := done():
            return found
        time.sleep(0.2)
    raise AssertionError("it never came to that")
