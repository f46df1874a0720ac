"""Notice -> letter, in the reader's language, at the moment it is sent."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from db.queries import files, people, tickets
from db.queries.directory import Shelf
from db.queries.outbox import Leased
from locales.files import enclosed
from rules.messages import Message
from rules.notices import Notice
from worker.letters import listening
from worker.letters.citizens import TO_CITIZENS
from worker.letters.colleagues import TO_COLLEAGUES
from worker.letters.letter import Letter

LETTERS: dict[Notice, Callable[[Letter], Message]] = {**TO_CITIZENS, **TO_COLLEAGUES}


class Letters:
    """Words notices about cases, for the citizen and for colleagues."""

    def __init__(self, shelf: Shelf, *, public_url: str = "") -> None:
        self._shelf, self._public_url = shelf, public_url

    def __call__(self, session: Session, owed: Leased, at: datetime) -> Message | None:
        if owed.ticket_id is None:
            return None
        directory = self._shelf.directory(session, at=at)
        language, village = _of_reader(session, owed)
        came = files.of_event(session, owed.event_id) if owed.event_id else []
        letter = Letter(
            language=language,
            directory=directory,
            today=directory.calendar.local_day(at),
            ticket=tickets.one(session, owed.ticket_id),
            words=(tickets.event_text(session, owed.event_id) or "") if owed.event_id else "",
            files=enclosed(language, files.told(came)),
            facts=owed.facts,
            public_url=self._public_url,
        )
        notice = Notice(owed.content)
        worded = listening.offered(LETTERS[notice](letter), notice, letter, village)
        return Message(
            text=worded.text,
            choices=worded.choices,
            replaces=owed.facts.get("replaces"),
            answers_press=owed.facts.get("press"),
            silent=owed.silent,
        )


def _of_reader(session: Session, owed: Leased) -> tuple[str, int | None]:
    """The language, and the village of a citizen."""
    if owed.user_id is not None:
        user = people.user(session, owed.user_id)
        return user.language if user else "ky", None
    citizen = people.citizen_of_chat(session, owed.chat_id)
    if citizen is None:
        return "ky", None
    return citizen.language or citizen.guessed_language or "ky", citizen.village_id
