"""Which village: by tap, by a name in either script, by its mention in the story, by a poster's code."""

from dataclasses import dataclass

from bot.steps import Scene
from db.queries.directory import Place
from rules.reference import check_digit

CERTAIN = 84
"""Of 100: a name this close is taken without asking."""
POSSIBLE = 55
TOP = "top"


@dataclass(frozen=True, slots=True)
class Named:
    certain: str | None
    maybe: list[str]
    namesakes: bool = False
    """More than one village bears the name that was written."""


def by_name(scene: Scene, name: str) -> Named:
    """The village meant, when only one is that close; otherwise those it may be, told apart by their aimak."""
    directory = scene.directory
    home = directory.place_by_code(scene.person.village) if scene.person.village else None
    near = directory.municipality_of(home.id).id if home else None
    found = [one for one in directory.find_villages(name, near=near) if one.score >= POSSIBLE]
    close = [one for one in found if one.score >= CERTAIN]
    if len(close) == 1 or (close and close[0].score - close[1].score >= 10):
        return Named(close[0].place.code, [])
    return Named(None, [one.place.code for one in found], namesakes=bool(close))


def mentioned(scene: Scene, story: str) -> list[str]:
    return [one.place.code for one in scene.directory.villages_in(story)][:4]


def is_village(scene: Scene, place: Place) -> bool:
    """A place without places in it can be chosen."""
    return not scene.directory.children(place.id)


def options(scene: Scene, inside: str) -> list[str]:
    """Codes to choose from: rayons and towns first, then what lies in the chosen one."""
    directory = scene.directory
    if inside == TOP:
        return [one.code for one in directory.districts]
    if inside:
        unit = directory.place_by_code(inside)
        if unit is None:
            return []
        itself = [unit.code] if unit.kind == "town" else []
        return [*itself, *(one.code for one in directory.children(unit.id))]
    home = directory.place_by_code(scene.person.village) if scene.person.village else None
    if home is not None:
        return [one.code for one in directory.villages_of(directory.municipality_of(home.id).id)]
    return [one.code for one in directory.districts]


def payload(code: str) -> str:
    """What a poster's link carries: `v_<village>_<check digit>`."""
    return f"v_{code}_{check_digit(code)}"


def of_payload(scene: Scene, said: str) -> str | None:
    """The village's code of such a link; None for a slip or an unknown place."""
    code, _, check = said.removeprefix("v_").partition("_")
    if not code.isascii() or not code.isdigit() or check != str(check_digit(code)):
        return None
    found = scene.directory.place_by_code(code)
    return found.code if found and is_village(scene, found) else None
