"""A message that no turn survives: put aside after its tries, while everybody else is served."""

import json
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.scripts import place
from db.engine import Database
from db.queries import received
from db.queries.received import BACK_OFF
from simulator.client import Message, Person
from tests.conftest import NewUrl
from tests.faults.conftest import WriteDown
from tests.processes import Company, StageProcess
from tests.village import AK_BULAN

AFTER = "Таштанды алынбай жатат"
SOON = 60.0
TRIES_LAST = sum(wait.total_seconds() for wait in BACK_OFF) + 60


@pytest.mark.parametrize("commands", [["serve"], ["bot", "bot", "worker"]], ids=["serve", "two bots"])
def test_poison_dies_alone(
    commands: list[str], new_url: NewUrl, tmp_path: Path, write_down: WriteDown
) -> None:
    url = new_url("catalogue")
    with (
        StageProcess(tmp_path) as stage,
        Company(commands, database=url, stage=stage.url, folder=tmp_path) as company,
    ):
        aigul, bakyt = (_settles(stage.person(name)) for name in ("Айгүл", "Бакыт"))
        aigul.says("Суу жок").waits_for("Суу жок", SOON)
        _spoil(url, aigul)
        began = time.monotonic()
        aigul.says("Үчүнчү күн")
        aigul.says(AFTER)
        waits = []
        while not (dead := _states(url).get("dead")) and time.monotonic() - began < TRIES_LAST:
            asked = time.monotonic()
            bakyt.says("/help").waits_for("101", SOON)
            waits.append(time.monotonic() - asked)
            time.sleep(0.5)
        died_after = time.monotonic() - began
        next_one = aigul.waits_for(AFTER, SOON)
        _sends(next_one, aigul)
        aigul.waits_for("Кабыл алынды", SOON)
        states = _states(url)
        codes = company.stop()
        failures = sum(process.said("turn_failed") for process in company.processes)
    write_down(
        database=url.partition(":")[0].partition("+")[0],
        poison_in=", ".join(commands),
        tries=failures,
        dead_after_seconds=round(died_after),
        others_waited_at_most=f"{max(waits):.1f} s",
        dead_letters=dead,
    )
    assert dead == 1
    assert failures == len(BACK_OFF) + 1
    assert max(waits) < SOON, "the neighbour was served all the while"
    assert states["dead"] == 1, "the next message of that chat goes on"
    assert codes == [0] * len(commands)


def _settles(person: Person) -> Person:
    person.starts(place.payload(AK_BULAN)).waits_for(lambda message: "Кыргызча" in message.buttons, SOON)
    person.presses("Кыргызча").waits_for("📍", SOON)
    _sends(person.says("Жол бузулуп калды").waits_for("Жол бузулуп калды", SOON), person)
    person.waits_for("Кабыл алынды", SOON)
    return person


def _sends(card: Message, person: Person) -> None:
    """Known from now on: the village is remembered."""
    person.presses(next(label for label in card.buttons if label.startswith("✅")), on=card)


def _spoil(url: str, person: Person) -> None:
    """What no script can read: as if an older or a newer version had kept it."""
    database = Database(url)
    with database.writing() as session:
        spoilt = {"memory": json.dumps({"story": 7, "nobody": "knows"}), "chat": person.id}
        session.execute(text("UPDATE conversations SET memory = :memory WHERE chat_id = :chat"), spoilt)
    database.close()


def _states(url: str) -> dict[str, int]:
    database = Database(url)
    with database.reading() as session:
        counts = received.counts(session)
    database.close()
    return counts
