"""How often a pin finds its village, when some villages have no point: pins are scattered, points are hidden."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.queries.directory import Place
from db.queries.directory.spots import Map
from rules.geography import Point

EACH = 10
"""Pins around every settlement."""
SCATTER_KM, FARTHEST_KM = 0.7, 3.0
"""Their distance from the settlement's point: on average, and at most."""
KM_OF_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Pinned:
    asked: int
    right: int
    neighbour: int
    """Another settlement was taken without asking."""
    offered: int
    """The settlement was among those to choose from."""


def pinned(settlements: Sequence[Place]) -> Pinned:
    """As many points are hidden as the catalogue lacks; the same ones on every run."""
    known = [place for place in settlements if place.point is not None]
    dice = random.Random(0)  # noqa: S311
    hidden = dice.sample(known, len(known) * (len(settlements) - len(known)) // len(settlements))
    seen = Map(place for place in known if place not in hidden)
    right = neighbour = offered = 0
    for place in known:
        for pin in _around(place, dice):
            spot = seen.spot(pin)
            taken = spot.answer.certain if spot else None
            right += taken == place
            neighbour += taken is not None and taken != place
            offered += spot is not None and place in spot.answer.maybe
    return Pinned(EACH * len(known), right, neighbour, offered)


def _around(place: Place, dice: random.Random) -> Iterator[Point]:
    assert place.point is not None
    for _ in range(EACH):
        km = min(FARTHEST_KM, dice.expovariate(1 / SCATTER_KM))
        bearing = dice.uniform(0, 2 * math.pi)
        narrower = math.cos(math.radians(place.point.lat))
        north, east = km * math.cos(bearing), km * math.sin(bearing)
        lat = place.point.lat + north / KM_OF_A_DEGREE
        yield Point(lat, place.point.lon + east / (KM_OF_A_DEGREE * narrower))
