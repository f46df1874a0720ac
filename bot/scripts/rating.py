"""How was the service this month? Service, village, one of five words."""

from dataclasses import asdict, replace

from bot.scripts import place
from bot.steps import Memory, Said, Scene, Turn, ask, do, rest, tell
from rules.geography import Point

NAME = "rating"
SCORES = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "none": None}


def begin(memory: Memory, scene: Scene, *, service: str | None = None, village: str | None = None) -> Turn:
    data = {"service": service, "village": village or scene.person.village}
    return _next(replace(memory, script=NAME, data=data, card=None), scene)


def takes(memory: Memory, said: Said) -> bool:
    """Whether words belong to the rating: a score or a village's name. Anything else is a story of its own."""
    if said.attached:
        return False
    return memory.step == "village" or (memory.step == "score" and said.text.strip() in SCORES)


def go_on(memory: Memory, scene: Scene, said: Said) -> Turn:
    if said.button is not None:
        return _pressed(memory, scene, said)
    if memory.step == "score" and said.text.strip() in SCORES:
        return _rated(memory, said.text.strip())
    if memory.step == "village":
        found = place.by_name(scene, said.text)
        if found.certain:
            return _next(_put(memory, village=found.certain), scene)
        if found.maybe:
            unknown = "" if found.namesakes else said.text
            return ask(memory, "rate_village_maybe", text=unknown, options=found.maybe)
    return show(memory, scene)


def show(memory: Memory, scene: Scene, *, in_place: bool = False) -> Turn:
    return _next(memory, scene, in_place=in_place)


def pinned(memory: Memory, scene: Scene, pin: Point) -> Turn:
    """The place that is rated."""
    found = place.by_pin(scene, pin, None)
    if found.certain:
        return _next(_put(memory, village=found.certain), scene)
    step = replace(memory, step="village", card=None)
    return ask(step, found.prompt, **{**asdict(found), "room": "r"})


def _pressed(memory: Memory, scene: Scene, said: Said) -> Turn:
    assert said.button is not None
    action, value = said.button.action, said.button.value
    match action:
        case "cancel":
            return tell(rest(memory), "cancelled", in_place=True)
        case "s":
            return _next(_put(memory, service=value), scene, in_place=True)
        case "village":
            return _ask_village(memory, scene, value, in_place=True)
        case "v":
            picked = scene.directory.place_by_code(value)
            if picked is not None and place.is_village(scene, picked):
                return _next(_put(memory, village=value), scene, in_place=True)
            return _ask_village(memory, scene, value, in_place=True)
        case "here" if scene.directory.place_by_code(value):
            return _next(_put(memory, village=value), scene, in_place=True)
        case "score" if value in SCORES:
            return _rated(memory, value, said.message_id)
    return show(memory, scene)


def _next(memory: Memory, scene: Scene, *, in_place: bool = False) -> Turn:
    service = scene.directory.service_by_code(memory.data.get("service") or "")
    if service is None or not service.rated:
        return ask(replace(memory, step="service"), "rate_service", in_place=in_place)
    if not memory.data.get("village"):
        return _ask_village(memory, scene, "", in_place=in_place)
    return ask(replace(memory, step="score"), "rate_score", in_place=in_place, **memory.data)


def _ask_village(memory: Memory, scene: Scene, inside: str, *, in_place: bool) -> Turn:
    options = place.options(scene, inside, memory.data.get("village") or scene.person.village)
    step = replace(memory, step="village")
    return ask(step, "rate_village", in_place=in_place, inside=inside, options=options)


def _rated(memory: Memory, value: str, message_id: int | None = None) -> Turn:
    return do(rest(memory), "rate_service", **memory.data, score=SCORES[value], replaces=message_id)


def _put(memory: Memory, **data: str) -> Memory:
    return replace(memory, data={**memory.data, **data})
