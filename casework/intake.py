"""A complaint becomes a ticket: routed, dated, entered, promised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from casework import ledger
from casework.appeals import keep_applicant
from casework.desk import Actor, Desk
from casework.ledger import Said
from db.queries import tickets
from db.queries.directory import PointEntry
from db.queries.directory.places import SETTLEMENTS
from db.tables.tickets import Ticket
from rules import appeals, deadlines, text
from rules.appeals import Applicant
from rules.attachments import Attached
from rules.geography import Point
from rules.lifecycle import Source, Status, Track
from rules.limits import TICKETS_A_DAY
from rules.refusals import Invalid

LONGEST = 20_000
"""Characters of a story; five full Telegram messages."""
MANY_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Complaint:
    service: str
    village: str
    text: str
    language: str
    source: Source
    category: str | None = None
    contact: str | None = None
    pin: Point | None = None
    point: str | None = None
    """The code of a pump, a container, a lamp."""
    appeal: Applicant | None = None
    """Whose official appeal it is, and that they agreed; without it, it is feedback."""
    draft_key: str | None = None
    files: Sequence[Attached] = ()
    forwarded: bool = False
    tell: Mapping[str, Any] = field(default_factory=dict)
    """Facts for the first notice alone: which message the answer may replace."""

    @property
    def track(self) -> Track:
        return Track.APPEAL if self.appeal else Track.FEEDBACK


def file_complaint(desk: Desk, complaint: Complaint, *, by: Actor) -> Ticket:
    """File it, once per draft: the same draft gives the same ticket. Raises Invalid."""
    if complaint.draft_key is not None:
        already = tickets.of_draft(desk.session, complaint.draft_key)
        if already is not None:
            return already
    applicant = appeals.checked(complaint.appeal) if complaint.appeal else None
    ticket = _new_ticket(desk, complaint, by)
    facts: dict[str, Any] = {
        "service": ticket.service_code,
        "category": ticket.category_code,
        "village": complaint.village,
        "inbox": desk.directory.inbox(ticket.inbox_id).code,
        "routed_by": ticket.routed_by,
        "source": ticket.source,
        "track": ticket.track,
        "language": ticket.language,
        "answer_due_on": ticket.answer_due_on,
        "resolve_due_on": ticket.resolve_due_on,
        "register_due_on": ticket.register_due_on,
        "forwarded": complaint.forwarded or None,
    }
    if by.citizen_id is not None:
        facts |= _many(desk, by.citizen_id)
    said = Said(text=ticket.text, facts=facts, files=complaint.files)
    tell = dict(complaint.tell)
    if ticket.register_due_on is not None:
        tell["register_on"] = ticket.register_due_on.isoformat()
    ledger.open_ticket(desk, ticket, by=by, said=said, tell=tell)
    if applicant is not None:
        keep_applicant(desk, ticket, applicant)
    return ticket


def _new_ticket(desk: Desk, complaint: Complaint, by: Actor) -> Ticket:
    directory = desk.directory
    story = _story(complaint)
    village = directory.place_by_code(complaint.village)
    if village is None or not village.stands or village.kind not in SETTLEMENTS:
        raise Invalid("unknown_village", village=complaint.village)
    point = _point(desk, complaint.point)
    pin = complaint.pin or (point.pin if point else None)
    routed = directory.route(complaint.service, complaint.category, village.id)
    promise = directory.promise(complaint.service, complaint.category)
    due = deadlines.deadlines(complaint.track, promise, directory.terms, desk.at, directory.calendar)
    return Ticket(
        draft_key=complaint.draft_key,
        track=complaint.track.value,
        source=complaint.source.value,
        status=Status.FILED.value,
        status_since=desk.at,
        inbox_id=routed.inbox_id,
        routed_by=routed.reason.value,
        municipality_id=directory.municipality_of(village.id).id,
        village_id=village.id,
        point_id=point.id if point else None,
        lat=pin.lat if pin else None,
        lon=pin.lon if pin else None,
        service_code=complaint.service,
        category_code=complaint.category,
        language=complaint.language,
        text=story,
        search_text=text.searchable(story),
        contact=complaint.contact,
        citizen_id=by.citizen_id,
        filed_at=desk.at,
        answer_due_on=due.answer_on,
        resolve_due_on=due.resolve_on,
        register_due_on=due.register_on,
        updated_at=desk.at,
        version=1,
        joined=0,
    )


def _point(desk: Desk, code: str | None) -> PointEntry | None:
    if code is None:
        return None
    point = desk.directory.point_by_code(code)
    if point is None or not point.stands:
        raise Invalid("unknown_point", point=code)
    return point


def _many(desk: Desk, citizen_id: int) -> dict[str, Any]:
    """Whoever files much is heard like anybody else; the clerk is told the number."""
    since = desk.at - timedelta(days=1)
    before = tickets.filed_since(desk.session, citizen_id, since, most=MANY_COUNTED)
    return {"filed_today": before + 1} if before >= TICKETS_A_DAY else {}


def _story(complaint: Complaint) -> str:
    """The words; empty where files tell it alone."""
    story = text.clean(complaint.text)
    if not story.strip():
        if not complaint.files:
            raise Invalid("text_missing")
        return ""
    if len(story) > LONGEST:
        raise Invalid("text_too_long", longest=LONGEST)
    return story
