"""A ticket as the contract shows it. Nobody sees a Telegram id; who cannot reach it sees no people and no words."""

from collections.abc import Mapping, Sequence
from typing import Any

from admin_api.schemas import Appeal, Attachment, Event, Location, Ticket
from admin_api.visits import API, Caller
from db.queries import appeals, files, people, standing, tickets, timelines
from db.queries.appeals import AppealRow
from db.queries.directory import Directory
from db.queries.files import FileRow
from db.queries.tickets import HistoryLine, TicketRow
from rules.lifecycle import Move, Track
from rules.permissions import MAY, Right
from rules.reference import shown

FACTS = (
    "outcome",
    "confirmation",
    "from_inbox",
    "to_inbox",
    "clock",
    "from_day",
    "until",
    "planned_on",
    "correction",
    "forwarded",
    "files",
    "filed_today",
    "registration_number",
)
"""What is shown of an event's facts; those of the filing stand in the ticket itself."""


def present(caller: Caller, rows: Sequence[TicketRow]) -> list[Ticket]:
    told = timelines.told(caller.session, [row.id for row in rows])
    names = _names(caller, rows, [line for lines in told.values() for line in lines])
    came = files.of_tickets(caller.session, [row.id for row in rows])
    official = _official(caller, rows)
    return [_ticket(caller, row, told[row.id], names, came[row.id], official.get(row.id)) for row in rows]


def present_one(caller: Caller, row: TicketRow) -> Ticket:
    return present(caller, [row])[0]


def events_since(caller: Caller, row: TicketRow, version: int) -> list[dict[str, Any]]:
    lines = tickets.history(caller.session, row.id, after_version=version)
    names = _names(caller, [row], lines)
    return [_event(line, names, full=_reaches(caller, row)).model_dump(mode="json") for line in lines]


def _ticket(
    caller: Caller,
    row: TicketRow,
    lines: Sequence[HistoryLine],
    names: Mapping[int, str],
    came: Sequence[FileRow],
    official: AppealRow | None,
) -> Ticket:
    full = _reaches(caller, row)
    sees_contact = full and caller.role in MAY[Right.SEE_CONTACT]
    return Ticket(
        reference=shown(row.id),
        track=row.track,
        status=row.status,
        outcome=row.outcome,
        confirmation=row.confirmation,
        planned_on=row.planned_on,
        language=row.language,
        text=row.text,
        contact=row.contact if sees_contact else None,
        appeal=Appeal.model_validate(official, from_attributes=True) if official else None,
        source=row.source,
        filed_at=row.filed_at,
        register_due_on=row.register_due_on,
        answer_due_on=row.answer_due_on,
        resolve_due_on=row.resolve_due_on,
        overdue=standing.is_overdue(row, caller.desk.today),
        assignee=names.get(row.assignee_id) if full and row.assignee_id else None,
        joined=row.joined,
        location=_location(row) if full else None,
        attachments=_attachments(row, lines, came) if full else [],
        updated_at=row.updated_at,
        erased_at=row.erased_at,
        version=row.version,
        events=[_event(line, names, full=full) for line in lines],
        **_places(caller.desk.directory, row, caller.language),
    )


def _official(caller: Caller, rows: Sequence[TicketRow]) -> dict[int, AppealRow]:
    """Whose the appeals are, for those alone who answer them."""
    if caller.role not in MAY[Right.SEE_APPLICANT]:
        return {}
    seen = [row.id for row in rows if row.track == Track.APPEAL and _reaches(caller, row)]
    return appeals.of_tickets(caller.session, seen) if seen else {}


def _attachments(row: TicketRow, lines: Sequence[HistoryLine], came: Sequence[FileRow]) -> list[Attachment]:
    seq_of = {line.event.id: line.event.seq for line in lines}
    return [
        Attachment.model_validate(
            {
                "id": one.token,
                "kind": one.kind,
                "url": f"{API}v1/tickets/{shown(row.id)}/attachments/{one.token}",
                "status": one.status,
                "mime": one.mime,
                "bytes": one.bytes,
                "seconds": one.seconds,
                "event": seq_of[one.event_id],
            }
        )
        for one in came
    ]


def _places(directory: Directory, row: TicketRow, language: str) -> dict[str, Any]:
    """Codes, each with its name beside it."""
    category = directory.category(row.category_code) if row.category_code else None
    entries = {
        "inbox": directory.inbox(row.inbox_id),
        "municipality": directory.place(row.municipality_id),
        "village": directory.place(row.village_id),
        "service": directory.service(row.service_code),
        "category": category,
        "point": directory.point(row.point_id) if row.point_id else None,
    }
    codes = {name: entry.code if entry else None for name, entry in entries.items()}
    return codes | {
        f"{name}_name": entry.name(language) if entry else None for name, entry in entries.items()
    }


def _location(row: TicketRow) -> Location | None:
    return Location(lat=row.lat, lon=row.lon) if row.lat is not None and row.lon is not None else None


def _event(line: HistoryLine, names: Mapping[int, str], *, full: bool) -> Event:
    event = line.event
    note = line.text if full and event.move != Move.FILE else None
    assignee = event.facts.get("assignee")
    return Event(
        seq=event.seq,
        at=event.at,
        move=event.move,
        by_role=event.by_role,
        by=names.get(event.by_user_id) if full and event.by_user_id else None,
        status=event.status,
        note=note,
        assignee=names.get(assignee) if full and assignee else None,
        **{name: event.facts.get(name) for name in FACTS},
    )


def _names(caller: Caller, rows: Sequence[TicketRow], lines: Sequence[HistoryLine]) -> dict[int, str]:
    ids = {row.assignee_id for row in rows} | {line.event.by_user_id for line in lines}
    ids |= {line.event.facts.get("assignee") for line in lines}
    return people.names(caller.session, sorted(id for id in ids if id is not None))


def _reaches(caller: Caller, row: TicketRow) -> bool:
    """A case filed for somebody elsewhere, or passed on, belongs to others."""
    return caller.role in MAY[Right.SEE_CASES] and caller.reach.holds(inbox_id=row.inbox_id)
