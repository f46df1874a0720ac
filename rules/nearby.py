"""Whether two reports are probably of one and the same trouble: near in place, or in the same village lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.geography import Point, kilometres

WITHIN_KM = 0.5
LATELY = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Trouble:
    """`category` None: nobody said more than the service."""

    service: str
    category: str | None
    village_id: int
    pin: Point | None
    at: datetime


def may_be_same(one: Trouble, other: Trouble) -> bool:
    """Two pins decide by their distance alone; without them the village does, for three days."""
    if one.service != other.service:
        return False
    if one.category and other.category and one.category != other.category:
        return False
    if one.pin is not None and other.pin is not None:
        return kilometres(one.pin, other.pin) <= WITHIN_KM
    return one.village_id == other.village_id and abs(one.at - other.at) <= LATELY
