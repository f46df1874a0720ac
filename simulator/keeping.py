"""The stage on disk: people and chats outlive the process; what was under way does not."""

import json
from pathlib import Path

from simulator.people import Chat, Person, Standing
from simulator.schema import Json
from simulator.world import World

GAP = 10_000
"""More numbers than a stage gives out between being put away and being killed: the bot knows those already."""
PERSON = ("id", "first_name", "last_name", "username", "language_code", "phone")


def save(world: World, path: Path) -> None:
    """Written beside and moved into place, so that a stopped process leaves the old stage or the new one."""
    kept = {
        "token": world.token,
        "serial": world.serial(),
        "update_id": world.updates.next_id(),
        "people": [{name: getattr(person, name) for name in PERSON} for person in world.people.values()],
        "chats": [_chat(chat) for chat in world.chats.values() if chat.private],
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
        chat = _read(told, world.people[told["about"]["id"]])
        world.chats[chat.id] = chat
    return world


def _chat(chat: Chat) -> Json:
    return {
        "about": chat.about,
        "standing": chat.standing.value,
        "messages": list(chat.messages.values()),
        "last_message_id": chat.last_message_id,
        "keyboard": chat.keyboard,
        "journal": chat.journal,
    }


def _read(told: Json, person: Person) -> Chat:
    return Chat(
        told["about"],
        Standing(told["standing"]),
        {person.id: person},
        messages={message["message_id"]: message for message in told["messages"]},
        last_message_id=told["last_message_id"],
        keyboard=told["keyboard"],
        journal=told["journal"],
    )
