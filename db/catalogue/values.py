"""How the text of one cell becomes a value. Every reader raises ValueError with what it expected to see."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from rules.text import tokens

Reader = Callable[[str], object]

WORD_WEIGHT, PHRASE_WEIGHT = 2, 4
LONGEST_WORD = 60


def text(limit: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        value = unicodedata.normalize("NFC", cell)
        if len(value) > limit:
            raise ValueError(f"at most {limit} characters long")
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in value):
            raise ValueError("free of line breaks and control characters")
        return value

    return read


def code(limit: int) -> Reader:
    """Codes travel in links of Telegram and in addresses of pages."""

    def read(cell: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9_-]+", cell) or len(cell) > limit:
            raise ValueError(f"a code of at most {limit} letters, digits, - and _")
        return cell

    return read


def link_code(limit: int) -> Reader:
    """A code that is printed beside a check character: no _ in it, and no capitals to get wrong."""

    def read(cell: str) -> str:
        if not re.fullmatch(r"[a-z0-9-]+", cell) or len(cell) > limit:
            raise ValueError(f"a code of at most {limit} small letters, digits and -")
        return cell

    return read


def one_of(*words: str) -> Reader:
    def read(cell: str) -> str:
        if cell not in words:
            raise ValueError("one of: " + ", ".join(words))
        return cell

    return read


def day(cell: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", cell, re.ASCII):
        raise ValueError("a day such as 2026-11-24")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("a day of the calendar") from None


def yes_no(cell: str) -> bool:
    said = cell.lower()
    if said not in ("yes", "no", "true", "false"):
        raise ValueError("yes or no")
    return said in ("yes", "true")


def whole(low: int, high: int) -> Reader:
    def read(cell: str) -> int:
        if not re.fullmatch(r"\d{1,9}", cell, re.ASCII) or not low <= int(cell) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(cell)

    return read


def number(low: float, high: float) -> Reader:
    def read(cell: str) -> float:
        if not re.fullmatch(r"-?\d{1,9}(\.\d{1,20})?", cell, re.ASCII) or not low <= float(cell) <= high:
            raise ValueError(f"a number with a decimal point, from {low:g} to {high:g}")
        return float(cell)

    return read


latitude, longitude = number(39, 43.5), number(69, 80.5)
"""Kyrgyzstan: a point outside is most often latitude and longitude swapped."""


def words(cell: str) -> list[object]:
    """Lines "language word[:weight]" to [[language, word, weight], …]; a phrase weighs more than a word."""
    return [_word(line) for line in cell.splitlines()]


def _word(line: str) -> list[object]:
    found = re.fullmatch(r"([a-z]{2}) ([^:]*[^:\s])(?::([1-9]))?", line)
    if found is None or not tokens(found[2]):
        raise ValueError('a word or phrase, such as "суу" or "суу жок:4"')
    language, word, weight = found.groups()
    usual = PHRASE_WEIGHT if " " in word else WORD_WEIGHT
    return [language, text(LONGEST_WORD)(word).lower(), int(weight) if weight else usual]
