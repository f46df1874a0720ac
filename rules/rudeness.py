"""Whether a text swears. Nothing is refused or changed for it: a page shows such words when they are asked for.

Beginnings of folded words, as rules.text.tokens gives them; only what can hardly mean anything else. A word too many
here costs a tap, a word too few costs a clerk one more ugly morning.
"""

from rules.text import tokens

BEGINNINGS = (
    "бля", "хуе", "хуй", "хуи", "хуя", "пизд", "ебан", "ебал", "ебат", "еблан", "уеб", "заеб", "долбоеб", "мудак",
    "мудил", "гандон", "шлюх", "пидор", "пидар", "сиктир", "сигейин", "сикейин", "амынды", "котунду", "жалапсын",
)  # fmt: skip
WHOLE = frozenset({"сука", "суки", "сучка", "жалап"})


def is_rude(text: str) -> bool:
    return any(word in WHOLE or word.startswith(BEGINNINGS) for word in tokens(text))
