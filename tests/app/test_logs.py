"""The whole house at work with marked people, words and tokens, on its worst day: none of it is in the log."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from app.settings import read
from app.wiring.house import open_house
from app.wiring.users import new_user
from bot.scripts import place
from db.engine import Database
from rules.lifecycle import Role
from simulator.client import Stage
from simulator.process import started
from simulator.world import TOKEN, World
from tests.app.shell import ROOT
from tests.conftest import NewUrl
from tests.processes import Company
from tests.village import AK_BULAN
from worker.channels.telegram import reason

NAME, STORY, PHONE, WORD = "Жашырбек Сырдашев", "Суу жок, зулпукар көчөсү", "+996555123456", "зулпукар"
PATIENCE = 60


def waits(what, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.2)


def execute(url: str, statement: str, **values: object) -> None:
    database = Database(url)
    with database.writing() as session:
        session.execute(text(statement), values)
    database.close()


def test_nothing_about_anybody_is_in_the_log_of_the_worst_day(sqlite_url: NewUrl, tmp_path: Path) -> None:
    url = sqlite_url("catalogue")
    house = open_house(read(database_url=url, data_dir=tmp_path))
    clerk = new_user(house, NAME, Role.ADMIN, key=True)
    house.close()
    with (
        started(World(TOKEN)) as stage_url,
        Company(["serve"], database=url, stage=stage_url, folder=tmp_path) as company,
        Stage(stage_url) as stage,
    ):
        (process,) = company.processes
        log = tmp_path / "serve0.log"
        web = httpx.Client(
            base_url=process.address, headers={"authorization": f"Bearer {clerk.key}"}, timeout=20
        )

        def logged(event: str) -> bool:
            return f'"{event}"' in log.read_text()

        person = a_story(stage, WORD)
        (case,) = web.get("/api/v1/tickets").json()["items"]
        number = case["reference"]

        # a delivery that Telegram refuses, repeating what we wanted to say
        stage.fault(
            "json",
            method="sendMessage",
            code=400,
            description=f'Bad Request: can\'t parse entities: Unsupported start tag "{WORD}" in {STORY}',
        )
        web.post(f"/api/v1/tickets/{number}/answer", json={"version": case["version"], "text": STORY})
        waits(lambda: logged("delivery_refused"))

        # a turn that meets a bug, with words in its memory
        execute(
            url,
            "UPDATE conversations SET script = :word, step = :word, memory = :memory",
            word=WORD[:8],
            memory=json.dumps(STORY),
        )
        execute(
            url,
            "INSERT INTO conversations (chat_id, script, step, memory, version, updated_at) "
            "VALUES (:chat, :word, :word, :memory, 1, '2026-01-01 00:00:00.000000') ON CONFLICT DO NOTHING",
            chat=person.id,
            word=WORD[:8],
            memory=json.dumps(STORY),
        )
        person.says(f"{STORY} {PHONE}")
        waits(lambda: logged("turn_failed"))

        # an update that cannot be read, bad requests, and no HTTP at all
        execute(
            url,
            "INSERT INTO received_updates (bot_id, update_id, chat_id, body, received_at, status, attempts, ready_at) "
            "SELECT bot_id, -1, 77, :body, received_at, 'waiting', 0, received_at FROM received_updates LIMIT 1",
            body=json.dumps({"update_id": -1, "message": {"text": [STORY], "chat": PHONE}}),
        )
        waits(lambda: logged("update_unreadable"))
        web.post("/api/v1/tickets", json={"service": STORY, "village": PHONE, "text": [WORD]})
        web.get("/api/v1/tickets", params={"cursor": STORY, "q": WORD})
        web.get(f"/{WORD}/{PHONE}")
        with socket.create_connection(("127.0.0.1", process.port)) as raw:
            raw.sendall(f"{STORY} {PHONE}\r\n\r\n".encode())
            raw.recv(1000)

        # a route that crashes over what is stored
        execute(url, "UPDATE tickets SET status = :word", word=WORD)
        version = web.get(f"/api/v1/tickets/{number}").json()["version"]
        crashed = web.post(f"/api/v1/tickets/{number}/answer", json={"version": version, "text": STORY})
        assert crashed.status_code == 500
        waits(lambda: logged("request_failed"))
        web.close()
        assert company.stop() == [0]
    said = log.read_text()
    for secret in (
        NAME,
        "Жашырбек",
        STORY,
        WORD,
        PHONE,
        PHONE[4:],
        str(person.id),
        TOKEN,
        TOKEN[-20:],
        clerk.key,
    ):
        assert secret not in said, secret
    for line in said.splitlines():
        assert json.loads(line)["event"], "one JSON object a line, whoever speaks"


def a_story(stage: Stage, word: str):
    """From the first word to the case's number."""
    person = stage.person(NAME)
    person.starts(place.payload(AK_BULAN))
    person.waits_for(lambda message: "Кыргызча" in message.buttons, PATIENCE)
    person.presses("Кыргызча")
    person.waits_for(lambda message: "📍" in message.text, PATIENCE)
    person.says(f"{STORY} {PHONE}")
    card = person.waits_for(
        lambda message: word in message.text and any(label.startswith("✅") for label in message.buttons),
        PATIENCE,
    )
    person.presses(next(label for label in card.buttons if label.startswith("✅")), on=card)
    person.waits_for(
        lambda message: word in message.text and "-" in message.text and message is not card, PATIENCE
    )
    return person


def said_by(script: str) -> list[dict]:
    """What a process of its own writes to stderr, from the moment it starts its log."""
    done = subprocess.run(
        [sys.executable, "-c", f"from app.wiring.logs import start_log\nstart_log()\n{script}"],
        cwd=ROOT,
        env={**os.environ, "STORY": STORY, "PHONE": PHONE},
        capture_output=True,
        text=True,
    )
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_what_a_library_says_comes_without_what_it_filled_in() -> None:
    (line,) = said_by(
        "import logging, os\n"
        "try:\n    raise ValueError(os.environ['STORY'])\n"
        "except ValueError:\n"
        "    logging.getLogger('asyncio').exception('Exception of %s was never retrieved', os.environ['PHONE'])\n"
    )
    assert (line["event"], line["name"], line["level"]) == ("library", "asyncio", "error")
    assert line["says"] == "Exception of %s was never retrieved"
    assert line["at"][0] == "ValueError"
    assert not {STORY, PHONE} & set(str(line).split("'"))


def test_what_breaks_a_process_is_told_by_kind_and_place() -> None:
    (line,) = said_by("import os\nraise RuntimeError(os.environ['STORY']) from KeyError(os.environ['PHONE'])")
    assert (line["event"], line["error"], line["level"]) == ("process_broke", "RuntimeError", "critical")
    assert "KeyError" in line["at"]
    assert STORY not in str(line)
    assert PHONE not in str(line)


@pytest.mark.parametrize(
    ("description", "own"),
    [
        (
            f'Bad Request: can\'t parse entities: Unsupported start tag "{WORD}"',
            "Bad Request: can't parse entities",
        ),
        ("Bad Request: BUTTON_DATA_INVALID", "Bad Request: BUTTON_DATA_INVALID"),
        (f"Bad Request: {STORY} 996555123456", "Bad Request:"),
        (f'Bad Request: wrong "{NAME}', "Bad Request: wrong"),
    ],
)
def test_of_a_refusal_only_telegrams_own_words_are_kept(description: str, own: str) -> None:
    assert reason(description) == own
