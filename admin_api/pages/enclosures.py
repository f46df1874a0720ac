"""The files of a case as its page shows them: to play, to look at, to save, or why they are not here."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from admin_api.pages.page import Reader
from db.queries import files
from db.queries.files import FileRow
from locales import phrase
from locales.files import one_file
from rules.attachments import DOWNLOADABLE, LARGEST_DOCUMENT, MEGABYTE, State
from rules.reference import shown

STANDING = {
    State.WAITING: phrase("page", "on its way from Telegram; reload the page"),
    State.TOO_LARGE: phrase("page", "larger than {max_mb} MB: it plays only in Telegram"),
    State.TAKEN_BACK: phrase("page", "taken back by the resident"),
}
NOT_KEPT = {
    "file_type": phrase("page", "not kept: it is not what it claims to be, or cannot be opened"),
    "too_big": phrase("page", "not kept: it is larger than {limit_mb} MB"),
    "broken": phrase("page", "not kept: it is damaged"),
    "gone": phrase("page", "not kept: Telegram does not hand it out any more"),
}
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Shown:
    kind: str
    words: str
    """What it is, and how long: «🎤 Voice message, 0:12»."""
    name: str
    """As the citizen called it; empty for what a telephone names."""
    size: str
    play: str
    """ "audio", "video" or empty."""
    address: str
    """Empty while the file is not here."""
    mime: str
    why: str
    """Why it is not here."""


def by_event(who: Reader, ticket_id: int) -> dict[int, list[Shown]]:
    found: dict[int, list[Shown]] = defaultdict(list)
    seen: Counter[str] = Counter()
    for row in files.of_tickets(who.known.session, [ticket_id])[ticket_id]:
        seen[row.kind] += 1
        found[row.event_id].append(_shown(who, row, seen[row.kind]))
    return found


def _shown(who: Reader, row: FileRow, number: int) -> Shown:
    """Links are told apart by their number."""
    here = row.status == State.KEPT
    media = (row.mime or "").partition("/")[0]
    return Shown(
        kind=row.kind,
        words=one_file(who.language, row.kind, row.seconds) + (f" {number}" if row.seconds is None else ""),
        name=row.claimed_name,
        size=_size(who, row.bytes) if row.bytes else "",
        play=media if here and media in ("audio", "video") else "",
        address=f"/inbox/{shown(row.ticket_id)}/attachments/{row.token}" if here else "",
        mime=row.mime or "",
        why="" if here else _why(who, row),
    )


def _why(who: Reader, row: FileRow) -> str:
    limits = {"max_mb": DOWNLOADABLE // MEGABYTE, "limit_mb": LARGEST_DOCUMENT // MEGABYTE}
    spoken = NOT_KEPT[row.reason] if row.reason else STANDING[State(row.status)]
    return who.say(spoken, **limits)


def _size(who: Reader, size: int) -> str:
    if size < MEGABYTE:
        return who.t("{n} kB", n=-(-size // KILOBYTE))
    return who.t("{n} MB", n=f"{size / MEGABYTE:.1f}")
