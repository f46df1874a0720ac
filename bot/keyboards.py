"""The buttons under prompts. One column for sentences, two for words."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.scripts.papers import NUMBER, PAPERS
from db.queries.directory import Directory, Place
from locales import OWN_NAMES, phrase, say, say_phrase
from locales.ratings import scale
from rules.lifecycle import OPEN, Status, Track
from rules.messages import Button, Choice
from rules.reference import shown

Rows = tuple[tuple[Choice, ...], ...]
SHORT = 18
"""Characters that fit into half a small phone's width."""
LONGEST_LABEL = 40
TOP = "top"
"""Above everything: the list of rayons and towns."""
TAKEN_OUT = {
    PAPERS: phrase("button", "🗑 Remove the photo"),
    NUMBER: phrase("button", "🗑 Remove the number"),
}


class Reader(Protocol):
    @property
    def language(self) -> str: ...
    @property
    def directory(self) -> Directory: ...


def label(reader: Reader, message: str, /, **values: object) -> str:
    return say(reader.language, "button", message, **values)


def choice(text: str, room: str, key: int, action: str, value: str = "", style: str | None = None) -> Choice:
    return Choice(text, Button(room, key, action, value).encode(), style)


def languages() -> tuple[Choice, ...]:
    return tuple(choice(OWN_NAMES[code], "s", 0, "lang", code) for code in ("ky", "ru"))


def back(reader: Reader, room: str, version: int) -> Choice:
    return choice(label(reader, "⬅️ Back"), room, version, "back")


def cancel(reader: Reader, room: str, version: int) -> Choice:
    return choice(label(reader, "❌ Cancel"), room, version, "cancel")


def card(reader: Reader, facts: Mapping[str, Any]) -> Rows:
    version = facts["version"]
    rows = [
        *_sending(reader, facts),
        (
            choice(label(reader, "✏️ Edit"), "c", version, "edit"),
            choice(label(reader, "📎 Add more"), "c", version, "add"),
        ),
        (cancel(reader, "c", version),),
    ]
    if facts.get("pin"):
        rows.insert(-1, (choice(label(reader, "📍 Other village"), "c", version, "village"),))
    rows[-1:-1] = official(reader, version) if facts.get("official") else offer_official(reader, version)
    for action, words in TAKEN_OUT.items():
        if facts.get(action):
            taken_out = choice(say_phrase(reader.language, words), "c", version, action)
            rows.insert(1, (taken_out,))
    if facts["offer_language"]:
        others = [code for code in ("ky", "ru") if code != reader.language]
        rows.append(tuple(choice(OWN_NAMES[code], "s", 0, "lang", code) for code in others))
    return tuple(rows)


def _sending(reader: Reader, facts: Mapping[str, Any]) -> Rows:
    version, same = facts["version"], facts.get("same")
    if not same:
        return ((choice(label(reader, "✅ Send"), "c", version, "send", style="success"),),)
    joining = choice(
        label(reader, "👍 Same here"), "c", version, "join", str(same["ticket"]), style="success"
    )
    return ((joining,), (choice(label(reader, "✅ Send: mine is different"), "c", version, "send"),))


def offer_official(reader: Reader, version: int) -> Rows:
    return ((choice(label(reader, "📄 Send officially"), "a", version, "official"),),)


def official(reader: Reader, version: int) -> Rows:
    """Of an official card: one's own data, and the way back."""
    return (
        (choice(label(reader, "👤 Change my data"), "a", version, "change"),),
        (choice(label(reader, "↩️ Keep it ordinary"), "a", version, "ordinary"),),
    )


def edit(reader: Reader, version: int) -> Rows:
    words = choice(label(reader, "Text"), "c", version, "story")
    village = choice(label(reader, "Village"), "c", version, "village")
    topic = choice(label(reader, "Topic"), "c", version, "topic")
    return (words,), (village, topic), (back(reader, "c", version),)


def topics(reader: Reader, room: str, version: int, *, rated: bool = False) -> Rows:
    entries = [entry for entry in reader.directory.services if entry.rated or not rated]
    shown_all = [
        choice(f"{one.emoji} {one.name(reader.language)}", room, version, "s", one.code) for one in entries
    ]
    return (*_columns(shown_all), (cancel(reader, room, version),))


def places(reader: Reader, room: str, facts: Mapping[str, Any]) -> Rows:
    """Names of what lies in a place; at home also the way out to other places."""
    version, inside = facts["version"], facts["inside"]
    found = [place for code in facts["options"] if (place := reader.directory.place_by_code(code))]
    shown_all = [
        choice(
            place.name(reader.language), room, version, "here" if place.code == inside else "v", place.code
        )
        for place in found
    ]
    parent = _outward(reader.directory, found, inside)
    out = (
        (choice(label(reader, "Other place"), room, version, "village", parent),) if found and parent else ()
    )
    return (*_columns(shown_all), *((out,) if out else ()), (cancel(reader, room, version),))


def maybe(reader: Reader, room: str, facts: Mapping[str, Any]) -> Rows:
    """Villages it may be, each with what tells it from its namesakes."""
    version = facts["version"]
    found = [place for code in facts["options"] if (place := reader.directory.place_by_code(code))]
    # A town is meant itself, not what lies in it.
    rows = [(choice(_cut(_told_apart(reader, place)), room, version, "here", place.code),) for place in found]
    other = choice(label(reader, "Other village"), room, version, "village", facts.get("around") or TOP)
    return (*rows, (other,), (cancel(reader, room, version),))


