"""The panel: who is asked how a service is, and when. Chance decides, and anybody can draw the same lots again.

Whoever writes of their own accord is not the village: the discontented write sooner, and some never. So each month
a few of those who can be reached are drawn for each municipality and asked once. A person's lot is the SHA-256 of
"<code of the municipality>:<year-month>:<number of the person>"; the lowest lots are asked. It depends on nobody's
past, on no order of rows, and on no hidden state: whoever knows the numbers can check the draw.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from rules.working_time import Calendar

PEOPLE = 60
"""Of a municipality, where the catalogue does not say another number."""
AT_MOST_ONE_IN = 2
"""Of those who can be asked: otherwise the same few would be asked every month."""
DAYS = 14
"""Over so many days the questions are spread."""
LAST_DAY_TO_DRAW = 14
"""Of the month: whoever is asked last still has time to answer in it."""
FROM, UNTIL = time(9), time(12)
"""The hours of the questions."""


def seed(municipality: str, month: date) -> str:
    return f"{municipality}:{month:%Y-%m}"


def lot(seed: str, person: int) -> int:
    return int.from_bytes(sha256(f"{seed}:{person}".encode()).digest())


def drawn(people: Iterable[int], seed: str, most: int) -> list[int]:
    """Who is asked, in the order of their lots."""
    everybody = sorted(set(people), key=lambda person: (lot(seed, person), person))
    return everybody[: min(most, -(-len(everybody) // AT_MOST_ONE_IN))]


def may_draw(today: date) -> bool:
    return today.day <= LAST_DAY_TO_DRAW


def day_of(position: int, drawn_on: date) -> date:
    """The first drawn are asked on the first day, and so on around."""
    return drawn_on + timedelta(days=position % DAYS)


def moment_of(seed: str, person: int, on: date, calendar: Calendar) -> datetime:
    """Spread over the hours of the morning."""
    begin = datetime.combine(on, FROM, calendar.timezone)
    span = datetime.combine(on, UNTIL, calendar.timezone) - begin
    return begin + timedelta(seconds=lot(f"{seed}:hour", person) % int(span.total_seconds()))


def topic_of(seed: str, person: int, services: Sequence[str]) -> str:
    """Which of these services this person is asked about."""
    return sorted(services)[lot(f"{seed}:service", person) % len(services)]
