"""The questions of a complaint, and its card."""

from collections.abc import Callable
from html import escape

from bot import keyboards
from bot.prompts.appeal import asked_of_person, person_lines
from bot.prompts.files import no_papers, story_lines
from bot.reader import Facts, Reader, menu
from bot.scripts.papers import NUMBER, PAPERS
from rules.messages import Message
from rules.notices import DRAFT_REMINDER


def _story(reader: Reader, facts: Facts) -> Message:
    text = reader.chat(
        "What happened, and where?\nWrite in your own words, record a voice message or send a photo."
    )
    if facts.get("place"):
        text += f"\n📍 {escape(reader.place_apart(facts['place']))}{_at_point(reader, facts)}"
    return Message(text, menu=menu(reader))


def _more(reader: Reader, facts: Facts) -> Message:
    return Message(
        reader.chat("What do you want to add? Text, a voice message, a photo."),
        choices=((keyboards.back(reader, "c", facts["version"]),),),
    )


def _village(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("Which village is it in?\nTap, or write its name.")
    if facts.get("key"):
        text += "\n" + reader.chat("If you are there now, press “📍 I am there now” below.")
    return Message(text, choices=keyboards.places(reader, "c", facts))


def _village_maybe(reader: Reader, facts: Facts) -> Message:
    if facts["text"]:
        text = reader.chat("No village called “{text}” was found.\nMaybe one of these?", text=facts["text"])
    else:
        text = reader.chat("Which village is it in?")
    return Message(text, choices=keyboards.maybe(reader, "c", facts))


def _place_near(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("The place you sent is near several villages.\nWhich one is it?")
    return Message(text, choices=keyboards.maybe(reader, facts["room"], facts))


def _place_elsewhere(reader: Reader, facts: Facts) -> Message:
    text = reader.chat(
        "The place you sent seems to lie elsewhere: {other}.\nBefore that it was: {known}.\nWhich one is right?",
        other=_municipality(reader, facts["nearest"]),
        known=_municipality(reader, facts["known"]),
    )
    return Message(text, choices=keyboards.maybe(reader, facts["room"], facts))


def _place_far(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("The place you sent is far from our villages.")
    if facts["nearest"]:
        near = reader.place_apart(facts["nearest"])
        text += "\n" + reader.chat(
            "The nearest one in the list: {place}, {km} km.", place=near, km=facts["km"]
        )
    return Message(text, choices=keyboards.maybe(reader, facts["room"], facts))


def _share_place(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("If you are there now, press “I am there now” below.\nThe village is found by it.")
    return Message(text, menu=menu(reader))


def _at_point(reader: Reader, facts: Facts) -> str:
    point = reader.directory.point_by_code(facts.get("point") or "")
    return f" · {escape(point.name(reader.language))}" if point else ""


def _municipality(reader: Reader, code: str) -> str:
    found = reader.directory.place_by_code(code)
    return reader.place(reader.directory.municipality_of(found.id).code) if found else code


def _topic(reader: Reader, facts: Facts) -> Message:
    return Message(reader.chat("What is it about?"), choices=keyboards.topics(reader, "c", facts["version"]))


def _card(reader: Reader, facts: Facts) -> Message:
    topic = reader.topic(facts["service"], facts["category"])
    where = escape(reader.place_apart(facts["village"])) + _at_point(reader, facts)
    official = facts.get("official")
    lines = [
        *_same_trouble(reader, facts),
        reader.chat("Is this right?"),
        *([reader.chat("📄 Official appeal")] if official else []),
        f"{escape(topic)} · {where}",
        *story_lines(reader, facts),
        *(
            person_lines(reader, facts)
            if official
            else [reader.chat("The clerk will see this, but not your phone number.")]
        ),
        *([reader.chat("📍 The exact place is sent with it.")] if facts.get("pin") else []),
        *_hints(reader, facts),
    ]
    return Message("\n".join(lines), choices=keyboards.card(reader, facts))


def _same_trouble(reader: Reader, facts: Facts) -> list[str]:
    """Of other people's cases only how many they are: never a word of theirs."""
    same = facts.get("same")
    if not same:
        return []
    known = reader.chat("👥 People who already reported this: {n}.", n=same["people"])
    work = [reader.chat("This is already in work.")] if same["in_work"] else []
    return [known, *work, reader.chat("Is it the same for you? Then you need not send it again.") + "\n"]


def _hints(reader: Reader, facts: Facts) -> list[str]:
    """A passport is seldom needed, and never by a complaint."""
    lines = []
    if facts.get(PAPERS):
        lines.append(no_papers(reader))
    if facts.get(NUMBER):
        lines.append(reader.chat("⚠️ There is a personal number in the text. Please do not send it."))
    return lines


def _edit(reader: Reader, facts: Facts) -> Message:
    return Message(reader.chat("What shall be changed?"), choices=keyboards.edit(reader, facts["version"]))


def _resume(reader: Reader, facts: Facts) -> Message:
    """Whose name or address was asked for is asked again: what is written next is taken for it."""
    lines = [reader.chat("You have an unsent report:"), *story_lines(reader, facts)]
    lines += asked_of_person(reader, facts.get("asked", ""))
    return Message("\n".join(lines), choices=keyboards.resume(reader, facts["version"]))


PROMPTS: dict[str, Callable[[Reader, Facts], Message]] = {
    "story": _story,
    "more": _more,
    "village": _village,
    "village_maybe": _village_maybe,
    "place_near": _place_near,
    "place_elsewhere": _place_elsewhere,
    "place_far": _place_far,
    "share_place": _share_place,
    "topic": _topic,
    "card": _card,
    "edit": _edit,
    "resume": _resume,
    DRAFT_REMINDER: _resume,
}
