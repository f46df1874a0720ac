"""Files in a draft, and messages that come in parts: an album, a text too long for one message."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from bot.steps import PATIENCE, Act, Memory, Prompt, Said, Turn
from rules.attachments import MOST_FILES, MOST_OF_ALBUM, Attached, Kind, kept_of, objection

Piece = tuple[int, Attached]
"""The message it came in, and the file."""
MOST_HELD = 3 * MOST_FILES
"""Files that a draft remembers; which of them are kept is decided when all are there."""
STRAGGLING = 1.0
"""Seconds between Telegram's clock and the second part of a text, beyond our own patience."""


def laid_in(pieces: Sequence[Piece], said: Said) -> tuple[Piece, ...]:
    """With the files of this message, in the order in which they were sent; none of them twice."""
    known = {one.unique_id for _, one in pieces}
    new = [(said.message_id or 0, one) for one in said.attached if one.unique_id not in known]
    return tuple(sorted([*pieces, *new], key=lambda piece: piece[0])[:MOST_HELD])


def exchanged(pieces: Sequence[Piece], said: Said) -> tuple[Piece, ...]:
    """An edited message may show another picture."""
    known = {one.unique_id for _, one in pieces}
    of_message = [piece for piece in pieces if piece[0] == said.message_id]
    if not said.attached or said.attached[0].unique_id in known:
        return tuple(pieces)
    if len(of_message) == 1:
        pieces = [piece for piece in pieces if piece not in of_message]
    return laid_in(pieces, said)


def remembered(data: Iterable[Any]) -> tuple[Piece, ...]:
    """From the stored memory."""
    return tuple(
        (int(message_id), Attached(**{**one, "kind": Kind(one["kind"])})) for message_id, one in data
    )


def stored(pieces: Iterable[Piece]) -> list[Any]:
    return [(message_id, asdict(one)) for message_id, one in pieces]


def kept(pieces: Sequence[Piece]) -> list[Attached]:
    return kept_of([one for _, one in pieces])


def told(pieces: Sequence[Piece]) -> dict[str, Any]:
    """What a card says of them: each kept file's kind and length, how many are left out, whether one is too large."""
    taken = kept(pieces)
    return {
        "files": shown(taken),
        "left_out": len(pieces) - len(taken),
        "large": any(not one.downloadable for one in taken),
    }


def shown(files: Iterable[Attached]) -> list[tuple[str, int | None]]:
    return [(one.kind.value, one.seconds) for one in files]


def objected(said: Said) -> tuple[Said, tuple[Prompt, ...]]:
    """Without the files that cannot be taken, and what is to be said about them."""
    reasons = [reason for one in said.attached if (reason := objection(one)) is not None]
    if not reasons:
        return said, ()
    taken = tuple(one for one in said.attached if objection(one) is None)
    refused = Prompt("file_refused", {"reason": reasons[0].value}, once=said.album)
    return replace(said, attached=taken), (refused,)


def addition(said: Said, ticket: int) -> tuple[Act, Mapping[str, Any]]:
    """What a case is given, and what to remember while further parts of it may come."""
    together = said.album or (f"text{said.message_id}" if said.may_go_on else "")
    act = _act(said, {"ticket": ticket, "together": together})
    return act, _going({"ticket": ticket}, together, {said.album: len(said.attached)}, said)


def after_send(pieces: Sequence[Piece], to: Mapping[str, Any], draft_key: str) -> Mapping[str, Any]:
    """A part of an album may come after Send was pressed."""
    albums = Counter(one.album for one in kept(pieces))
    return _going(to, draft_key, albums, Said())


def belongs(memory: Memory, said: Said) -> bool:
    """Whether this is a further part of what a case was given before."""
    if not memory.going or said.edited:
        return False
    if said.album:
        return said.album in memory.going["albums"]
    plain = bool(said.text.strip()) and not said.attached and said.replied_to is None
    return plain and said.sent_at <= memory.going["until"]


def more(memory: Memory, said: Said) -> Turn:
    """A further part goes where the first one went, and is not acknowledged again."""
    going, album = memory.going, said.album
    taken = going["albums"].get(album, 0)
    if album and taken >= MOST_OF_ALBUM:
        return Turn(memory, (Prompt("left_out", {"kept": MOST_OF_ALBUM}, once=album),))
    albums = {**going["albums"], **({album: taken + 1} if album else {})}
    act = _act(said, {**going["to"], "together": going["together"], "continued": True})
    after = replace(memory, going=_going(going["to"], going["together"], albums, said))
    return Turn(after, (), (act,))


def _act(said: Said, to: Mapping[str, Any]) -> Act:
    facts = {"text": said.text, "files": said.attached, "forwarded": said.forwarded}
    return Act("add", {**facts, **to})


def _going(to: Mapping[str, Any], together: str, albums: Mapping[str, int], said: Said) -> Mapping[str, Any]:
    """Empty when nothing more can come."""
    known = {album: taken for album, taken in albums.items() if album}
    until = said.sent_at + PATIENCE + STRAGGLING if said.may_go_on and not said.album else 0
    return {"to": to, "together": together, "albums": known, "until": until} if known or until else {}
