"""A passport in a draft, or the number in it: a hint on the card, and a button that takes it out again."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.scripts.draft import Draft
from bot.scripts.parts import Piece
from bot.steps import Act
from rules.attachments import Attached, Kind
from rules.papers import personal_numbers, speaks_of_papers, without_numbers

PICTURED = frozenset({Kind.PHOTO, Kind.DOCUMENT})
PAPERS, NUMBER = "unpaper", "unnumber"
"""Actions of the card's buttons."""


def suspected(draft: Draft) -> tuple[Piece, ...]:
    """Pictures that are called a document; where words stand apart, or nothing says what it is, any of the draft."""
    pictures = tuple(piece for piece in draft.files if piece[1].kind in PICTURED)
    named = {message for message, words in draft.story if speaks_of_papers(words)}
    albums = {one.album for message, one in pictures if message in named and one.album}
    called = tuple(
        (message, one)
        for message, one in pictures
        if message in named or one.album in albums or speaks_of_papers(one.name)
    )
    return called or (pictures if named or not draft.text else ())


def are_in(words: str, files: Iterable[Attached]) -> bool:
    """Whether an addition, which has no card, seems to bring a document."""
    pictures = [one for one in files if one.kind in PICTURED]
    return bool(pictures) and (speaks_of_papers(words) or any(speaks_of_papers(one.name) for one in pictures))


def hints(draft: Draft) -> dict[str, Any]:
    """What the card says of it."""
    found = {PAPERS: bool(suspected(draft)), NUMBER: bool(personal_numbers(draft.text))}
    return {name: True for name, there in found.items() if there}


def taken_out(draft: Draft, action: str) -> tuple[Draft, tuple[Act, ...]]:
    """The draft without it, and what must forget it too."""
    if action == PAPERS:
        gone = suspected(draft)
        rest = tuple(piece for piece in draft.files if piece not in gone)
        return replace(draft, files=rest), _forget(one.unique_id for _, one in gone)
    numbers = personal_numbers(draft.text)
    story = tuple((message, without_numbers(words, numbers)) for message, words in draft.story)
    return replace(draft, story=story), _forget(numbers)


def _forget(needles: Iterable[str]) -> tuple[Act, ...]:
    found = list(needles)
    return (Act("take_back_unsent", {"needles": found}),) if found else ()
