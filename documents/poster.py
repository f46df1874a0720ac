"""A poster for a wall: what it is for, a QR code, and what is said to whoever has no smartphone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents import Size
from documents.codes import qr_code
from documents.typesetting import HERE, typeset
from locales import Phrase, phrase, say, say_phrase

LANGUAGES = ("ky", "ru")
"""In the order in which they stand on the paper."""
Names = Mapping[str, str]
"""One text a language."""


@dataclass(frozen=True, slots=True)
class Poster:
    """What hangs where. A service makes it one for rating, a point names the pump or lamp it hangs at."""

    link: str
    code: str
    """Of the place, as a caller says it."""
    place: Names
    """With its carrier noun: «Липенка айылы»."""
    within: Names | None = None
    """The municipality; None where the place is one."""
    service: str = ""
    service_name: Names | None = None
    point_name: Names | None = None
    office: Names | None = None
    phone: str = ""


GENERAL = ("water", "waste", "streetlight", "roads")
FACES = ("good", "soso", "bad")
WITHOUT_PICTURE = "speech"
PICTURES = {
    "water": phrase("poster", "Water tap"),
    "waste": phrase("poster", "Waste bin"),
    "streetlight": phrase("poster", "Street light"),
    "roads": phrase("poster", "Road"),
    "irrigation": phrase("poster", "Irrigation ditch"),
    "kindergarten": phrase("poster", "Kindergarten"),
    "speech": phrase("poster", "Speech bubble"),
    "good": phrase("poster", "Happy face"),
    "soso": phrase("poster", "Calm face"),
    "bad": phrase("poster", "Sad face"),
}
"""Each is a file in pictograms/, and what is read out instead of it."""


def print_poster(poster: Poster, size: Size, *, at: datetime) -> bytes:
    """A PDF of one page."""
    data = {
        "size": size.value,
        "title": f"{poster.place[LANGUAGES[0]]} · {poster.link}",
        "qr": qr_code(f"https://{poster.link}"),
        "qr_alt": say(LANGUAGES[0], "poster", "The link below, as a code for cameras"),
        "link": poster.link,
        "code": in_groups(poster.code),
        "phone": poster.phone,
        "pictures": [_picture(name) for name in _pictures(poster)],
        "words": [_words(poster, language) for language in LANGUAGES],
    }
    return typeset("poster", data, at=at)


def in_groups(code: str) -> str:
    """Long numbers are read out four digits at a time; other codes stay as they are."""
    if not code.isdigit() or len(code) <= 5:
        return code
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _pictures(poster: Poster) -> tuple[str, ...]:
    if not poster.service:
        return GENERAL
    own = poster.service if poster.service in PICTURES else WITHOUT_PICTURE
    return (own,) if poster.point_name else (own, *FACES)


def _picture(name: str) -> dict[str, str]:
    drawn = (HERE / "pictograms" / f"{name}.svg").read_text(encoding="utf-8")
    return {"svg": drawn, "alt": _phrase(LANGUAGES[0], PICTURES[name])}


def _phrase(language: str, spoken: Phrase) -> str:
    return say_phrase(language, spoken)


def _words(poster: Poster, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "ask": _ask(poster, language),
        "act": _act(poster, language),
        "aim": say(language, "poster", "Point your phone's camera here."),
        "place": poster.place[language],
        "within": poster.within[language] if poster.within else "",
        "code": say(language, "poster", "Code of this place"),
        "call": say(language, "poster", "No smartphone? Call us and say the code."),
        "office": poster.office[language] if poster.office else "",
    }


def _ask(poster: Poster, language: str) -> str:
    if poster.point_name:
        return say(language, "poster", "{point}: is there a problem?", point=poster.point_name[language])
    if poster.service_name:
        service = poster.service_name[language]
        return say(language, "poster", "{service}: how was it this month?", service=service)
    return say(language, "poster", "A problem with water, waste, street lights or roads?")


def _act(poster: Poster, language: str) -> str:
    if poster.service_name and not poster.point_name:
        return say(language, "poster", "Please rate it in Telegram.")
    return say(language, "poster", "Write or say it in Telegram.")
