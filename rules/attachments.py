"""What may come with words: the kinds, the limits, and why a file is not taken. Files themselves are read elsewhere."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1 << 20
DOWNLOADABLE = 20 * MEGABYTE
"""What Telegram hands to a bot; a larger file stays in the chat."""
LARGEST_DOCUMENT = 10 * MEGABYTE
MOST_FILES = 10
"""Of one report or one addition."""
MOST_OF_ALBUM = 5


class Kind(StrEnum):
    """In the order in which they are told."""

    VOICE = "voice"
    VIDEO_NOTE = "video_note"
    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"


class State(StrEnum):
    WAITING = "waiting"
    """Owed: it is still at Telegram."""
    KEPT = "kept"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    TAKEN_BACK = "taken_back"
    """By whoever sent it: only its kind is still known."""


class Reason(StrEnum):
    FILE_TYPE = "file_type"
    TOO_BIG = "too_big"
    BROKEN = "broken"
    GONE = "gone"
    """Telegram does not hand it out any more."""


PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
SOUNDS = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4"})
FILMS = frozenset({"video/mp4"})
PAPERS = frozenset({"application/pdf"})
MAY_HOLD: Mapping[Kind, frozenset[str]] = {
    Kind.VOICE: SOUNDS,
    Kind.VIDEO_NOTE: FILMS,
    Kind.PHOTO: PICTURES,
    Kind.VIDEO: FILMS,
    Kind.AUDIO: SOUNDS,
    Kind.DOCUMENT: PICTURES | PAPERS,
}
"""What a file of a kind may turn out to be, whatever was claimed."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as Telegram speaks of it. Everything but the ids is a claim."""

    kind: Kind
    file_id: str
    unique_id: str
    mime: str = ""
    name: str = ""
    bytes: int | None = None
    seconds: int | None = None
    album: str = ""
    """What was sent together shares it; each part is a message of its own."""

    @property
    def downloadable(self) -> bool:
        return (self.bytes or 0) <= DOWNLOADABLE


def objection(attached: Attached) -> Reason | None:
    """Why a file is not even asked for; None when it is. Nothing but its claims is known yet."""
    if attached.kind is not Kind.DOCUMENT:
        return None
    if attached.mime and attached.mime not in MAY_HOLD[Kind.DOCUMENT]:
        return Reason.FILE_TYPE
    return Reason.TOO_BIG if (attached.bytes or 0) > LARGEST_DOCUMENT else None


def counted(files: Iterable[Attached]) -> dict[str, int]:
    """How many of each kind, in the order of the kinds."""
    found = Counter(one.kind for one in files)
    return {kind.value: found[kind] for kind in Kind if found[kind]}


def kept_of(files: Sequence[Attached]) -> list[Attached]:
    """The first of each album, and not too many in all."""
    seen: Counter[str] = Counter()
    kept = []
    for one in files:
        seen[one.album] += 1
        if not one.album or seen[one.album] <= MOST_OF_ALBUM:
            kept.append(one)
    return kept[:MOST_FILES]
