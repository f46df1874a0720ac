"""The doors behind the stage: what tests, the demo and the page hold on to."""

import json
import threading
import time

import httpx
import pytest

from simulator.client import NotOnStage, Person, Stage

INLINE = {
    "inline_keyboard": [[{"text": "Ооба", "callback_data": "y"}, {"text": "Сайт", "url": "https://a.kg"}]]
}


def test_a_person_presses_what_is_there_and_nothing_else(bot: httpx.Client, aigul: Person) -> None:
    with pytest.raises(NotOnStage, match="there are: none"):
        aigul.presses("Ооба")
    bot.post("sendMessage", json={"chat_id": aigul.id, "text": "?", "reply_markup": INLINE})
    with pytest.raises(NotOnStage, match="there are: Ооба, Сайт"):
        aigul.presses("Жок")
    aigul.presses("Ооба").presses("Сайт")
    presses = [u for u in bot.post("getUpdates").json()["result"] if "callback_query" in u]
    assert [press["callback_query"]["data"] for press in presses] == ["y"]


def test_a_second_tap_comes_after_the_keyboard_is_gone(bot: httpx.Client, aigul: Person) -> None:
    bot.post("sendMessage", json={"chat_id": aigul.id, "text": "?", "reply_markup": INLINE})
    asked = aigul.waits_for("?")
    bot.post("editMessageReplyMarkup", json={"chat_id": aigul.id, "message_id": asked.id})
    aigul.taps(asked.id, "y")
    assert bot.post("getUpdates").json()["result"][-1]["callback_query"]["data"] == "y"


def test_a_reply_keyboard_says_its_words_or_shares_what_it_asks_for(bot: httpx.Client, aigul: Person) -> None:
    rows = [
        ["Артка"],
        [{"text": "Номерим", "request_contact": True}, {"text": "Ордум", "request_location": True}],
    ]
    markup = {"keyboard": rows, "one_time_keyboard": True}
    for label, part in [("Артка", "text"), ("Номерим", "contact"), ("Ордум", "location")]:
        bot.post("sendMessage", json={"chat_id": aigul.id, "text": "?", "reply_markup": markup})
        assert aigul.keyboard() == ["Артка", "Номерим", "Ордум"]
        aigul.presses(label)
        assert aigul.keyboard() == []
        assert part in bot.post("getUpdates").json()["result"][-1]["message"]


def test_a_text_too_long_for_one_message_leaves_as_several(bot: httpx.Client, aigul: Person) -> None:
    aigul.says("ө" * 5000)
    texts = [u["message"]["text"] for u in bot.post("getUpdates").json()["result"]][1:]
    assert "".join(texts) == "ө" * 5000
    assert all(len(text) <= 4096 for text in texts)


def test_waiting_hears_only_what_came_after_ones_own_act(bot: httpx.Client, aigul: Person) -> None:
    bot.post("sendMessage", json={"chat_id": aigul.id, "text": "Эски"})
    aigul.says("Жаңы суроо")
    aigul.hears_nothing(0.05)
    with pytest.raises(AssertionError, match="the bot said:\nnothing"):
        aigul.waits_for("Эски", seconds=0.1)
    answer = {"chat_id": aigul.id, "text": "Жаңы жооп"}
    threading.Timer(0.1, lambda: bot.post("sendMessage", json=answer)).start()
    assert aigul.waits_for(lambda message: message.text.startswith("Жаңы")).text == "Жаңы жооп"


def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(
    bot: httpx.Client, stage: Stage, aigul: Person
) -> None:
    group = stage.group("Айыл өкмөтү", aigul)
    sent = bot.post("sendMessage", json={"chat_id": group, "text": "Арыз"}).json()["result"]
    aigul.says("арабызда", chat_id=group).says("/help", chat_id=group)
    aigul.says("жооп", chat_id=group, reply_to=sent["message_id"])
    heard = [u["message"] for u in bot.post("getUpdates").json()["result"] if "message" in u]
    assert [m["text"] for m in heard if m["chat"]["id"] == group] == ["/help", "жооп"]


