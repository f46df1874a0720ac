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


def _rate_why(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("What was wrong?\nTap, write or record a voice message.")
    return Message(text, choices=keyboards.reasons(reader, facts))


def _rate_thanks(reader: Reader, facts: Facts) -> Message:
    """To whoever is not content it says that nobody acts upon a rating, and how somebody would."""
    if "n" in facts:
        thanks = reader.chat(
            "Thank you! Rated this month: {n}.\nOf these, good: {good}.", n=facts["n"], good=facts["good"]
        )
    else:
        thanks = reader.chat("Thank you! Your rating is saved.")
    if not facts.get("offer"):
        return Message(thanks)
    offer = reader.chat("A rating is not a report. For the clerk to look into it, send a report.")
    return Message(f"{thanks}\n{offer}", choices=keyboards.to_report(reader, facts))


def _panel(reader: Reader, facts: Facts) -> Message:
    if facts["asked"]:
        text = reader.chat("Agreed: you may be asked once a month how a service is.")
    else:
        text = reader.chat("Agreed: you will not be asked any more.\nYou can still rate: /rate")
    return Message(text, choices=(keyboards.panel(reader, asked=facts["asked"]),))


def _settings(reader: Reader, facts: Facts) -> Message:
    if facts["asked"]:
        text = reader.chat(
            "Once a month the bot may ask you how a service is.\nWho is asked is decided by chance."
        )
    else:
        text = reader.chat("The bot does not ask you how services are.")
    return Message(
        f"{reader.chat('Choose a language.')}\n\n{text}",
        choices=(keyboards.languages(), keyboards.panel(reader, asked=facts["asked"])),
    )


def _rate_case(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("How was your report handled? Please rate.")
    return Message(text, choices=keyboards.case_scores(reader, facts["ticket"]))


PROMPTS: dict[str, Callable[[Reader, Facts], Message]] = {
    "rate_service": _rate_service,
    "rate_village": _rate_village,
    "rate_village_maybe": _rate_village_maybe,
    "rate_score": _rate_score,
    "rate_why": _rate_why,
    "rate_thanks": _rate_thanks,
    "rate_case": _rate_case,
    "panel": _panel,
    "settings": _settings,
}
