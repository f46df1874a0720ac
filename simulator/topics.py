"""Forum topics: threads of a supergroup, made, renamed, closed and opened by a bot that may."""

from simulator.people import Chat, Topic
from simulator.refusals import bad_request
from simulator.schema import Json
from simulator.wire import Call
from simulator.world import World

BLUE = 7322096


def create_forum_topic(world: World, call: Call) -> Json:
    chat = _forum(world, call, "create a topic")
    topic = Topic(call.params["name"].strip(), call.params.get("icon_color", BLUE))
    number = chat.last_message_id + 1
    chat.topics[number] = topic
    about = {"name": topic.name, "icon_color": topic.color}
    _say(world, chat, number, {"forum_topic_created": about})
    return {"message_thread_id": number} | about


def edit_forum_topic(world: World, call: Call) -> bool:
    chat = _forum(world, call, "edit the topic")
    number, topic = _topic(chat, call)
    name = call.params.get("name", "").strip() or topic.name
    if name == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    _say(world, chat, number, {"forum_topic_edited": {"name": name}})
    return True


def close_forum_topic(world: World, call: Call) -> bool:
    return _set_closed(world, call, True)


def reopen_forum_topic(world: World, call: Call) -> bool:
    return _set_closed(world, call, False)


def delete_forum_topic(world: World, call: Call) -> bool:
    """With all its messages."""
    chat = _forum(world, call, "delete the topic")
    number, _ = _topic(chat, call)
    del chat.topics[number]
    for message_id in [n for n, m in chat.messages.items() if m.get("message_thread_id") == number]:
        world.remove(chat, message_id)
    return True


def _set_closed(world: World, call: Call, closed: bool) -> bool:
    chat = _forum(world, call, "close or open the topic")
    number, topic = _topic(chat, call)
    if topic.closed is closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _say(world, chat, number, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def _forum(world: World, call: Call, what: str) -> Chat:
    chat = world.reach(call.params["chat_id"])
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    if not chat.led_by_bot:
        raise bad_request(f"not enough rights to {what}")
    return chat


def _topic(chat: Chat, call: Call) -> tuple[int, Topic]:
    number = call.params["message_thread_id"]
    if number not in chat.topics:
        raise bad_request("TOPIC_ID_INVALID")
    return number, chat.topics[number]


def _say(world: World, chat: Chat, number: int, news: Json) -> None:
    world.post(chat, world.bot, {"message_thread_id": number, "is_topic_message": True} | news)
