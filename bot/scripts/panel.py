"""The buttons of the panel's question. They are good until its month ends, whatever else is being asked."""

from dataclasses import replace

from bot.scripts import complaint, rating
from bot.steps import Act, Memory, Said, Scene, Turn, do, tell
from rules.ratings import asks_why

FREE = ("", complaint.NAME, rating.NAME)
"""What one more question does not disturb: an unsent report is laid aside and comes back."""


def pressed(memory: Memory, scene: Scene, said: Said) -> Turn:
    assert said.button is not None
    match said.button.action:
        case "score":
            return _answered(memory, scene, said)
        case "leave":
            return do(memory, "leave_panel")
        case "join":
            return do(memory, "join_panel")
    return tell(memory, "old_button")


def _answered(memory: Memory, scene: Scene, said: Said) -> Turn:
    assert said.button is not None
    word, _, service = said.button.value.partition(":")
    if word not in rating.SCORES:
        return tell(memory, "old_button")
    score = rating.SCORES[word]
    facts = {"ask": said.button.key, "score": score, "replaces": said.message_id}
    known = scene.directory.service_by_code(service) is not None
    if not asks_why(score) or not known or memory.script not in FREE:
        return do(memory, "answer_panel", **facts, thanks=True)
    rated = replace(memory, script=rating.NAME, data={"service": service, "village": None}, card=None)
    return rating.ask_why(rated, scene, said, act=Act("answer_panel", {**facts, "thanks": False}))
