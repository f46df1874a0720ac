"""What a person does in a chat. Each act returns what came of it; an impossible one raises CannotAct."""

import re
from collections.abc import Callable

from simulator import groups, parcels
from simulator.people import Chat, Person, Standing, content_of
from simulator.pressing import press
from simulator.schema import LIMITS, Json
from simulator.telling import CannotAct, sent, tell_bot, worded
from simulator.world import World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]*")


def say(world: World, person: Person, chat: Chat, said: Json) -> Json:
    """A long text leaves the telephone as several messages, as Telegram's own apps cut it."""
    text = str(said["text"]).strip()
    if not text:
        raise CannotAct("an empty message cannot be sent")
    most = LIMITS["text"]
    pieces = [text] if len(text.encode("utf-16-le")) <= 2 * most else _cut(text, most // 2)
    for piece in pieces:
        message = tell_bot(world, person, chat, worded("text", piece), said)
    return sent(message)


def start(world: World, person: Person, chat: Chat, said: Json) -> Json:
    payload = said.get("payload", "")
    if len(payload) > LIMITS["start_payload"] or not _PAYLOAD.fullmatch(payload):
        raise CannotAct("a start payload is up to 64 of A-Z a-z 0-9 _ -")
    if chat.standing is Standing.KICKED:
        unblock(world, person, chat, {})
    return say(world, person, chat, {"text": f"/start {payload}".strip()})


def forward(world: World, person: Person, chat: Chat, said: Json) -> Json:
    if said.get("message_id") in chat.messages:
        original = chat.messages[said["message_id"]]
        origin = {"type": "user", "date": original["date"], "sender_user": original["from"]}
        content = content_of(original)
    else:
        name = said.get("from_name", "?")
        origin = {"type": "hidden_user", "date": world.clock(), "sender_user_name": name}
        content = worded("text", said["text"])
    return sent(tell_bot(world, person, chat, content | {"forward_origin": origin}, said))


def edit(world: World, person: Person, chat: Chat, said: Json) -> Json:
    before = chat.messages.get(said["message_id"])
    if before is None or before["from"]["id"] != person.id:
        raise CannotAct("only one's own message can be edited")
    place = "text" if "text" in before else "caption"
    after = before | worded(place, said["text"]) | {"edit_date": world.clock()}
    world.update("edited_message", world.change(chat, after))
    return sent(after)


def delete(world: World, _: Person, chat: Chat, said: Json) -> Json:
    """A bot is never told of it."""
    world.remove(chat, said["message_id"])
    return {}


def block(world: World, person: Person, chat: Chat, _: Json) -> Json:
    """In a group: the bot is put out of it."""
    return _stand(world, person, chat, Standing.KICKED)


def unblock(world: World, person: Person, chat: Chat, _: Json) -> Json:
    return _stand(world, person, chat, Standing.MEMBER)


def _stand(world: World, person: Person, chat: Chat, standing: Standing) -> Json:
    if chat.standing in (standing, Standing.STRANGER):
        raise CannotAct("only in a chat that was begun, and only once")
    before, chat.standing = groups.membership(world, chat), standing
    world.tell(chat.note("standing", standing=standing))
    groups.tell_membership(world, chat, person, before)
    return {}


def _cut(text: str, most: int) -> list[str]:
    return [text[at : at + most] for at in range(0, len(text), most)]


Act = Callable[[World, Person, Chat, Json], Json]

ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        say, start, press, forward, edit, delete, block, unblock,
        parcels.photo, parcels.album, parcels.voice, parcels.video, parcels.video_note, parcels.audio,
        parcels.document, parcels.sticker, parcels.location, parcels.move, parcels.venue, parcels.contact,
    )
}  # fmt: skip
