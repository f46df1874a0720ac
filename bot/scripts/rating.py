"""How was the service this month? Service, village, one of five words; and what was wrong, where it was not good."""

from dataclasses import asdict, replace
from typing import Any

from bot.scripts import complaint, parts, place
from bot.steps import Act, Memory, Said, Scene, Turn, ask, do, rest, tell
from rules import ratings
from rules.attachments import Kind
from rules.geography import Point

NAME = "rating"
SCORES = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "none": None}
SPOKEN = {Kind.VOICE, Kind.AUDIO, Kind.VIDEO_NOTE}


def begin(memory: Memory, scene: Scene, *, service: str | None = None, village: str | None = None) -> Turn:
    data = {"service": service, "village": village or scene.person.village}
    return _next(replace(memory, script=NAME, data=data, card=None), scene)


def takes(memory: Memory, scene: Scene, said: Said) -> bool:
    """Whether words belong to the rating: a score, a village's name, what was wrong. All else is a story of its own."""
    if asks_why(memory):
        return _says_why(memory, scene, said)
    if said.attached:
        return False
    return memory.step == "village" or (memory.step == "score" and said.text.strip() in SCORES)


def go_on(memory: Memory, scene: Scene, said: Said) -> Turn:
    if said.button is not None:
        return _pressed(memory, scene, said)
    if memory.step == "score" and said.text.strip() in SCORES:
        return _rated(memory, scene, said, said.text.strip())
    if asks_why(memory):
        return _explained(memory, said)
    if memory.step == "village":
        found = place.by_name(scene, said.text)
        if found.certain:
            return _next(_put(memory, village=found.certain), scene)
        if found.maybe:
            unknown = "" if found.namesakes else said.text
            return ask(memory, "rate_village_maybe", text=unknown, options=found.maybe)
    return show(memory, scene)


def show(memory: Memory, scene: Scene, *, in_place: bool = False) -> Turn:
    if asks_why(memory):
        return ask(memory, "rate_why", in_place=in_place, service=memory.data["service"])
    return _next(memory, scene, in_place=in_place)


def pinned(memory: Memory, scene: Scene, pin: Point) -> Turn:
    """The place that is rated; once it is, the place of something that happened."""
    if asks_why(memory):
        return complaint.pinned(rest(memory), scene, pin)
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
        case "score" if value in SCORES and not asks_why(memory):
            return _rated(memory, scene, said, value)
        case "why" if asks_why(memory):
            return _because(memory, reason=value, replaces=said.message_id)
        case "skip" if asks_why(memory):
            return skipped(memory, replaces=said.message_id)
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


def asks_why(memory: Memory) -> bool:
    return memory.script == NAME and memory.step == "why"


def ask_why(memory: Memory, scene: Scene, said: Said, *, act: Act) -> Turn:
    """The score is kept at once; the question is open for the rest of the day, what comes later is a new story."""
    step = replace(memory, step="why", data={**memory.data, "day": scene.today.isoformat()})
    pressed = said.button is not None
    return ask(step, "rate_why", in_place=pressed, acts=(act,), service=memory.data["service"])


def skipped(memory: Memory, *, replaces: int | None = None) -> Turn:
    return _because(memory, replaces=replaces)


def reported(memory: Memory, scene: Scene, said: Said) -> Turn:
    """The rating becomes a report: service and village are known, and what was said of it is the story."""
    assert said.button is not None
    service, _, reason = said.button.value.partition(":")
    village, known = place.of_id(scene, said.button.key), scene.directory.service_by_code(service)
    if said.button.action != "report" or village is None or known is None or not known.stands:
        return tell(memory, "old_button")
    if complaint.is_told(memory):
        return complaint.unsent(memory)
    why = scene.directory.reason_by_code(reason)
    category = why.category if why is not None and why.service == service else None
    return complaint.begin(
        rest(memory), scene, _told(memory, service), village=village, service=service, category=category
    )


def _rated(memory: Memory, scene: Scene, said: Said, word: str) -> Turn:
    score, replaces = SCORES[word], said.message_id if said.button is not None else None
    facts = {**memory.data, "score": score, "replaces": replaces}
    if ratings.asks_why(score):
        return ask_why(memory, scene, said, act=Act("rate_service", facts))
    return do(rest(memory), "rate_service", **facts)


def _says_why(memory: Memory, scene: Scene, said: Said) -> bool:
    """Words or a voice, on the day of the rating. A picture shows something: that is a report."""
    spoken = all(one.kind in SPOKEN for one in said.attached)
    return spoken and not said.may_go_on and memory.data.get("day") == scene.today.isoformat()


def _explained(memory: Memory, said: Said) -> Turn:
    if not said.says_something:
        return tell(memory, "words_please")
    told = {
        "service": memory.data["service"],
        "text": said.text,
        "files": parts.stored(parts.laid_in((), said)),
        "message_id": said.message_id,
        "forwarded": said.forwarded,
    }
    return _because(memory, words=said.text, told=told)


def _because(
    memory: Memory,
    *,
    reason: str | None = None,
    words: str = "",
    replaces: int | None = None,
    told: dict[str, Any] | None = None,
) -> Turn:
    facts = {"service": memory.data["service"], "reason": reason, "words": words, "replaces": replaces}
    return do(rest(memory, told=told) if told else rest(memory), "say_why", **facts)


def _told(memory: Memory, service: str) -> Said:
    """What was said of this service just now; nothing where it was something else."""
    told = memory.data.get("told") or {}
    if memory.script or told.get("service") != service:
        return Said()
    return Said(
        text=told["text"],
        message_id=told["message_id"],
        attached=tuple(parts.kept(parts.remembered(told["files"]))),
        forwarded=told["forwarded"],
    )


def _put(memory: Memory, **data: str) -> Memory:
    return replace(memory, data={**memory.data, **data})
