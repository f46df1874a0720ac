"""The Bot API as it is on the wire, without a library between."""

import ast
import json
from pathlib import Path

import httpx
import pytest
import telegram.constants as limits

import simulator
from simulator import TOKEN, World, started
from simulator.client import Person, Stage
from simulator.markup import parse_html, trimmed
from simulator.schema import LIMITS, SCHEMA
from simulator.server import PLAYED
from tests.simulator.conftest import PICTURE

HOUSE = {"app", "rules", "casework", "db", "bot", "admin_api", "worker", "locales", "aiogram", "telegram"}


def test_the_simulator_is_a_stranger_to_the_house() -> None:
    for module in Path(simulator.__file__).parent.glob("**/*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.partition(".")[0] for name in names} & HOUSE, module.name


def test_the_limits_are_the_ones_python_telegram_bot_knows() -> None:
    assert LIMITS["text"] == limits.MessageLimit.MAX_TEXT_LENGTH
    assert LIMITS["caption"] == limits.MessageLimit.CAPTION_LENGTH
    assert LIMITS["callback_data_bytes"] == limits.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert LIMITS["callback_answer"] == limits.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    assert LIMITS["inline_buttons"] == limits.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert LIMITS["start_payload"] == limits.MessageLimit.DEEP_LINK_LENGTH
    assert LIMITS["album_min"] == limits.MediaGroupLimit.MIN_MEDIA_LENGTH
    assert LIMITS["album_max"] == limits.MediaGroupLimit.MAX_MEDIA_LENGTH
    assert LIMITS["commands"] == limits.BotCommandLimit.MAX_COMMAND_NUMBER
    assert LIMITS["updates"] == limits.PollingLimit.MAX_LIMIT


def test_the_schema_repeats_the_limits_faithfully() -> None:
    definitions, methods = SCHEMA["$defs"], SCHEMA["methods"]
    media = methods["sendMediaGroup"]["takes"]["media"]
    data = definitions["InlineKeyboardButton"]["properties"]["callback_data"]
    assert (media["minItems"], media["maxItems"]) == (LIMITS["album_min"], LIMITS["album_max"])
    assert data["maxBytes"] == LIMITS["callback_data_bytes"]
    assert definitions["BotCommands"]["maxItems"] == LIMITS["commands"]
    assert methods["answerCallbackQuery"]["takes"]["text"]["maxLength"] == LIMITS["callback_answer"]
    assert definitions["Message"]["properties"]["text"]["maxUtf16"] == LIMITS["text"]


def test_every_method_of_the_schema_is_played_and_no_other() -> None:
    assert set(SCHEMA["methods"]) == set(PLAYED)
    assert not set(PLAYED) & set(SCHEMA["known_but_not_played"])


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &nbsp;", 'a <b> & "c" &nbsp;', []),
        ("AT&T &#1257;", "AT&T ө", []),
        ("<b>ө<i>ү</i></b>", "өү", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀<u>a</u>", "😀a", [("underline", 2, 1)]),
        ("  <s> a </s>", "a", [("strikethrough", 0, 1)]),
        ('<pre><code class="language-sql">x</code></pre>', "x", [("pre", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ('<a href="https://a.kg/?x=1&amp;y">b</a>', "b", [("text_link", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler><code></code>", "x", [("spoiler", 0, 1)]),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    plain, found = trimmed(*parse_html(source))
    assert plain == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


def test_methods_that_telegram_does_not_have_and_those_we_do_not_play(url: str) -> None:
    with Stage(url) as stage, httpx.Client(base_url=f"{url}/bot{TOKEN}/", trust_env=False) as bot:
        unknown = bot.get("sendMassage")
        assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found")
        assert bot.post("sendPoll").status_code == 501
        assert "sendPoll" in stage.state()["flaws"][0]
        assert bot.get("GETME").json()["result"]["username"] == "dobush_bot"
        wrong = httpx.get(f"{url}/bot1:x/getMe", trust_env=False)
        assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
        assert httpx.get(f"{url}/file/bot1:x/a", trust_env=False).status_code == 401


def test_json_form_and_query_say_the_same(bot: httpx.Client, aigul: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Ооба", "callback_data": "y"}]]}
    said = {"chat_id": aigul.id, "text": "?", "disable_notification": True}
    form = {"chat_id": str(aigul.id), "text": "?", "disable_notification": "true"}
    answers = [
        bot.post("sendMessage", json=said | {"reply_markup": keyboard}),
        bot.post("sendMessage", json=said | {"reply_markup": json.dumps(keyboard)}),
        bot.post("sendMessage", data=form | {"reply_markup": json.dumps(keyboard)}),
        bot.get("sendMessage", params=form | {"reply_markup": json.dumps(keyboard)}),
    ]
    assert [answer.json()["result"]["reply_markup"] for answer in answers] == [keyboard] * 4


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"txet": "x"}, "Bad Request: request (the simulator is strict here)"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "x"}]]}}, "Text buttons are unallowed"),
        ({"reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}}, 'Can\'t find field "text"'),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}},
            "BUTTON_DATA_INVALID",
        ),
        ({"reply_markup": "{"}, "Bad Request: can't parse reply markup JSON object"),
        ({"parse_mode": "Wiki"}, "Bad Request: unsupported parse_mode"),
        ({"reply_parameters": {"message_id": 99}}, "Bad Request: message to be replied not found"),
    ],
)
def test_a_wrong_parameter_is_refused(
    bot: httpx.Client, aigul: Person, more: dict[str, object], words: str
) -> None:
    answer = bot.post("sendMessage", json={"chat_id": aigul.id, "text": "?"} | more)
    assert answer.status_code == 400
    assert words in answer.json()["description"]


def test_what_is_missing_is_named(bot: httpx.Client, aigul: Person) -> None:
    for said, words in [
        ({"text": "?"}, "chat_id is empty"),
        ({"chat_id": aigul.id}, "message text is empty"),
    ]:
        assert bot.post("sendMessage", json=said).json()["description"] == f"Bad Request: {words}"


def test_a_photo_must_be_a_picture_and_a_file_must_be_known(bot: httpx.Client, aigul: Person) -> None:
    def send(**files: bytes) -> str:
        return str(bot.post("sendPhoto", data={"chat_id": aigul.id}, files=files).json()["description"])

    assert send(photo=b"text") == "Bad Request: IMAGE_PROCESS_FAILED"
    assert "too big for a photo" in send(photo=PICTURE + bytes(LIMITS["photo_bytes"]))
    unknown = bot.post("sendPhoto", json={"chat_id": aigul.id, "photo": "AgAD"}).json()
    assert unknown["description"] == "Bad Request: wrong file identifier/HTTP URL specified"


def test_messages_expire_after_a_day_and_presses_after_a_moment(
    bot: httpx.Client, aigul: Person, stage: Stage
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "5", "callback_data": "r:5"}]]}
    bot.post("sendMessage", json={"chat_id": aigul.id, "text": "?", "reply_markup": keyboard})
    aigul.presses("5").says("Рахмат")

    def kinds() -> list[str]:
        return [max(set(u) - {"update_id"}) for u in bot.post("getUpdates").json()["result"]]

    assert kinds() == ["message", "callback_query", "message"]
    stage.clock(advance=LIMITS["callback_lives_seconds"] + 1)
    assert kinds() == ["message", "message"]
    stage.clock(advance=LIMITS["update_lives_seconds"])
    assert kinds() == []


def test_an_answer_of_ours_that_is_wrong_is_recorded() -> None:
    world = World()
    world.bot["age"] = 7
    with (
        started(world) as url,
        Stage(url) as stage,
        pytest.raises(AssertionError, match="our answer to getMe"),
    ):
        assert httpx.get(f"{url}/bot{TOKEN}/getMe", trust_env=False).status_code == 500
        stage.must_be_flawless()
