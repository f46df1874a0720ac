"""Which room a pressed button belongs to; what is old says so, and leads back to the present question."""

from dataclasses import replace

from bot import listening
from bot.scripts import appeal, complaint, follow_up, panel, privacy, rating, sending
from bot.scripts.opened import OPEN_SCRIPTS, script_of
from bot.steps import Act, Memory, Said, Scene, Turn, ask, do, rest, tell
from rules import recordings

ROOMS = {
    "c": {complaint.NAME},
    "a": {complaint.NAME, appeal.NAME},
    "r": {rating.NAME},
    "u": {follow_up.UNCLEAR},
    "f": {follow_up.NAME},
}
"""A button's room -> the scripts whose question it answers."""


def pressed(memory: Memory, said: Said, scene: Scene) -> Turn:
    """Buttons of letters stay good for ever, those of questions until the next one."""
    button = said.button
    assert button is not None
    match button.room:
        case "t":
            return follow_up.pressed(memory, said)
        case privacy.ROOM:
            return privacy.pressed(memory, said)
        case recordings.ROOM:
            return listening.wanted(memory, button)
        case "p":
            return panel.pressed(memory, scene, said)
        case "w":
            return rating.reported(memory, scene, said)
        case "s" if button.action == "lang":
            return _language(memory, said, scene, button.value)
    if memory.script in ROOMS.get(button.room, ()) and button.key == memory.version:
        return _answered(memory, said, scene)
    return _old_button(memory, said, scene)


def _answered(memory: Memory, said: Said, scene: Scene) -> Turn:
    """A button of the open question."""
    assert said.button is not None
    if said.button.room == "a":
        return appeal.go_on(memory, scene, said)
    if memory.script == follow_up.UNCLEAR:
        return _cleared(memory, said, scene)
    if memory.script == follow_up.NAME:
        return follow_up.go_on(memory, scene, said)
    return OPEN_SCRIPTS[memory.script].go_on(memory, scene, said)


def _language(memory: Memory, said: Said, scene: Scene, language: str) -> Turn:
    """The language is chosen; then whatever was being asked is asked in it, or the first question."""
    if language not in ("ky", "ru", "en"):
        return tell(memory, "old_button")
    act = Act("choose_language", {"language": language})
    chosen = replace(scene, person=replace(scene.person, language=language, chosen_language=True))
    if memory.script in OPEN_SCRIPTS:
        turn = script_of(memory).show(memory, chosen, in_place=said.message_id == memory.card)
    elif scene.person.chosen_language:
        turn = tell(memory, "language_changed")
    else:
        turn = complaint.begin(memory, chosen, Said(), **complaint.place_of_poster(memory))
    return replace(turn, acts=(act, *turn.acts))


def _old_button(memory: Memory, said: Said, scene: Scene) -> Turn:
    button = said.button
    assert button is not None
    if button.room == "c" and button.action == "send" and button.key == memory.data.get("sent_version"):
        again = {"draft_key": memory.data["draft_key"], "replaces": said.message_id, "press": said.press_id}
        return do(memory, "show_accepted", **again)
    if button.room == "c" and button.action == "join" and button.value == str(memory.data.get("joined")):
        return sending.joined_again(memory, said)
    if memory.script in OPEN_SCRIPTS:
        shown = script_of(memory).show(memory, scene)
        return replace(
            shown,
            prompts=tuple(replace(one, facts={**one.facts, "toast": "old_button"}) for one in shown.prompts),
        )
    return tell(memory, "old_button")


def _cleared(memory: Memory, said: Said, scene: Scene) -> Turn:
    """New case, or more for one in which the office asked."""
    assert said.button is not None
    words = follow_up.words_of(memory)
    if said.button.action == "add" and said.button.value.isdigit():
        ticket = int(said.button.value)
        if ticket in memory.data["tickets"]:
            return follow_up.add(rest(memory), scene, ticket, words)
    if said.button.action == "new":
        return complaint.begin(rest(memory), scene, words)
    return ask(memory, "unclear", tickets=memory.data["tickets"])
