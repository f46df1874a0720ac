"""Questions that can also be heard: which they are, and what a recording of one must be."""

from dataclasses import dataclass
from enum import StrEnum

from rules.attachments import MEGABYTE
from rules.messages import Button

LARGEST = MEGABYTE
"""Telegram shows a larger one as a file, and a village's line carries this one in seconds."""
LONGEST_SECONDS = 120
LANGUAGES = ("ky", "ru")
MIME = "audio/ogg"
ROOM = "l"
"""Of the button under a prompt: listen."""


class Heard(StrEnum):
    WELCOME = "welcome"
    STORY = "story"
    VILLAGE = "village"
    TOPIC = "topic"
    CARD = "card"
    ACCEPTED = "accepted"
    FIXED = "fixed"
    RATE = "rate"


def listen_button(recording: int, heard: Heard, language: str) -> Button:
    """What was offered is what is heard, also on an old card: the recording as it is now, or its like."""
    return Button(ROOM, recording, heard.value, language)


class NotOpus(Exception):
    """It is no Ogg file with one Opus stream, or it was cut off."""


PAGE, HEAD = b"OggS", b"OpusHead"
PAGE_BYTES = 27
"""Of a page before its table of segments."""
LAST = 4
"""The flag of a stream's last page."""
PER_SECOND = 48_000
"""Opus counts its samples so, at whatever rate it was recorded (RFC 7845)."""


@dataclass(frozen=True, slots=True)
class _Page:
    flags: int
    position: int
    stream: int
    body: bytes
    end: int


def opus_seconds(content: bytes) -> float:
    """How long it lasts, by its last page. Raises NotOpus."""
    first = page = _page(content, 0)
    if not first.body.startswith(HEAD) or len(first.body) < 19:
        raise NotOpus
    while page.end < len(content):
        page = _page(content, page.end)
        if page.stream != first.stream:
            raise NotOpus
    if not page.flags & LAST:
        raise NotOpus
    skipped = int.from_bytes(first.body[10:12], "little")
    return max(0, page.position - skipped) / PER_SECOND


def _page(content: bytes, at: int) -> _Page:
    head = content[at : at + PAGE_BYTES]
    if len(head) < PAGE_BYTES or not head.startswith(PAGE) or head[4] != 0:
        raise NotOpus
    table = content[at + PAGE_BYTES : at + PAGE_BYTES + head[26]]
    begin = at + PAGE_BYTES + head[26]
    end = begin + sum(table)
    if len(table) < head[26] or end > len(content):
        raise NotOpus
    position = int.from_bytes(head[6:14], "little", signed=True)
    return _Page(head[5], position, int.from_bytes(head[14:18], "little"), content[begin:end], end)
