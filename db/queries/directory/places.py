"""Units as people meet them: a village, the municipality above it, and the way up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from db.queries.directory.language import kyrgyz_order
from rules.geography import Point
from rules.refusals import NotFound

LANGUAGES = ("ky", "ru", "en")
SETTLEMENTS = frozenset({"village", "town"})
MUNICIPALITIES = frozenset({"aimak", "town"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    names: Mapping[str, str] = field(hash=False)
    stands: bool
    """Whether it is there today; a case keeps the place and the inbox of the day it was filed."""

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["ky"]


@dataclass(frozen=True, slots=True)
class Place(Entry):
    id: int
    code: str
    kind: str
    parent_id: int | None
    lat: float | None
    lon: float | None
    point_certain: bool
    certain: bool
    """Whether its name was confirmed."""

    @property
    def point(self) -> Point | None:
        return Point(self.lat, self.lon) if self.lat is not None and self.lon is not None else None


class Places:
    def __init__(self, places: Iterable[Place]) -> None:
        self.by_id = {place.id: place for place in places}
        self.by_code = {place.code: place for place in self.by_id.values()}
        self._chains = {id: self._climb(id) for id in self.by_id}
        self._in_order = tuple(
            sorted(
                (place for place in self.by_id.values() if place.stands),
                key=lambda place: (kyrgyz_order(place.name("ky")), place.code),
            )
        )
        self.districts = tuple(place for place in self._in_order if self._is_district(place))
        self.settlements = tuple(place for place in self._in_order if place.kind in SETTLEMENTS)

    def children(self, id: int) -> tuple[Place, ...]:
        return tuple(place for place in self._in_order if place.parent_id == id)

    def place(self, id: int) -> Place:
        if id not in self.by_id:
            raise NotFound("unknown_place", id=id)
        return self.by_id[id]

    def chain(self, id: int) -> tuple[int, ...]:
        return self._chains[self.place(id).id]

    def municipality_of(self, id: int) -> Place:
        """The nearest aimak or town; the rayon for a settlement that hangs directly on it."""
        above = [self.by_id[step] for step in self.chain(id)]
        nearest = (place for place in above if place.kind in MUNICIPALITIES)
        rayons = (place for place in above if place.kind == "rayon")
        return next(nearest, None) or next(rayons, None) or above[0]

    def villages_of(self, id: int) -> tuple[Place, ...]:
        return tuple(place for place in self.settlements if id in self._chains[place.id])

    def told_apart(self, id: int, language: str) -> tuple[str, tuple[str, ...]]:
        """Its name, and the names of aimak and rayon that tell it from its namesakes; no name twice."""
        own, *above = (self.by_id[step] for step in self.chain(id))
        names = dict.fromkeys(place.name(language) for place in above if place.kind != "oblast")
        names.pop(own.name(language), None)
        return own.name(language), tuple(names)

    def _is_district(self, place: Place) -> bool:
        above = self.by_id.get(place.parent_id) if place.parent_id is not None else None
        return place.kind in ("rayon", "town") and (above is None or above.kind == "oblast")

    def _climb(self, id: int) -> tuple[int, ...]:
        steps: list[int] = []
        above: int | None = id
        while above is not None and above not in steps:
            steps.append(above)
            above = self.by_id[above].parent_id
        return tuple(steps)
