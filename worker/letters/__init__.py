"""Notice -> letter, in the reader's language, at the moment it is sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from casework.desk import Desk
from casework.manners import put_off_until
from db.queries import files, people, tickets
from db.queries.directory import Shelf
from db.queries.outbox import Leased
from locales.files import enclosed
from rules.lifecycle import Confirmation, Status
from rules.messages import Message, NotYet
from rules.notices import Notice, is_needless
from worker.letters import listening
from worker.letters.citizens import TO_CITIZENS
from worker.letters.colleagues import TO_COLLEAGUES
from worker.letters.letter import Letter
from worker.letters.panel import question

LETTERS: dict[Notice, Callable[[Letter], Message]] = {**TO_CITIZENS, **TO_COLLEAGUES}
"""Letters about a case; the panel's question is about none."""


class Letters:
    """Words notices about cases, for the citizen and for colleagues, and the panel's question."""

    def __init__(self, shelf: Shelf, *, public_url: str = "") -> None:
        self._shelf, self._public_url = shelf, public_url

    def __call__(self, session: Session, owed: Leased, at: datetime) -> Message | NotYet | None:
        desk = Desk(session, self._shelf.directory(session, at=at), at)
        worded = self._worded(desk, owed)
        if worded is not None and (until := put_off_until(desk, owed)):
            return NotYet(until)
        return worded

    def _worded(self, desk: Desk, owed: Leased) -> Message | None:
        language, village = _of_reader(desk.session, owed)
        if owed.content == Notice.PANEL_ASK:
            return question(desk, owed, language)
        if owed.ticket_id is None:
            return None
        ticket = tickets.one(desk.session, owed.ticket_id)
        if _is_needless(ticket, owed):
            return None
        came = files.of_event(desk.session, owed.event_id) if owed.event_id else []
        letter = Letter(
            language=language,
            directory=desk.directory,
            today=desk.today,
            ticket=ticket,
            words=(tickets.event_text(desk.session, owed.event_id) or "") if owed.event_id else "",
            files=enclosed(language, files.told(came)),
            facts=owed.facts,
            public_url=self._public_url,
        )
        notice = Notice(owed.content)
        return replace(
            listening.offered(LETTERS[notice](letter), notice, letter, village),
            replaces=owed.facts.get("replaces"),
            answers_press=owed.facts.get("press"),
            silent=owed.silent,
        )


def _is_needless(ticket: tickets.TicketRow, owed: Leased) -> bool:
    """A reminder of what was answered meanwhile, or of a question that another one has followed."""
    confirmation = Confirmation(ticket.confirmation) if ticket.confirmation else None
    asked_anew = owed.facts.get("since") not in (None, ticket.status_since.isoformat())
    return asked_anew or is_needless(Notice(owed.content), Status(ticket.status), confirmation)


def _of_reader(session: Session, owed: Leased) -> tuple[str, int | None]:
    """The language, and the village of a citizen."""
    if owed.user_id is not None:
        user = people.user(session, owed.user_id)
        return user.language if user else "ky", None
    citizen = people.citizen_of_chat(session, owed.chat_id)
    if citizen is None:
        return "ky", None
    return citizen.language or citizen.guessed_language or "ky", citizen.village_id
