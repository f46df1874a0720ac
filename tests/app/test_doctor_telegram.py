"""What the doctor reads out of getWebhookInfo: planted one by one, on the stage where the stage can play it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings, read
from app.wiring.doctor_telegram import LOOKS, MANY_PENDING, updates
from app.wiring.house import open_house
from bot.discretion import KINDS
from bot.webhook import PATH
from simulator import TOKEN, started
from simulator.client import Stage

OURS = "https://dobush.example"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOOKED = {"url": OURS + PATH, "has_custom_certificate": False, "pending_update_count": 0}

Doctor = Callable[..., dict[str, str]]


@pytest.fixture
def stage() -> Iterator[Stage]:
    with started() as url, Stage(url) as stage:
        yield stage


@pytest.fixture
def doctor(stage: Stage, tmp_path: Path) -> Doctor:
    """What the doctor says of the stage: the matter, and the sentence with its verdict before it."""

    def says(**settings: Any) -> dict[str, str]:
        with closing(open_house(_settings(tmp_path, **{"telegram_api": stage.url, **settings}))) as house:
            return {
                one.about: f"{'ok' if one.fine else 'WRONG'} {one.sentence}"
                for look in LOOKS
                for one in look(house)
            }

    return says


def _settings(folder: Path, **more: Any) -> Settings:
    by_hook = {"telegram_mode": "webhook", "webhook_secret": "s", "public_url": OURS}
    return read(**{"data_dir": folder, "telegram_token": TOKEN, **by_hook, **more})


def bot(stage: Stage, method: str, **said: Any) -> Any:
    answer = httpx.post(f"{stage.url}/bot{TOKEN}/{method}", json=said, trust_env=False).json()
    assert answer["ok"], answer
    return answer["result"]


def test_polling_without_a_webhook_is_as_it_should_be(doctor: Doctor) -> None:
    assert doctor(telegram_mode="polling")["updates"].startswith("ok are fetched by polling")


def test_where_telegram_cannot_be_asked_nothing_is_said_of_updates(doctor: Doctor, stage: Stage) -> None:
    assert doctor(telegram_token="") == {}
    assert doctor(telegram_token="1:unknown") == {}
    assert doctor(telegram_api="http://127.0.0.1:9") == {}
    stage.fault("html", "getWebhookInfo")
    assert doctor() == {}


def test_a_webhook_in_the_way_of_polling_is_found(stage: Stage, doctor: Doctor) -> None:
    bot(stage, "setWebhook", url="https://elsewhere.example/secret-path")
    said = doctor(telegram_mode="polling")["webhook"]
    assert said.startswith("WRONG is set to elsewhere.example, so Telegram refuses to be polled")
    assert "deleteWebhook" in said
    assert "secret-path" not in said


def test_a_webhook_that_nobody_set_is_found(doctor: Doctor) -> None:
    assert doctor()["webhook"].startswith("WRONG is not set, so no update arrives; start dobush bot")


def test_a_webhook_of_somebody_else_is_found(stage: Stage, doctor: Doctor) -> None:
    bot(stage, "setWebhook", url="https://old.example/telegram/update")
    assert doctor()["webhook"].startswith(
        "WRONG points to old.example and not to our https://dobush.example/"
    )


def test_our_webhook_is_as_it_should_be(stage: Stage, doctor: Doctor) -> None:
    bot(stage, "setWebhook", url=OURS + PATH, allowed_updates=list(KINDS))
    assert doctor()["updates"] == "ok are brought by Telegram to our webhook"


def test_a_webhook_that_does_not_bring_everything_is_found(stage: Stage, doctor: Doctor) -> None:
    bot(stage, "setWebhook", url=OURS + PATH, allowed_updates=["message", "edited_message"])
    assert "does not bring callback_query, my_chat_member" in doctor()["webhook"]


def test_a_door_that_does_not_open_is_found_with_what_waits_behind_it(stage: Stage, doctor: Doctor) -> None:
    address = "http://127.0.0.1:9"
    bot(stage, "setWebhook", url=address + PATH)
    people = [stage.person(f"Тургун {number}").starts() for number in range(MANY_PENDING + 1)]
    while not stage.state()["failed_deliveries"]:
        assert people
    said = doctor(public_url=address)
    assert "less than a minute ago: Connection refused; nothing listens at" in said["webhook error"]
    assert f"WRONG {MANY_PENDING + 1} are waiting at Telegram" in said["updates"]


def test_a_port_that_telegram_does_not_call_is_found(stage: Stage, doctor: Doctor) -> None:
    address = "https://dobush.example:8080"
    bot(stage, "setWebhook", url=address + PATH)
    assert "443, 80, 88 and 8443 only" in doctor(public_url=address)["public address"]


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("SSL error {error:0A000086:SSL routines::certificate verify failed}", "the proxy's certificate"),
        ("SSL error {error:0A00010B:SSL routines::wrong version number}", "does not speak TLS"),
        ("Wrong response from the webhook: 401 Unauthorized", "DOBUSH_WEBHOOK_SECRET"),
        ("Wrong response from the webhook: 404 Not Found", "does not pass the path on"),
        ("Wrong response from the webhook: 502 Bad Gateway", "is it running?"),
        ("Wrong response from the webhook: 503 Service Unavailable", "could not write to its database"),
        ("Read timeout expired", "does not answer in time"),
        ("Connection timed out", "does not answer in time"),
        ("Failed to resolve host: Name or service not known", "DNS"),
        ("Wrong response from the webhook: 418 I'm a teapot", "the log of dobush web"),
    ],
)
def test_each_error_comes_with_what_to_do(words: str, remedy: str, tmp_path: Path) -> None:
    moment = int(NOW.timestamp()) - 300
    hook = {**HOOKED, "last_error_message": words, "last_error_date": moment}
    (found,) = updates(_settings(tmp_path), hook, at=NOW)
    assert (found.about, found.fine) == ("webhook error", False)
    assert found.sentence.startswith(f"5 min ago: {words}; ")
    assert remedy in found.sentence


def test_an_old_error_is_history_unless_something_waits(tmp_path: Path) -> None:
    hook = {**HOOKED, "last_error_message": "x", "last_error_date": int(NOW.timestamp()) - 3 * 3600}
    (fine,) = updates(_settings(tmp_path), hook, at=NOW)
    assert fine.fine
    (found,) = updates(_settings(tmp_path), hook | {"pending_update_count": 1}, at=NOW)
    assert found.sentence.startswith("3 h ago: x; ")
