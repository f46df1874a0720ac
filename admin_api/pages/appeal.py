"""The block of an official appeal on its case's page: whose it is, and where it stands in the register."""

from dataclasses import dataclass

from admin_api.pages.page import Reader
from db.queries import appeals
from db.queries.appeals import AppealRow
from db.queries.tickets import TicketRow
from rules.appeals import ON_PAPER
from rules.lifecycle import OPEN
from rules.permissions import Right

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AppealView:
    person: tuple[Line, ...]
    """Empty for those who pass cases on and do not answer them."""
    erased: bool
    register: tuple[Line, ...]


def appeal_view(who: Reader, ticket: TicketRow) -> AppealView | None:
    kept = appeals.of_ticket(who.known.session, ticket.id)
    if kept is None:
        return None
    sees = who.may(Right.SEE_APPLICANT)
    return AppealView(
        person=_person(who, kept) if sees else (),
        erased=sees and kept.name is None,
        register=_register(who, ticket, kept),
    )


def _person(who: Reader, kept: AppealRow) -> tuple[Line, ...]:
    known = ((who.t("Name"), kept.name), (who.t("Address"), kept.address), (who.t("Contact"), kept.contact))
    told = tuple((label, words) for label, words in known if words)
    return (*told, (who.t("Consent"), _consent(who, kept))) if told else ()


def _consent(who: Reader, kept: AppealRow) -> str:
    if kept.consent_version == ON_PAPER:
        return who.t("signed on paper")
    return who.t("given in Telegram, {moment}", moment=who.clock(kept.consent_at))


def _register(who: Reader, ticket: TicketRow, kept: AppealRow) -> tuple[Line, ...]:
    if kept.registered_at is None or kept.registration_number is None:
        due = ticket.register_due_on if ticket.status in OPEN else None
        return (
            (who.t("Registration number"), who.t("not registered yet")),
            *(((who.t("Register by"), who.day(due)),) if due else ()),
        )
    office = who.known.desk.directory.inbox(kept.registry_id) if kept.registry_id else None
    return (
        (who.t("Registration number"), kept.registration_number),
        (who.t("Registered"), who.clock(kept.registered_at)),
        *(((who.t("Registered by"), office.name(who.language)),) if office else ()),
    )
