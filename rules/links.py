"""Deep links: what `t.me/<bot>?start=…` carries, written and read in this one place.

    v_<village>_<c>             a village's poster
    p_<point>_<c>               a pump, a container, a lamp: its village and its service
    r_<service>_<village>_<c>   rate a service; also r_<service> alone
    i_<invite>                  a colleague's invitation
    s_<source>                  which way a person came: poster, meeting, school
    …_s_<source>                behind v, p or r: the poster tells which one it is
    t_…                         kept for a case; read as nothing until it is one

<c> is a check character over what stands before it. Codes of digits carry H. M. Damm's digit, like case
numbers; others that of ISO 7064 MOD 37,36. At most 64 of A-Z a-z 0-9 _ -, as Telegram allows.
"""

import re
from dataclasses import dataclass, replace
from enum import Enum

from rules.reference import check_digit

LONGEST = 64
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
ALLOWED = re.compile(r"[A-Za-z0-9_-]+")
SOURCE = re.compile(r"[a-z0-9]{1,16}")
WITH_SOURCE = re.compile(r"(?P<link>[vpr]_.+)_s_(?P<source>[a-z0-9]{1,16})")
# The code of a village or a point has no _; a service's may have one.
CHECKED = re.compile(r"(?P<code>[A-Za-z0-9-]+)_(?P<check>[0-9a-z])")
RATED = re.compile(r"(?P<service>[A-Za-z0-9_-]+?)_(?:v_)?(?P<code>[A-Za-z0-9-]+)_(?P<check>[0-9a-z])")


class Kind(Enum):
    VILLAGE, POINT, RATING, INVITATION, SOURCE = "v", "p", "r", "i", "s"


@dataclass(frozen=True, slots=True)
class Link:
    kind: Kind
    code: str = ""
    """Of the village or the point; an invitation's token."""
    service: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """It has the shape of a link, but the check character does not fit. Nothing in it is believed."""


def write(link: Link) -> str:
    """Raises ValueError for codes that do not fit into a link."""
    written = _written(link) if _is_plain(link) else ""
    if len(written) > LONGEST or read(written) != link:
        raise ValueError(f"a link cannot carry {link}")
    return written


def _is_plain(link: Link) -> bool:
    return ALLOWED.fullmatch(link.code + link.service + link.source) is not None


def _written(link: Link) -> str:
    match link.kind:
        case Kind.SOURCE:
            body, source = link.source, ""
        case Kind.INVITATION:
            body, source = link.code, ""
        case Kind.RATING if not link.code:
            body, source = link.service, link.source
        case Kind.RATING:
            checked = check(f"{link.service}_{link.code}")
            body, source = f"{link.service}_{link.code}_{checked}", link.source
        case _:
            body, source = f"{link.code}_{check(link.code)}", link.source
    return f"{link.kind.value}_{body}" + (f"_s_{source}" if source else "")


def read(payload: str) -> Link | Slip | None:
    """None for what is no link of ours."""
    if len(payload) > LONGEST or not ALLOWED.fullmatch(payload):
        return None
    told = WITH_SOURCE.fullmatch(payload)
    found = _read(told["link"] if told else payload)
    return replace(found, source=told["source"]) if told and isinstance(found, Link) else found


def _read(payload: str) -> Link | Slip | None:
    letter, _, body = payload.partition("_")
    if not body or letter not in KINDS:
        return None
    match KINDS[letter]:
        case Kind.INVITATION:
            return Link(Kind.INVITATION, body)
        case Kind.SOURCE:
            return Link(Kind.SOURCE, source=body) if SOURCE.fullmatch(body) else Slip()
        case Kind.RATING:
            return _rating(body)
        case kind:
            found = CHECKED.fullmatch(body)
            fits = found is not None and found["check"] == check(found["code"])
            return Link(kind, found["code"]) if found and fits else Slip()


def _rating(body: str) -> Link | Slip:
    """Posters that hang already have `_v_` in them, and a check digit of the village alone."""
    found = RATED.fullmatch(body)
    if found is None:
        return Link(Kind.RATING, service=body)
    service, code = found["service"], found["code"]
    checked = code if f"{service}_v_" in body else f"{service}_{code}"
    return Link(Kind.RATING, code, service) if found["check"] == check(checked) else Slip()


def check(code: str) -> str:
    """The character to append. Found by it: every slip of one character, nearly every swap of neighbours."""
    if code.isascii() and code.isdigit():
        return str(check_digit(code))
    interim = len(ALPHABET)
    for character in filter(str.isalnum, code.lower()):
        interim = (interim + ALPHABET.index(character)) % len(ALPHABET) or len(ALPHABET)
        interim = interim * 2 % (len(ALPHABET) + 1)
    return ALPHABET[(len(ALPHABET) + 1 - interim) % len(ALPHABET)]


KINDS = {kind.value: kind for kind in Kind}
