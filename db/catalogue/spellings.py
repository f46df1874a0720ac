"""How people write the name of a settlement: classes of spelling, as rules over the names in the catalogue.

None of them knows a single village. `python -m db.catalogue.understanding` asks the directory about each.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence

from db.queries.directory import Place

VOWELS = "аяоөуүыиэеёю"
HARMONY = dict(zip(VOWELS, "ааоөаөаеееоа", strict=True))
"""Last vowel of a word → the wide vowel of its endings; the narrow one follows from that."""
NARROW = {"а": "ы", "о": "у", "ө": "ү", "е": "и"}
VOICELESS = "пткфхсшщчц"

FLAT = str.maketrans("өүңӨҮҢ", "оунОУН")
LOOK_ALIKE = str.maketrans("өүңӨҮҢ", "ѳүӊѲҮӉ")
OLD_FONT = str.maketrans("өүңӨҮҢ", "єїўЄЇЎ")

CYRILLIC = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"
CHAT = "a b v g d e yo j z i i k l m n n o o p r s t u u f h ts ch sh sh - y - e yu ya"
WITH_NG = "a b v g d e yo dj z i y k l m n ng o o p r s t u u f kh ts ch sh sch - i - e iu ia"
RUSSIAN = "a b v g d e e zh z i y k l m n n o o p r s t u u f kh ts ch sh shch - y - e yu ya"
TURKISH = "a b v g d e yo c z i y k l m n ñ o ö p r s t u ü f h ts ç ş ş - ı - e yu ya"
DIGITS = CHAT.replace("ch", "4").replace("sh", "6")
LATIN = [
    dict(zip(CYRILLIC, letters.replace("-", "").split(" "), strict=True))
    for letters in (CHAT, WITH_NG, RUSSIAN, TURKISH, DIGITS)
]

SOVIET = ((r"\bө", "о"), (r"\bү", "у"), ("ө", "е"), ("ү", "ю"), ("ң", "н"), ("ж", "дж"))
RUSSIAN_CASES = (
    ("(?:ое|ый)$", ("ом", "ого", "ому")),
    ("ее$", ("ем", "его", "ему")),
    ("(?<=[кгх])а$", ("е", "и", "е")),
    ("а$", ("е", "ы", "е")),
    ("я$", ("е", "и", "е")),
    ("[ьй]$", ("е", "я", "ю")),
    ("(?<=[бвгджзклмнпрстфхцчшщ])$", ("е", "а", "у")),
    ("$", ("", "", "")),
)
RUSSIAN_ADJECTIVES = (
    ("(?:ск)?(?:ое|ый|ая)$", ""),
    ("(?<=[вн])ка$", ""),
    ("[ая]$", "ин"),
    ("[оь]$", ""),
    ("л$", "ль"),
    ("$", ""),
)
SLIPS = "аеиоукнртслм"

Spell = Callable[[Place, Sequence[str]], Iterator[str]]
"""A settlement and its aliases → what somebody may write for it."""


def _latin(place: Place, aliases: Sequence[str]) -> Iterator[str]:
    yield place.name("en")
    for letters in LATIN:
        yield "".join(letters.get(letter, letter) for letter in place.name("ky").lower())


def _soviet(place: Place, aliases: Sequence[str]) -> Iterator[str]:
    """As Russian maps wrote it: Джеты-Огюз, Берю-Баш."""
    name = place.name("ky").lower()
    for letter, written in SOVIET:
        name = re.sub(letter, written, name)
    yield name.title()


def _adjectives(place: Place, aliases: Sequence[str]) -> Iterator[str]:
    """Барскоонский, Каракольский, Михайловское село."""
    name = place.name("ru")
    for end, joint in RUSSIAN_ADJECTIVES:
        if re.search(end, name):
            stem = re.sub(end, joint, name, count=1)
            yield from (f"{stem}ский", f"{stem}ское село")
            return


def _with_nouns(place: Place, aliases: Sequence[str]) -> Iterator[str]:
    ky, ru = place.name("ky"), place.name("ru")
    yield from (f"{ky} айылы", f"{ky} айылында", f"айыл {ky}", f"{ky} кыштагы", f"{ky.lower()} айыл")
    yield from (f"село {ru}", f"с. {ru}", f"в селе {ru}", f"с {ru}", f"пос. {ru}", f"{ru} село")


def _kyrgyz_cases(place: Place, aliases: Sequence[str]) -> Iterator[str]:
    ky = place.name("ky")
    wide = next((HARMONY[letter] for letter in reversed(ky.lower()) if letter in HARMONY), "а")
    hard, soft = ("т", "к") if ky[-1] in VOICELESS else ("д", "г")
    of = ("н" if ky[-1].lower() in VOWELS else hard) + NARROW[wide] + "н"
    for ending in (f"{hard}{wide}", f"{hard}{wide}н", f"{soft}{wide}", of):
        yield from (ky + ending, (ky + ending).lower().translate(FLAT))


def _russian_cases(place: Place, aliases: Sequence[str]) -> Iterator[str]:
    name = place.name("ru")
    end, endings = next(case for case in RUSSIAN_CASES if re.search(case[0], name))
    for preposition, ending in zip(("в", "из", "по"), endings, strict=True):
        yield f"{preposition} {re.sub(end, ending, name, count=1)}"


def _capitals(place: Place, aliases: Sequence[str]) -> Iterator[str]:
    for name in (place.name("ky"), place.name("ru")):
        small = name.lower()
        yield from (name.upper(), small, small.replace("-", " "), small.replace("-", ""))


def _slips(place: Place, aliases: Sequence[str]) -> Iterator[str]:
    """One letter forgotten, wrong, swapped with the next, or too many; the same on every run."""
    for name in dict.fromkeys((place.name("ky").lower(), place.name("ru").lower())):
        dice = random.Random(name)  # noqa: S311
        at, letter = dice.randrange(1, len(name) - 1), dice.choice(SLIPS)
        yield name[:at] + name[at + 1 :]
        yield name[:at] + letter + name[at + 1 :]
        yield name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        yield name[:at] + letter + name[at:]


SPELLINGS: dict[str, Spell] = {
    "Kyrgyz name": lambda place, aliases: iter([place.name("ky")]),
    "Russian name": lambda place, aliases: iter([place.name("ru")]),
    "aliases": lambda place, aliases: iter(aliases),
    "without ң ө ү": lambda place, aliases: iter([place.name("ky").translate(FLAT)]),
    "wrong code points": lambda place, aliases: iter(
        [place.name("ky").translate(LOOK_ALIKE), place.name("ky").translate(OLD_FONT)]
    ),
    "Latin letters": _latin,
    "old Russian": _soviet,
    "Russian adjective": _adjectives,
    "with its noun": _with_nouns,
    "Kyrgyz endings": _kyrgyz_cases,
    "Russian endings": _russian_cases,
    "capitals, joined": _capitals,
    "one slip": _slips,
}
