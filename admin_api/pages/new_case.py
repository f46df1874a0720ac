"""What somebody said at the counter, on the telephone or on paper, written down by the office."""

import uuid
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from admin_api import filing, problems
from admin_api.pages import wording
from admin_api.pages.page import Reader, reader, redirect, render
from admin_api.pages.view import OptionGroup
from admin_api.schemas import NewAppeal, NewTicket
from admin_api.sentences import SENTENCES
from admin_api.visits import Caller, Visit, admit, check_form
from db.queries import people
from db.queries.directory import Place
from locales import OWN_NAMES, TRANSLATED
from rules.lifecycle import Role, Source
from rules.permissions import MAY, Right
from rules.reference import shown
from rules.refusals import Invalid, NotAllowed, Refusal, Unauthenticated

router = APIRouter()
WRITES_DOWN = admit(*(MAY[Right.FILE_FOR_OTHERS] & MAY[Right.SEE_CASES]))
SOURCES = (Source.WALK_IN, Source.PHONE, Source.PAPER)
LONGEST = 100_000
FIELDS = {
    "text_missing": "text",
    "text_too_long": "text",
    "unknown_service": "service",
    "unknown_village": "village",
    "name_not_full": "name",
    "name_unlike": "name",
    "address_too_short": "address",
    "address_too_long": "address",
    "contact_unlike": "contact",
    "appeal_needs_paper": "source",
    "consent_needed": "consent",
}


class NewCase(BaseModel):
    """As it came from a browser: everything is text, so that what was typed survives a refusal."""

    service: str = ""
    village: str = ""
    text: str = ""
    source: str = Source.WALK_IN.value
    language: str = "ky"
    contact: str = ""
    official: str = ""
    name: str = ""
    address: str = ""
    consent: str = ""
    key: str = ""
    form_token: str = ""

    def asked(self) -> NewTicket:
        """Raises Invalid, of the field that is missing."""
        if self.official and not self.consent:
            raise Invalid("consent_needed")
        if not self.village:
            raise Invalid("unknown_village")
        if not self.service:
            raise Invalid("unknown_service")
        try:
            return NewTicket.model_validate(
                {
                    "service": self.service,
                    "village": self.village,
                    "text": self.text[:LONGEST],
                    "source": self.source,
                    "language": self.language,
                    "contact": self.contact or None,
                    "appeal": self._appeal() if self.official else None,
                }
            )
        except ValidationError:
            raise Invalid("invalid") from None

    def _appeal(self) -> NewAppeal:
        return NewAppeal(name=self.name, address=self.address, contact=self.contact, consent="paper")

    @property
    def draft_key(self) -> str | None:
        """A second press on the button files nothing more."""
        try:
            return str(uuid.UUID(self.key))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Refused:
    key: str
    field: str
    words: str
    form: NewCase


@router.get("/inbox/new")
def new_case(request: Request, visit: Visit = WRITES_DOWN) -> Response:
    with visit.reading() as caller:
        return _page(reader(request, visit, caller), NewCase(key=str(uuid.uuid4())))


@router.post("/inbox/new")
def file_case(request: Request, form: Annotated[NewCase, Form()], visit: Visit = WRITES_DOWN) -> Response:
    try:
        with visit.writing() as caller:
            check_form(visit.token, form.form_token)
            ticket = filing.file(caller, form.asked(), draft_key=form.draft_key)
            if caller.role is Role.ADMIN:
                people.note_access(
                    caller.session,
                    user_id=caller.user_id,
                    ticket_id=ticket.id,
                    what="file",
                    at=caller.desk.at,
                )
            there = caller.reach.holds(inbox_id=ticket.inbox_id)
            return redirect(f"/inbox/{shown(ticket.id)}" if there else "/inbox", flash="file")
    except Unauthenticated:
        return render(reader(request), "signed_out.html", status=401, text=form.text)
    except (Invalid, NotAllowed) as refusal:
        with visit.reading() as caller:
            return _page(reader(request, visit, caller), form, refusal)


def _page(who: Reader, form: NewCase, refusal: Refusal | None = None) -> Response:
    directory = who.known.desk.directory
    refused = None
    if refusal is not None:
        spoken = wording.REFUSAL.get(refusal.code) or SENTENCES.get(refusal.code, SENTENCES["refused"])
        field = FIELDS.get(refusal.code, "")
        refused = Refused("new", field, who.say(spoken, **refusal.facts), form)
    return render(
        who,
        "new_case.html",
        status=problems.of_refusal(refusal).status if refusal else 200,
        form=form,
        refused=refused,
        services=[("", [(one.code, one.name(who.language)) for one in directory.services])],
        villages=_villages(who, who.known),
        sources=[(source.value, who.say(wording.SOURCE[source])) for source in SOURCES],
        tongues_spoken=[(code, OWN_NAMES[code]) for code in TRANSLATED],
    )


def _villages(who: Reader, caller: Caller) -> list[OptionGroup]:
    """Of the places that one's own inboxes serve; an administrator has no edge."""
    directory = caller.desk.directory
    units = {directory.inbox(id).unit_id for id in caller.reach.inboxes}
    found = directory.villages if caller.reach.everything else _within(caller, units)
    groups: dict[str, list[tuple[str, str]]] = {}
    for village in found:
        municipality = directory.municipality_of(village.id).name(who.language)
        groups.setdefault(municipality, []).append((village.code, village.name(who.language)))
    return sorted(groups.items())


def _within(caller: Caller, units: set[int]) -> list[Place]:
    directory = caller.desk.directory
    return list(
        {village.id: village for unit in sorted(units) for village in directory.villages_of(unit)}.values()
    )
