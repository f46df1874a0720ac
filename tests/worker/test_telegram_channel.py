"""The channel against a real Bot API: what each failure means, and what people see in the normal case."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from db.files.storage import Storage
from rules.messages import LONGEST_TEXT, Choice, Key, Message, Paper
from simulator import TOKEN
from simulator.client import Person, Stage
from tests.processes import free_port
from worker.channels import Delivered, GiveUp, Outcome, TryLater
from worker.channels.telegram import Telegram

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWER = Message("💬 № 1001-7: <b>жооп</b> келди.")
YES = Message("Оңдолдубу?", choices=((Choice("✅ Ооба", "t:1001:yes", "success"),),))

MEANINGS: dict[str, tuple[dict[str, Any], Outcome]] = {
    "429 with its wait": (
        {"kind": "429", "retry_after": 7},
        TryLater("retry_after", timedelta(seconds=7), whole_chat=True),
    ),
    "429 without parameters": ({"kind": "429", "retry_after": None}, TryLater("TelegramAPIError")),
    "403 blocked": ({"kind": "blocked"}, GiveUp("forbidden", unreachable=True)),
    "401 token revoked": (
        {"kind": "json", "code": 401, "description": "Unauthorized"},
        TryLater("token_refused"),
    ),
    "400 without a word": ({"kind": "json", "code": 400}, TryLater("TelegramBadRequest")),
    "400 deleted account": (
        {"kind": "json", "code": 400, "description": "Bad Request: user is deactivated"},
        GiveUp("gone", unreachable=True),
    ),
    "404 no such method": (
        {"kind": "json", "code": 404, "description": "Not Found"},
        TryLater("TelegramNotFound"),
    ),
    "500 restart": (
        {"kind": "json", "code": 500, "description": "Internal Server Error: restart"},
        TryLater("RestartingTelegram"),
    ),
    "500 said in JSON": (
        {"kind": "json", "code": 500, "description": "Internal Server Error"},
        TryLater("TelegramServerError"),
    ),
    "500 without a description": ({"kind": "json", "code": 500}, TryLater("no_description")),
    "502 in HTML": ({"kind": "html", "code": 502}, TryLater("ClientDecodeError")),
    "502 without a body": ({"kind": "empty", "code": 502}, TryLater("ClientDecodeError")),
    "200 without a body": ({"kind": "empty", "code": 200}, TryLater("ClientDecodeError")),
    "connection reset": ({"kind": "reset"}, TryLater("TelegramNetworkError")),
    "timeout before the effect": ({"kind": "timeout_before"}, TryLater("TelegramNetworkError")),
    "timeout after the effect": ({"kind": "timeout_after"}, TryLater("TelegramNetworkError")),
}
"""The rows of what aiogram raises for a fault, and what it means for the letter."""


@pytest.fixture
def aigul(stage: Stage) -> Person:
    return stage.person("Айгүл", language_code="ky").starts()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Storage:
    return Storage(tmp_path_factory.mktemp("files"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def telegram(theatre: Stage, files: Storage) -> AsyncIterator[Telegram]:
    channel = Telegram(TOKEN, theatre.url, files, seconds=0.4)
    yield channel
    await channel.close()


def shown(person: Person) -> list[str]:
    return [message.text for message in person.chat() if message.from_bot]


@pytest.mark.parametrize("fault", MEANINGS)
async def test_a_failed_call_has_a_meaning(
    fault: str, stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    script, meaning = MEANINGS[fault]
    stage.fault(method="sendMessage", **script)
    assert await telegram.send(aigul.id, ANSWER) == meaning
    assert isinstance(await telegram.send(aigul.id, ANSWER), Delivered), "the next call is answered again"


@pytest.mark.parametrize(
    "fault", ["429 with its wait", "403 blocked", "500 without a description", "502 in HTML"]
)
async def test_an_edit_and_a_button_fail_with_the_same_meaning(
    fault: str, stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    script, meaning = MEANINGS[fault]
    sent = await telegram.send(aigul.id, YES)
    assert isinstance(sent, Delivered)
    aigul.presses("✅ Ооба")
    stage.fault(method="answerCallbackQuery", **script)
    stage.fault(method="editMessageText", **script)
    after = Message("Рахмат", replaces=sent.message_id, answers_press=aigul.last_query)
    assert [await telegram.send(aigul.id, after) for _ in range(2)] == [meaning, meaning]
    assert await telegram.send(aigul.id, after) == sent


PAPER = Message("📄 Маалыматыңыз", paper=Paper("dobush.html", b"<p>1001-9</p>"))


async def test_a_paper_comes_as_a_document_with_its_words_below(
    stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    assert await telegram.send(aigul.id, PAPER) == Delivered(aigul.chat()[-1].id)
    arrived = aigul.chat()[-1].raw
    assert (arrived["caption"], arrived["document"]["file_name"]) == ("📄 Маалыматыңыз", "dobush.html")
    asked = {"file_id": arrived["document"]["file_id"]}
    path = httpx.post(f"{stage.url}/bot{TOKEN}/getFile", json=asked).json()["result"]["file_path"]
    assert httpx.get(f"{stage.url}/file/bot{TOKEN}/{path}").content == b"<p>1001-9</p>"


@pytest.mark.parametrize("fault", MEANINGS)
async def test_a_paper_that_fails_means_what_a_letter_means(
    fault: str, stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    script, meaning = MEANINGS[fault]
    stage.fault(method="sendDocument", **script)
    assert await telegram.send(aigul.id, PAPER) == meaning
    assert isinstance(await telegram.send(aigul.id, PAPER), Delivered)


@pytest.mark.parametrize("kind", ["newer", "misshapen"])
async def test_an_answer_that_no_client_knows_yet_does_not_say_the_letter_again(
    kind: str, stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    stage.fault(kind, "sendMessage")
    assert await telegram.send(aigul.id, ANSWER) == Delivered(aigul.chat()[-1].id)
    assert shown(aigul) == ["💬 № 1001-7: жооп келди."]


async def test_after_a_timeout_nobody_can_know_so_it_may_be_said_twice(
    stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    stage.fault("timeout_after", "sendMessage")
    assert await telegram.send(aigul.id, ANSWER) == TryLater("TelegramNetworkError")
    assert len(shown(aigul)) == 1
    await telegram.send(aigul.id, ANSWER)
    assert shown(aigul) == ["💬 № 1001-7: жооп келди."] * 2


async def test_a_telegram_that_is_not_there_is_tried_again(aigul: Person, files: Storage) -> None:
    channel = Telegram(TOKEN, f"http://127.0.0.1:{free_port()}", files, seconds=0.4)
    assert await channel.send(aigul.id, ANSWER) == TryLater("TelegramNetworkError")
    await channel.close()


async def test_a_revoked_token_loses_no_letter(stage: Stage, aigul: Person, files: Storage) -> None:
    channel = Telegram("700000007:revoked", stage.url, files)
    assert await channel.send(aigul.id, ANSWER) == TryLater("token_refused")
    await channel.close()


async def test_who_blocked_the_bot_or_never_wrote_to_it_cannot_be_reached(
    stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    stranger = stage.person("Бакыт")
    assert await telegram.send(stranger.id, ANSWER) == GiveUp("gone", unreachable=True)
    aigul.blocks()
    assert await telegram.send(aigul.id, ANSWER) == GiveUp("forbidden", unreachable=True)
    aigul.unblocks()
    assert isinstance(await telegram.send(aigul.id, ANSWER), Delivered)


async def test_a_group_that_grew_has_moved(stage: Stage, aigul: Person, telegram: Telegram) -> None:
    group = stage.group("Айыл өкмөтү", aigul)
    new = stage.upgrade(group)
    assert await telegram.send(group, ANSWER) == GiveUp("moved", moved_to=new)
    assert isinstance(await telegram.send(new, ANSWER), Delivered)


async def test_a_message_is_one_call_quiet_if_asked_and_without_previews(
    stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    before = stage.state()["calls"]
    menu = ((Key("Жаңы"), Key("Менин")),)
    await telegram.send(aigul.id, Message("https://d.kg <b>✓</b>", menu=menu, silent=True))
    (call,) = stage.calls(after=before)
    assert call["method"] == "sendMessage"
    assert call["params"]["disable_notification"] is True
    assert call["params"]["link_preview_options"] == {"is_disabled": True}
    assert call["params"]["parse_mode"] == "HTML"
    assert aigul.keyboard() == ["Жаңы", "Менин"]


async def test_a_key_that_shares_the_place_asks_telegram_for_it(
    stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    before = stage.state()["calls"]
    menu = ((Key("📝 Сообщить"), Key("📍 Я сейчас там", shares_place=True)),)
    await telegram.send(aigul.id, Message("Здравствуйте", menu=menu))
    (call,) = stage.calls(after=before)
    keys = [{"text": "📝 Сообщить"}, {"text": "📍 Я сейчас там", "request_location": True}]
    assert call["params"]["reply_markup"]["keyboard"] == [keys]


async def test_an_edit_changes_the_message_in_place(aigul: Person, telegram: Telegram) -> None:
    sent = await telegram.send(aigul.id, YES)
    assert isinstance(sent, Delivered)
    assert await telegram.send(aigul.id, Message("Рахмат", replaces=sent.message_id)) == sent
    assert shown(aigul) == ["Рахмат"]
    assert aigul.chat()[-1].buttons == []


async def test_an_edit_that_changes_nothing_is_as_good_as_done(aigul: Person, telegram: Telegram) -> None:
    sent = await telegram.send(aigul.id, YES)
    assert isinstance(sent, Delivered)
    again = Message(YES.text, choices=YES.choices, replaces=sent.message_id)
    assert await telegram.send(aigul.id, again) == sent
    assert shown(aigul) == ["Оңдолдубу?"]


@pytest.mark.parametrize("which", ["gone", "somebody's", "a picture"])
async def test_what_cannot_be_edited_is_said_anew(
    which: str, stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    match which:
        case "gone":
            replaces = 4711
        case "somebody's":
            replaces = aigul.says("Суу жок").chat()[-1].id
        case _:
            stage.fault(
                "json",
                "editMessageText",
                code=400,
                description="Bad Request: there is no text in the message to edit",
            )
            replaces = aigul.chat()[0].id
    sent = await telegram.send(aigul.id, Message("Рахмат", replaces=replaces))
    assert sent == Delivered(aigul.chat()[-1].id)
    assert shown(aigul) == ["Рахмат"]


async def test_the_longest_message_is_sent_and_a_longer_one_is_given_up(
    stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    assert isinstance(
        await telegram.send(aigul.id, Message("<b>ө</b>" + "&lt;" * (LONGEST_TEXT - 1))), Delivered
    )
    too_long = await telegram.send(aigul.id, Message("ө" * (LONGEST_TEXT + 1)))
    assert too_long == GiveUp("refused: Bad Request: message is too long")
    assert await telegram.send(aigul.id, Message("<b>")) == GiveUp(
        "refused: Bad Request: can't parse entities"
    )


async def test_a_press_is_acknowledged_before_anything_is_said(
    stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    await telegram.send(aigul.id, YES)
    aigul.presses("✅ Ооба")
    before = stage.state()["calls"]
    await telegram.send(aigul.id, Message("Рахмат", answers_press=aigul.last_query, toast="Эскирген"))
    assert [call["method"] for call in stage.calls(after=before)] == ["answerCallbackQuery", "sendMessage"]
    assert aigul.told() == ["Эскирген"]


async def test_a_press_that_is_too_old_to_acknowledge_holds_nothing_up(
    stage: Stage, aigul: Person, telegram: Telegram
) -> None:
    await telegram.send(aigul.id, YES)
    aigul.presses("✅ Ооба")
    stage.clock(stop=True, advance=151)
    assert isinstance(
        await telegram.send(aigul.id, Message("Рахмат", answers_press=aigul.last_query)), Delivered
    )
    assert aigul.told() == []


async def test_a_press_alone_is_acknowledged_and_nothing_is_said(aigul: Person, telegram: Telegram) -> None:
    await telegram.send(aigul.id, YES)
    aigul.presses("✅ Ооба")
    assert await telegram.send(aigul.id, Message("", answers_press=aigul.last_query)) == Delivered()
    assert aigul.told() == [""]
    assert shown(aigul) == ["Оңдолдубу?"]
