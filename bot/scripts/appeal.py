"""The official track: what it is, name, address, contact, consent. One question a message; "back" and "cancel" at each.

It is asked for a draft, beside which the answers are kept until Send or cancel, or for a case that was sent already.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.scripts import complaint
from bot.scripts import draft as drafts
from bot.steps import Act, Memory, Prompt, Said, Scene, Turn, ask, do, rest, tell
from rules import appeals
from rules.lifecycle import Move
from rules.refusals import Invalid
from rules.text import tokens

NAME = "appeal"
CHOICE, CONSENT, CHANGE, CARD = "official", "official_consent", "official_change", "official_card"
CHECKS: dict[str, Callable[[str], str]] = {
    "name": appeals.full_name,
    "address": appeals.postal_address,
    "contact": appeals.reachable_at,
}
ASKED = {f"official_{one}": one for one in CHECKS}
"""Step -> what it asks for, in their order."""
STEPS = frozenset({CHOICE, *ASKED, CONSENT, CHANGE, CARD})
YES = frozenset(tokens("ооба макул макулмун туура да согласен согласна yes agree"))
NO = frozenset(tokens("жок макул эмес макулэмесмин нет не no")) - YES


def is_asked(memory: Memory) -> bool:
    return memory.script == NAME or (memory.script == complaint.NAME and memory.step in STEPS)


def asks_who(memory: Memory) -> bool:
    """Whether the next words speak of a person: they are kept in the draft and in no log of what came."""
    return is_asked(memory) and memory.step in ASKED


def wants_contact(memory: Memory) -> bool:
    return is_asked(memory) and memory.step == "official_contact"


def of_case(memory: Memory, said: Said) -> Turn:
    """A case that was sent changes its track: to an appeal by the same questions, back by a tap and a second one."""
    assert said.button is not None
    ticket = said.button.key
    if said.button.action == "official":
        begun = replace(memory, script=NAME, step=CHOICE, data={"ticket": ticket, "official": {}}, card=None)
        return ask(begun, CHOICE, ticket=ticket, acts=(_may(Move.TO_APPEAL, ticket),))
    if said.button.action == "ordinary":
        return tell(memory, "ordinary_sure", ticket=ticket, acts=(_may(Move.TO_FEEDBACK, ticket),))
    return do(memory, "make_ordinary", ticket=ticket, press=said.press_id)


def go_on(memory: Memory, scene: Scene, said: Said) -> Turn:
    if said.button is not None:
        return _pressed(memory, scene, said)
    if said.contact:
        return _answered(memory, scene, appeals.telegrams(said.phone))
    if said.attached or said.point is not None or not said.text.strip():
        return tell(memory, "official_words")
    if memory.step in ASKED:
        return _answered(memory, scene, said.text)
    if memory.step == CONSENT and (words := set(tokens(said.text))) and words <= YES | NO:
        return _agreed(memory, scene) if words <= YES else _dropped(memory, scene)
    return show(memory, scene)


def show(memory: Memory, scene: Scene, *, in_place: bool = False) -> Turn:
    """Put the present question again."""
    return _put(memory if in_place else replace(memory, card=None), scene, memory.step, in_place=in_place)


def _pressed(memory: Memory, scene: Scene, said: Said) -> Turn:
    assert said.button is not None
    match said.button.action:
        case "official":
            return _put(memory, scene, CHOICE, in_place=True)
        case "begin":
            return _put(memory, scene, _missing(memory), in_place=True)
        case "change":
            return _put(memory, scene, CHANGE, in_place=True)
        case "ask" if said.button.value in CHECKS:
            return _put(memory, scene, f"official_{said.button.value}", in_place=True)
        case "agree" if memory.step == CONSENT:
            return _agreed(memory, scene)
        case "back":
            return _put(memory, scene, _before(memory), in_place=True)
        case "ordinary":
            return _dropped(memory, scene)
        case "send" if memory.script == NAME and drafts.is_official(memory.data["official"]):
            return _made_official(memory, said)
    return show(memory, scene)


def _answered(memory: Memory, scene: Scene, said: str) -> Turn:
    asked = ASKED[memory.step]
    try:
        kept = CHECKS[asked](said)
    except Invalid as refusal:
        return tell(memory, "official_again", reason=refusal.code)
    after = _with(replace(memory, card=None), **{asked: kept})
    turn = _put(after, scene, _missing(after))
    return replace(turn, prompts=(Prompt("official_noted"), *turn.prompts)) if asked == "contact" else turn


def _agreed(memory: Memory, scene: Scene) -> Turn:
    return _put(_with(replace(memory, card=None), consent=appeals.CONSENT), scene, CARD)


def _dropped(memory: Memory, scene: Scene) -> Turn:
    """It stays an ordinary report, and nothing that was told of oneself is kept."""
    told = Prompt("official_dropped", {"kept": any(_official(memory).values())})
    if memory.script == NAME:
        return Turn(rest(memory), (told,))
    draft = replace(drafts.remembered(memory.data), official={})
    card = complaint.on_card(replace(memory, card=None), scene, draft)
    return replace(card, prompts=(told, *card.prompts))


def _made_official(memory: Memory, said: Said) -> Turn:
    facts = {
        "ticket": memory.data["ticket"],
        "official": memory.data["official"],
        "replaces": said.message_id,
        "press": said.press_id,
    }
    return Turn(rest(memory), (), (Act("make_official", facts),), if_refused=Turn(rest(memory)))


def _put(memory: Memory, scene: Scene, step: str, *, in_place: bool = False) -> Turn:
    """The question of this step. The person's own answers are worded from the conversation, never from the outbox."""
    if step == CARD and memory.script == complaint.NAME:
        return complaint.on_card(memory, scene, drafts.remembered(memory.data), in_place=in_place)
    here = replace(memory, step=step)
    turn = ask(here, step, in_place=in_place, official=True, ticket=memory.data.get("ticket"))
    if step == "official_contact":
        return replace(turn, prompts=(Prompt("official_share"), *turn.prompts))
    return turn


def _may(move: Move, ticket: int) -> Act:
    return Act("may", {"ticket": ticket, "move": move})


def _missing(memory: Memory) -> str:
    """The first step that has no answer yet."""
    official = _official(memory)
    return next(
        (step for step, one in ASKED.items() if not official.get(one)),
        CARD if official.get("consent") else CONSENT,
    )


def _before(memory: Memory) -> str:
    """One question back; from a change back to the card."""
    if _ready(memory) and memory.step != CHOICE:
        return CARD
    order = [CHOICE, *ASKED, CONSENT]
    return order[max(order.index(memory.step) - 1, 0)] if memory.step in order else CHOICE


def _ready(memory: Memory) -> bool:
    return drafts.is_official(_official(memory))


def _official(memory: Memory) -> Mapping[str, str]:
    return memory.data.get("official") or {}


def _with(memory: Memory, **told: str) -> Memory:
    return replace(memory, data={**memory.data, "official": {**_official(memory), **told}})
