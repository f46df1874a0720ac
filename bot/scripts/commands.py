"""Commands, the menu's words, and the links by which somebody comes."""

from dataclasses import replace

from bot import listening
from bot.scripts import complaint, place, privacy, rating
from bot.steps import Act, Memory, Prompt, Said, Scene, Turn, do, rest, tell
from rules import links
from rules.links import Link

DONE = {"my": "list_mine", "help": "help", "settings": "settings"}
TOLD = {"language": "language", "place": "share_place"}
"""Commands that are one act or one answer, whatever is being asked."""


def commanded(memory: Memory, said: Said, scene: Scene) -> Turn:
    """One act or one answer; or a script begins."""
    if private := privacy.commanded(memory, said):
        return _and_go_on(private)
    if said.command in DONE:
        return _and_go_on(do(memory, DONE[said.command]))
    if said.command in TOLD:
        return _and_go_on(tell(memory, TOLD[said.command]))
    match said.command:
        case "start":
            return _start(memory, said, scene)
        case "new" | "aryz":
            return complaint.anew(memory, scene)
        case "rate":
            return rating.begin(memory, scene)
        case listening.LISTEN:
            return listening.wanted_now(memory, scene.person.language)
        case "inbox" if scene.person.is_colleague:
            return do(memory, "inbox_link")
        case "cancel":
            return _cancelled(memory)
    return tell(memory, "unknown_command")


def _cancelled(memory: Memory) -> Turn:
    if rating.asks_why(memory):
        return rating.skipped(memory)
    return tell(rest(memory), "cancelled" if memory.script else "nothing_to_cancel")


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
