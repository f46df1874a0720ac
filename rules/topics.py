"""Which service a story is about, guessed from words of the catalogue; not sure rather than wrong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rules.text import LATIN, WORD, fold, from_latin, tokens

CERTAIN = 2
"""A guess needs this sum of weights, and as much more than the next one."""
WHOLE_UP_TO = 3
"""Words this short must match whole: «суу» is water, «суук» is cold."""

WeightedWords = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase, split into folded words, and what it says about which code."""

    code: str
    parts: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class TopicWords:
    """`words`: code → words or phrases with weights; codes named in `service_of` are categories of a service.

    Folded here, so the catalogue may be written with ө ү ң. Raises ValueError for an entry without letters.
    """

    words: Mapping[str, WeightedWords]
    service_of: Mapping[str, str] = field(default_factory=dict)
    _by_start: Mapping[str, tuple[Entry, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries():
            found[entry.parts[0][:WHOLE_UP_TO]].append(entry)
        object.__setattr__(self, "_by_start", {start: tuple(entries) for start, entries in found.items()})

    def _entries(self) -> Iterator[Entry]:
        for code, weighted in self.words.items():
            for words, weight in weighted:
                parts = tuple(tokens(words))
                if not parts:
                    raise ValueError(f"an empty word for {code}: {words!r}")
                yield Entry(code, parts, weight)

    def found_in(self, said: list[str]) -> set[Entry]:
        """The entries that occur; one said twice counts once."""
        return {
            entry
            for place, token in enumerate(said)
            for entry in self._by_start.get(token[:WHOLE_UP_TO], ())
            if _fits(entry.parts, said[place : place + len(entry.parts)])
        }


@dataclass(frozen=True, slots=True)
class Guess:
    """`service` and `category` are None when not sure.

    `score` is the sum of weights of the leading service, sure or not; `runner_up` is the one after it.
    """

    service: str | None
    category: str | None
    score: int
    runner_up: str | None


def guess(text: str, words: TopicWords) -> Guess:
    folded = fold(text)
    found = words.found_in(WORD.findall(folded))
    if LATIN.search(folded):
        found |= words.found_in(WORD.findall(from_latin(folded)))
    services = _ranked((words.service_of.get(entry.code, entry.code), entry.weight) for entry in found)
    leader = _certain(services)
    categories = _ranked(
        (entry.code, entry.weight) for entry in found if leader and words.service_of.get(entry.code) == leader
    )
    return Guess(
        service=leader,
        category=_certain(categories),
        score=services[0][1] if services else 0,
        runner_up=services[1][0] if len(services) > 1 else None,
    )


def _fits(parts: tuple[str, ...], said: list[str]) -> bool:
    return len(parts) == len(said) and all(
        token == part if len(part) <= WHOLE_UP_TO else token.startswith(part)
        for part, token in zip(parts, said, strict=True)
    )


def _ranked(weights: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Codes with the sums of their weights, heaviest first; equals by name, so a guess is repeatable."""
    sums: dict[str, int] = defaultdict(int)
    for code, weight in weights:
        sums[code] += weight
    return sorted(sums.items(), key=lambda scored: (-scored[1], scored[0]))


def _certain(ranked: list[tuple[str, int]]) -> str | None:
    if not ranked or ranked[0][1] < CERTAIN:
        return None
    next_best = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] - next_best >= CERTAIN else None
