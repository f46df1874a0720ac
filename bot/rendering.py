"""Prompt -> text and buttons, in the reader's language, at the moment it is sent."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import listening, own_data
from bot.own_data import OWN_DATA
from bot.prompts import PROMPTS
from bot.reader import Reader
from casework import following
from casework.desk import Desk
from db.queries import conversations, people
from db.queries.directory import Shelf
from db.queries.outbox import Leased
from db.queries.people import CitizenRow
from rules.geography import Point
from rules.lifecycle import Status
from rules.messages import Message


class Rendering:
    """Words prompts. Returns None for a question that a newer one has replaced: it is dropped, not sent."""

    def __init__(self, shelf: Shelf, *, public_url: str = "") -> None:
        self._shelf, self._public_url = shelf, public_url

    def __call__(self, session: Session, owed: Leased, at: datetime) -> Message | None:
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
        facts = {**owed.facts, **_known_now(Desk(session, directory, at), citizen, owed)}
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


def _known_now(desk: Desk, citizen: CitizenRow | None, owed: Leased) -> dict[str, Any]:
    """What a card says of other people's cases is looked up when it is shown: joining must be possible then."""
    if owed.content != "card" or citizen is None:
        return {}
    told = owed.facts
    same = following.probably_same(
        desk,
        service=told["service"],
        category=told["category"],
        village=told["village"],
        pin=Point(*told["pin"]) if told["pin"] else None,
        citizen_id=citizen.id,
    )
    if same is None:
        return {}
    in_work = same.status != Status.FILED
    return {"same": {"ticket": same.id, "people": same.joined + 1, "in_work": in_work}}
