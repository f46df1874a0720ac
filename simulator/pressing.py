"""A person's finger: buttons under messages, and buttons of the reply keyboard."""

from collections.abc import Iterable

from simulator.parcels import contact, location
from simulator.people import Chat, Person
from simulator.schema import Json
from simulator.telling import CannotAct, sent, tell_bot, worded
from simulator.world import World


def press(world: World, person: Person, chat: Chat, said: Json) -> Json:
    """By what is written on a button, newest first. By message and data no button is looked for:
    a second tap is often under way when the bot takes the keyboard away."""
    if "data" in said:
        return _press_inline(world, person, chat, chat.messages.get(said["message_id"]), said)
    for message, button in _inline_buttons(chat, said.get("message_id")):
        if button["text"] == said["label"]:
            if "callback_data" in button:
                return _press_inline(world, person, chat, message, said | {"data": button["callback_data"]})
            return {"opened": button.get("url", "")}
    for button in (b for row in (chat.keyboard or {}).get("keyboard", []) for b in row):
        if button["text"] == said["label"]:
            return _press_reply(world, person, chat, button, said)
    raise CannotAct(f"no button “{said['label']}”; there are: {', '.join(buttons(chat)) or 'none'}")


def buttons(chat: Chat) -> list[str]:
    """What can be pressed now: the newest message's inline buttons, then the reply keyboard."""
    newest = next((m for m in reversed(chat.messages.values()) if "reply_markup" in m), None)
    inline = [b["text"] for _, b in _inline_buttons(chat, newest["message_id"])] if newest else []
    return inline + [b["text"] for row in (chat.keyboard or {}).get("keyboard", []) for b in row]


def _press_inline(world: World, person: Person, chat: Chat, message: Json | None, said: Json) -> Json:
    if message is None:
        raise CannotAct("there is no such message")
    query_id = f"{person.id << 24 | world.serial()}"
    world.queries[query_id] = {"at": world.clock(), "chat_id": chat.id}
    query = {"id": query_id, "from": person.as_user(), "chat_instance": f"{chat.id * 7919}"}
    query |= {"message": message, "data": said["data"]}
    world.update("callback_query", query, late=float(said.get("late", 0)))
    return {"query_id": query_id}


def _press_reply(world: World, person: Person, chat: Chat, button: Json, said: Json) -> Json:
    if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
    if button.get("request_contact"):
        return contact(world, person, chat, {})
    if button.get("request_location"):
        return location(world, person, chat, said)
    return sent(tell_bot(world, person, chat, worded("text", button["text"]), said))


def _inline_buttons(chat: Chat, message_id: int | None) -> Iterable[tuple[Json, Json]]:
    wanted = reversed(chat.messages.values()) if message_id is None else [chat.messages.get(message_id, {})]
    for message in wanted:
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                yield message, button
