"""Tables and words of the file. Whatever is written on it has been made harmless here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Protocol

from bot.reader import Reader
from db.queries.own_data import OwnData
from locales import Phrase, day, say, say_phrase

Part = tuple[str, list[str]]
"""A heading, and what stands under it."""


class Room(Protocol):
    def __call__(self, found: OwnData, sheet: "Sheet", /) -> Part | None: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    reader: Reader
    at: datetime

    def data(self, message: str, /, **values: object) -> str:
        return escape(say(self.reader.language, "data", message, **values))

    def phrase(self, spoken: Phrase | None) -> str:
        """Without markup made harmless: it goes into a cell."""
        return say_phrase(self.reader.language, spoken) if spoken else ""

    def day(self, on: date) -> str:
        return day(self.reader.language, on, today=date.min)

    def moment(self, at: datetime) -> str:
        here = at.astimezone(self.reader.directory.calendar.timezone)
        return f"{self.day(here.date())}, {here:%H:%M}"


def facts(rows: Iterable[tuple[str, object]]) -> str:
    """Name and value; what is not known is left out. Names are said, values are whatever somebody wrote."""
    lines = [
        f"<tr><th>{name}</th><td>{escape(str(value))}</td></tr>"
        for name, value in rows
        if value not in ("", None)
    ]
    return f'<table class="facts">{"".join(lines)}</table>' if lines else ""


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    top = "".join(f"<th>{name}</th>" for name in head)
    lines = ["".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows]
    return f"<table><tr>{top}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
