"""The complaint: the story first, then only what is missing, one card to check, and Send."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from bot.scripts import draft as drafts
from bot.scripts import papers, parts, place, sending
from bot.scripts.draft import Draft
from bot.steps import Memory, Prompt, Said, Scene, Turn, ask, patiently, rest, tell
from rules import geography
from rules.drafts import SCRIPT
from rules.geography import Point
from rules.text import clean

NAME = SCRIPT
EARLIER = "parked"
"""Where a report that is laid aside keeps the one that was laid aside before it."""
NAME_LIKE = 40
"""A longer text than this is no village's name but more of the story."""


def begin(
    memory: Memory,
    scene: Scene,
    said: Said,
    *,
    village: str | None = None,
    point: str | None = None,
    service: str | None = None,
    category: str | None = None,
) -> Turn:
    """A new draft, from a story or from the wish to tell one; of a service that is known, or still to be guessed."""
    draft = Draft(key=str(uuid.uuid4()), village=scene.person.village)
    if service:
        draft = replace(draft, service=service, category=category, chosen=True)
    if village:
        draft = drafts.linked(draft, scene, village, point)
    fresh = replace(memory, script=NAME, data={}, card=None)
    pin = geography.read(said.text)
    if pin is not None:
        return _pinned(fresh, scene, draft, pin)
    if said.says_something:
        return _absorb(fresh, scene, draft, said)
    return ask(_kept(fresh, draft, "story"), "story", place=village, point=draft.point)


def place_of_poster(memory: Memory) -> dict[str, str | None]:
    """Where a newcomer stands whose first link named a place, whether they then choose a language or just write."""
    return {"village": memory.data.get("place"), "point": memory.data.get("point")}


def anew(memory: Memory, scene: Scene) -> Turn:
    """The wish to tell something; what is told already is not thrown away for it, nor a place that is known."""
    if is_told(memory):
        return unsent(memory)
    if memory.script == NAME:
        return show(replace(memory, card=None), scene)
    return begin(memory, scene, Said())


def go_on(memory: Memory, scene: Scene, said: Said) -> Turn:
    draft = drafts.remembered(memory.data)
    if said.button is not None:
        return _pressed(memory, scene, draft, said)
    if said.edited:
        return _edited(memory, scene, draft, said)
    if not said.says_something:
        return show(memory, scene)
    if memory.step == "village" and not said.attached and len(said.text) <= NAME_LIKE:
        return _named(memory, scene, draft, said)
    return _absorb(memory, scene, draft, said)


def show(memory: Memory, scene: Scene, *, in_place: bool = False) -> Turn:
    """Put the present question again."""
    return _next(memory, scene, drafts.remembered(memory.data), step=memory.step, in_place=in_place)


def on_card(memory: Memory, scene: Scene, draft: Draft, *, in_place: bool = False) -> Turn:
    """The card of this draft, or whatever is missing for it."""
    return _next(memory, scene, draft, in_place=in_place)


def is_told(memory: Memory) -> bool:
    """Whether there is a report that could be lost."""
    return memory.script == NAME and drafts.remembered(memory.data).told


def unsent(memory: Memory) -> Turn:
    draft = drafts.remembered(memory.data)
    shown: dict[str, Any] = {"text": draft.text, "version": memory.version, "asked": memory.step}
    return tell(memory, "resume", **shown, **parts.told(draft.files))


def kept_safe(before: Memory, turn: Turn) -> Turn:
    """An unsent report is laid aside while something else is asked, and offered again when that is done."""
    after = turn.memory
    if is_told(before) and after.script not in ("", NAME):
        aside = {**before.data, **({EARLIER: before.parked} if before.parked else {})}
        return replace(turn, memory=replace(after, parked=aside))
    if after.parked and not after.script:
        there, earlier = unparked(after)
        again = replace(
            after, script=NAME, step="confirm", version=after.version + 1, data=there, parked=earlier
        )
        return replace(turn, memory=again, prompts=(*turn.prompts, *unsent(again).prompts))
    return turn


def unparked(memory: Memory) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The report that was laid aside last, and those that were before it."""
    there = dict(memory.parked)
    earlier = there.pop(EARLIER, {})
    return there, earlier


def move_to(memory: Memory, scene: Scene, village: str, point: str | None = None) -> Turn:
    """A poster's code names the place of the draft that is being told; it is asked whether it replaces another."""
    draft, fresh = drafts.remembered(memory.data), replace(memory, card=None)
    linked = drafts.linked(draft, scene, village, point)
    if draft.village in (None, village):
        return _next(fresh, scene, linked)
    kept = _kept(fresh, replace(linked, village=draft.village), "village")
    return ask(kept, "village_maybe", text="", options=[village, draft.village])


def pinned(memory: Memory, scene: Scene, pin: Point) -> Turn:
    """A pin is the place of the draft, or of a report that is still to be told."""
    if memory.script == NAME:
        return _pinned(replace(memory, card=None), scene, drafts.remembered(memory.data), pin)
    return begin(memory, scene, Said(text=str(pin)))


def holds_message(memory: Memory, message_id: int | None) -> bool:
    return memory.script == NAME and any(
        kept == message_id for kept, _ in drafts.remembered(memory.data).story
    )


def _pinned(memory: Memory, scene: Scene, draft: Draft, pin: Point) -> Turn:
    found = place.by_pin(scene, pin, draft.village)
    there = replace(draft, pin=(pin.lat, pin.lon) if found.is_ours else None)
    if found.certain:
        return _next(memory, scene, drafts.placed(there, scene, found.certain))
    return ask(_kept(memory, there, "village"), found.prompt, **{**asdict(found), "room": "c"})


