"""Cases over the API: list, read, file, move. Whoever cannot reach a case is told that there is none."""

from datetime import date
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from admin_api import cursors, filing, moves
from admin_api.schemas import Due, MoveBody, NewTicket, Ticket, TicketFilter, TicketPage
from admin_api.ticket_json import present, present_one
from admin_api.visits import Caller, Visit, admit
from db.queries import idempotency, lists, people, tickets
from db.queries.directory import Directory
from db.queries.lists import Filter, Place
from db.queries.tickets import TicketRow
from rules import text
from rules.lifecycle import Role
from rules.permissions import MAY, Right
from rules.reference import meant, parse
from rules.refusals import Invalid, NotFound

router = APIRouter(tags=["tickets"])
SEES_CASES = admit(*MAY[Right.SEE_CASES])
FILES = admit(*MAY[Right.FILE_FOR_OTHERS])
SOON_WITHIN = 1
"""Working days."""

Written = Annotated[str, Path(max_length=40, description="A case number, with any dash or none.")]
Key = Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]


@router.get("/tickets")
def list_tickets(asked: Annotated[TicketFilter, Query()], visit: Visit = SEES_CASES) -> TicketPage:
    with visit.reading() as caller:
        wanted = _filter(caller, asked)
        after = cursors.read(asked.cursor) if asked.cursor else None
        found = lists.page(caller.session, wanted, reach=caller.reach, limit=asked.limit + 1, after=after)
        shown = found[: asked.limit]
        page = TicketPage(items=present(caller, shown), next=None)
        if len(found) > asked.limit:
            page.next = cursors.written(Place(shown[-1].answer_due_on, shown[-1].id))
    _record(visit, caller, "list")
    return page


@router.get("/tickets/{reference}")
def read_ticket(reference: Written, visit: Visit = SEES_CASES) -> Ticket:
    with visit.reading() as caller:
        row = tickets.one(caller.session, _number(reference), reach=caller.reach)
        ticket = present_one(caller, row)
    _record(visit, caller, "read", row.id)
    return ticket


@router.post("/tickets", status_code=201)
def file_ticket(
    asked: NewTicket, response: Response, idempotency_key: Key = None, visit: Visit = FILES
) -> Ticket:
    """Filing it again under the same Idempotency-Key gives the same case."""
    with visit.writing() as caller:
        row, again = _filed(caller, asked, idempotency_key)
        ticket = present_one(caller, row)
    response.headers["location"] = f"/api/v1/tickets/{ticket.reference}"
    if again:
        response.headers["idempotent-replayed"] = "true"
    return ticket


@router.post("/tickets/{reference}/{move}")
def move_ticket(reference: Written, move: str, asked: MoveBody, visit: Visit = SEES_CASES) -> Ticket:
    with visit.writing() as caller:
        row = moves.make(caller, _number(reference), move, asked)
        if caller.role is Role.ADMIN:
            people.note_access(
                caller.session, user_id=caller.user_id, ticket_id=row.id, what=move, at=caller.desk.at
            )
        return present_one(caller, row)


def _number(written: str) -> int:
    """Raises NotFound; a mistyped number is not another one's."""
    number = parse(written)
    if not isinstance(number, int):
        raise NotFound("ticket_not_found")
    return number


def _filter(caller: Caller, asked: TicketFilter) -> Filter:
    """Codes become ids. Raises Invalid for a code that nobody knows; one out of reach finds nothing."""
    directory = caller.desk.directory
    if asked.service is not None:
        directory.service(asked.service)
    return Filter(
        inbox_id=_inbox_id(directory, asked.inbox),
        track=asked.track,
        statuses=(asked.status,) if asked.status else (),
        service=asked.service,
        village_id=_village_id(directory, asked.village),
        overdue_on=caller.desk.today if asked.due is Due.OVERDUE else None,
        soon=_soon(directory, caller.desk.today) if asked.due is Due.SOON else None,
        search=text.sought(asked.q or ""),
        numbers=tuple(sorted(meant(asked.q or ""))),
        updated_since=asked.updated_since,
    )


def _soon(directory: Directory, today: date) -> tuple[date, date]:
    return today, directory.calendar.add(today, SOON_WITHIN)


def _inbox_id(directory: Directory, code: str | None) -> int | None:
    if code is None:
        return None
    inbox = directory.inbox_by_code(code)
    if inbox is None:
        raise Invalid("unknown_inbox", inbox=code)
    return inbox.id


def _village_id(directory: Directory, code: str | None) -> int | None:
    if code is None:
        return None
    village = directory.place_by_code(code)
    if village is None:
        raise Invalid("unknown_village", village=code)
    return village.id


def _filed(caller: Caller, asked: NewTicket, key: str | None) -> tuple[TicketRow, bool]:
    """The case, and whether it was there already. Raises Invalid for a key that stands for another request."""
    if key is None:
        return filing.file(caller, asked), False
    digest = sha256(asked.model_dump_json().encode()).hexdigest()
    at, user_id = caller.desk.at, caller.user_id
    earlier = idempotency.claim(caller.session, key, user_id=user_id, request_digest=digest, at=at)
    if earlier is None:
        row = filing.file(caller, asked)
        idempotency.settle(caller.session, key, user_id=user_id, ticket_id=row.id)
        return row, False
    if earlier.request_digest != digest:
        raise Invalid("idempotency_key_reused")
    return tickets.one(caller.session, earlier.ticket_id), True


def _record(visit: Visit, caller: Caller, what: str, ticket_id: int | None = None) -> None:
    """An administrator's look leaves a trace, committed before the answer goes out."""
    if caller.role is Role.ADMIN:
        with visit.office.database.writing() as session:
            people.note_access(
                session, user_id=caller.user_id, ticket_id=ticket_id, what=what, at=caller.desk.at
            )
