"""Ways to a person. Each says: delivered, try later (when), or give up (why)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from rules.messages import Message


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What the channel calls a recording from now on."""

    token: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Delivered:
    message_id: int | None = None
    uploaded: Uploaded | None = None


@dataclass(frozen=True, slots=True)
class TryLater:
    why: str
    after: timedelta | None = None
    """As long as the channel said; None leaves the waiting to the courier."""
    whole_chat: bool = False
    """The channel spoke of the chat, not of this message: hold back everything for it."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    why: str
    unreachable: bool = False
    moved_to: int | None = None


Outcome = Delivered | TryLater | GiveUp


class Channel(Protocol):
    name: str

    async def send(self, chat_id: int, message: Message) -> Outcome: ...
