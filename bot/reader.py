"""For whom a prompt is worded, and the words that all prompts share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from bot.reading import PLACE, menu_of
from db.queries.directory import Directory
from locales import day, place, say
from rules.messages import Key

Facts = Mapping[str, Any]

STORY_SHOWN = 300
"""Characters of the story on the card."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a prompt is worded, and what it may speak of."""

    language: str
    directory: Directory
    today: date
    public_url: str = ""

    def chat(self, message: str, /, **values: object) -> str:
        return say(
            self.language, "chat", message, **{key: escape(str(value)) for key, value in values.items()}
        )

    def place(self, code: str) -> str:
        found = self.directory.place_by_code(code)
        return place(self.language, found.kind, found.name(self.language)) if found else code

    def place_apart(self, code: str) -> str:
        """The place; with aimak and rayon where another one has the same name."""
        found = self.directory.place_by_code(code)
        if found is None:
            return code
        above = self.directory.above_namesake(found, self.language)
        return place(self.language, found.kind, found.name(self.language), above)

    def topic(self, service: str, category: str | None) -> str:
        entry = self.directory.service_by_code(service)
        if entry is None:
            return service
        detail = self.directory.category_by_code(category) if category else None
        name = f"{entry.emoji} {entry.name(self.language)}"
        return f"{name}: {detail.name(self.language)}" if detail else name

    def day(self, iso: str) -> str:
        return day(self.language, date.fromisoformat(iso), today=self.today)


def menu(reader: Reader) -> tuple[tuple[Key, ...], ...]:
    keys = [Key(label, command == PLACE) for label, command in menu_of(reader.language).items()]
    return tuple(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2))
