"""Which village: by tap, by a name in either script, by its mention in the story, by a pin on the map."""

from dataclasses import dataclass
from typing import Any

from bot.steps import Scene
from db.queries.directory import Place
from db.queries.directory.spots import may_lie_in
from rules.geography import Point
from rules.links import Kind, Link, write

TOP = "top"


@dataclass(frozen=True, slots=True)
class Named:
    certain: str | None
    maybe: list[str]
    namesakes: bool = False
    """More than one village bears the name that was written."""


@dataclass(frozen=True, slots=True)
class Pinned:
    certain: str | None
    prompt: str = ""
    """The question where none is certain, its villages, and what it speaks of."""
    options: tuple[str, ...] = ()
    nearest: str = ""
    around: str = ""
    """The municipality in which another village is looked for first."""
    km: int = 0
    known: str = ""

    @property
    def is_ours(self) -> bool:
        return self.prompt != "place_far"


def by_name(scene: Scene, name: str) -> Named:
    """The village meant, when only one is that close; otherwise those it may be, told apart by their aimak."""
    directory = scene.directory
    home = directory.place_by_code(scene.person.village) if scene.person.village else None
    near = directory.municipality_of(home.id).id if home else None
    found = directory.village_named(name, near=near)
    certain = found.certain.code if found.certain else None
    return Named(certain, [one.code for one in found.maybe], found.namesakes)


def by_pin(scene: Scene, pin: Point, known: str | None) -> Pinned:
    """The village around a pin. One outside the municipality that was known so far is asked about."""
    spot = scene.directory.spot(pin)
    before = (known,) if known else ()
    if spot is None:
        return Pinned(None, "place_far", before)
    facts: dict[str, Any] = {"nearest": spot.nearest.code, "km": round(spot.km), "known": known or ""}
    near = spot.answer.maybe if spot.answer.certain is None else (spot.answer.certain,)
    codes = tuple(one.code for one in near)
    if not near:
        return Pinned(None, "place_far", before, **facts)
    if known and not any(_same_municipality(scene, one, known) for one in near):
        return Pinned(None, "place_elsewhere", (*codes, *before), **facts)
    if spot.answer.certain is None:
        around = scene.directory.municipality_of(near[0].id).code
        return Pinned(None, "place_near", codes, around=around, **facts)
    return Pinned(codes[0])


def linked(scene: Scene, village: str, point: str | None) -> dict[str, Any]:
    """What a code on a wall says of a draft. That of a pump or a lamp tells the topic, as surely as a tap."""
    there: dict[str, Any] = {"village": village, "pin": None, "point": point}
    found = scene.directory.point_by_code(point) if point else None
    return there | ({"service": found.service, "category": None, "chosen": True} if found else {})


def chosen(scene: Scene, village: str, pin: tuple[float, float] | None, point: str | None) -> dict[str, Any]:
    """What a draft keeps when its village was chosen: a pin or a point that lies elsewhere was of another place."""
    there, found = scene.directory.place_by_code(village), scene.directory.point_by_code(point or "")
    near = pin is not None and there is not None and may_lie_in(Point(*pin), there)
    stays = found is not None and there is not None and found.village_id == there.id
    return {"village": village, "pin": pin if near else None, "point": point if stays else None}


def mentioned(scene: Scene, story: str) -> list[str]:
    return [one.place.code for one in scene.directory.villages_in(story)][:4]


def is_village(scene: Scene, place: Place) -> bool:
    """A place without places in it can be chosen."""
    return not scene.directory.children(place.id)


def options(scene: Scene, inside: str, known: str | None) -> list[str]:
    """Codes to choose from: around the known village, or rayons and towns, then what lies in the chosen one."""
    directory = scene.directory
    if inside == TOP:
        return [one.code for one in directory.districts]
    if inside:
        unit = directory.place_by_code(inside)
        if unit is None:
            return []
        itself = [unit.code] if unit.kind == "town" else []
        return [*itself, *(one.code for one in directory.children(unit.id))]
    home = directory.place_by_code(known) if known else None
    if home is not None:
        return [one.code for one in directory.villages_of(directory.municipality_of(home.id).id)]
    return [one.code for one in directory.districts]


def of_code(scene: Scene, code: str) -> str | None:
    """The code of a settlement that stands today."""
    found = scene.directory.place_by_code(code)
    return found.code if found and found in scene.directory.villages else None


def of_id(scene: Scene, number: int) -> str | None:
    """The code of a settlement that stands today."""
    return next((one.code for one in scene.directory.villages if one.id == number), None)


def payload(code: str) -> str:
    """What a village's poster carries."""
    return write(Link(Kind.VILLAGE, code))


def _same_municipality(scene: Scene, place: Place, code: str) -> bool:
    other = scene.directory.place_by_code(code)
    municipality = scene.directory.municipality_of
    return other is not None and municipality(other.id) == municipality(place.id)
