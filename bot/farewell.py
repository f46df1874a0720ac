"""The last word to somebody who is forgotten, and every word to somebody who never was: nothing of either is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.scripts import privacy
from bot.steps import Said
from db.queries import erasing, outbox
from db.queries.outbox import Debt
from locales import LANGUAGES


def take_leave(session: Session, chat_id: int, said: Said, *, appeals: int, at: datetime) -> None:
    """Owed like everything that is said; when it has arrived, or never will, its row forgets the chat."""
    assert said.button is not None
    facts: dict[str, Any] = {"language": _language(said), "appeals": appeals, "press": said.press_id}
    if said.button.action == "erase":
        facts["replaces"] = said.message_id
    debt = Debt(kind="prompt", chat_id=chat_id, content=privacy.ERASED, facts=facts, ready_at=at)
    outbox.owe(session, [debt], at=at)


def meet_nobody(session: Session, chat_id: int, said: Said, *, at: datetime) -> None:
    """Somebody unknown edits, leaves, or taps a button of what was erased: that makes nobody known to us."""
    if said.button is not None:
        take_leave(session, chat_id, said, appeals=0, at=at)
    erasing.updates(session, chat_id)


def _language(said: Said) -> str:
    """The button itself knows it: who pressed it does not stand anywhere any more."""
    value = said.button.value if said.button else ""
    return value if value in LANGUAGES else LANGUAGES[0]
