"""Delivery by webhook: in lanes, with a secret, until it is taken."""

import time

import httpx

from simulator.client import Person, Stage
from tests.simulator.door import Door, aim, failures, soon


def test_updates_come_with_the_secret_and_are_done_with(
    bot: httpx.Client, door: Door, aigul: Person, stage: Stage
) -> None:
    assert aim(bot, door) == "Webhook was set"
    assert aim(bot, door) == "Webhook is already set"
    aigul.says("Суу жок")
    soon(lambda: stage.pending() == 0)
    assert door.texts == ["/start", "Суу жок"]
    assert set(door.secrets) == {"s-1"}


def test_pending_updates_are_dropped_only_when_asked(bot: httpx.Client, door: Door, aigul: Person) -> None:
    aim(bot, door, drop_pending_updates=True)
    aigul.says("Жаңы")
    soon(lambda: door.texts)
    assert door.texts == ["Жаңы"]


def test_a_failure_is_tried_again_and_the_next_of_the_chat_waits(
    bot: httpx.Client, door: Door, aigul: Person, stage: Stage
) -> None:
    stage.clock(stop=True)
    door.answers = [(500, {}), (500, {}), (500, {})]
    aigul.says("Экинчи")
    aim(bot, door)
    # The first retry is at once, the second after 2 s, the third after 4 s.
    soon(lambda: failures(stage) == 2)
    stage.clock(advance=2)
    soon(lambda: failures(stage) == 3)
    info = bot.post("getWebhookInfo").json()["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    stage.clock(advance=3.9)
    time.sleep(0.1)
    assert len(door.knocks) == 3
    stage.clock(advance=0.1)
    soon(lambda: stage.pending() == 0)
    assert door.texts == ["/start"] * 4 + ["Экинчи"]


def test_the_doors_own_pause_is_kept(bot: httpx.Client, door: Door, aigul: Person, stage: Stage) -> None:
    assert aigul
    stage.clock(stop=True)
    door.answers = [(503, {"Retry-After": "30"})]
    aim(bot, door)
    soon(lambda: failures(stage) == 1)
    stage.clock(advance=29)
    time.sleep(0.1)
    assert len(door.knocks) == 1
    stage.clock(advance=1)
    soon(lambda: stage.pending() == 0)


def test_a_press_does_not_wait_behind_a_message_nor_one_person_behind_another(
    bot: httpx.Client, door: Door, aigul: Person, stage: Stage
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "5", "callback_data": "r:5"}]]}
    bot.post("sendMessage", json={"chat_id": aigul.id, "text": "?", "reply_markup": keyboard})
    door.open.clear()
    aim(bot, door)
    aigul.says("Артта").presses("5")
    stage.person("Бакыт").starts()
    soon(lambda: len(door.knocks) == 3)
    time.sleep(0.1)
    assert door.texts == ["/start", "/start"]
    door.open.set()
    soon(lambda: stage.pending() == 0)
    assert door.texts[-1] == "Артта"


def test_a_lost_acknowledgement_brings_the_update_twice(
    bot: httpx.Client, door: Door, aigul: Person, stage: Stage
) -> None:
    stage.fault("duplicate", "delivery")
    aim(bot, door)
    aigul.says("Бир")
    soon(lambda: stage.pending() == 0)
    assert door.texts == ["/start", "/start", "Бир"]
    assert door.knocks[0]["update_id"] == door.knocks[1]["update_id"]


def test_nothing_comes_while_telegram_is_down(
    bot: httpx.Client, door: Door, aigul: Person, stage: Stage
) -> None:
    aim(bot, door)
    soon(lambda: stage.pending() == 0)
    stage.down()
    aigul.says("Кечигет")
    time.sleep(0.1)
    assert door.texts == ["/start"]
    stage.up()
    soon(lambda: stage.pending() == 0)
    assert door.texts == ["/start", "Кечигет"]


def test_without_a_webhook_the_updates_wait_for_a_poll(bot: httpx.Client, door: Door, aigul: Person) -> None:
    aim(bot, door, allowed_updates=["message"])
    soon(lambda: door.texts)
    assert bot.post("deleteWebhook").json()["description"] == "Webhook was deleted"
    aigul.says("Калды").blocks()
    assert [u["message"]["text"] for u in bot.post("getUpdates").json()["result"]][-1:] == ["Калды"]
