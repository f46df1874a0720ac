"""What the office does with an open case, and what the citizen adds to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework import ledger
from casework.desk import Actor, Desk
from casework.following import concerned, nobodys_but_own, speaks_for_it
from casework.ledger import Said
from db.queries import people, tickets
from db.tables.tickets import Ticket
from rules import lifecycle, text
from rules.attachments import Attached
from rules.lifecycle import Move, Role
from rules.permissions import Reach
from rules.refusals import Invalid, NotAllowed

ONLY_OWN = frozenset({Move.WITHDRAW, Move.TO_APPEAL, Move.TO_FEEDBACK})
"""Moves of the one who filed the case, and of no neighbour."""
LONGEST_REPLY = 3_000
"""Characters: a reply with its heading and number must fit into one Telegram message of 4096."""


def take(desk: Desk, ticket_id: int, *, by: Actor, reach: Reach, version: int | None = None) -> Ticket:
    ticket = _locked(desk, ticket_id, reach, version)
    ticket.assignee_id = by.user_id
    ledger.enter(desk, ticket, Move.TAKE, by=by)
    return ticket


def assign(
    desk: Desk, ticket_id: int, *, to_user_id: int, by: Actor, reach: Reach, version: int | None = None
) -> Ticket:
    """Give the case to a colleague of its inbox. Raises Invalid for anybody else."""
    ticket = _locked(desk, ticket_id, reach, version)
    lifecycle.next_status(ledger.standing(desk, ticket), Move.ASSIGN, by.role)
    if not _works_at(desk, to_user_id, ticket.inbox_id):
        raise Invalid("unknown_assignee", user=to_user_id)
    ticket.assignee_id = to_user_id
    ledger.enter(desk, ticket, Move.ASSIGN, by=by, said=Said(facts={"assignee": to_user_id}))
    return ticket


def answer(
    desk: Desk, ticket_id: int, *, said: str, by: Actor, reach: Reach, version: int | None = None
) -> Ticket:
    ticket = _locked(desk, ticket_id, reach, version)
    ledger.enter(desk, ticket, Move.ANSWER, by=by, said=Said(text=reply(said)))
    return ticket


def ask(
    desk: Desk, ticket_id: int, *, said: str, by: Actor, reach: Reach, version: int | None = None
) -> Ticket:
    ticket = _locked(desk, ticket_id, reach, version)
    ledger.enter(desk, ticket, Move.ASK, by=by, said=Said(text=reply(said)))
    return ticket


def note(
    desk: Desk, ticket_id: int, *, said: str, by: Actor, reach: Reach, version: int | None = None
) -> Ticket:
    ticket = _locked(desk, ticket_id, reach, version)
    ledger.enter(desk, ticket, Move.NOTE, by=by, said=Said(text=reply(said)))
    return ticket


def transfer(
    desk: Desk,
    ticket_id: int,
    *,
    to_inbox: str,
    reason: str,
    by: Actor,
    reach: Reach,
    version: int | None = None,
) -> Ticket:
    """Into another inbox; the clocks run on. Raises Invalid when there is no such inbox or it is there already."""
    ticket = _locked(desk, ticket_id, reach, version)
    destination = desk.directory.inbox_by_code(to_inbox)
    if destination is None or not destination.stands or destination.id == ticket.inbox_id:
        raise Invalid("unknown_inbox", inbox=to_inbox)
    if lifecycle.registers(ledger.standing(desk, ticket), Move.TRANSFER, by.role):
        ledger.register(desk, ticket, by=by)  # where it was received, before it leaves
    origin = ticket.inbox_id
    facts = {"from_inbox": desk.directory.inbox(origin).code, "to_inbox": destination.code}
    ticket.inbox_id, ticket.assignee_id = destination.id, None
    said = Said(text=reply(reason), facts=facts)
    ledger.enter(desk, ticket, Move.TRANSFER, by=by, said=said, tell={"from_inbox": origin})
    return ticket


def extend(
    desk: Desk,
    ticket_id: int,
    *,
    until: date,
    reason: str,
    by: Actor,
    reach: Reach,
    version: int | None = None,
) -> Ticket:
    """A later day, with a reason. Days already promised stay in the history. Raises Invalid for an earlier day."""
    ticket = _locked(desk, ticket_id, reach, version)
    answered = ticket.first_answer_at is not None
    due = ticket.resolve_due_on if answered else ticket.answer_due_on
    if until <= due or until < desk.today:
        raise Invalid("until_not_later", due=due.isoformat())
    facts = {"clock": "resolution" if answered else "answer", "from_day": due, "until": until}
    if not answered:
        ticket.answer_due_on = until
    ticket.resolve_due_on = max(ticket.resolve_due_on, until)
    ledger.enter(
        desk,
        ticket,
        Move.EXTEND,
        by=by,
        said=Said(text=reply(reason), facts=facts),
        tell={"until": until.isoformat()},
    )
    return ticket


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What came with an addition's words."""

    files: Sequence[Attached] = ()
    forwarded: bool = False
    together: str = ""
    """Parts of an album, or of a long text, share it: the office is told of the first."""
    continued: bool = False
    """It is not the first part."""


