"""After Send: is it fixed, what is still wrong, an answer to the office's question, an addition, a rating."""

from dataclasses import replace
from typing import Any

from bot.scripts import appeal, complaint, parts
from bot.steps import Act, Memory, Said, Scene, Turn, ask, do, patiently, rest, tell
from rules.lifecycle import Move

NAME = "follow_up"
UNCLEAR = "unclear"


def pressed(memory: Memory, said: Said) -> Turn:
    """A button under one of our letters. They stay good for ever: the law of transitions decides."""
    assert said.button is not None
    ticket, action, value = said.button.key, said.button.action, said.button.value
    match action:
        case "yes" | "unsure":
            return do(memory, "confirm", ticket=ticket, confirmation=action)
        case "no" | "reopen":
            step = replace(memory, script=NAME, step="still_wrong", data=_aside(memory, ticket))
            asked = _versioned(step)
            facts = {"ticket": ticket, "press": said.press_id, "version": asked.version}
            return Turn(asked, (), (Act("reopen", facts),))
        case "add" | "answer":
            step = replace(memory, script=NAME, step="add", data=_aside(memory, ticket), card=None)
            return ask(step, "write_addition", ticket=ticket, acts=(_may(Move.ADD, ticket),))
        case "rate":
            return do(memory, "rate_answer", ticket=ticket, score=int(value) if value.isdigit() else 0)
        case "withdraw":
            return do(memory, "ask_withdrawal", ticket=ticket)
        case "withdraw_yes":
            return do(memory, "withdraw", ticket=ticket, press=said.press_id)
        case "leave":
            return do(memory, "leave", ticket=ticket)
        case "show":
            return do(memory, "show_case", ticket=ticket)
        case "official" | "ordinary" | "ordinary_yes":
            return appeal.of_case(memory, said)
    return _files_pressed(memory, ticket, action, value)


def _files_pressed(memory: Memory, ticket: int, action: str, value: str) -> Turn:
    match action:
        case "files":
            return do(memory, "list_files", ticket=ticket, in_place=False)
        case "unfile" if value.isdigit():
            return do(memory, "take_back_file", ticket=ticket, file=int(value), in_place=True)
    return tell(memory, "old_button")


def go_on(memory: Memory, scene: Scene, said: Said) -> Turn:
    """The words that were asked for."""
    if said.button is not None and said.button.action == "cancel":
        return tell(_back(memory), "cancelled", in_place=True)
    if not said.says_something:
        return tell(memory, "words_please")
    before = _back(memory)
    turn = add(before, scene, memory.data["ticket"], said)
    if before.script != complaint.NAME:
        return turn
    return replace(turn, prompts=complaint.unsent(before).prompts)


def add(memory: Memory, scene: Scene, ticket: int, said: Said) -> Turn:
    """More for a case; what it cannot take any more is shown as a new report, so that no words are lost."""
    act, going = parts.addition(said, ticket)
    turn = Turn(replace(memory, going=going), (), (act,))
    return turn if memory.script else replace(turn, if_refused=complaint.begin(memory, scene, said))


def unclear(memory: Memory, scene: Scene, said: Said) -> Turn:
    """The office waits for an answer, and here is a text: which of the two is it?"""
    nothing: dict[str, Any] = {"text": "", "message_id": said.message_id, "tickets": []}
    before = memory.data if memory.script == UNCLEAR else nothing
    tickets = list(scene.asked_cases) or before["tickets"]
    data = {
        **before,
        "text": f"{before['text']}\n{said.text}".strip(),
        "files": parts.stored(parts.laid_in(parts.remembered(before.get("files", ())), said)),
        "forwarded": before.get("forwarded", False) or said.forwarded,
        "tickets": tickets,
    }
    step = replace(memory, script=UNCLEAR, step="which", data=data, card=None)
    turn = ask(step, "unclear", tickets=tickets)
    return patiently(turn) if said.may_go_on else turn


def words_of(memory: Memory) -> Said:
    """What was said before it was clear to which case it belongs."""
    return Said(
        text=memory.data["text"],
        message_id=memory.data["message_id"],
        attached=tuple(parts.kept(parts.remembered(memory.data.get("files", ())))),
        forwarded=memory.data.get("forwarded", False),
    )


def _may(move: Move, ticket: int) -> Act:
    """Asked before the citizen writes or thinks it over: a button stays, a case moves on."""
    return Act("may", {"ticket": ticket, "move": move})


def _aside(memory: Memory, ticket: int) -> dict[str, Any]:
    """An unsent report is laid aside while another case is spoken of."""
    if memory.script == complaint.NAME:
        return {"ticket": ticket, "unsent": dict(memory.data), "unsent_step": memory.step}
    return {
        "ticket": ticket,
        **{key: memory.data[key] for key in ("unsent", "unsent_step") if key in memory.data},
    }


def _back(memory: Memory) -> Memory:
    """To the report that was laid aside, or to rest."""
    if "unsent" not in memory.data:
        return rest(memory)
    unsent = replace(memory, script=complaint.NAME, step=memory.data["unsent_step"], card=None)
    there, earlier = complaint.unparked(memory)
    still_aside = earlier if there.get("key") == memory.data["unsent"].get("key") else memory.parked
    return replace(unsent, version=memory.version + 1, data=memory.data["unsent"], parked=still_aside)


def _versioned(memory: Memory) -> Memory:
    return replace(memory, version=memory.version + 1, card=None)
