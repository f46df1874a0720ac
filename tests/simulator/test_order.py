"""In which order updates reach the bot, how late, and how often."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from simulator.client import Person, Stage

INLINE = {"inline_keyboard": [[{"text": "Ооба", "callback_data": "y"}]]}


def kinds(bot: httpx.Client) -> list[str]:
    return [max(set(u) - {"update_id"}) for u in bot.post("getUpdates").json()["result"]]


def until(look: Callable[[], list[Any]], many: int) -> list[Any]:
    end = time.monotonic() + 3
    while len(found := look()) < many and time.monotonic() < end:
        time.sleep(0.01)
    return found


def test_a_duplicate_comes_again_in_a_poll(bot: httpx.Client, stage: Stage, aigul: Person) -> None:
    assert aigul
    stage.fault("duplicate", "delivery")
    first = bot.post("getUpdates").json()["result"]
    behind = {"offset": first[-1]["update_id"] + 1}
    assert bot.post("getUpdates", json=behind).json()["result"] == first
    assert bot.post("getUpdates", json=behind).json()["result"] == []


def test_a_press_overtakes_a_message_that_is_under_way(
    bot: httpx.Client, stage: Stage, aigul: Person
) -> None:
    stage.clock(stop=True)
    bot.post("sendMessage", json={"chat_id": aigul.id, "text": "?", "reply_markup": INLINE})
    aigul.says("Алгач айтылган", late=2).presses("Ооба")
    assert aigul.chat()[-1].text == "Алгач айтылган"
    assert kinds(bot) == ["message", "callback_query"]
    stage.clock(advance=2)
    updates = until(lambda: bot.post("getUpdates").json()["result"], 3)
    assert kinds(bot) == ["message", "callback_query", "message"]
    assert [u["update_id"] for u in updates] == sorted(u["update_id"] for u in updates)


def test_parts_of_an_album_come_over_time_and_in_any_order(
    bot: httpx.Client, stage: Stage, aigul: Person
) -> None:
    stage.clock(stop=True)
    aigul.sends_album([b"1", b"2", b"3"], "Көчө", late=[4, 0, 2])
    assert len(aigul.chat()) == 4
    for _ in range(2):
        stage.clock(advance=2)
        time.sleep(0.05)
    first, second, third = [u["message"] for u in until(lambda: bot.post("getUpdates").json()["result"], 4)][
        1:
    ]
    assert [m.get("caption") for m in (first, second, third)] == [None, None, "Көчө"]
    assert third["message_id"] < first["message_id"] < second["message_id"]
    assert len({m["media_group_id"] for m in (first, second, third)}) == 1


def test_a_question_from_another_chat_is_stale_after_half_a_minute(bot: httpx.Client, stage: Stage) -> None:
    user = {"id": 5_000_000_009, "is_bot": False, "first_name": "Бакыт"}
    stage.inject({"inline_query": {"id": "1", "from": user, "query": "суу", "offset": ""}})
    assert kinds(bot) == ["inline_query"]
    stage.clock(advance=31)
    assert kinds(bot) == []


def test_an_odd_update_arrives_as_it_is(bot: httpx.Client, stage: Stage) -> None:
    number = stage.inject({"message": {"chat": "nobody"}, "surprise": [1]})
    update = {"update_id": number, "message": {"chat": "nobody"}, "surprise": [1]}
    assert bot.post("getUpdates").json()["result"] == [update]
