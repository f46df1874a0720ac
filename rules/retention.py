"""How many days what people left with us is kept. The catalogue's dated terms say it; a default where they do not."""

from collections.abc import Iterable
from datetime import date

from rules.deadlines import Term

APPEAL, DRAFT, UPDATE = "keep_appeal", "keep_draft", "keep_update"
"""An official appeal from the day it was closed; an unsent report and what Telegram handed over from the last touch."""
OTHERWISE = {APPEAL: 1825, DRAFT: 30, UPDATE: 30}


def days_kept(terms: Iterable[Term], code: str, on: date) -> int:
    """By the term in force on that day; where two claim to be, the longer one: what is erased does not come back."""
    in_force = [term.days for term in terms if term.code == code and term.holds_on(on)]
    return max(in_force, default=OTHERWISE[code])
