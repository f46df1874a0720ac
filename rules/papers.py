"""Signs that somebody sends a passport, or the number in it. Nobody looks into pictures: only words and names are read.

A sign is a reason to ask, never to refuse: a complaint may well speak of a certificate that is not handed out.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from rules.text import from_latin, tokens

STEMS = tuple(
    tokens(
        "паспорт пасспорт техпаспорт загранпаспорт свидетельств удостоверени доверенност "
        "күбөлүк күбөлүг айдикарт идкарт"
    )
)
"""Beginnings of words, folded, of both languages; Latin spelling is read as Cyrillic."""
PAIRS = (("ид", "карт"), ("айди", "карт"), ("ишеним", "кат"), ("водительск", "прав"))
"""Two words in a row, by their beginnings."""
NUMBER = re.compile(r"(?<!\d)[12](?:[ -]?\d){13}(?!\d)")
"""A personal number (ПИН): sex, day, month, year of birth, five digits more."""
TAKEN_OUT = "[…]"


def speaks_of_papers(said: str) -> bool:
    """Whether a text, a caption or the name of a file names a document about a person."""
    words = tokens(from_latin(said))
    if any(word.startswith(STEMS) for word in words):
        return True
    pairs = pairwise(words)
    return any(
        one.startswith(first) and two.startswith(second) for one, two in pairs for first, second in PAIRS
    )


def personal_numbers(said: str) -> list[str]:
    """As they are written."""
    return [found for found in NUMBER.findall(said) if _has_birthday(found)]


def without_numbers(said: str, numbers: Iterable[str]) -> str:
    for number in numbers:
        said = said.replace(number, TAKEN_OUT)
    return said


def _has_birthday(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    day, month, year = int(digits[1:3]), int(digits[3:5]), int(digits[5:9])
    return 1 <= day <= 31 and 1 <= month <= 12 and 1900 <= year <= 2099
