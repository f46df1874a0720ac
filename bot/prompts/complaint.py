"""The questions of a complaint, and its card."""

from collections.abc import Callable
from html import escape

from bot import keyboards
from bot.reader import STORY_SHOWN, Facts, Reader, menu
from rules.messages import Message, shortened


def _story(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("What happened, and where?\nWrite in your own words.")
    if facts.get("place"):
        text += f"\n📍 {escape(reader.place(facts['place']))}"
    return Message(text, menu=menu(reader))


def _more(reader: Reader, facts: Facts) -> Message:
    return Message(
        reader.chat("Write what you want to add."),
        choices=((keyboards.back(reader, "c", facts["version"]),),),
    )


def _village(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("Which village is it in?\nTap, or write its name.")
    return Message(text, choices=keyboards.places(reader, "c", facts))


def _village_maybe(reader: Reader, facts: Facts) -> Message:
    if facts["text"]:
        text = reader.chat("No village called “{text}” was found.\nMaybe one of these?", text=facts["text"])
    else:
        text = reader.chat("Which village is it in?")
    return Message(text, choices=keyboards.maybe(reader, "c", facts))


def _topic(reader: Reader, facts: Facts) -> Message:
    return Message(reader.chat("What is it about?"), choices=keyboards.topics(reader, "c", facts["version"]))


def _card(reader: Reader, facts: Facts) -> Message:
    text = reader.chat(
        "Is this right?\n{topic} · {place}\n“{text}”\nThe clerk will see this, but not your phone number.",
        topic=reader.topic(facts["service"], facts["category"]),
        place=reader.place(facts["village"]),
        text=shortened(facts["text"], STORY_SHOWN),
    )
    return Message(text, choices=keyboards.card(reader, facts))


def _edit(reader: Reader, facts: Facts) -> Message:
    return Message(reader.chat("What shall be changed?"), choices=keyboards.edit(reader, facts["version"]))


def _resume(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("You have an unsent report:\n“{text}”", text=shortened(facts["text"], STORY_SHOWN))
    return Message(text, choices=keyboards.resume(reader, facts["version"]))


PROMPTS: dict[str, Callable[[Reader, Facts], Message]] = {
    "story": _story,
    "more": _more,
    "village": _village,
    "village_maybe": _village_maybe,
    "topic": _topic,
    "card": _card,
    "edit": _edit,
    "resume": _resume,
}
