"""From what was found to what is done about it: one settlement is taken, or a few are offered."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.queries.directory.places import Place
from db.queries.directory.villages import WITH_ENDING, Found

CLOSE, LEAD = 84.0, 10.0
"""Of 100: a name this close is taken without asking, if the next one is this far behind."""
POSSIBLE = 55.0


@dataclass(frozen=True, slots=True)
class Answer:
    certain: Place | None
    maybe: tuple[Place, ...]
    """Empty when one is certain, or nothing comes near."""
    namesakes: bool = False
    """More than one of them bears the very name that was written."""


def answer(found: Sequence[Found]) -> Answer:
    """Of names, the best first. A name itself is taken before any that is only like it."""
    best, behind = (*(one.score for one in found[:2]), 0.0, 0.0)[:2]
    if best >= WITH_ENDING > behind or (best >= CLOSE and best - behind >= LEAD):
        return Answer(found[0].place, ())
    maybe = tuple(one.place for one in found if one.score >= POSSIBLE)
    return Answer(None, maybe, namesakes=best >= WITH_ENDING)
