"""What every act gets: whose chat it is, and the facts that the script named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.steps import Prompt
from casework.desk import Actor, Desk
from rules.lifecycle import Role


@dataclass(frozen=True, slots=True)
class Chat:
    """Whose chat it is: the citizen's id, the chat's, the language spoken in it."""

    chat_id: int
    citizen_id: int
    language: str

    @property
    def citizen(self) -> Actor:
        return Actor(Role.CITIZEN, citizen_id=self.citizen_id)


Facts = Mapping[str, Any]
Doing = Callable[[Desk, Chat, Facts], tuple[Prompt, ...]]
