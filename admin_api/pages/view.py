"""Everything a case's page shows, read in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_api.pages import thread, wording
from admin_api.pages.appeal import AppealView, appeal_view
from admin_api.pages.due import Due, Pill, due_of, pills
from admin_api.pages.map_links import MapLinks, map_links
from admin_api.pages.page import Reader
from admin_api.pages.thread import Entry
from casework import ledger
from db.queries import people, tickets
from db.queries.tickets import HistoryLine, TicketRow
from locales import OWN_NAMES
from rules import geography
from rules.lifecycle import Move, Role, Status, moves_for
from rules.permissions import Right
from rules.reference import shown

OF_AN_OFFICE = (Role.CLERK, Role.DISPATCHER, Role.HEAD)


Option = tuple[str, str]
"""A value, and what it is called."""
OptionGroup = tuple[str, list[Option]]


@dataclass(frozen=True, slots=True)
class CaseView:
    reference: str
    version: int
    emoji: str
    topic: str
    village: str
    pills: tuple[Pill, ...]
    due: Due
    language: str
    language_name: str
    facts: tuple[tuple[str, str], ...]
    appeal: AppealView | None
    spot: MapLinks | None
    forgotten: str
    """That its citizen deleted their data, and what follows for whoever works on it."""
    entries: list[Entry]
    moves: frozenset[str]
    today: str
    offices: list[OptionGroup]
    """Whom it can be passed on to, by district."""
    colleagues: list[OptionGroup]
    mine: bool


def case_view(who: Reader, ticket: TicketRow) -> CaseView:
    caller = who.known
    directory = caller.desk.directory
    lines = tickets.history(caller.session, ticket.id)
    moves = moves_for(ledger.standing(caller.desk, ticket), [caller.role])
    service = directory.service(ticket.service_code)
    return CaseView(
        reference=shown(ticket.id),
        version=ticket.version,
        emoji=service.emoji,
        topic=service.name(who.language),
        village=who.place(directory.place(ticket.village_id)),
        pills=pills(who, ticket, reopened=any(line.event.move == Move.REOPEN for line in lines)),
        due=due_of(who, directory, ticket),
        language=ticket.language,
        language_name=OWN_NAMES[ticket.language],
        facts=_facts(who, ticket, lines),
        appeal=appeal_view(who, ticket),
        spot=_spot(ticket),
        forgotten=_forgotten(who, ticket),
        entries=thread.entries(who, ticket, lines),
        moves=frozenset(move.value for move in moves),
        today=caller.desk.today.isoformat(),
        offices=_offices(who, ticket.inbox_id) if Move.TRANSFER in moves else [],
        colleagues=_colleagues(who, ticket) if Move.ASSIGN in moves else [],
        mine=ticket.assignee_id == caller.user_id,
    )


def _spot(ticket: TicketRow) -> MapLinks | None:
    there = (
        geography.point(ticket.lat, ticket.lon) if ticket.lat is not None and ticket.lon is not None else None
    )
    return map_links(there) if there else None


def _forgotten(who: Reader, ticket: TicketRow) -> str:
    if ticket.erased_at is not None:
        return who.t("The resident has deleted their data. What was done is still known, the words are not.")
    if ticket.erasure_asked_at is not None:
        return who.t(
            "The resident has deleted their data. The law keeps this appeal: answer to the address in it."
        )
    return ""


def _facts(who: Reader, ticket: TicketRow, lines: Sequence[HistoryLine]) -> tuple[tuple[str, str], ...]:
    """Label and words; what is not known is left out."""
    directory = who.known.desk.directory
    category = directory.category_by_code(ticket.category_code or "")
    known = (
        (who.t("Category"), category.name(who.language) if category else ""),
        (who.t("Point"), directory.point(ticket.point_id).name(who.language) if ticket.point_id else ""),
        (who.t("In charge"), _in_charge(who, ticket)),
        (who.t("Office"), directory.inbox(ticket.inbox_id).name(who.language)),
        (who.t("Why it is here"), _why_here(who, ticket, lines)),
        (who.t("Municipality"), directory.place(ticket.municipality_id).name(who.language)),
        (who.t("Received"), who.clock(ticket.filed_at)),
        (who.t("Answer due"), who.day(ticket.answer_due_on)),
        (who.t("First answer"), who.clock(ticket.first_answer_at) if ticket.first_answer_at else ""),
        (who.t("Solution due"), who.day(ticket.resolve_due_on)),
        (who.t("The clock stands still since"), _paused(who, ticket)),
        (who.t("Planned day"), who.day(ticket.planned_on) if ticket.planned_on else ""),
        (who.t("The resident's reply"), _confirmation(who, ticket)),
        (who.t("Kind"), who.say(wording.TRACK[ticket.track])),
        (who.t("Residents who joined"), str(ticket.joined) if ticket.joined else ""),
        (who.t("Reports of this person within a day"), _filed_today(lines)),
        (who.t("Contact"), (ticket.contact or "") if who.may(Right.SEE_CONTACT) else ""),
    )
    return tuple((label, words) for label, words in known if words)


def _in_charge(who: Reader, ticket: TicketRow) -> str:
    if ticket.assignee_id is None:
        return who.t("nobody yet")
    return people.names(who.known.session, [ticket.assignee_id])[ticket.assignee_id]


def _why_here(who: Reader, ticket: TicketRow, lines: Sequence[HistoryLine]) -> str:
    moved = [line.event.facts for line in lines if line.event.move == Move.TRANSFER]
    if moved:
        return who.t("Passed on by: {office}", office=thread.office(who, moved[-1], "from_inbox"))
    return who.say(wording.WHY_HERE[ticket.routed_by])


def _paused(who: Reader, ticket: TicketRow) -> str:
    return who.clock(ticket.status_since) if ticket.status == Status.WAITING else ""


def _confirmation(who: Reader, ticket: TicketRow) -> str:
    return who.say(wording.CONFIRMATION[ticket.confirmation]) if ticket.confirmation else ""


def _filed_today(lines: Sequence[HistoryLine]) -> str:
    return str(lines[0].event.facts.get("filed_today", "")) if lines else ""


def _offices(who: Reader, here: int) -> list[OptionGroup]:
    """By district, the own one first."""
    directory = who.known.desk.directory
    own = directory.chain(directory.inbox(here).unit_id)
    standing = [inbox for inbox in directory.inboxes if inbox.id != here]
    groups: list[OptionGroup] = []
    for district in sorted(directory.districts, key=lambda one: one.id not in own):
        within = [inbox for inbox in standing if district.id in directory.chain(inbox.unit_id)]
        options = sorted(((inbox.code, inbox.name(who.language)) for inbox in within), key=lambda one: one[1])
        groups.append((district.name(who.language), options))
    return groups


def _colleagues(who: Reader, ticket: TicketRow) -> list[OptionGroup]:
    found = people.colleagues(who.known.session, inbox_id=ticket.inbox_id, roles=OF_AN_OFFICE)
    return [("", [(str(one.id), f"{one.name} · {who.say(wording.ROLE[one.role])}") for one in found])]
