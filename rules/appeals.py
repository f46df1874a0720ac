"""What an official appeal must hold (Law No. 67 of 4 May 2007): whose it is, where they live, how to answer them.

An electronic appeal without full name, address or contact may be left without consideration, so none of the three
is taken half. `CONSENT` names the wording that a person agreed to; whoever changes its meaning changes the name.
"""

import re
from dataclasses import dataclass

from rules.refusals import Invalid
from rules.text import clean

CONSENT, ON_PAPER = "telegram-1", "paper"
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_CONTACT = 120, 300, 120
NAME_PARTS, SHORTEST_NAME_PART, SHORTEST_ADDRESS = 2, 2, 5
FEWEST_DIGITS, MOST_DIGITS = 5, 15
"""A village telephone without its code has five digits; E.164 allows fifteen."""
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+")
PHONE = re.compile(r"[+0-9()\s.\-–]+")
WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whose appeal it is. Never shown in a log: `repr` says nothing of it."""

    name: str
    address: str
    contact: str
    consent: str

    def __repr__(self) -> str:
        return "Applicant(…)"


def full_name(said: str) -> str:
    """Surname and name at least. Raises Invalid."""
    name = _plain(said)
    parts = WORD.findall(name)
    if any(sign.isdigit() or sign in "@/:" for sign in name) or len(name) > LONGEST_NAME:
        raise Invalid("name_unlike")
    if sum(len(part) >= SHORTEST_NAME_PART for part in parts) < NAME_PARTS:
        raise Invalid("name_not_full")
    return name


def postal_address(said: str) -> str:
    """Raises Invalid."""
    address = _plain(said)
    if len(address) < SHORTEST_ADDRESS or not any(sign.isalpha() for sign in address):
        raise Invalid("address_too_short")
    if len(address) > LONGEST_ADDRESS:
        raise Invalid("address_too_long", longest=LONGEST_ADDRESS)
    return address


def reachable_at(said: str) -> str:
    """A telephone number or an e-mail address. Raises Invalid."""
    contact = _plain(said)
    if len(contact) <= LONGEST_CONTACT and EMAIL.fullmatch(contact):
        return contact
    digits = sum(sign.isascii() and sign.isdigit() for sign in contact)
    if not PHONE.fullmatch(contact) or not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        raise Invalid("contact_unlike")
    return contact


def telegrams(number: str) -> str:
    """A number as Telegram gives it, which leaves out the plus."""
    plain = _plain(number)
    return f"+{plain}" if plain.isascii() and plain.isdigit() else plain


def checked(applicant: Applicant) -> Applicant:
    """As it is kept. Raises Invalid."""
    return Applicant(
        full_name(applicant.name),
        postal_address(applicant.address),
        reachable_at(applicant.contact),
        applicant.consent,
    )


def registration_number(year: int, number: int) -> str:
    """`2026/15`: the slash tells it from a case number, which has a dash before its check digit."""
    return f"{year}/{number}"


def _plain(said: str) -> str:
    return " ".join(clean(said).split())
