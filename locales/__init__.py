"""The only door to gettext. English is the source; Kyrgyz and Russian are read from their .po files at first use."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("ky", "ru", "en")
TRANSLATED = ("ky", "ru")
FOLDER = Path(__file__).parent

OWN_NAMES = {"ky": "Кыргызча", "ru": "Русский", "en": "English"}

DAY_PATTERNS = {"ky": ("d-MMMM", "y-'ж'. d-MMMM"), "ru": ("d MMMM", "d MMMM y"), "en": ("d MMMM", "d MMMM y")}
"""Without and with the year. CLDR's short Kyrgyz date (5/3/26) misleads, so the pattern is ours."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text still without a language: floors below the edge name phrases, the edge says them."""

    context: str
    message: str


def phrase(context: str, message: str) -> Phrase:
    """Marks a text for extraction where it cannot be said yet."""
    return Phrase(context, message)


PLACES = {
    "village": phrase("place", "village {name}"),
    "town": phrase("place", "town {name}"),
    "aimak": phrase("place", "aiyl aimak {name}"),
    "rayon": phrase("place", "rayon {name}"),
    "oblast": phrase("place", "oblast {name}"),
}


def say(language: str, context: str, message: str, /, **values: object) -> str:
    """The text in the language. A placeholder is never inflected: give nominatives beside a carrier noun."""
    text = tongue(language).pgettext(context, message)
    return text.format_map(values) if values else text


def say_phrase(language: str, spoken: Phrase, /, **values: object) -> str:
    text = tongue(language).pgettext(spoken.context, spoken.message)
    return text.format_map(values) if values else text


def day(language: str, on: date, *, today: date) -> str:
    """A day as people say it: «7-декабрь», «7 декабря»; with the year when it is another one."""
    without_year, with_year = DAY_PATTERNS[language]
    return format_date(on, with_year if on.year != today.year else without_year, locale=language)


def place(language: str, kind: str, name: str, above: Sequence[str] = ()) -> str:
    """The name beside the noun that carries its case: «город Каракол», «село Арал (Кара-Дарыя, Сузак)»."""
    words = say_phrase(language, PLACES[kind], name=name)
    return f"{words} ({', '.join(above)})" if above else words


def untranslated(language: str) -> int:
    """How many texts people would meet in English. Raises OSError when there is no file."""
    with (FOLDER / language / "messages.po").open("rb") as source:
        texts = [text for text in read_po(source, locale=language) if text.id]
    return sum(text.fuzzy or not _said(text.string) for text in texts)


def _said(string: Sequence[str] | str | None) -> bool:
    """In every one of its plural forms."""
    forms = [string] if isinstance(string, str) else list(string or [""])
    return all(forms)


@cache
def tongue(language: str) -> NullTranslations:
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language!r}")
    if language not in TRANSLATED:
        return NullTranslations()
    compiled = io.BytesIO()
    with (FOLDER / language / "messages.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
