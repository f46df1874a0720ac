"""Scripts that ask one question after the other, and which of them is open in a conversation."""

from typing import Protocol

from bot.scripts import appeal, complaint, rating
from bot.steps import Memory, Said, Scene, Turn


class Script(Protocol):
    """A conversation as a list of questions."""

    def go_on(self, memory: Memory, scene: Scene, said: Said) -> Turn: ...
    def show(self, memory: Memory, scene: Scene, *, in_place: bool = False) -> Turn: ...


OPEN_SCRIPTS: dict[str, Script] = {complaint.NAME: complaint, rating.NAME: rating, appeal.NAME: appeal}


def script_of(memory: Memory) -> Script:
    """The official questions of a draft are asked within its complaint."""
    return appeal if appeal.is_asked(memory) else OPEN_SCRIPTS[memory.script]
