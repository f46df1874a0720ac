"""Who answers: the command, the button, the case replied to, the open question; otherwise it is a new story."""

from dataclasses import replace

from bot.scripts import appeal, buttons, commands, complaint, follow_up, parts, rating, smalltalk
from bot.scripts.opened import OPEN_SCRIPTS
from bot.steps import Act, Memory, Said, Scene, Turn, do, tell
from rules.geography import Point


def advance(memory: Memory, said: Said, scene: Scene) -> Turn:
    """The turn that follows. Pure: nothing is looked up, nothing is done; acts and prompts say what shall be."""
    return complaint.kept_safe(memory, _answered(memory, said, scene))


def _answered(memory: Memory, said: Said, scene: Scene) -> Turn:
    if said.left or said.came_back:
        return Turn(memory, (), (Act("left" if said.left else "came_back"),))
    if said.button is not None:
        return buttons.pressed(memory, said, scene)
    if said.command:
        return commands.commanded(memory, said, scene)
    said, refused = parts.objected(said)
    if refused and not said.says_something:
        return Turn(memory, refused)
    turn = _heard(memory, said, scene)
    return replace(turn, prompts=(*refused, *turn.prompts))


def _heard(memory: Memory, said: Said, scene: Scene) -> Turn:
    if said.edited:
        return _edit(memory, said, scene)
    if appeal.is_asked(memory) and (said.point is not None or said.unread) and scene.replied_case is None:
        return appeal.go_on(memory, scene, replace(said, text=""))
    if said.point is not None:
        return _pin(memory, said, scene, said.point)
    if said.contact == "own" and appeal.wants_contact(memory):
        return appeal.go_on(memory, scene, said)
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
    if appeal.is_asked(memory):
        return appeal.go_on(memory, scene, said)
    if memory.script == follow_up.NAME:
        return follow_up.go_on(memory, scene, said)
    if memory.script == follow_up.UNCLEAR:
        return follow_up.unclear(memory, scene, said)
    small = "" if said.attached else smalltalk.kind(said.text)
    if small and memory.step != "village":
        return tell(memory, small)
    if memory.script == complaint.NAME or (
        memory.script == rating.NAME and rating.takes(memory, scene, said)
    ):
        return OPEN_SCRIPTS[memory.script].go_on(memory, scene, said)
    if not said.says_something:
        return tell(memory, "hello")
    if scene.asked_cases:
        return follow_up.unclear(memory, scene, said)
    return complaint.begin(memory, scene, said, **complaint.place_of_poster(memory))


def _edit(memory: Memory, said: Said, scene: Scene) -> Turn:
    """Before Send an edit changes the draft; afterwards it is a correction; any other edit is let be."""
    if complaint.holds_message(memory, said.message_id):
        return complaint.go_on(memory, scene, said)
    if said.says_something and said.message_id in memory.data.get("messages", ()):
        joined = memory.data.get("joined")
        whose = {"ticket": joined} if joined else {"draft_key": memory.data["draft_key"]}
        return do(memory, "correct", text=said.text, files=said.attached, **whose)
    return Turn(memory)


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