def _absorb(memory: Memory, scene: Scene, draft: Draft, said: Said) -> Turn:
    """Further parts of an album change the card that is there; anything else brings it below what was said."""
    known = bool(said.album) and any(one.album == said.album for _, one in draft.files)
    told = replace(
        draft,
        story=tuple(sorted([*draft.story, (said.message_id or 0, clean(said.text).strip())])),
        files=parts.laid_in(draft.files, said),
        forwarded=draft.forwarded or said.forwarded,
    )
    here = memory if known else replace(memory, card=None)
    turn = _next(here, scene, drafts.guessed(told, scene), in_place=known)
    return patiently(turn) if said.may_go_on else turn


def _edited(memory: Memory, scene: Scene, draft: Draft, said: Said) -> Turn:
    story = tuple(
        (kept, clean(said.text).strip() if kept == said.message_id else words) for kept, words in draft.story
    )
    edited = replace(draft, story=story, files=parts.exchanged(draft.files, said))
    return _next(memory, scene, drafts.guessed(edited, scene), in_place=True)


def _named(memory: Memory, scene: Scene, draft: Draft, said: Said) -> Turn:
    found = place.by_name(scene, said.text)
    if found.certain is not None:
        return _next(replace(memory, card=None), scene, drafts.placed(draft, scene, found.certain))
    if found.maybe and (draft.text or found.namesakes):  # before any story it is one, unless it is a name
        unknown = "" if found.namesakes else said.text
        return ask(replace(memory, card=None), "village_maybe", text=unknown, options=found.maybe)
    return _absorb(memory, scene, draft, said)


def _pressed(memory: Memory, scene: Scene, draft: Draft, said: Said) -> Turn:
    assert said.button is not None
    action, value = said.button.action, said.button.value
    match action:
        case "send" if draft.ready:
            return sending.send(memory, draft, said)
        case "join" if draft.ready and value.isdigit():
            return sending.join(memory, draft, said, int(value))
        case "cancel":
            return tell(rest(memory), "cancelled", in_place=True)
        case "edit":
            return ask(memory, "edit", in_place=True)
        case "add":
            return ask(_kept(memory, draft, "story"), "more", in_place=True)
        case papers.PAPERS | papers.NUMBER:
            rest_of_it, acts = papers.taken_out(draft, action)
            return replace(_next(memory, scene, rest_of_it, in_place=True), acts=acts)
        case "story":
            return ask(_kept(memory, drafts.untold(draft), "story"), "story", in_place=True)
        case "topic":
            return ask(_kept(memory, draft, "topic"), "topic", in_place=True)
        case "s" if scene.directory.service_by_code(value):
            chosen = replace(draft, service=value, category=None, chosen=True)
            return _next(memory, scene, chosen, in_place=True)
    return _place_pressed(memory, scene, draft, action, value)


def _place_pressed(memory: Memory, scene: Scene, draft: Draft, action: str, value: str) -> Turn:
    """Places by tap; any other button leads back to the present question."""
    match action:
        case "village":
            return _ask_village(memory, scene, draft, value, in_place=True)
        case "v":
            return _picked(memory, scene, draft, value)
        case "here" if scene.directory.place_by_code(value):
            return _next(memory, scene, drafts.placed(draft, scene, value), in_place=True)
    return show(memory, scene, in_place=True)


def _picked(memory: Memory, scene: Scene, draft: Draft, code: str) -> Turn:
    """A village is chosen; anything above a village opens into what lies in it."""
    picked = scene.directory.place_by_code(code)
    if picked is None:
        return show(memory, scene)
    if place.is_village(scene, picked):
        return _next(memory, scene, drafts.placed(draft, scene, code), in_place=True)
    return _ask_village(memory, scene, draft, code, in_place=True)


def _ask_village(memory: Memory, scene: Scene, draft: Draft, inside: str, *, in_place: bool) -> Turn:
    options = place.options(scene, inside, draft.village or scene.person.village)
    kept = _kept(memory, draft, "village")
    has_key = scene.person.chosen_language  # the menu came with the first question
    return ask(kept, "village", in_place=in_place, inside=inside, options=options, key=has_key)


def _next(memory: Memory, scene: Scene, draft: Draft, *, step: str = "", in_place: bool = False) -> Turn:
    """Ask for the first thing that is missing; when nothing is, show the card."""
    if not draft.told:
        told = draft.village if draft.pin or draft.point else None
        return ask(_kept(memory, draft, "story"), "story", in_place=in_place, place=told, point=draft.point)
    if draft.village is None or step == "village":
        mentioned = place.mentioned(scene, draft.text) if draft.village is None else ()
        kept = _kept(memory, draft, "village")
        if mentioned:
            return ask(kept, "village_maybe", in_place=in_place, text="", options=mentioned)
        asked = _ask_village(memory, scene, draft, "", in_place=in_place)
        if memory.step == "village" or in_place or scene.person.chosen_language:
            return asked
        return replace(asked, prompts=(Prompt("share_place"), *asked.prompts))
    if draft.service is None or step == "topic":
        return ask(_kept(memory, draft, "topic"), "topic", in_place=in_place)
    return ask(_kept(memory, draft, "confirm"), "card", in_place=in_place, **_on_card(draft, scene))


def _on_card(draft: Draft, scene: Scene) -> dict[str, Any]:
    return {**drafts.on_card(draft, scene), **papers.hints(draft)}


def _kept(memory: Memory, draft: Draft, step: str) -> Memory:
    return replace(memory, script=NAME, step=step, data=asdict(draft))