NOTHING = Enclosed()


def add(
    desk: Desk,
    ticket_id: int,
    *,
    said: str,
    by: Actor,
    correction: bool = False,
    enclosed: Enclosed = NOTHING,
) -> Ticket:
    """The citizen's own words and files to the citizen's own case. Raises Invalid when there is neither."""
    ticket = tickets.for_update(desk.session, ticket_id)
    concerned(desk, ticket, by)
    words = text.clean(said)
    if not words.strip() and not enclosed.files:
        raise Invalid("text_missing")
    marks = {"correction": correction, "forwarded": enclosed.forwarded, "continued": enclosed.continued}
    facts = {name: True for name, marked in marks.items() if marked}
    spoken = Said(text=words if words.strip() else None, facts=facts, files=enclosed.files)
    # The office asked the one who filed it: what a neighbour adds meanwhile is no answer.
    stays = not speaks_for_it(ticket, by)
    ledger.enter(desk, ticket, Move.ADD, by=by, said=spoken, once=enclosed.together or None, stays=stays)
    return ticket


def check_may(desk: Desk, ticket_id: int, move: Move, *, by: Actor) -> None:
    """Whether the move could be made now. Raises NotAllowed, NotNow."""
    ticket = tickets.one(desk.session, ticket_id)
    if move in ONLY_OWN:
        own(ticket, by)
    if move is Move.TO_APPEAL:
        nobodys_but_own(desk, ticket)
    concerned(desk, ticket, by)
    lifecycle.next_status(ledger.standing(desk, ticket), move, by.role)


def own(ticket: Ticket, by: Actor) -> None:
    """Raises NotAllowed unless the case is this citizen's."""
    if by.role is Role.CITIZEN and (by.citizen_id is None or ticket.citizen_id != by.citizen_id):
        raise NotAllowed("not_your_case")


def reply(said: str) -> str:
    words = text.clean(said).strip()
    if not words:
        raise Invalid("text_missing")
    if len(words) > LONGEST_REPLY:
        raise Invalid("text_too_long", longest=LONGEST_REPLY)
    return words


def _locked(desk: Desk, ticket_id: int, reach: Reach, version: int | None) -> Ticket:
    ticket = tickets.for_update(desk.session, ticket_id, reach=reach)
    ledger.check_version(desk, ticket, version)
    return ticket


def _works_at(desk: Desk, user_id: int, inbox_id: int) -> bool:
    colleagues = people.colleagues(
        desk.session, inbox_id=inbox_id, roles=(Role.CLERK, Role.DISPATCHER, Role.HEAD)
    )
    return any(colleague.id == user_id for colleague in colleagues)
