"""Reports that were begun and not sent: their owner hears of each once."""

from casework import manners
from casework.desk import Desk
from casework.duties import Door
from db.queries import conversations, outbox
from db.queries.conversations import Unsent
from db.queries.outbox import Debt
from rules import drafts
from rules.notices import DRAFT_REMINDER

BATCH = 200


def remind_of_unsent(door: Door) -> int:
    """A day after the last word, on a free morning. It is void once the person goes on, and never said twice."""
    after, reminded = 0, 0
    while found := door(lambda desk, after=after: _unsent(desk, after)):  # type: ignore[misc]
        for one in found:
            reminded += door(lambda desk, one=one: _remind(desk, one))  # type: ignore[misc]
        after = found[-1].chat_id
    return reminded


def _unsent(desk: Desk, after: int) -> list[Unsent]:
    until, since = desk.at - drafts.REMINDED_AFTER, desk.at - drafts.NOT_AFTER
    return conversations.unsent(
        desk.session, drafts.SCRIPT, since=since, until=until, after_chat=after, limit=BATCH
    )


def _remind(desk: Desk, one: Unsent) -> int:
    once = f"{DRAFT_REMINDER}:{one.memory.get('key')}"
    if not drafts.is_told(one.memory) or outbox.was_owed(desk.session, once):
        return 0
    debt = Debt(
        kind="prompt",
        chat_id=one.chat_id,
        content=DRAFT_REMINDER,
        facts={},
        ready_at=manners.free_moment(desk, one.chat_id, desk.at),
        asked_version=one.version,
        once_key=once,
    )
    outbox.owe(desk.session, [debt], at=desk.at)
    return 1
