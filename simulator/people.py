"""Who is there: people with telephones, and the chats they have with the bot."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from simulator.clock import Bell
from simulator.schema import Json


class Standing(StrEnum):
    """What a person is to the bot; a stranger has never written, so the bot cannot write either."""

    STRANGER = "stranger"
    MEMBER = "member"
    KICKED = "kicked"


@dataclass(slots=True)
class Person:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    phone: str | None = None

    def as_user(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": self.first_name} | self._known("language_code")

    def as_chat(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": self.first_name} | self._known()

    def as_contact(self) -> Json:
        named = {"first_name": self.first_name, "user_id": self.id}
        return {"phone_number": self.phone or f"+99670{self.id % 10_000_000:07d}"} | named

    def _known(self, *more: str) -> Json:
        names = ("last_name", "username", *more)
        return {name: value for name in names if (value := getattr(self, name))}


# What goes along when a message is forwarded or copied.
_CONTENT = (
    "text", "entities", "caption", "caption_entities", "photo", "document", "voice", "video", "video_note",
    "audio", "sticker", "location", "venue", "contact", "link_preview_options",
)  # fmt: skip


def content_of(message: Json) -> Json:
    """Empty for what Telegram itself says in a chat."""
    return {name: message[name] for name in _CONTENT if name in message}


@dataclass(slots=True)
class Topic:
    """One of a forum's threads; its id is that of the message that made it."""

    name: str
    color: int
    closed: bool = False


@dataclass(slots=True)
class Chat:
    """A chat's messages by id, and a journal of all that happened: its length is the chat's revision."""

    about: Json
    standing: Standing = Standing.STRANGER
    members: dict[int, Person] = field(default_factory=dict)
    sees_everything: bool = False
    led_by_bot: bool = False
    migrated_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    last_message_id: int = 0
    keyboard: Json | None = None
    topics: dict[int, Topic] = field(default_factory=dict)
    reactions: dict[int, list[str]] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    journal: list[Json] = field(default_factory=list)
    changed: Bell = field(default_factory=Bell)

    @property
    def id(self) -> int:
        return int(self.about["id"])

    @property
    def private(self) -> bool:
        return bool(self.about["type"] == "private")

    @property
    def forum(self) -> bool:
        return bool(self.about.get("is_forum"))

    @property
    def revision(self) -> int:
        return len(self.journal)

    def note(self, kind: str, **what: Any) -> Json:
        entry = {"kind": kind, "chat_id": self.id, "revision": self.revision + 1, **what}
        self.journal.append(entry)
        self.changed.ring()
        return entry

    def view(self, after: int = 0) -> Json:
        """The chat as its people see it: what changed after a revision, so that a long chat stays cheap."""
        return {
            "chat": self.about,
            "standing": self.standing,
            "revision": self.revision,
            "keyboard": self.keyboard,
            "topics": [{"id": number} | asdict(topic) for number, topic in self.topics.items()],
            "pinned": self.pinned[-1] if self.pinned else None,
            "messages": self._messages_after(after),
            "events": self.journal[after:],
        }

    def _messages_after(self, after: int) -> list[Json]:
        at = {e["message_id"]: e["revision"] for e in self.journal[after:] if "message_id" in e}
        shown = [self.messages[n] | {"revision": at[n]} for n in sorted(at) if n in self.messages]
        return [one | {"reactions": self.reactions.get(one["message_id"], [])} for one in shown]
