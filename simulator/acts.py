"""What a person does in a chat. Each act returns what came of it; an impossible one raises CannotAct."""

import base64
import re
from collections.abc import Callable, Iterable

from simulator.markup import found_in
from simulator.people import Chat, Person, Standing
from simulator.schema import LIMITS, Json
from simulator.wire import Upload
from simulator.world import World

# The middle of Naryn, where a person stands who does not say where.
SOMEWHERE = {"latitude": 41.4287, "longitude": 75.9911}
_FORWARDED = (
    "text", "entities", "caption", "caption_entities", "photo", "document", "voice", "location", "contact",
)  # fmt: skip
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]*")


class CannotAct(Exception):
    """A telephone would not offer this: there is no such button, or the chat is blocked."""


def say(world: World, person: Person, chat: Chat, said: Json) -> Json:
    """A long text leaves the telephone as several messages, as Telegram's own apps cut it."""
    text = str(said["text"]).strip()
    if not text:
        raise CannotAct("an empty message cannot be sent")
    most = LIMITS["text"]
    pieces = [text] if len(text.encode("utf-16-le")) <= 2 * most else _cut(text, most // 2)
    for piece in pieces:
        message = _tell_bot(world, person, chat, _worded("text", piece) | _reply(chat, said))
    return {"message_id": message["message_id"]}


def start(world: World, person: Person, chat: Chat, said: Json) -> Json:
    payload = said.get("payload", "")
    if len(payload) > LIMITS["start_payload"] or not _PAYLOAD.fullmatch(payload):
        raise CannotAct("a start payload is up to 64 of A-Z a-z 0-9 _ -")
    if chat.standing is Standing.KICKED:
        unblock(world, person, chat, {})
    return say(world, person, chat, {"text": f"/start {payload}".strip()})


def photo(world: World, person: Person, chat: Chat, said: Json) -> Json:
    picture = {"photo": world.files.photo(_upload(said, "photo.jpg", "image/jpeg"))}
    return _sent(_tell_bot(world, person, chat, picture | _caption(said)))


def album(world: World, person: Person, chat: Chat, said: Json) -> Json:
    """Every part is a message of its own; nothing says how many there will be."""
    group = {"media_group_id": f"{1_3000_000_000 + world.serial()}"}
    captions: list[Json] = [_caption(said)] + [{}] * len(said["photos"])
    for content, caption in zip(said["photos"], captions, strict=False):
        upload = _upload({"content": content}, "photo.jpg", "image/jpeg")
        message = _tell_bot(world, person, chat, {"photo": world.files.photo(upload)} | group | caption)
    return _sent(message)


def voice(world: World, person: Person, chat: Chat, said: Json) -> Json:
    heard = world.files.voice(_upload(said, "voice.ogg", "audio/ogg"), said.get("duration", 3))
    return _sent(_tell_bot(world, person, chat, {"voice": heard} | _caption(said)))


def document(world: World, person: Person, chat: Chat, said: Json) -> Json:
    paper = world.files.document(_upload(said, "document.pdf", "application/pdf"))
    return _sent(_tell_bot(world, person, chat, {"document": paper} | _caption(said)))


def location(world: World, person: Person, chat: Chat, said: Json) -> Json:
    place = {name: said.get(name, SOMEWHERE[name]) for name in SOMEWHERE}
    return _sent(_tell_bot(world, person, chat, {"location": place}))


def contact(world: World, person: Person, chat: Chat, said: Json) -> Json:
    """One's own, unless another's number is given: a bot must tell them apart by `user_id`."""
    card = person.as_contact()
    if "phone_number" in said:
        card = {"phone_number": said["phone_number"], "first_name": said.get("first_name", "?")}
    return _sent(_tell_bot(world, person, chat, {"contact": card}))


def forward(world: World, person: Person, chat: Chat, said: Json) -> Json:
    if said.get("message_id") in chat.messages:
        original = chat.messages[said["message_id"]]
        origin = {"type": "user", "date": original["date"], "sender_user": original["from"]}
        content = {name: original[name] for name in _FORWARDED if name in original}
    else:
        name = said.get("from_name", "?")
        origin = {"type": "hidden_user", "date": world.clock(), "sender_user_name": name}
        content = _worded("text", said["text"])
    return _sent(_tell_bot(world, person, chat, content | {"forward_origin": origin}))


def edit(world: World, person: Person, chat: Chat, said: Json) -> Json:
    before = chat.messages.get(said["message_id"])
    if before is None or before["from"]["id"] != person.id:
        raise CannotAct("only one's own message can be edited")
    place = "text" if "text" in before else "caption"
    after = before | _worded(place, said["text"]) | {"edit_date": world.clock()}
    world.update("edited_message", world.change(chat, after))
    return _sent(after)


def delete(world: World, _: Person, chat: Chat, said: Json) -> Json:
    """A bot is never told of it."""
    world.remove(chat, said["message_id"])
    return {}


def block(world: World, person: Person, chat: Chat, _: Json) -> Json:
    return _stand(world, person, chat, Standing.KICKED)


def unblock(world: World, person: Person, chat: Chat, _: Json) -> Json:
    return _stand(world, person, chat, Standing.MEMBER)


def press(world: World, person: Person, chat: Chat, said: Json) -> Json:
    """By what is written on a button, newest first. By message and data no button is looked for:
    a second tap is often under way when the bot takes the keyboard away."""
    if "data" in said:
        return _press_inline(world, person, chat, chat.messages.get(said["message_id"]), said["data"])
    for message, button in _inline_buttons(chat, said.get("message_id")):
        if button["text"] == said["label"]:
            if "callback_data" in button:
                return _press_inline(world, person, chat, message, button["callback_data"])
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


def _press_inline(world: World, person: Person, chat: Chat, message: Json | None, data: str) -> Json:
    if message is None:
        raise CannotAct("there is no such message")
    query_id = f"{person.id << 24 | world.serial()}"
    world.queries[query_id] = {"at": world.clock(), "chat_id": chat.id}
    query = {"id": query_id, "from": person.as_user(), "chat_instance": f"{chat.id * 7919}"}
    world.update("callback_query", query | {"message": message, "data": data})
    return {"query_id": query_id}


def _press_reply(world: World, person: Person, chat: Chat, button: Json, said: Json) -> Json:
    if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
    if button.get("request_contact"):
        return contact(world, person, chat, {})
    if button.get("request_location"):
        return location(world, person, chat, said)
    return say(world, person, chat, {"text": button["text"]})


def _inline_buttons(chat: Chat, message_id: int | None) -> Iterable[tuple[Json, Json]]:
    wanted = reversed(chat.messages.values()) if message_id is None else [chat.messages.get(message_id, {})]
    for message in wanted:
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                yield message, button


def _tell_bot(world: World, person: Person, chat: Chat, content: Json) -> Json:
    if chat.standing is Standing.KICKED:
        raise CannotAct("the bot is blocked; /start lets it in again")
    chat.standing = Standing.MEMBER
    message = world.post(chat, person.as_user(), content)
    if chat.private or chat.sees_everything or _meant_for_bot(world, message):
        world.update("message", message)
    return message


def _meant_for_bot(world: World, message: Json) -> bool:
    """In a group a bot in privacy mode sees commands, replies to itself and mentions only."""
    text = str(message.get("text", message.get("caption", "")))
    answered = message.get("reply_to_message", {}).get("from", {}).get("id")
    return text.startswith("/") or answered == world.bot["id"] or f"@{world.bot['username']}" in text


def _stand(world: World, person: Person, chat: Chat, standing: Standing) -> Json:
    if not chat.private or chat.standing in (standing, Standing.STRANGER):
        raise CannotAct("only in a private chat that was begun, and only once")
    before, chat.standing = chat.standing, standing
    world.tell(chat.note("standing", standing=standing))
    change = {"old_chat_member": _membership(world, before), "new_chat_member": _membership(world, standing)}
    place = {"chat": chat.about, "from": person.as_user(), "date": world.clock()}
    world.update("my_chat_member", place | change)
    return {}


def _membership(world: World, standing: Standing) -> Json:
    member = {"status": standing.value, "user": world.bot}
    return member | ({"until_date": 0} if standing is Standing.KICKED else {})


def _cut(text: str, most: int) -> list[str]:
    return [text[at : at + most] for at in range(0, len(text), most)]


def _worded(name: str, text: str) -> Json:
    entities = found_in(text)
    marked = {"entities" if name == "text" else "caption_entities": entities}
    return {name: text} | (marked if entities else {})


def _caption(said: Json) -> Json:
    return _worded("caption", said["caption"]) if said.get("caption") else {}


def _reply(chat: Chat, said: Json) -> Json:
    original = chat.messages.get(said.get("reply_to", 0))
    if original is None:
        return {}
    quoted = {name: value for name, value in original.items() if name != "reply_to_message"}
    return {"reply_to_message": quoted}


def _upload(said: Json, name: str, mime: str) -> Upload:
    return Upload(said.get("name", name), said.get("mime", mime), base64.b64decode(said["content"]))


def _sent(message: Json) -> Json:
    return {"message_id": message["message_id"]}


Act = Callable[[World, Person, Chat, Json], Json]

ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        say, start, press, photo, album, voice, document, location, contact, forward, edit, delete,
        block, unblock,
    )
}  # fmt: skip
