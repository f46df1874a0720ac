"""Groups, topics, copies, pins and reactions, through both libraries."""

import pytest

from simulator.client import NotOnStage, Person, Stage
from tests.simulator.clients import Client, refusal, said
from tests.simulator.conftest import PICTURE

# python-telegram-bot speaks of a change to come in its own types, not in the wire's.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


async def test_a_group_that_moved_says_where(client: Client, stage: Stage, aigul: Person) -> None:
    group = stage.group("Айыл өкмөтү", aigul)
    await client.ask("send_message", chat_id=group, text="Салам")
    larger = stage.upgrade(group)
    refused = await refusal(client, "send_message", chat_id=group, text="!")
    assert (refused.kind, refused.moved_to) == ("moved", larger)
    await client.ask("send_message", chat_id=larger, text="Салам")
    assert await client.ask("leave_chat", chat_id=larger)
    assert (await refusal(client, "send_message", chat_id=larger, text="!")).kind == "forbidden"


async def test_a_message_is_copied_and_forwarded(client: Client, stage: Stage, aigul: Person) -> None:
    group = stage.group("Айыл өкмөтү", aigul)
    aigul.sends_photo(PICTURE, "Кудук бузулду")
    own = aigul.chat()[-1].id
    way = {"chat_id": group, "from_chat_id": aigul.id}
    copied = await client.ask("copy_message", message_id=own, **way)
    renamed = await client.ask("copy_message", message_id=own, caption="Жаңы", **way)
    forwarded = await client.ask("forward_message", message_id=own, **way)
    assert (forwarded.caption, forwarded.forward_origin.sender_user.id) == ("Кудук бузулду", aigul.id)
    seen = {message.id: message for message in stage.chat(group)}
    assert "forward_origin" not in seen[copied.message_id].raw
    assert seen[copied.message_id].text == "Кудук бузулду"
    assert seen[renamed.message_id].text == "Жаңы"
    both = [own - 1, own]
    assert len(await client.ask("copy_messages", message_ids=both, **way)) == 2
    assert len(await client.ask("forward_messages", message_ids=[*both, 999], **way)) == 2
    assert said(await refusal(client, "copy_message", message_id=999, **way), "message to copy not found")
    assert said(
        await refusal(client, "forward_message", message_id=999, **way), "message to forward not found"
    )
    service = await client.ask("pin_chat_message", chat_id=aigul.id, message_id=own)
    assert service
    pin = aigul.chat()[-1].id
    assert said(await refusal(client, "copy_message", message_id=pin, **way), "message can't be copied")


async def test_topics_are_made_renamed_closed_and_opened(client: Client, stage: Stage, aigul: Person) -> None:
    forum = stage.group("Айыл өкмөтү", aigul, forum=True, led_by_bot=True)
    topic = await client.ask("create_forum_topic", chat_id=forum, name="1042-7 Суу")
    place = {"chat_id": forum, "message_thread_id": topic.message_thread_id}
    sent = await client.ask("send_message", text="Арыз", **place)
    assert (sent.is_topic_message, sent.message_thread_id) == (True, topic.message_thread_id)
    answer = await client.ask("send_message", chat_id=forum, text="!", reply_to_message_id=sent.message_id)
    assert answer.message_thread_id == topic.message_thread_id
    aigul.says("Бүттү", chat_id=forum, message_thread_id=topic.message_thread_id)
    heard = (await client.ask("get_updates"))[-1].message
    assert (heard.text, heard.message_thread_id) == ("Бүттү", topic.message_thread_id)
    assert await client.ask("edit_forum_topic", name="1042-7 Бүттү", **place)
    assert said(await refusal(client, "edit_forum_topic", name="1042-7 Бүттү", **place), "TOPIC_NOT_MODIFIED")
    assert await client.ask("close_forum_topic", **place)
    with pytest.raises(NotOnStage, match="the topic is closed"):
        aigul.says("Дагы", chat_id=forum, message_thread_id=topic.message_thread_id)
    assert said(await refusal(client, "close_forum_topic", **place), "TOPIC_NOT_MODIFIED")
    assert await client.ask("reopen_forum_topic", **place)
    assert await client.ask("delete_forum_topic", **place)
    lost = await refusal(client, "send_message", text="!", **place)
    assert said(lost, "message thread not found")
    assert said(await refusal(client, "close_forum_topic", **place), "TOPIC_ID_INVALID")


