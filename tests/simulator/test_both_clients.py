"""One scenario, two libraries that strangers wrote: what both understand is Telegram's and not our fancy."""

import asyncio

import pytest

from simulator.client import Person, Stage
from simulator.schema import LIMITS
from tests.simulator.clients import Client, refusal, said

# python-telegram-bot speaks of a change to come in its own types, not in the wire's.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


async def test_a_bot_introduces_itself(client: Client) -> None:
    me = await client.ask("get_me")
    assert (me.is_bot, me.username, me.id) == (True, "dobush_bot", 700000007)


async def test_what_the_bot_sends_is_what_the_person_sees(client: Client, aigul: Person) -> None:
    sent = await client.ask(
        "send_message",
        chat_id=aigul.id,
        text="😀 <b>Эмне</b> болду?",
        parse_mode="HTML",
        reply_markup=client.keyboard(("✅ Жөнөтүү", "send"), ("Артка", "back")),
    )
    seen = aigul.waits_for("Эмне болду?")
    assert (sent.message_id, sent.text) == (seen.id, seen.text)
    # The emoji is two UTF-16 units, the blank is the third.
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 3, 4)]
    assert seen.buttons == ["✅ Жөнөтүү", "Артка"]


async def test_an_edit_changes_the_message_in_place(client: Client, aigul: Person) -> None:
    sent = await client.ask("send_message", chat_id=aigul.id, text="Бир")
    place = {"chat_id": aigul.id, "message_id": sent.message_id}
    edited = await client.ask("edit_message_text", text="Эки", **place)
    assert edited.edit_date
    assert [m.text for m in aigul.chat() if m.from_bot] == ["Эки"]
    again = await refusal(client, "edit_message_text", text="Эки", **place)
    assert again.kind == "bad request"
    assert said(again, "message is not modified: specified new message content")
    lost = await refusal(client, "edit_message_text", text="Үч", chat_id=aigul.id, message_id=999)
    assert said(lost, "message to edit not found")


async def test_a_keyboard_can_be_taken_away_and_a_message_deleted(client: Client, aigul: Person) -> None:
    keyboard = client.keyboard(("Ооба", "y"))
    sent = await client.ask("send_message", chat_id=aigul.id, text="?", reply_markup=keyboard)
    place = {"chat_id": aigul.id, "message_id": sent.message_id}
    await client.ask("edit_message_reply_markup", reply_markup=None, **place)
    assert aigul.waits_for("?").buttons == []
    assert await client.ask("delete_message", **place)
    assert aigul.last() is None
    assert said(await refusal(client, "delete_message", **place), "message to delete not found")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ө" * 4097, "message is too long"),
        ("   ", "message text is empty"),
        ("<div>", 'can\'t parse entities: Unsupported start tag "div" at byte offset 0'),
        ("ө<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    ],
)
async def test_a_bad_text_is_refused_in_telegrams_words(
    client: Client, aigul: Person, text: str, words: str
) -> None:
    refused = await refusal(client, "send_message", chat_id=aigul.id, text=text, parse_mode="HTML")
    assert refused.kind == "bad request"
    assert said(refused, words)


async def test_the_limit_is_counted_after_the_tags_are_gone(client: Client, aigul: Person) -> None:
    text = "<b>" + "ө" * LIMITS["text"] + "</b>"
    sent = await client.ask("send_message", chat_id=aigul.id, text=text, parse_mode="HTML")
    assert len(sent.text) == LIMITS["text"]


async def test_button_data_is_counted_in_bytes(client: Client, aigul: Person) -> None:
    for data in ("ө" * 33, "x" * 65):
        keyboard = client.keyboard(("Ооба", data))
        refused = await refusal(client, "send_message", chat_id=aigul.id, text="?", reply_markup=keyboard)
        assert said(refused, "BUTTON_DATA_INVALID")
    keyboard = client.keyboard(("Ооба", "ө" * 32))
    await client.ask("send_message", chat_id=aigul.id, text="?", reply_markup=keyboard)


async def test_a_stranger_cannot_be_written_to(client: Client, stage: Stage) -> None:
    stranger = stage.person("Бакыт")
    assert said(await refusal(client, "send_message", chat_id=stranger.id, text="!"), "chat not found")
    assert said(await refusal(client, "send_message", chat_id=-1, text="!"), "chat not found")


async def test_updates_stay_until_they_are_acknowledged(client: Client, aigul: Person) -> None:
    aigul.says("Суу жок")
    first = await client.ask("get_updates")
    assert [u.message.text for u in first] == ["/start", "Суу жок"]
    assert [u.update_id for u in await client.ask("get_updates")] == [u.update_id for u in first]
    assert [u.message.text for u in await client.ask("get_updates", offset=first[1].update_id)] == ["Суу жок"]
    assert list(await client.ask("get_updates", offset=first[1].update_id + 1)) == []


