"""A case that the office files for somebody: over the counter, by telephone, on paper, from another system."""

from admin_api.schemas import NewAppeal, NewTicket
from admin_api.visits import Caller
from casework import appeals, intake
from casework.intake import Complaint
from db.queries.tickets import TicketRow
from rules import text
from rules.appeals import ON_PAPER, Applicant
from rules.lifecycle import DESK, Source
from rules.refusals import Invalid

OTHERWISE_IN = "ky"
SIGNED = frozenset({Source.WALK_IN, Source.PAPER})
"""Where somebody can have signed: a caller cannot, and another system cannot show it."""


def file(caller: Caller, asked: NewTicket, *, draft_key: str | None = None) -> TicketRow:
    """An official appeal of one's own office is registered at once. The same draft is filed once. Raises Invalid."""
    complaint = Complaint(
        service=asked.service,
        category=asked.category,
        village=asked.village,
        text=asked.text,
        language=asked.language or text.guess_language(asked.text) or OTHERWISE_IN,
        source=Source(asked.source),
        contact=text.clean(asked.contact) or None if asked.contact else None,
        appeal=_applicant(caller, asked, asked.appeal) if asked.appeal else None,
        draft_key=draft_key,
    )
    ticket = intake.file_complaint(caller.desk, complaint, by=caller.actor)
    ours = ticket.inbox_id in caller.reach.inboxes
    if ticket.register_due_on is not None and ours:
        return appeals.register(caller.desk, ticket.id, by=caller.actor, reach=caller.reach)
    return ticket


def _applicant(caller: Caller, asked: NewTicket, appeal: NewAppeal) -> Applicant:
    if caller.role not in DESK or Source(asked.source) not in SIGNED:
        raise Invalid("appeal_needs_paper")
    return Applicant(appeal.name, appeal.address, appeal.contact, ON_PAPER)