async def test_topics_need_a_forum_and_a_bot_that_may(client: Client, stage: Stage, aigul: Person) -> None:
    plain = stage.group("Топ", aigul, led_by_bot=True)
    refused = await refusal(client, "create_forum_topic", chat_id=plain, name="x")
    assert said(refused, "the chat is not a forum")
    guest = stage.group("Топ", aigul, forum=True)
    refused = await refusal(client, "create_forum_topic", chat_id=guest, name="x")
    assert said(refused, "not enough rights to create a topic")
    refused = await refusal(client, "pin_chat_message", chat_id=guest, message_id=1)
    assert said(refused, "not enough rights to manage pinned messages in the chat")


async def test_reactions_and_pins_are_put_on_messages(client: Client, aigul: Person) -> None:
    aigul.says("Рахмат")
    place = {"chat_id": aigul.id, "message_id": aigul.chat()[-1].id}
    assert await client.ask("set_message_reaction", reaction=client.reaction("👍"), **place)
    assert aigul.chat()[-1].raw["reactions"] == ["👍"]
    assert await client.ask("set_message_reaction", reaction=[], **place)
    assert aigul.chat()[-1].raw["reactions"] == []
    odd = await refusal(client, "set_message_reaction", reaction=client.reaction("🪿"), **place)
    assert said(odd, "REACTION_INVALID")
    assert await client.ask("pin_chat_message", **place)
    assert (await client.ask("get_chat", chat_id=aigul.id)).pinned_message.text == "Рахмат"
    assert await client.ask("unpin_chat_message", **place)
    assert (await client.ask("get_chat", chat_id=aigul.id)).pinned_message is None
    again = await refusal(client, "unpin_chat_message", **place)
    assert said(again, "message to unpin not found")
    lost = await refusal(client, "set_message_reaction", chat_id=aigul.id, message_id=999, reaction=[])
    assert said(lost, "message to react not found")


async def test_who_is_in_a_group_and_what_the_bot_may_there(
    client: Client, stage: Stage, aigul: Person
) -> None:
    group = stage.group("Айыл өкмөтү", aigul, led_by_bot=True)
    me = await client.ask("get_chat_member", chat_id=group, user_id=700000007)
    assert (me.status, me.can_manage_topics) == ("administrator", True)
    assert [a.user.id for a in await client.ask("get_chat_administrators", chat_id=group)] == [700000007]
    assert await client.ask("get_chat_member_count", chat_id=group) == 2
    aigul.blocks(chat_id=group)
    out = await refusal(client, "send_message", chat_id=group, text="!")
    assert (out.kind, said(out, "bot was kicked from the group chat")) == ("forbidden", True)
    changes = [u.my_chat_member for u in await client.ask("get_updates") if u.my_chat_member]
    # python-telegram-bot calls "banned" what the wire calls "kicked".
    assert [str(c.old_chat_member.status).rpartition(".")[2].lower() for c in changes] == [
        "left",
        "administrator",
    ]


async def test_several_messages_go_at_once(client: Client, aigul: Person) -> None:
    for text in ("Бир", "Эки", "Үч"):
        await client.ask("send_message", chat_id=aigul.id, text=text)
    first, second, _ = [message.id for message in aigul.chat() if message.from_bot]
    assert await client.ask("delete_messages", chat_id=aigul.id, message_ids=[first, second, 999])
    assert [message.text for message in aigul.chat() if message.from_bot] == ["Үч"]


async def test_a_supergroup_says_where_it_came_from(client: Client, stage: Stage, aigul: Person) -> None:
    group = stage.group("Айыл өкмөтү", aigul)
    larger = stage.upgrade(group)
    moves = [u.message for u in await client.ask("get_updates") if u.message][-2:]
    assert [m.migrate_to_chat_id for m in moves] == [larger, None]
    assert [m.migrate_from_chat_id for m in moves] == [None, group]
    with pytest.raises(NotOnStage, match="supergroup"):
        aigul.says("/help", chat_id=group)
