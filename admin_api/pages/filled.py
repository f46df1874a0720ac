"""A form as it came from a browser."""

from datetime import date

from pydantic import BaseModel

from admin_api.schemas import FIRST_DAY, LAST_DAY, MoveBody
from rules.lifecycle import Outcome

LONGEST_TEXT, LONGEST_CODE, LONGEST_NUMBER = 100_000, 64, 9


class Filled(BaseModel):
    """Everything is text until an action takes it: what was typed must survive a refusal."""

    text: str = ""
    until: str = ""
    outcome: str = ""
    inbox: str = ""
    colleague: str = ""
    version: str = ""
    form_token: str = ""

    @property
    def seen(self) -> int:
        """The version the person read; none at all is as stale as the first."""
        return _number(self.version) or 1

    def body(self) -> MoveBody:
        """What cannot be read is missing: the action says so of the field it needs."""
        return MoveBody(
            version=self.seen,
            text=self.text[:LONGEST_TEXT],
            outcome=Outcome(self.outcome) if self.outcome in set(Outcome) else None,
            inbox=self.inbox[:LONGEST_CODE] or None,
            until=self._day(),
            assignee=_number(self.colleague),
        )

    def _day(self) -> date | None:
        try:
            day = date.fromisoformat(self.until)
        except ValueError:
            return None
        return day if FIRST_DAY <= day <= LAST_DAY else None


def _number(written: str) -> int | None:
    plain = written.isascii() and written.isdecimal() and len(written) <= LONGEST_NUMBER
    return int(written) or None if plain else None
