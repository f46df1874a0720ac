"""Questions that can be heard: the button under a prompt, and the voice that comes when it is pressed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from bot.reader import Reader
from bot.steps import Memory, Prompt, Turn
from db.queries import recordings
from locales import say
from rules.messages import Choice, Key, Message
from rules.recordings import LANGUAGES, Heard, listen_button

LISTEN = "listen"
"""The prompt's code, and the menu's command."""
HEARD = {
    "welcome": Heard.WELCOME,
    "story": Heard.STORY,
    "village": Heard.VILLAGE,
    "topic": Heard.TOPIC,
    "card": Heard.CARD,
    "rate_score": Heard.RATE,
}
"""Prompts whose own wording is read aloud; letters have a table of their own."""
ASKED = {
    ("complaint", "story"): Heard.STORY,
    ("complaint", "village"): Heard.VILLAGE,
    ("complaint", "topic"): Heard.TOPIC,
    ("complaint", "confirm"): Heard.CARD,
    ("rating", "score"): Heard.RATE,
}
"""Script and step -> what is being asked."""


def offered(message: Message, code: str, reader: Reader, village_id: int | None) -> Message:
    """With the button, where there is a recording. A message that brings the menu can bear none: there it is a key."""
    heard = HEARD.get(code)
    row = tuple(_choices(heard, reader, village_id)) if heard else ()
    if not row:
        return message
    if message.menu is not None and message.replaces is None:
        return replace(message, menu=(*message.menu, tuple(Key(one.label) for one in row)))
    return replace(message, choices=(*message.choices, row))


def _choices(heard: Heard, reader: Reader, village_id: int | None) -> Iterator[Choice]:
    """The welcome is in both languages, so it is heard in both."""
    for language in LANGUAGES if heard is Heard.WELCOME else (reader.language,):
        if reader.directory.recording(heard, language, village_id):
            yield Choice(say(language, "button", "🔊 Listen"), listen_button(heard, language).encode())


def wanted(memory: Memory, heard: str, language: str) -> Turn:
    """Asked for by a button; the conversation stays where it stands."""
    return Turn(memory, (Prompt(LISTEN, {"heard": heard, "language": language}),))


def wanted_now(memory: Memory, language: str) -> Turn:
    """Asked for by the menu's key: what is being asked."""
    return wanted(memory, ASKED.get((memory.script, memory.step), Heard.WELCOME), language)


def played(session: Session, reader: Reader, facts: Mapping[str, Any], village_id: int | None) -> Message:
    found = reader.directory.recording(facts["heard"], facts["language"], village_id)
    voice = recordings.voice(session, found.id) if found else None
    if voice is not None:
        return Message("", voice=voice)
    sorry = reader.chat("There is no recording of this now.")
    return Message("", toast=sorry) if facts.get("press") else Message(sorry)
