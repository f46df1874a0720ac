"""Who answers: the command, the button, the case replied to, the open question; otherwise it is a new story."""

from dataclasses import replace
from typing import Protocol

from bot import listening
from bot.scripts import complaint, follow_up, parts, place, privacy, rating, smalltalk
from bot.steps import Act, Memory, Prompt, Said, Scene, Turn, ask, do, rest, tell
from rules import links
from rules.geography import Point
from rules.links import Link
from rules.recordings import ROOM


class Script(Protocol):
    """A conversation as a list of questions."""

    def go_on(self, memory: Memory, scene: Scene, said: Said) -> Turn: ...
    def show(self, memory: Memory, scene: Scene, *, in_place: bool = False) -> Turn: ...


OPEN_SCRIPTS: dict[str, Script] = {complaint.NAME: complaint, rating.NAME: rating}
DONE = {"my": "list_mine", "help": "help"}
TOLD = {"language": "language", "place": "share_place"}
"""Commands that are one act or one answer, whatever is being asked."""
ROOMS = {"c": complaint.NAME, "r": rating.NAME, "u": follow_up.UNCLEAR, "f": follow_up.NAME}
"""A button's room -> the script whose question it answers."""


def advance(memory: Memory, said: Said, scene: Scene) -> Turn:
    """The turn that follows. Pure: nothing is looked up, nothing is done; acts and prompts say what shall be."""
    return complaint.kept_safe(memory, _answered(memory, said, scene))


def _answered(memory: Memory, said: Said, scene: Scene) -> Turn:
    if said.left or said.came_back:
        return Turn(memory, (), (Act("left" if said.left else "came_back"),))
    if said.button is not None:
        return _button(memory, said, scene)
    if said.command:
        private = privacy.commanded(memory, said)
        return _and_go_on(private) if private else _command(memory, said, scene)
    said, refused = parts.objected(said)
    if refused and not said.says_something:
        return Turn(memory, refused)
    turn = _heard(memory, said, scene)
    return replace(turn, prompts=(*refused, *turn.prompts))


def _heard(memory: Memory, said: Said, scene: Scene) -> Turn:
    if said.edited:
        return _edit(memory, said, scene)
    if said.point is not None:
        return _pin(memory, said, scene, said.point)
    if said.contact:
        return tell(memory, f"contact_{said.contact}")
    if said.unread and not said.says_something:
        return tell(memory, "cannot_read", kind=said.unread)
    if parts.belongs(memory, said):
        return parts.more(memory, said)
    if said.replied_to is not None and scene.replied_case is not None:
        return follow_up.add(memory, scene, scene.replied_case, said)
    return _words(memory, said, scene)


def _words(memory: Memory, said: Said, scene: Scene) -> Turn:
    if memory.script == follow_up.NAME:
        return follow_up.go_on(memory, scene, said)
    if memory.script == follow_up.UNCLEAR:
        return follow_up.unclear(memory, scene, said)
    small = "" if said.attached else smalltalk.kind(said.text)
    if small and memory.step != "village":
        return tell(memory, small)
    if memory.script == complaint.NAME or (memory.script == rating.NAME and rating.takes(memory, said)):
        return OPEN_SCRIPTS[memory.script].go_on(memory, scene, said)
    if not said.says_something:
        return tell(memory, "hello")
    if scene.asked_cases:
        return follow_up.unclear(memory, scene, said)
    return complaint.begin(memory, scene, said, **_before_a_poster(memory))


def _before_a_poster(memory: Memory) -> dict[str, str | None]:
    """Where a newcomer stands whose first link named a place, whether they then choose a language or just write."""
    return {"village": memory.data.get("place"), "point": memory.data.get("point")}


def _edit(memory: Memory, said: Said, scene: Scene) -> Turn:
    """Before Send an edit changes the draft; afterwards it is a correction; any other edit is let be."""
    if complaint.holds_message(memory, said.message_id):
        return complaint.go_on(memory, scene, said)
    if said.says_something and said.message_id in memory.data.get("messages", ()):
        facts = {"text": said.text, "files": said.attached, "draft_key": memory.data["draft_key"]}
        return do(memory, "correct", **facts)
    return Turn(memory)


def _command(memory: Memory, said: Said, scene: Scene) -> Turn:
    if said.command in DONE:
        return _and_go_on(do(memory, DONE[said.command]))
    if said.command in TOLD:
        return _and_go_on(tell(memory, TOLD[said.command]))
    match said.command:
        case "start":
            return _start(memory, said, scene)
        case "new" | "aryz" if complaint.is_told(memory):
            return complaint.unsent(memory)
        case "new" | "aryz" if memory.script == complaint.NAME:
            return complaint.show(
                replace(memory, card=None), scene
            )  # nothing told yet, but the place is known
        case "new" | "aryz":
            return complaint.begin(memory, scene, replace(said, text=""))
        case "rate":
            return rating.begin(memory, scene)
        case listening.LISTEN:
            return listening.wanted_now(memory, scene.person.language)
        case "inbox" if scene.person.is_colleague:
            return do(memory, "inbox_link")
        case "cancel":
            return tell(rest(memory), "cancelled" if memory.script else "nothing_to_cancel")
    return tell(memory, "unknown_command")


