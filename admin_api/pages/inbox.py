"""The list of cases: by the day they are due, filtered by address, one page after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from admin_api.pages import wording
from admin_api.pages.due import Due, Pill, due_of, pills
from admin_api.pages.page import Reader, reader, redirect, render, with_query
from admin_api.visits import Caller, Visit, admit, check_form
from db.queries import delivery, files, lists, tickets
from db.queries.files import FileRow
from db.queries.lists import Filter, Place
from db.queries.standing import OPEN_STATUSES
from db.queries.tickets import TicketRow
from locales import Phrase, phrase
from locales.files import enclosed
from rules import text
from rules.lifecycle import Status, Track
from rules.messages import shortened
from rules.permissions import MAY, Right
from rules.reference import LARGEST, Mistyped, parse, shown
from rules.refusals import NotFound
from rules.rudeness import is_rude

router = APIRouter()
SEES_CASES = admit(*MAY[Right.SEE_CASES])
PAGE_ROWS, COUNTED_TO, NOTICES_SHOWN = 25, 100, 5
LONGEST_SEARCH, LINE_SHOWN = 100, 160
LAST_NOTICE = 2**62


class Show(StrEnum):
    """The chips, in their order."""

    NEW = "new"
    OVERDUE = "overdue"
    MINE = "mine"
    WAITING = "waiting"
    REOPENED = "reopened"
    APPEALS = "appeals"
    OPEN = "open"
    ALL = "all"


CHIPS: dict[Show, Phrase] = {
    Show.NEW: phrase("page", "New cases"),
    Show.OVERDUE: phrase("page", "Overdue"),
    Show.MINE: phrase("page", "My cases"),
    Show.WAITING: phrase("page", "Resident asked"),
    Show.REOPENED: phrase("page", "Reopened"),
    Show.APPEALS: phrase("page", "Official appeals"),
    Show.OPEN: phrase("page", "All open"),
    Show.ALL: phrase("page", "All"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    show: Show
    service: str
    words: str
    after: str

    def filter(self, caller: Caller, show: Show) -> Filter:
        common = Filter(service=self.service or None, search=text.sought(self.words))
        match show:
            case Show.NEW:
                return replace(common, statuses=(Status.FILED.value,))
            case Show.OVERDUE:
                return replace(common, overdue_on=caller.desk.today)
            case Show.MINE:
                return replace(common, statuses=OPEN_STATUSES, assignee_id=caller.user_id)
            case Show.WAITING:
                return replace(common, statuses=(Status.WAITING.value,))
            case Show.REOPENED:
                return replace(common, statuses=OPEN_STATUSES, reopened=True)
            case Show.APPEALS:
                return replace(common, statuses=OPEN_STATUSES, track=Track.APPEAL)
            case Show.OPEN:
                return replace(common, statuses=OPEN_STATUSES)
            case Show.ALL:
                return common

    def address(self, *, show: Show | None = None, after: str = "") -> str:
        chosen = show or self.show
        return with_query(
            "/inbox",
            show="" if chosen is Show.OPEN else chosen.value,
            service=self.service,
            q=self.words,
            after=after,
        )


@dataclass(frozen=True, slots=True)
class Chip:
    words: str
    address: str
    count: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    reference: str
    emoji: str
    topic: str
    village: str
    line: str
    language: str
    due: Due
    pills: tuple[Pill, ...]
    joined: int


@dataclass(frozen=True, slots=True)
class NoticeLine:
    reference: str
    words: str


@router.get("/inbox")
def inbox(
    request: Request,
    show: str = "",
    service: str = "",
    q: str = "",
    after: str = "",
    visit: Visit = SEES_CASES,
) -> Response:
    with visit.reading() as caller:
        asked = Asked(_show(show), _service(caller, service), q.strip()[:LONGEST_SEARCH], after)
        number = parse(asked.words)
        if isinstance(number, int) and _within_reach(caller, number):
            return redirect(f"/inbox/{shown(number)}")
        who = reader(request, visit, caller)
        found, following = _page(caller, asked)
        unread = delivery.unread(caller.session, caller.user_id, at=caller.desk.at, limit=NOTICES_SHOWN)
        return render(
            who,
            "inbox.html",
            asked=asked,
            chips=[_chip(who, caller, asked, show) for show in Show],
            rows=_rows(who, caller, found),
            following=asked.address(after=following) if following else "",
            services=caller.desk.directory.services,
            mistyped=isinstance(number, Mistyped),
            notices=[_notice(who, one) for one in unread],
            last_notice=unread[0].id if unread else 0,
            flash=wording.FLASH.get(who.flash),
        )


@router.post("/inbox/read")
def mark_read(
    last: int = Form(ge=0, le=LAST_NOTICE), form_token: str = Form(""), visit: Visit = SEES_CASES
) -> RedirectResponse:
    check_form(visit.token, form_token)
    with visit.writing() as caller:
        delivery.read_until(caller.session, caller.user_id, last, at=caller.desk.at)
    return redirect("/inbox", flash="read")


def _show(written: str) -> Show:
    return Show(written) if written in set(Show) else Show.OPEN


def _service(caller: Caller, written: str) -> str:
    return written if caller.desk.directory.service_by_code(written) else ""


def _within_reach(caller: Caller, number: int) -> bool:
    try:
        tickets.one(caller.session, number, reach=caller.reach)
    except NotFound:
        return False
    return True


def _page(caller: Caller, asked: Asked) -> tuple[Sequence[TicketRow], str]:
    """The rows, and where the next page begins. Open cases by their day, all of them by their number."""
    wanted = asked.filter(caller, asked.show)
    if asked.show is Show.ALL:
        before = _case_id(asked.after)
        found = lists.latest(
            caller.session, wanted, reach=caller.reach, limit=PAGE_ROWS + 1, before_id=before
        )
        following = str(found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else ""
    else:
        found = lists.page(
            caller.session, wanted, reach=caller.reach, limit=PAGE_ROWS + 1, after=_place(asked.after)
        )
        last = found[PAGE_ROWS - 1] if len(found) > PAGE_ROWS else None
        following = f"{last.answer_due_on.isoformat()}.{last.id}" if last else ""
    return found[:PAGE_ROWS], following


def _place(after: str) -> Place | None:
    day, _, number = after.partition(".")
    case_id = _case_id(number)
    try:
        return Place(date.fromisoformat(day), case_id) if case_id is not None else None
    except ValueError:
        return None


def _case_id(written: str) -> int | None:
    """None for what no case can have: an address is typed by anybody."""
    plain = written.isascii() and written.isdecimal() and len(written) <= len(str(LARGEST))
    return int(written) if plain else None


def _chip(who: Reader, caller: Caller, asked: Asked, show: Show) -> Chip:
    wanted = asked.filter(caller, show)
    count = lists.count(caller.session, wanted, reach=caller.reach, cap=COUNTED_TO)
    shortly = str(count) if count < COUNTED_TO else f"{COUNTED_TO - 1}+"
    return Chip(who.say(CHIPS[show]), asked.address(show=show), shortly, show is asked.show)


def _rows(who: Reader, caller: Caller, found: Sequence[TicketRow]) -> list[Row]:
    directory = caller.desk.directory
    reopened = lists.reopened_of(caller.session, [ticket.id for ticket in found])
    silent = files.of_tickets(caller.session, [ticket.id for ticket in found if not ticket.text])
    return [
        Row(
            reference=shown(ticket.id),
            emoji=directory.service(ticket.service_code).emoji,
            topic=directory.service(ticket.service_code).name(who.language),
            village=who.place(directory.place(ticket.village_id)),
            line=_line(who, ticket, silent),
            language=ticket.language if ticket.text else who.language,
            due=due_of(who, directory, ticket),
            pills=pills(who, ticket, reopened=ticket.id in reopened),
            joined=ticket.joined,
        )
        for ticket in found
    ]


def _line(who: Reader, ticket: TicketRow, silent: Mapping[int, Sequence[FileRow]]) -> str:
    """The first words; where there are none, what was sent instead."""
    if ticket.erased_at is not None:
        return who.t("The resident has deleted their data")
    if is_rude(ticket.text):
        return who.t("There are rude words in it. Open to read")
    words = shortened(" ".join(ticket.text.split()), LINE_SHOWN)
    return words or enclosed(who.language, files.told(silent.get(ticket.id, ())))


def _notice(who: Reader, one: delivery.Unread) -> NoticeLine:
    spoken = wording.NOTICE.get(one.content, wording.SOMETHING_NEW)
    return NoticeLine(shown(one.ticket_id), who.say(spoken))
