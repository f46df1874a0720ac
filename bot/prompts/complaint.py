"""The questions of a complaint, and its card."""

from collections.abc import Callable
from html import escape

from bot import keyboards
from bot.prompts.files import story_lines
from bot.reader import Facts, Reader, menu
from rules.messages import Message


def _story(reader: Reader, facts: Facts) -> Message:
    text = reader.chat(
        "What happened, and where?\nWrite in your own words, record a voice message or send a photo."
    )
    if facts.get("place"):
        text += f"\n📍 {escape(reader.place(facts['place']))}"
    return Message(text, menu=menu(reader))


def _more(reader: Reader, facts: Facts) -> Message:
    return Message(
        reader.chat("What do you want to add? Text, a voice message, a photo."),
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
    topic, where = reader.topic(facts["service"], facts["category"]), reader.place(facts["village"])
    lines = [
        reader.chat("Is this right?"),
        f"{escape(topic)} · {escape(where)}",
        *story_lines(reader, facts),
        reader.chat("The clerk will see this, but not your phone number."),
    ]
    return Message("\n".join(lines), choices=keyboards.card(reader, facts))


def _edit(reader: Reader, facts: Facts) -> Message:
    return Message(reader.chat("What shall be changed?"), choices=keyboards.edit(reader, facts["version"]))


def _resume(reader: Reader, facts: Facts) -> Message:
    lines = [reader.chat("You have an unsent report:"), *story_lines(reader, facts)]
    return Message("\n".join(lines), choices=keyboards.resume(reader, facts["version"]))


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
