"""Files of a case: taken with the event they came with, and settled when their bytes are here or never will be."""

from datetime import datetime

from sqlalchemy.orm import Session

from db.queries import files, outbox, people
from db.queries.files import FileRow, Held
from db.queries.outbox import Debt
from rules.attachments import Reason, State


def give_up(session: Session, held: Held, *, at: datetime, reason: Reason) -> None:
    """The file cannot be kept: the case shows it, and whoever sent it is told."""
    row = files.ended(session, held, State.REFUSED, at=at, reason=reason.value)
    if row is not None:
        _tell(session, row, reason, at)


def too_large(session: Session, held: Held, *, at: datetime) -> None:
    """Larger than was claimed: it stays in the chat. Nobody waits for news of it."""
    files.ended(session, held, State.TOO_LARGE, at=at)


def _tell(session: Session, row: FileRow, reason: Reason, at: datetime) -> None:
    citizen = people.citizen(session, row.citizen_id) if row.citizen_id else None
    if citizen is None or not citizen.reachable:
        return
    told = Debt(
        kind="prompt",
        chat_id=citizen.chat_id,
        content="file_not_kept",
        facts={"ticket": row.ticket_id, "kind": row.kind, "reason": reason.value},
        ticket_id=row.ticket_id,
        ready_at=at,
        once_key=f"file_not_kept:{row.id}",
    )
    outbox.owe(session, [told], at=at)
