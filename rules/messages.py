"""A message as every channel understands it: text, choices, and what it replaces."""

from dataclasses import dataclass, field
from datetime import datetime

LONGEST_TEXT = 4096
"""UTF-16 units of one Telegram message, after its markup is read."""
LONGEST_SAYING = 64
"""Bytes a button can carry back."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it shows, and what it says back when pressed."""

    label: str
    says: str
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the keyboard under the text field: it says its label, or shares where the person is, or their number."""

    label: str
    shares_place: bool = False
    shares_contact: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that is sent with a message; it lives in memory alone."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Voice:
    """A recording to be heard: where its bytes are kept, and what the channel calls it once it was sent."""

    token: str
    seconds: int
    file_id: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    choices: tuple[tuple[Choice, ...], ...] = ()
    menu: tuple[tuple[Key, ...], ...] | None = None
    """Rows of the keyboard under the text field; None leaves it as it is."""
    replaces: int | None = None
    """The message to edit in place; a new one is sent where that cannot be done."""
    answers_press: str | None = None
    """The button press to acknowledge first."""
    toast: str = ""
    silent: bool = False
    paper: Paper | None = None
    """Then the text stands under it, and nothing is replaced."""
    voice: Voice | None = None
    """Sent instead of the text."""


@dataclass(frozen=True, slots=True)
class NotYet:
    """It may be said, but not at this hour."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Button:
    """What a pressed button says: `c:12:send`, `t:1042:rate:5`. It carries numbers, never rights or names."""

    room: str
    key: int
    action: str
    value: str = ""

    def encode(self) -> str:
        said = ":".join([self.room, str(self.key), self.action, *([self.value] if self.value else [])])
        if len(said.encode()) > LONGEST_SAYING:
            raise ValueError(f"a button cannot carry {said!r}")
        return said


def decode(said: str) -> Button | None:
    """The button, or None for anything that we did not write."""
    room, _, rest = said.partition(":")
    key, _, rest = rest.partition(":")
    action, _, value = rest.partition(":")
    if not room or not action or not key.isascii() or not key.isdigit() or len(key) > 18:
        return None
    return Button(room, int(key), action, value)


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, longest: int) -> str:
    """At most `longest` UTF-16 units, with an ellipsis where something was cut off."""
    if units(text) <= longest:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: (longest - 1) * 2].decode("utf-16-le", "ignore")
    return kept.rstrip() + "…"
