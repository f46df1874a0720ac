"""A webhook that fails, is gone, is not allowed; and what Telegram makes of it."""

import json
import time

import httpx
import pytest

from simulator.client import Person, Stage
from tests.simulator.door import Door, aim, failures, soon


def test_the_pause_doubles_up_to_a_minute_or_two_and_then_stays(
    bot: httpx.Client, door: Door, aigul: Person, stage: Stage
) -> None:
    assert aigul
    stage.clock(stop=True)
    door.answers = [(500, {})] * 9
    aim(bot, door)
    soon(lambda: failures(stage) == 2)
    for number, pause in enumerate((2, 4, 8, 16, 32), 3):
        stage.clock(advance=pause)
        soon(lambda wanted=number: failures(stage) == wanted)
    stage.clock(advance=59)
    time.sleep(0.1)
    assert failures(stage) == 7
    stage.clock(advance=61)
    soon(lambda: failures(stage) == 8)


def test_an_update_that_would_be_too_old_at_the_next_try_is_given_up(
    bot: httpx.Client, door: Door, aigul: Person, stage: Stage
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "5", "callback_data": "r:5"}]]}
    bot.post("sendMessage", json={"chat_id": aigul.id, "text": "?", "reply_markup": keyboard})
    stage.clock(stop=True)
    aigul.presses("5")
    door.answers = [(503, {"Retry-After": "151"})] * 2
    aim(bot, door)
    # The press is gone, the message stays: it lives for a day.
    soon(lambda: failures(stage) == 2)
    soon(lambda: stage.pending() == 1)
    stage.clock(advance=151)
    soon(lambda: stage.pending() == 0)
    assert [next(iter(set(knock) - {"update_id"})) for knock in door.knocks][-1] == "message"


def test_a_webhook_that_is_gone_for_a_day_is_forgotten(
    bot: httpx.Client, door: Door, aigul: Person, stage: Stage
) -> None:
    stage.clock(stop=True)
    door.answers = [(410, {})] * 50
    aim(bot, door)
    soon(lambda: failures(stage) == 2)
    stage.clock(advance=23 * 3600 + 1)
    soon(lambda: stage.state()["webhook"] is None)
    aigul.says("Дагы эле")
    assert bot.post("getUpdates").json()["result"][-1]["message"]["text"] == "Дагы эле"


def test_a_method_in_the_answer_is_done_and_nobody_hears_of_it(
    bot: httpx.Client, door: Door, aigul: Person, stage: Stage
) -> None:
    door.says = json.dumps({"method": "sendMessage", "chat_id": aigul.id, "text": "Кабыл алынды"}).encode()
    aim(bot, door)
    assert aigul.waits_for("Кабыл алынды")
    assert [call["code"] for call in stage.calls("sendMessage")] == [200]
    door.says = b'{"method": "deleteWebhook"}'
    aigul.says("Экинчи")
    soon(lambda: stage.pending() == 0)
    assert stage.state()["webhook"] == door.url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://dobush.example/hook", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://dobush.example:8080/hook", "Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("https://dobush.example:99999/hook", "invalid webhook URL specified"),
        ("https:///hook", "invalid webhook URL specified"),
        ("ftp://dobush.example/hook", "bad webhook: An HTTPS URL must be provided for webhook"),
    ],
)
def test_telegrams_public_server_is_strict_about_addresses(
    bot: httpx.Client, stage: Stage, url: str, words: str
) -> None:
    stage.webhook(public=True)
    refused = bot.post("setWebhook", json={"url": url})
    assert refused.status_code == 400
    assert words in refused.json()["description"]


def test_telegrams_public_server_sets_a_webhook_once_a_second(bot: httpx.Client, stage: Stage) -> None:
    stage.webhook(public=True)
    stage.clock(stop=True)
    address = {"url": "https://dobush.example:8443/hook"}
    codes = [bot.post("setWebhook", json=address).status_code for _ in range(2)]
    stage.clock(advance=1)
    assert [*codes, bot.post("setWebhook", json=address).status_code] == [200, 429, 200]


def test_a_door_that_is_not_there_is_told_in_telegrams_words(
    bot: httpx.Client, aigul: Person, stage: Stage
) -> None:
    assert aigul
    bot.post("setWebhook", json={"url": "http://127.0.0.1:9/hook"})
    soon(lambda: failures(stage) > 0)
    info = bot.post("getWebhookInfo").json()["result"]
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
