"""Case numbers as people write and say them: an integer and a check digit, `1042-9`.

The digit is H. M. Damm's (Total anti-symmetrische Quasigruppen, Marburg 2004): it catches every slip of
one digit and every swap of two neighbours, the check digit included.
"""

import re
import unicodedata
from dataclasses import dataclass

DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
LARGEST = 999_999_999
# NFKC has already turned №, wide digits and no-break spaces into plain ones.
DASH = "[-\u2010-\u2015\u2212\u2043\u02d7\u00ad]"
WRITTEN = re.compile(rf"(?:no\.?|n|#)?\s*([0-9][0-9 ]*?)\s*{DASH}?\s*([0-9])", re.IGNORECASE)
SHORTEST, LONGEST = 2, 10
DIGITS = "0123456789"
LONGEST_WRITTEN = 32
"""Longer is no case number; and the pattern above takes its time with endless digits and spaces."""


@dataclass(frozen=True, slots=True)
class Mistyped:
    """It has the shape of a case number, but the check digit does not fit."""

    digits: str


def shown(number: int) -> str:
    """`1042` as `1042-9`. Raises ValueError outside 1 … 999,999,999."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"not a case number: {number}")
    return f"{number}-{check_digit(str(number))}"


def parse(written: str) -> int | Mistyped | None:
    """`№ 1042-9`, `10429`, `1042 9` with any dash as 1042; None when it does not look like a case number."""
    plain = unicodedata.normalize("NFKC", written[:LONGEST_WRITTEN]).strip()
    match = WRITTEN.fullmatch(plain)
    if match is None or len(written) > LONGEST_WRITTEN:
        return None
    digits = match[1].replace(" ", "") + match[2]
    if not SHORTEST <= len(digits) <= LONGEST or int(digits) == 0:
        return None
    return int(digits[:-1]) if check_digit(digits) == 0 else Mistyped(digits)


def meant(written: str) -> frozenset[int]:
    """The numbers that this may stand for: with a check digit that does not fit, one slip away or without it."""
    match parse(written):
        case None:
            return frozenset()
        case Mistyped(digits):
            slips = {digits[:at] + digit + digits[at + 1 :] for at in range(len(digits)) for digit in DIGITS}
            slips |= {
                digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)
            }
            corrected = {int(slip[:-1]) for slip in slips if check_digit(slip) == 0}
            return frozenset(number for number in corrected | {int(digits)} if 1 <= number <= LARGEST)
        case number:
            return frozenset({number})


def check_digit(digits: str) -> int:
    """The digit to append; 0 for a number that carries its right one already."""
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim
