"""The questions of a rating, and thanks."""

from collections.abc import Callable

from bot import keyboards
from bot.reader import Facts, Reader
from rules.messages import Message


def _rate_service(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("Which service do you want to rate?")
    return Message(text, choices=keyboards.topics(reader, "r", facts["version"], rated=True))


def _rate_village(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("Which village?\nTap, or write its name.")
    return Message(text, choices=keyboards.places(reader, "r", facts))


def _rate_village_maybe(reader: Reader, facts: Facts) -> Message:
    if facts["text"]:
        text = reader.chat("No village called “{text}” was found.\nMaybe one of these?", text=facts["text"])
    else:
        text = reader.chat("Which village is it in?")
    return Message(text, choices=keyboards.maybe(reader, "r", facts))


def _rate_score(reader: Reader, facts: Facts) -> Message:
    text = reader.chat(
        "{service}, {place}.\nHow was it this month?",
        service=reader.topic(facts["service"], None),
        place=reader.place_apart(facts["village"]),
    )
    return Message(text, choices=keyboards.scores(reader, facts["version"]))


def _rate_thanks(reader: Reader, facts: Facts) -> Message:
    if "n" in facts:
        return Message(
            reader.chat(
                "Thank you! Rated this month: {n}.\nOf these, good: {good}.", n=facts["n"], good=facts["good"]
            )
        )
    return Message(reader.chat("Thank you! Your rating is saved."))


def _rate_case(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("How was your report handled? Please rate.")
    return Message(text, choices=keyboards.case_scores(reader, facts["ticket"]))


PROMPTS: dict[str, Callable[[Reader, Facts], Message]] = {
    "rate_service": _rate_service,
    "rate_village": _rate_village,
    "rate_village_maybe": _rate_village_maybe,
    "rate_score": _rate_score,
    "rate_thanks": _rate_thanks,
    "rate_case": _rate_case,
}
