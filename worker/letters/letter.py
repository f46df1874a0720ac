"""What a letter may speak of, and the words that all letters share."""

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from db.queries.directory import Directory
from locales import day, place, say
from rules.messages import Button, Choice, shortened
from rules.reference import shown

STORY_SHOWN = 300
WORDS_SHOWN = 3_000


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter may speak of."""

    language: str
    directory: Directory
    today: date
    ticket: Any
    """The row of the case."""
    words: str
    """What was written with the move; empty when nothing was."""
    facts: dict[str, Any]
    public_url: str
    files: str = ""
    """What came with the words, in words."""

    def say(self, message: str, /, **values: object) -> str:
        known = {"ref": shown(self.ticket.id), **values}
        return say(
            self.language, "chat", message, **{key: escape(str(value)) for key, value in known.items()}
        )

    def quoted(self) -> str:
        words = f"\n«{escape(shortened(self.words, WORDS_SHOWN))}»" if self.words else ""
        return f"{words}\n{self.files}" if self.files else words

    def day(self, on: date | str) -> str:
        moment = date.fromisoformat(on) if isinstance(on, str) else on
        return day(self.language, moment, today=self.today)

    @property
    def topic(self) -> str:
        entry = self.directory.service_by_code(self.ticket.service_code)
        return f"{entry.emoji} {entry.name(self.language)}" if entry else str(self.ticket.service_code)

    @property
    def place(self) -> str:
        village = self.directory.place(self.ticket.village_id)
        above = self.directory.above_namesake(village, self.language)
        return place(self.language, village.kind, village.name(self.language), above)

    @property
    def municipality_kind(self) -> str:
        return self.directory.place(self.ticket.municipality_id).kind

    @property
    def office(self) -> str:
        return self.directory.inbox(self.ticket.inbox_id).name(self.language)

    @property
    def story(self) -> str:
        words = escape(shortened(self.ticket.text, STORY_SHOWN))
        return "\n".join(line for line in (words, self.files) if line)

    def button(self, message: str, action: str, value: str = "") -> Choice:
        return Choice(
            say(self.language, "button", message), Button("t", self.ticket.id, action, value).encode()
        )