def _told_apart(reader: Reader, village: Place) -> str:
    name, above = reader.directory.told_apart(village.id, reader.language)
    return f"{name} ({', '.join(above)})" if above else name


def scores(reader: Reader, version: int) -> Rows:
    return tuple((choice(words, "r", version, "score", score),) for score, words in scale(reader.language))


def case_scores(reader: Reader, ticket: int) -> Rows:
    """An answer was read by whoever rates it: nobody "does not use" it."""
    return tuple((choice(words, "t", ticket, "rate", score),) for score, words in scale(reader.language)[:-1])


def reasons(reader: Reader, facts: Mapping[str, Any]) -> Rows:
    version = facts["version"]
    shown_all = [
        choice(one.name(reader.language), "r", version, "why", one.code)
        for one in reader.directory.reasons_of(facts["service"])
    ]
    return (*_columns(shown_all), (choice(label(reader, "Skip"), "r", version, "skip"),))


def to_report(reader: Reader, facts: Mapping[str, Any]) -> Rows:
    """It says what the report is about, so that it is good as long as it stands in the chat."""
    about = f"{facts['service']}:{facts['reason']}" if facts.get("reason") else facts["service"]
    return ((choice(label(reader, "📝 Send a report"), "w", facts["village_id"], "report", about),),)


def panel(reader: Reader, *, asked: bool) -> tuple[Choice, ...]:
    """The way out of the panel, and the way back."""
    if asked:
        return (choice(label(reader, "🔕 Do not ask me again"), "p", 0, "leave"),)
    return (choice(label(reader, "🔔 You may ask me again"), "p", 0, "join"),)


def cases(reader: Reader, listed: Sequence[Mapping[str, Any]]) -> Rows:
    return _columns([choice(f"№ {shown(one['ticket'])}", "t", one["ticket"], "show") for one in listed])


def take_back(reader: Reader, ticket: int) -> Choice:
    return choice(label(reader, "🗑 Take back a file"), "t", ticket, "files")


def case(reader: Reader, facts: Mapping[str, Any]) -> Rows:
    """What the citizen can still do with a case."""
    ticket, status = facts["ticket"], Status(facts["status"])
    if "people" in facts:
        adding = ((choice(label(reader, "➕ Add to it"), "t", ticket, "add"),),) if status in OPEN else ()
        return (*adding, (leave(reader, ticket),))
    files = ((take_back(reader, ticket),),) if facts.get("files") else ()
    if status in OPEN:
        return (
            (choice(label(reader, "➕ Add to it"), "t", ticket, "add"),),
            *_tracks(reader, facts),
            *files,
            (choice(label(reader, "❌ Withdraw"), "t", ticket, "withdraw"),),
        )
    if facts["outcome"] == "withdrawn":
        return files
    return ((choice(label(reader, "🔁 Reopen"), "t", ticket, "reopen"),), *files)


def leave(reader: Reader, ticket: int) -> Choice:
    return choice(label(reader, "🔕 Leave me out"), "t", ticket, "leave")


def _tracks(reader: Reader, facts: Mapping[str, Any]) -> Rows:
    """To the official track; and back, until it is registered."""
    if facts.get("track") != Track.APPEAL:
        return ((choice(label(reader, "📄 Make it official"), "t", facts["ticket"], "official"),),)
    if facts.get("register_on"):
        return ((choice(label(reader, "↩️ Make it ordinary"), "t", facts["ticket"], "ordinary"),),)
    return ()


def withdraw(reader: Reader, ticket: int) -> Rows:
    return (
        (choice(label(reader, "❌ Withdraw"), "t", ticket, "withdraw_yes", style="danger"),),
        (choice(label(reader, "⬅️ Back"), "t", ticket, "show"),),
    )


def resume(reader: Reader, version: int) -> Rows:
    going_on = choice(label(reader, "▶️ Continue"), "c", version, "card")
    return ((going_on,), (choice(label(reader, "🗑 Delete"), "c", version, "cancel"),))


def unclear(reader: Reader, facts: Mapping[str, Any]) -> Rows:
    version = facts["version"]
    new = choice(label(reader, "📝 Yes, new"), "u", version, "new")
    adding = [
        (choice(label(reader, "➕ Add to No. {ref}", ref=shown(ticket)), "u", version, "add", str(ticket)),)
        for ticket in facts["tickets"]
    ]
    return ((new,), *adding)


def _outward(directory: Directory, found: Sequence[Place], inside: str) -> str | None:
    """Where "other place" leads: one step up from the list that is shown; None at the top."""
    if inside:
        unit = directory.place_by_code(inside)
        return _parent(directory, unit)
    return (
        _parent(directory, directory.municipality_of(found[0].id))
        if found and found[0].kind == "village"
        else None
    )


def _parent(directory: Directory, unit: Place | None) -> str | None:
    above = directory.place(unit.parent_id) if unit is not None and unit.parent_id is not None else None
    if above is None:
        return None
    return TOP if above.kind == "oblast" else above.code


def _columns(choices: Sequence[Choice]) -> Rows:
    """Two columns where every label is short."""
    width = 2 if all(len(one.label) <= SHORT for one in choices) else 1
    return tuple(tuple(choices[at : at + width]) for at in range(0, len(choices), width))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
