"""How people type: without ө ү ң, in Latin letters, in capitals, with letters swapped. Seeded, so repeatable."""

from random import Random

PLAIN = str.maketrans("өүңёӨҮҢЁ", "оунеОУНЕ")
SOUNDS = "a b v g d e e j z i i k l m n n o o p r s t u u f h ts ch sh sh _ y _ e yu ya".replace("_", "")
LATIN = dict(zip("абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя", SOUNDS.split(" "), strict=True))
SHORTEST_SWAPPED = 5


def as_typed(chance: Random, text: str) -> str:
    """The sentence as somebody in a hurry has it on the telephone."""
    typed = text.strip()
    if chance.random() < 0.55:
        typed = typed.translate(PLAIN)
    if chance.random() < 0.3:
        typed = typed.lower()
    if chance.random() < 0.35:
        typed = typed.replace(".", "").replace(",", "")
    if chance.random() < 0.12:
        typed = _swapped(chance, typed)
    if chance.random() < 0.04:
        typed = "".join(LATIN.get(letter, letter) for letter in typed.lower())
    if chance.random() < 0.02:
        typed = typed.upper()
    return typed


def _swapped(chance: Random, text: str) -> str:
    """Two neighbouring letters change places in one word."""
    words = text.split()
    at = chance.randrange(len(words))
    word = words[at]
    if len(word) >= SHORTEST_SWAPPED:
        cut = chance.randrange(1, len(word) - 2)
        words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)
