"""Prompt -> text and buttons, in the reader's language, at the moment it is sent."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import known_now, listening, own_data
from bot.own_data import OWN_DATA
from bot.prompts import PROMPTS
from bot.reader import Reader
from casework.desk import Desk
from casework.manners import put_off_until
from db.queries import conversations, people
from db.queries.directory import Shelf
from db.queries.outbox import Leased
from rules.messages import Message, NotYet


class Rendering:
    """Words prompts. Returns None for a question that a newer one has replaced: it is dropped, not sent."""

    def __init__(self, shelf: Shelf, *, public_url: str = "") -> None:
        self._shelf, self._public_url = shelf, public_url

    def __call__(self, session: Session, owed: Leased, at: datetime) -> Message | NotYet | None:
        press = owed.facts.get("press")
        if _is_void(session, owed):
            return Message("", answers_press=press) if press else None  # the button must not spin on
        directory = self._shelf.directory(session, at=at)
        citizen = people.citizen_of_chat(session, owed.chat_id)
        language = (citizen.language or citizen.guessed_language) if citizen else None
        reader = Reader(language or "ky", directory, directory.calendar.local_day(at), self._public_url)
        if owed.content == OWN_DATA:
            return own_data.message(session, reader, owed.chat_id, at=at, press=press)
        village = citizen.village_id if citizen else None
        if owed.content == listening.LISTEN:
            return replace(listening.played(session, reader, owed.facts, village), answers_press=press)
        desk = Desk(session, directory, at)
        facts = known_now.facts_of(desk, citizen, owed)
        if facts is None:
            return None
        if until := put_off_until(desk, owed):
            return NotYet(until)
        worded = PROMPTS[owed.content](reader, facts)
        toast = (
            reader.chat("This button is out of date. The new one is below.")
            if owed.facts.get("toast")
            else ""
        )
        replaces = owed.facts.get("replaces")
        if owed.facts.get("in_place"):
            replaces = conversations.card(session, owed.chat_id)
        whole = replace(worded, replaces=replaces, answers_press=press, toast=toast)
        return listening.offered(whole, owed.content, reader, owed.facts, village)


def _is_void(session: Session, owed: Leased) -> bool:
    asked = owed.asked_version
    return asked is not None and asked < conversations.version(session, owed.chat_id)