def _and_go_on(turn: Turn) -> Turn:
    """A report that is being told is shown again below what was asked in between."""
    if not complaint.is_told(turn.memory):
        return turn
    return replace(turn, prompts=(*turn.prompts, *complaint.unsent(turn.memory).prompts))


def _start(memory: Memory, said: Said, scene: Scene) -> Turn:
    link = links.read(said.payload)
    if not isinstance(link, Link):
        return _slipped(memory, scene) if said.payload else _welcomed(memory)
    turn = _linked(memory, scene, link)
    return replace(turn, acts=(Act("came_by", {"source": link.source}), *turn.acts)) if link.source else turn


def _linked(memory: Memory, scene: Scene, link: Link) -> Turn:
    match link.kind:
        case links.Kind.INVITATION:
            return do(memory, "accept_invitation", token=link.code)
        case links.Kind.SOURCE:
            return _welcomed(memory)
        case links.Kind.RATING:
            service = scene.directory.service_by_code(link.service)
            village = place.of_code(scene, link.code)
            if service is not None and service.rated and (village or not link.code):
                return rating.begin(memory, scene, service=service.code, village=village)
        case links.Kind.VILLAGE:
            village = place.of_code(scene, link.code)
            if village:
                return _there(memory, scene, village, None)
        case links.Kind.POINT:
            point = scene.directory.point_by_code(link.code)
            if point is not None and point.stands:
                return _there(memory, scene, scene.directory.place(point.village_id).code, point.code)
    return _slipped(memory, scene)


def _there(memory: Memory, scene: Scene, village: str, point: str | None) -> Turn:
    """Somebody stands before a poster, or at a pump."""
    if complaint.is_told(memory):
        return complaint.move_to(memory, scene, village, point)
    if not scene.person.chosen_language:
        here = replace(rest(memory), data={"place": village, "point": point})
        return tell(here, "welcome")
    return complaint.begin(memory, scene, Said(), village=village, point=point)


def _slipped(memory: Memory, scene: Scene) -> Turn:
    """A misspelt or unknown code is said to be one, and never guessed at."""
    slip = Prompt("link_slip", {"both": not scene.person.chosen_language})
    after = _welcomed(memory)
    going_on = after.prompts if complaint.is_told(memory) or not scene.person.chosen_language else ()
    return replace(after, prompts=(slip, *going_on))


def _welcomed(memory: Memory) -> Turn:
    return complaint.unsent(memory) if complaint.is_told(memory) else tell(memory, "welcome")


def _pin(memory: Memory, said: Said, scene: Scene, pin: Point) -> Turn:
    """A place on the map: more for a case that is spoken of, what is rated, or where a report belongs."""
    words = replace(said, text=str(pin), point=None)
    if said.replied_to is not None and scene.replied_case is not None:
        return follow_up.add(memory, scene, scene.replied_case, words)
    if memory.script == follow_up.NAME:
        return follow_up.go_on(memory, scene, words)
    if memory.script == follow_up.UNCLEAR or (scene.asked_cases and not memory.script):
        return follow_up.unclear(memory, scene, words)
    if memory.script == rating.NAME:
        return rating.pinned(memory, scene, pin)
    return complaint.pinned(memory, scene, pin)


def _button(memory: Memory, said: Said, scene: Scene) -> Turn:
    button = said.button
    assert button is not None
    if button.room == "t":
        return follow_up.pressed(memory, said)
    if button.room == privacy.ROOM:
        return privacy.pressed(memory, said)
    if button.room == ROOM:
        return listening.wanted(memory, button)
    if button.room == "s" and button.action == "lang":
        return _language(memory, said, scene, button.value)
    current = memory.script == ROOMS.get(button.room) and button.key == memory.version
    if not current:
        return _old_button(memory, said, scene)
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
        turn = OPEN_SCRIPTS[memory.script].show(memory, chosen, in_place=said.message_id == memory.card)
    elif scene.person.chosen_language:
        turn = tell(memory, "language_changed")
    else:
        turn = complaint.begin(memory, chosen, Said(), **_before_a_poster(memory))
    return replace(turn, acts=(act, *turn.acts))


def _old_button(memory: Memory, said: Said, scene: Scene) -> Turn:
    button = said.button
    assert button is not None
    if button.room == "c" and button.action == "send" and button.key == memory.data.get("sent_version"):
        again = {"draft_key": memory.data["draft_key"], "replaces": said.message_id, "press": said.press_id}
        return do(memory, "show_accepted", **again)
    if button.room == "c" and button.action == "join" and button.value == str(memory.data.get("joined")):
        return complaint.joined_again(memory, said)
    if memory.script in OPEN_SCRIPTS:
        shown = OPEN_SCRIPTS[memory.script].show(memory, scene)
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
