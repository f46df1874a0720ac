"""The stage on disk: people, chats and files outlive the process; what was under way does not."""

import json
from dataclasses import asdict
from pathlib import Path

from simulator.files import Stored
from simulator.people import Chat, Person, Standing, Topic
from simulator.schema import Json
from simulator.wire import Upload
from simulator.world import World

GAP = 10_000
"""More numbers than a stage gives out between being put away and being killed: the bot knows those already."""
PERSON = ("id", "first_name", "last_name", "username", "language_code", "phone")
PLAIN = (
    "about",
    "sees_everything",
    "led_by_bot",
    "migrated_to",
    "last_message_id",
    "keyboard",
    "pinned",
    "journal",
)
FILE = ("file_id", "unique_id", "path", "kind", "seconds")


def save(world: World, path: Path) -> None:
    """Written beside and moved into place, so that a stopped process leaves the old stage or the new one."""
    kept = {
        "token": world.token,
        "serial": world.serial(),
        "update_id": world.updates.next_id(),
        "people": [{name: getattr(person, name) for name in PERSON} for person in world.people.values()],
        "chats": [_chat(chat) for chat in world.chats.values()],
        "files": [_file(stored, _shelf(path)) for stored in world.files.by_id.values()],
    }
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    beside.replace(path)


def load(path: Path) -> World | None:
    """The stage as it was saved; None when there is none."""
    if not path.exists():
        return None
    kept = json.loads(path.read_text("utf-8"))
    world = World(kept["token"])
    world.continue_after(kept["serial"] + GAP, kept["update_id"] + GAP)
    for about in kept["people"]:
        person = Person(**about)
        world.people[person.id] = person
    for told in kept["chats"]:
        chat = _read(told, world.people)
        world.chats[chat.id] = chat
    for told in kept["files"]:
        content = (_shelf(path) / told["unique_id"]).read_bytes()
        upload = Upload(told["name"], told["mime"], content)
        world.files.keep(Stored(**{name: told[name] for name in FILE if name in told}, upload=upload))
    return world


def _shelf(path: Path) -> Path:
    return path.with_suffix(".files")


def _file(stored: Stored, shelf: Path) -> Json:
    there = shelf / stored.unique_id
    if not there.exists():
        shelf.mkdir(exist_ok=True)
        there.write_bytes(stored.upload.content)
    about = {name: getattr(stored, name) for name in FILE}
    return about | {"name": stored.upload.name, "mime": stored.upload.mime}


def _chat(chat: Chat) -> Json:
    return {name: getattr(chat, name) for name in PLAIN} | {
        "standing": chat.standing.value,
        "members": list(chat.members),
        "messages": list(chat.messages.values()),
        "topics": {number: asdict(topic) for number, topic in chat.topics.items()},
        "reactions": chat.reactions,
    }


def _read(told: Json, people: dict[int, Person]) -> Chat:
    return Chat(
        **{name: told[name] for name in PLAIN},
        standing=Standing(told["standing"]),
        members={person_id: people[person_id] for person_id in told["members"]},
        messages={message["message_id"]: message for message in told["messages"]},
        topics={int(number): Topic(**about) for number, about in told["topics"].items()},
        reactions={int(number): emoji for number, emoji in told["reactions"].items()},
    )
