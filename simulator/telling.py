"""A person's message on its way to the bot: how it is worded, where it stands, and when the bot hears of it."""

from simulator.markup import found_in
from simulator.people import Chat, Person, Standing
from simulator.schema import Json
from simulator.world import World


class CannotAct(Exception):
    """A telephone would not offer this: there is no such button, or the chat is blocked."""


def tell_bot(world: World, person: Person, chat: Chat, content: Json, said: Json) -> Json:
    """With `late` it shows at once and reaches the bot so many seconds later: what is told meanwhile overtakes it."""
    if chat.standing is Standing.KICKED:
        raise CannotAct("the bot is blocked; /start lets it in again")
    if chat.migrated_to:
        raise CannotAct("this group has become a supergroup")
    chat.standing = Standing.MEMBER
    place = _reply(chat, said) | _thread(chat, said)
    message = world.post(chat, person.as_user(), place | content)
    if chat.private or chat.sees_everything or chat.led_by_bot or _meant_for_bot(world, message):
        world.update("message", message, late=float(said.get("late", 0)))
    return message


def worded(name: str, text: str) -> Json:
    entities = found_in(text)
    marked = {"entities" if name == "text" else "caption_entities": entities}
    return {name: text} | (marked if entities else {})


def caption(said: Json) -> Json:
    return worded("caption", said["caption"]) if said.get("caption") else {}


def sent(message: Json) -> Json:
    return {"message_id": message["message_id"]}


def _meant_for_bot(world: World, message: Json) -> bool:
    """In a group a bot in privacy mode sees commands, replies to itself and mentions only."""
    text = str(message.get("text", message.get("caption", "")))
    answered = message.get("reply_to_message", {}).get("from", {}).get("id")
    return text.startswith("/") or answered == world.bot["id"] or f"@{world.bot['username']}" in text


def _reply(chat: Chat, said: Json) -> Json:
    original = chat.messages.get(said.get("reply_to", 0))
    if original is None:
        return {}
    quoted = {name: value for name, value in original.items() if name != "reply_to_message"}
    return {"reply_to_message": quoted}


def _thread(chat: Chat, said: Json) -> Json:
    number = said.get("message_thread_id")
    if number is None:
        return {}
    topic = chat.topics.get(number)
    if topic is None or topic.closed:
        raise CannotAct("there is no such topic" if topic is None else "the topic is closed")
    return {"message_thread_id": number, "is_topic_message": True}