async def test_a_long_poll_wakes_up(client: Client, aigul: Person) -> None:
    taken = await client.ask("get_updates")
    waiting = asyncio.create_task(client.ask("get_updates", offset=taken[-1].update_id + 1, timeout=5))
    await asyncio.sleep(0.1)
    await asyncio.to_thread(aigul.says, "Жарык жок")
    assert [u.message.text for u in await asyncio.wait_for(waiting, 2)] == ["Жарык жок"]


async def test_a_second_poll_ends_the_first(client: Client, stage: Stage) -> None:
    first = asyncio.create_task(refusal(client, "get_updates", timeout=5))
    await asyncio.sleep(0.1)
    await client.ask("get_updates")
    refused = await asyncio.wait_for(first, 2)
    assert refused.kind == "conflict"
    assert said(refused, "terminated by other getUpdates request; make sure that only one bot instance")


async def test_nobody_polls_beside_a_webhook(client: Client) -> None:
    await client.ask("set_webhook", url="http://127.0.0.1:9/hook", secret_token="s-1")
    refused = await refusal(client, "get_updates")
    assert refused.kind == "conflict"
    assert said(refused, "can't use getUpdates method while webhook is active")
    assert (await client.ask("get_webhook_info")).url == "http://127.0.0.1:9/hook"
    await client.ask("delete_webhook")
    assert list(await client.ask("get_updates")) == []


async def test_who_blocks_the_bot_is_out_of_reach_and_it_is_told(client: Client, aigul: Person) -> None:
    await client.ask("get_updates")
    aigul.blocks()
    refused = await refusal(client, "send_message", chat_id=aigul.id, text="!")
    assert refused.kind == "forbidden"
    assert said(refused, "bot was blocked by the user")
    aigul.unblocks()
    await client.ask("send_message", chat_id=aigul.id, text="!")
    changes = [u.my_chat_member for u in await client.ask("get_updates") if u.my_chat_member]
    assert [str(c.new_chat_member.status).rpartition(".")[2].lower() for c in changes] in (
        ["kicked", "member"],
        ["banned", "member"],
    )


async def test_a_press_arrives_and_its_answer_is_shown(client: Client, aigul: Person) -> None:
    await client.ask(
        "send_message", chat_id=aigul.id, text="?", reply_markup=client.keyboard(("✅ Ооба", "y:1"))
    )
    aigul.presses("✅ Ооба")
    query = (await client.ask("get_updates"))[-1].callback_query
    assert (query.data, query.message.text, query.from_user.id) == ("y:1", "?", aigul.id)
    await client.ask("answer_callback_query", callback_query_id=query.id, text="Рахмат")
    assert aigul.told() == ["Рахмат"]
    long = await refusal(client, "answer_callback_query", callback_query_id=query.id, text="x" * 201)
    assert said(long, "MESSAGE_TOO_LONG")


async def test_an_old_press_can_no_longer_be_answered(client: Client, aigul: Person, stage: Stage) -> None:
    await client.ask("send_message", chat_id=aigul.id, text="?", reply_markup=client.keyboard(("Ооба", "y")))
    aigul.presses("Ооба")
    stage.clock(advance=LIMITS["callback_lives_seconds"] + 1)
    refused = await refusal(client, "answer_callback_query", callback_query_id=aigul.last_query)
    assert said(refused, "query is too old and response timeout expired or query ID is invalid")
    assert [u for u in await client.ask("get_updates") if u.callback_query] == []


async def test_a_bot_is_set_up(client: Client, aigul: Person) -> None:
    commands = [("start", "Баштоо"), ("help", "Жардам")]
    if client.__class__.__name__ == "Aiogram":
        from aiogram.types import BotCommand

        given: list[object] = [BotCommand(command=c, description=d) for c, d in commands]
    else:
        given = list(commands)
    await client.ask("set_my_commands", commands=given, language_code="ky")
    kept = await client.ask("get_my_commands", language_code="ky")
    assert [(c.command, c.description) for c in kept] == commands
    assert list(await client.ask("get_my_commands")) == []
    await client.ask("set_my_name", name="Добуш")
    await client.ask("set_my_description", description="Айтыңыз")
    await client.ask("set_my_short_description", short_description="Айтыңыз")
    await client.ask("set_chat_menu_button")
    assert (await client.ask("get_chat", chat_id=aigul.id)).first_name == "Айгүл"
    member = await client.ask("get_chat_member", chat_id=aigul.id, user_id=aigul.id)
    assert member.user.first_name == "Айгүл"
    assert await client.ask("send_chat_action", chat_id=aigul.id, action="typing")