def test_the_log_knows_every_call(bot: httpx.Client, stage: Stage, aigul: Person) -> None:
    bot.post("sendMessage", json={"chat_id": aigul.id, "text": "Бир"})
    bot.post("sendMessage", json={"chat_id": 404, "text": "Эки"})
    assert [call["code"] for call in stage.calls("sendMessage")] == [200, 400]
    assert [call["params"]["text"] for call in stage.calls(chat_id=aigul.id)] == ["Бир"]
    assert stage.counts()["sendMessage"] == {"200": 1, "400": 1}


def test_faults_strike_as_often_as_told_and_whom_they_are_told(
    bot: httpx.Client, stage: Stage, aigul: Person
) -> None:
    def send(chat_id: int) -> int:
        return bot.post("sendMessage", json={"chat_id": chat_id, "text": "!"}).status_code

    bakyt = stage.person("Бакыт").starts()
    stage.fault("json", "sendMessage", code=503, times=2, chat_id=bakyt.id)
    assert [send(aigul.id), send(bakyt.id), send(bakyt.id), send(bakyt.id)] == [200, 503, 503, 200]
    stage.fault("429", times=None, retry_after=None)
    assert [send(aigul.id), send(bakyt.id)] == [429, 429]
    stage.mend()
    stage.fault("empty", code=200)
    assert bot.post("getMe").content == b""
    with pytest.raises(NotOnStage, match="nonsense"):
        stage.fault("nonsense")


def test_the_same_seed_is_the_same_bad_day(bot: httpx.Client, stage: Stage) -> None:
    def day() -> list[int]:
        stage.mend()
        stage.fault("json", "getMe", times=None, probability=0.5, seed=7)
        return [bot.get("getMe").status_code for _ in range(12)]

    first = day()
    assert set(first) == {200, 502}
    assert day() == first


def test_a_ceiling_is_a_real_429(bot: httpx.Client, stage: Stage, aigul: Person) -> None:
    stage.clock(stop=True)
    stage.rate(per_chat=1, overall=30)
    said = {"chat_id": aigul.id, "text": "!"}
    first, second = (bot.post("sendMessage", json=said) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    assert second.json()["parameters"] == {"retry_after": 1}
    stage.clock(advance=1)
    assert bot.post("sendMessage", json=said).status_code == 200


def test_groups_are_listed_with_what_was_said_last(stage: Stage, bot: httpx.Client, aigul: Person) -> None:
    group = stage.group("Айыл өкмөтү", aigul, forum=True)
    aigul.says("Салам", chat_id=group)
    (listed,) = stage.ask("GET", "groups")
    assert (listed["id"], listed["members"], listed["last"]["text"]) == (group, [aigul.id], "Салам")
    with pytest.raises(NotOnStage, match="no such person, act or chat"):
        stage.person("Бакыт").says("Мен да", chat_id=group)
    with pytest.raises(NotOnStage, match="surprise"):
        stage.ask("POST", "groups", json={"title": "x", "members": [], "surprise": 1})


def test_the_stream_tells_what_happens(url: str, stage: Stage, aigul: Person) -> None:
    heard: list[str] = []

    def listen() -> None:
        with httpx.stream("GET", f"{url}/sim/events", trust_env=False, timeout=5) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    heard.append(json.loads(line[6:])["kind"])
                if heard[-1:] == ["down"]:
                    return

    listener = threading.Thread(target=listen)
    listener.start()
    time.sleep(0.2)
    aigul.says("Салам")
    stage.down()
    listener.join(5)
    assert heard == ["message", "down"]


def test_a_crowd_is_cheap(bot: httpx.Client, stage: Stage) -> None:
    began = time.monotonic()
    crowd = [stage.person(f"Тургун {n}").starts() for n in range(100)]
    for _ in range(4):
        for person in crowd:
            person.says("Суу жок")
    answered = offset = 0
    while answered < 500:
        for update in bot.post("getUpdates", json={"offset": offset}).json()["result"]:
            offset, answered = update["update_id"] + 1, answered + 1
            bot.post("sendMessage", json={"chat_id": update["message"]["chat"]["id"], "text": "Кабыл алынды"})
    assert time.monotonic() - began < 10
