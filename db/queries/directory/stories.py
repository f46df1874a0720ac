"""Names of places inside a running text: where they stand, and whether they are meant as names."""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from db.queries.directory.language import (
    ABBREVIATED,
    CARRIERS_AFTER,
    CARRIERS_BEFORE,
    COMMON_ENDS,
    COMMON_WORDS,
    ELSEWHERE_AFTER,
    ELSEWHERE_BEFORE,
    KYRGYZ_ENDINGS,
    OFFICE_BETWEEN,
    RUSSIAN_ENDINGS,
    SHORTEST_FOR_RUSSIAN,
    SHORTEST_PLAIN,
    VOWELS,
)
from rules.text import fold_place, from_latin

WORD = re.compile(r"[^\W_]+")
HYPHEN = re.compile(r"[-‐‑–]")
SAME_NAME = re.compile(r"[\s(‐‑–-]{1,3}")
SENTENCE_END = re.compile(r"[.!?…\n]")
LONGEST_NAME = 4
START = 3
LONGEST_STORY = 4096

Match = Callable[[str], tuple[str, float] | None]


@dataclass(frozen=True, slots=True)
class Word:
    plain: str
    """Folded, in Cyrillic."""
    skeleton: str
    gap: str
    """What stands before it."""
    capital: bool

    @property
    def opens_sentence(self) -> bool:
        return not self.gap or SENTENCE_END.search(self.gap) is not None


@dataclass(frozen=True, slots=True)
class Mention:
    key: str
    score: float
    words: Sequence[Word]
    before: Word | None
    after: Sequence[Word]


def written(text: str) -> list[Word]:
    """The words of a text; capitals say nothing where everything is in capitals."""
    text = text[:LONGEST_STORY]
    words: list[Word] = []
    end = 0
    shouting = sum(map(str.isupper, text)) > sum(map(str.islower, text))
    for found in WORD.finditer(text):
        capital = found[0][0].isupper() and not shouting
        words.append(Word(*_heard(found[0]), text[end : found.start()], capital))
        end = found.end()
    return words


def mentions(words: Sequence[Word], match: Match, starts: Container[str]) -> Iterator[Mention]:
    """From left to right, the longest name at each place; `starts` are the first letters of all names."""
    at = 0
    while at < len(words):
        found = _mention_at(words, at, match) if words[at].skeleton[:START] in starts else None
        if found is not None:
            yield found
        at += len(found.words) if found is not None else 1


def names_a_place(mention: Mention) -> bool:
    """Whether a settlement is meant: not a street of that name, and not a plain word that is also a name."""
    if is_elsewhere(mention):
        return False
    first, *rest = mention.words
    hyphenated = any(HYPHEN.search(word.gap) for word in rest)
    capital = (first.capital and not first.opens_sentence) or any(word.capital for word in rest)
    if hyphenated or capital or _has_carrier(mention):
        return True
    if rest:
        return not mention.key.endswith(COMMON_ENDS)
    return len(mention.key) >= SHORTEST_PLAIN and mention.key not in COMMON_WORDS


def ended(key: str, ending: str) -> bool:
    """Whether this is a case ending of the name; a letter that both share was folded into one."""
    if ending in KYRGYZ_ENDINGS or key[-1] + ending in KYRGYZ_ENDINGS:
        return True
    return len(key) >= SHORTEST_FOR_RUSSIAN and key[-1] not in VOWELS and ending in RUSSIAN_ENDINGS


@lru_cache(maxsize=10_000)
def _heard(word: str) -> tuple[str, str]:
    plain = from_latin(word)
    return plain, fold_place(plain)


_joined = lru_cache(maxsize=10_000)(fold_place)
"""Words that stand together, as one name."""


def _mention_at(words: Sequence[Word], at: int, match: Match) -> Mention | None:
    reach = 1
    while reach < LONGEST_NAME and at + reach < len(words) and SAME_NAME.fullmatch(words[at + reach].gap):
        reach += 1
    for end in range(at + reach, at, -1):
        found = match(_joined("".join(word.skeleton for word in words[at:end])))
        if found is not None:
            before = words[at - 1] if at else None
            return Mention(*found, words[at:end], before, words[end : end + 2])
    return None


def is_elsewhere(mention: Mention) -> bool:
    """Whether the noun beside the name says that a street, a rayon or an office is meant."""
    after = [word.plain for word in mention.after]
    if after[:1] and after[0].startswith(ELSEWHERE_AFTER):
        return True
    if len(after) > 1 and after[0] == OFFICE_BETWEEN and after[1].startswith(ELSEWHERE_AFTER):
        return True
    return mention.before is not None and mention.before.plain in ELSEWHERE_BEFORE


def _has_carrier(mention: Mention) -> bool:
    before = mention.before.plain if mention.before else ""
    abbreviated = before in ABBREVIATED and mention.words[0].gap.startswith(".")
    after = mention.after[0].plain if mention.after else ""
    return abbreviated or before in CARRIERS_BEFORE or after in CARRIERS_AFTER
