"""Which settlement does a pin on the map mean? The points of settlements are few, so each is measured."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.queries.directory.answers import Answer
from db.queries.directory.places import Place
from rules.geography import Point, kilometres

SURE_KM, CLEARLY = 2.0, 2.0
"""Taken without asking: this near, and the next settlement so many times farther.

Half of all settlements have a neighbour within 2.6 km, and a fifth have no known point, so that a pin there
seems to be the neighbour's.
"""
FAR_KM = 25.0
"""Nothing of ours: fewer than one settlement in a hundred lies so far from the next."""
OFFERED = 3
ABOUT_AS_NEAR = 3.0
"""Settlements so many times as far as the nearest are offered with it."""
SAME_PLACE_KM = 10.0
"""A pin may belong to a settlement whose point is this far: fields, canals, a long village."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What a pin is near to."""

    answer: Answer
    """Empty where no settlement of ours is near."""
    nearest: Place
    km: float


class Map:
    def __init__(self, settlements: Iterable[Place]) -> None:
        self._known = [(place.point, place) for place in settlements if place.point is not None]

    def spot(self, pin: Point) -> Spot | None:
        """None on an empty map."""
        if not self._known:
            return None
        measured = sorted(((kilometres(pin, there), place.code, place) for there, place in self._known))
        (km, _, nearest), next_km = measured[0], measured[1][0] if len(measured) > 1 else FAR_KM
        if km > FAR_KM:
            return Spot(Answer(None, ()), nearest, km)
        if nearest.point_certain and km <= SURE_KM and next_km >= CLEARLY * km:
            return Spot(Answer(nearest, ()), nearest, km)
        reach = max(SURE_KM, ABOUT_AS_NEAR * km)
        near = (place for away, _, place in measured[:OFFERED] if away <= reach)
        return Spot(Answer(None, tuple(near)), nearest, km)


def may_lie_in(pin: Point, settlement: Place) -> bool:
    """Whether a pin can be a spot of this settlement; one without a point cannot deny it."""
    return settlement.point is None or kilometres(pin, settlement.point) <= SAME_PLACE_KM
