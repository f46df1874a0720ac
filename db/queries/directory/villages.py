"""Which settlement do people mean? Fuzzy search for an answer to that question, exact search in a story."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from db.queries.directory.language import (
    ABBREVIATED,
    CARRIERS_AFTER,
    CARRIERS_BEFORE,
    RUSSIAN_ADJECTIVE,
    RUSSIAN_ENDINGS_OF_A,
    RUSSIAN_ENDINGS_OF_I,
    VOWELS,
    adjective,
    russified,
)
from db.queries.directory.places import Place
from db.queries.directory.stories import START, ended, is_elsewhere, mentions, names_a_place, written
from rules.text import fold_place, from_latin, tokens

EXACT, WITH_ENDING = 100.0, 97.0
ONE_SLIP, SHORT, UNSURE = 88.0, 5, 83.0
"""One letter forgotten, too many, wrong, or swapped with the next; in a shorter name it may be any other."""
LEAST = 60.0
PART_LEAST, PART_MOST = 68.0, 95.0
"""For a name that is only a part of the answer, by its share of the letters."""
NEAR_BONUS = 6.0
PREFIX_SCORE, SHORTEST_PREFIX = 88.0, 4
LONGEST_ANSWER = 200
CARRIERS = CARRIERS_AFTER | CARRIERS_BEFORE | ABBREVIATED


@dataclass(frozen=True, slots=True)
class Found:
    place: Place
    score: float
    """0 to 100; 100 is the name itself, whatever its spelling."""


@dataclass(frozen=True, slots=True)
class Named:
    """A settlement under all its names, with every unit it lies in."""

    place: Place
    names: Collection[str]
    within: frozenset[int]


@dataclass(frozen=True, slots=True)
class Candidate:
    named: Named
    key: str
    score: float


class VillageIndex:
    def __init__(self, settlements: Iterable[Named]) -> None:
        bearers: dict[str, dict[int, Named]] = defaultdict(dict)
        spelt: dict[str, set[int]] = defaultdict(set)
        for named in settlements:
            for name in named.names:
                bearers[skeleton(name)][named.place.id] = named
                spelt[_letters(name)].add(named.place.id)
            bearers[skeleton(russified(named.place.name("ky")))][named.place.id] = named
        bearers.pop("", None)
        self._spelt = {letters: frozenset(ids) for letters, ids in spelt.items()}
        self._bearers = {key: tuple(named.values()) for key, named in bearers.items()}
        self._keys = tuple(self._bearers)
        self._inflected = dict(chain.from_iterable(map(_russian_cases, self._keys)))
        self._adjectives: dict[str, list[str]] = defaultdict(list)
        for key in self._keys:
            self._adjectives[adjective(key)].append(key)
        self._starts = frozenset(key[:end] for key in self._keys for end in range(1, START + 1))

    def find(self, text: str, *, near: int | None = None, limit: int = 3) -> list[Found]:
        """The best `limit`, and beyond it all who bear the same name as one of them, to be told apart.

        `near` is a unit: what lies in it comes first among what is equally or nearly as similar.
        """
        text = text[:LONGEST_ANSWER]
        ranked = self._ranked(self._similar(text), near, self._spelt.get(_letters(text), frozenset()))
        kept = {one.key for one in ranked[:limit]}
        return [Found(one.named.place, one.score) for one in ranked if one.key in kept]

    def has_namesakes(self, place: Place) -> bool:
        bearing = (self._bearers.get(skeleton(name), ()) for name in set(place.names.values()))
        return any(len(named) > 1 and place in {one.place for one in named} for named in bearing)

    def inside(self, story: str) -> list[Found]:
        """Settlements that a longer text names, the surest first, the namesakes together."""
        scores: dict[str, float] = {}
        for mention in mentions(written(story), self._match, self._starts):
            if names_a_place(mention):
                scores[mention.key] = max(mention.score, scores.get(mention.key, 0.0))
        return [Found(one.named.place, one.score) for one in self._ranked(scores)]

    def _similar(self, text: str) -> dict[str, float]:
        """Names with how similar they are to the whole text, or to a part of it that is exactly a name."""
        scores: dict[str, float] = {}
        spellings = _spellings(text)
        for wanted in spellings:
            for key, score in self._like(wanted):
                sure = key == wanted or len(key) >= SHORT
                scores[key] = max(score if sure else min(score, UNSURE), scores.get(key, 0.0))
            scores |= {key: max(WITH_ENDING, scores.get(key, 0.0)) for key in self._of_adjective(wanted)}
            if len(wanted) >= SHORTEST_PREFIX:
                begun = (key for key in self._keys if key.startswith(wanted))
                scores |= {key: max(PREFIX_SCORE, scores.get(key, 0.0)) for key in begun}
        whole = min(map(len, spellings), default=1)
        for mention in mentions(written(text), self._match, self._starts):
            if not is_elsewhere(mention):
                share = min(1.0, sum(len(word.skeleton) for word in mention.words) / whole)
                score = PART_LEAST + (PART_MOST - PART_LEAST) * share
                scores[mention.key] = max(score, scores.get(mention.key, 0.0))
        return scores

    def _like(self, wanted: str) -> Iterator[tuple[str, float]]:
        for key, ratio, _ in process.extract(
            wanted, self._keys, scorer=fuzz.ratio, score_cutoff=LEAST, limit=None
        ):
            yield key, ratio
        for key, _, _ in process.extract(wanted, self._keys, scorer=OSA.distance, score_cutoff=1, limit=None):
            yield key, ONE_SLIP

    def _of_adjective(self, wanted: str) -> Collection[str]:
        """Барскоонский, Михайловское: whose adjective this is."""
        found = RUSSIAN_ADJECTIVE.fullmatch(wanted)
        return self._adjectives.get(found[1], ()) if found else ()

    def _match(self, wanted: str) -> tuple[str, float] | None:
        """The name that this is, as it stands or with a case ending."""
        if wanted in self._bearers:
            return wanted, EXACT
        if wanted in self._inflected:
            return self._inflected[wanted], WITH_ENDING
        beginnings = (wanted[:end] for end in range(len(wanted) - 1, 1, -1))
        named = (key for key in beginnings if key in self._bearers and ended(key, wanted[len(key) :]))
        key = next(named, None)
        return None if key is None else (key, WITH_ENDING)

    def _ranked(
        self, scores: dict[str, float], near: int | None = None, spelt: Collection[int] = ()
    ) -> list[Candidate]:
        """Each settlement by its best name; among equals as it was spelt, the certain ones, then by code."""
        best: dict[int, Candidate] = {}
        for key, score in scores.items():
            for named in self._bearers[key]:
                before = best.get(named.place.id)
                if before is None or score > before.score:
                    best[named.place.id] = Candidate(named, key, score)

        def rank(one: Candidate) -> tuple[float, bool, bool, str]:
            place = one.named.place
            bonus = NEAR_BONUS if near in one.named.within else 0.0
            return -(one.score + bonus), place.id not in spelt, not place.certain, place.code

        return sorted(best.values(), key=rank)


def _russian_cases(key: str) -> Iterator[tuple[str, str]]:
    """A name whose last letter changes, as it is changed: в Михайловке, из Арал-Сая."""
    if key.endswith("а"):
        yield from ((key[:-1] + ending, key) for ending in RUSSIAN_ENDINGS_OF_A)
    if key.endswith("и") and key[-2:-1] in VOWELS:
        yield from ((key[:-1] + ending, key) for ending in RUSSIAN_ENDINGS_OF_I)


def skeleton(text: str) -> str:
    return fold_place(from_latin(text))


def _spellings(text: str) -> set[str]:
    """The whole answer, and the answer without «айылы», «село» and the like around the name."""
    said = tokens(from_latin(text))
    found = {fold_place("".join(said))}
    while said and (said[0] in CARRIERS or said[-1] in CARRIERS):
        said = said[:-1] if said[-1] in CARRIERS else said[1:]
        found.add(fold_place("".join(said)))
    return found - {""}


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))
