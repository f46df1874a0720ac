"""Questions that can be heard: the button under a prompt, and the voice that comes when it is pressed."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.reader import Facts, Reader
from bot.steps import Memory, Prompt, Turn
from db.queries import recordings
from locales import say
from rules.messages import Button, Choice, Key, Message
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
TELLS_WHERE = ("village", "place")
"""Facts of a prompt and of a script's memory that hold a place's code."""


def offered(message: Message, code: str, reader: Reader, facts: Facts, village_id: int | None) -> Message:
    """With the button, where there is a recording. A message that brings the menu can bear none: there it is a key."""
    heard = HEARD.get(code)
    row = tuple(_choices(heard, reader, _where(reader, facts, village_id))) if heard else ()
    if not row:
        return message
    if message.menu is not None and message.replaces is None:
        return replace(message, menu=(*message.menu, tuple(Key(one.label) for one in row)))
    return replace(message, choices=(*message.choices, row))


def _choices(heard: Heard, reader: Reader, place_id: int | None) -> Iterator[Choice]:
    """The welcome is in both languages, so it is heard in both."""
    for language in LANGUAGES if heard is Heard.WELCOME else (reader.language,):
        if found := reader.directory.recording(heard, language, place_id):
            button = listen_button(found.id, heard, language)
            yield Choice(say(language, "button", "🔊 Listen"), button.encode())


def wanted(memory: Memory, button: Button) -> Turn:
    """By a button; the conversation stays where it stands."""
    facts = {"recording": button.key, "heard": button.action, "language": button.value}
    return Turn(memory, (Prompt(LISTEN, facts),))


def wanted_now(memory: Memory, language: str) -> Turn:
    """By the menu's key: what is being asked."""
    heard = ASKED.get((memory.script, memory.step), Heard.WELCOME)
    told = {name: memory.data[name] for name in TELLS_WHERE if memory.data.get(name)}
    return Turn(memory, (Prompt(LISTEN, {"heard": heard, "language": language, **told}),))


def played(session: Session, reader: Reader, facts: Facts, village_id: int | None) -> Message:
    heard, language = facts["heard"], facts["language"]
    voice = recordings.voice(session, facts.get("recording", 0), heard, language)
    if voice is None:
        found = reader.directory.recording(heard, language, _where(reader, facts, village_id))
        voice = recordings.voice(session, found.id, heard, language) if found else None
    if voice is not None:
        return Message("", voice=voice)
    sorry = reader.chat("There is no recording of this now.")
    return Message("", toast=sorry) if facts.get("press") else Message(sorry)


def _where(reader: Reader, facts: Facts, village_id: int | None) -> int | None:
    """The village that is spoken of; the citizen's own where none was told yet."""
    told = (reader.directory.place_by_code(str(facts.get(name))) for name in TELLS_WHERE)
    return next((place.id for place in told if place), village_id)
