"""What a person sends besides words: pictures, albums, voices, films, papers, stickers, places, cards."""

import base64
from typing import Any

from simulator.people import Chat, Person
from simulator.schema import Json
from simulator.telling import CannotAct, caption, sent, tell_bot
from simulator.wire import Upload
from simulator.world import World

# The middle of Naryn, where a person stands who does not say where.
SOMEWHERE = {"latitude": 41.4287, "longitude": 75.9911}
# A WebP of one transparent point.
STICKER = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="


def photo(world: World, person: Person, chat: Chat, said: Json) -> Json:
    picture = {"photo": world.files.photo(_upload(said, "photo.jpg", "image/jpeg"))}
    return sent(tell_bot(world, person, chat, picture | caption(said), said))


def album(world: World, person: Person, chat: Chat, said: Json) -> Json:
    """Every part is a message of its own; nothing says how many there will be.
    `late` may be a list, one number a part: so they reach the bot over any time and in any order."""
    group = {"media_group_id": f"{1_3000_000_000 + world.serial()}"}
    late = _late(said, len(said["photos"]))
    ids = []
    for number, content in enumerate(said["photos"]):
        picture = {"photo": world.files.photo(_upload({"content": content}, "photo.jpg", "image/jpeg"))}
        words = {} if number else caption(said)
        message = tell_bot(world, person, chat, picture | group | words, said | {"late": late[number]})
        ids.append(message["message_id"])
    return {"message_id": ids[-1], "message_ids": ids}


def voice(world: World, person: Person, chat: Chat, said: Json) -> Json:
    heard = world.files.voice(_upload(said, "voice.ogg", "audio/ogg"), said.get("duration", 3))
    return sent(tell_bot(world, person, chat, {"voice": heard} | caption(said), said))


def video(world: World, person: Person, chat: Chat, said: Json) -> Json:
    film = world.files.video(_upload(said, "video.mp4", "video/mp4"), said.get("duration", 5))
    return sent(tell_bot(world, person, chat, {"video": film} | caption(said), said))


def video_note(world: World, person: Person, chat: Chat, said: Json) -> Json:
    note = world.files.video_note(_upload(said, "note.mp4", "video/mp4"), said.get("duration", 5))
    return sent(tell_bot(world, person, chat, {"video_note": note}, said))


def audio(world: World, person: Person, chat: Chat, said: Json) -> Json:
    tune = world.files.audio(_upload(said, "audio.mp3", "audio/mpeg"), said.get("duration", 60))
    return sent(tell_bot(world, person, chat, {"audio": tune} | caption(said), said))


def document(world: World, person: Person, chat: Chat, said: Json) -> Json:
    paper = world.files.document(_upload(said, "document.pdf", "application/pdf"))
    return sent(tell_bot(world, person, chat, {"document": paper} | caption(said), said))


def sticker(world: World, person: Person, chat: Chat, said: Json) -> Json:
    upload = _upload({"content": STICKER} | said, "sticker.webp", "image/webp")
    drawn = world.files.sticker(upload, said.get("emoji", "👍"))
    return sent(tell_bot(world, person, chat, {"sticker": drawn}, said))


def location(world: World, person: Person, chat: Chat, said: Json) -> Json:
    """With `live_period` it can be moved for so many seconds."""
    live = {"live_period": said["live_period"]} if "live_period" in said else {}
    return sent(tell_bot(world, person, chat, {"location": _place(said) | live}, said))


def move(world: World, person: Person, chat: Chat, said: Json) -> Json:
    """A live location moves: to the bot it is an edit."""
    before = chat.messages.get(said["message_id"], {})
    lives = before.get("location", {}).get("live_period")
    if lives is None or before["from"]["id"] != person.id or world.clock() - before["date"] > lives:
        raise CannotAct("only one's own live location can be moved, and only while it lives")
    there = before["location"] | _place(said)
    after = world.change(chat, before | {"location": there, "edit_date": world.clock()})
    world.update("edited_message", after)
    return sent(after)


def venue(world: World, person: Person, chat: Chat, said: Json) -> Json:
    place = _place(said)
    about = {"location": place, "title": said["title"], "address": said.get("address") or said["title"]}
    return sent(tell_bot(world, person, chat, {"venue": about, "location": place}, said))


def contact(world: World, person: Person, chat: Chat, said: Json) -> Json:
    """One's own, unless another's number is given: a bot must tell them apart by `user_id`."""
    card = person.as_contact()
    if "phone_number" in said:
        card = {"phone_number": said["phone_number"], "first_name": said.get("first_name", "?")}
    return sent(tell_bot(world, person, chat, {"contact": card}, said))


def _place(said: Json) -> Json:
    return {name: said.get(name, SOMEWHERE[name]) for name in SOMEWHERE}


def _late(said: Json, parts: int) -> list[Any]:
    late = said.get("late", 0)
    return late if isinstance(late, list) and len(late) == parts else [late] * parts


def _upload(said: Json, name: str, mime: str) -> Upload:
    return Upload(said.get("name", name), said.get("mime", mime), base64.b64decode(said["content"]))
