"""What a citizen sees of cases that were sent."""

from collections.abc import Callable
from html import escape

from bot import keyboards
from bot.phrases import STATUS, WHY
from bot.prompts.files import large, no_papers, short_story
from bot.reader import Facts, Reader, menu
from bot.scripts.papers import PAPERS
from locales import say_phrase
from locales.files import enclosed
from rules.lifecycle import Track
from rules.messages import Message, shortened
from rules.reference import shown


def _unclear(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("I am not sure I understood. Is this a new report?")
    return Message(text, choices=keyboards.unclear(reader, facts))


def _write_addition(reader: Reader, facts: Facts) -> Message:
    text = reader.chat(
        "No. {ref}: write, record a voice message or send a photo. I pass it to the clerk.",
        ref=shown(facts["ticket"]),
    )
    return Message(text, choices=((keyboards.cancel(reader, "f", facts["version"]),),))


def _mine(reader: Reader, facts: Facts) -> Message:
    if not facts["cases"]:
        return Message(reader.chat("You have no reports yet."), menu=menu(reader))
    lines = [_mine_line(reader, case) for case in facts["cases"]]
    return Message("\n\n".join(lines), choices=keyboards.cases(reader, facts["cases"]))


def _case(reader: Reader, facts: Facts) -> Message:
    directory = reader.directory
    inbox, village = directory.inbox(facts["inbox"]), directory.place(facts["village"])
    lines = [
        reader.chat("No. {ref}", ref=shown(facts["ticket"])),
        reader.chat("State: {status}", status=say_phrase(reader.language, STATUS[facts["status"]])),
        f"{escape(reader.topic(facts['service'], None))} · " + escape(reader.place_apart(village.code)),
        reader.chat("Filed: {date}", date=reader.day(facts["filed"])),
        *_track_lines(reader, facts),
        reader.chat("In charge: {office}", office=inbox.name(reader.language)),
        reader.chat("Why there: {reason}", reason=say_phrase(reader.language, WHY[facts["routed_by"]])),
        _people(reader, facts) or f"<blockquote>{_story(reader, facts)}</blockquote>",
    ]
    return Message("\n".join(lines), choices=keyboards.case(reader, facts))


def _track_lines(reader: Reader, facts: Facts) -> list[str]:
    due = reader.day(facts["due"])
    if facts.get("track") != Track.APPEAL:
        return [reader.chat("Answer due: {date}", date=due)]
    number, register_on = facts.get("registration_number"), facts.get("register_on")
    return [
        reader.chat("📄 Official appeal"),
        *([reader.chat("Registration number: {number}", number=number)] if number else []),
        *([reader.chat("Registered by: {date}", date=reader.day(register_on))] if register_on else []),
        reader.chat("Answer due (by law): {date}", date=due),
    ]


def _withdraw_sure(reader: Reader, facts: Facts) -> Message:
    if facts["people"]:
        text = reader.chat(
            "No. {ref}: withdraw this report?\nIt goes on for the neighbours who joined: {n}.",
            ref=shown(facts["ticket"]),
            n=facts["people"],
        )
    else:
        text = reader.chat(
            "No. {ref}: withdraw this report?\nIt will not be considered after that.",
            ref=shown(facts["ticket"]),
        )
    return Message(text, choices=keyboards.withdraw(reader, facts["ticket"]))


def _added(reader: Reader, facts: Facts) -> Message:
    """Whoever began with a story has not met the menu yet."""
    lines = [reader.chat("No. {ref}: added.", ref=shown(facts["ticket"]))]
    if facts.get("large"):
        lines.append(large(reader))
    if facts.get(PAPERS):
        lines.append(no_papers(reader))
        return Message("\n".join(lines), choices=((keyboards.take_back(reader, facts["ticket"]),),))
    return Message("\n".join(lines), menu=menu(reader))


def _story(reader: Reader, facts: Facts) -> str:
    files = enclosed(reader.language, facts.get("files", ()))
    return "\n".join(line for line in (escape(shortened(facts["text"], 500)), files) if line)


def _mine_line(reader: Reader, case: Facts) -> str:
    head = reader.chat(
        "No. {ref} · {topic} · {status}",
        ref=shown(case["ticket"]),
        topic=reader.topic(case["service"], None),
        status=say_phrase(reader.language, STATUS[case["status"]]),
    )
    due = "\n" + reader.chat("Answer due: {date}", date=reader.day(case["due"])) if case["due"] else ""
    return f"{head}{due}\n<i>{_people(reader, case) or short_story(reader, case, 60)}</i>"


def _people(reader: Reader, facts: Facts) -> str:
    """Instead of the words of somebody else."""
    return reader.chat("👥 You joined it. Reported by: {n}.", n=facts["people"]) if "people" in facts else ""


def _joined(reader: Reader, facts: Facts) -> Message:
    text = reader.chat(
        "Thank you, added to No. {ref}. Reported by: {n}.\nYou will get the answer too.",
        ref=shown(facts["ticket"]),
        n=facts["people"],
    )
    return Message(text, choices=((keyboards.leave(reader, facts["ticket"]),),))


def _left_case(reader: Reader, facts: Facts) -> Message:
    return Message(
        reader.chat("No. {ref}: you left it. I will not write about it.", ref=shown(facts["ticket"]))
    )


def _goes_on_without(reader: Reader, facts: Facts) -> Message:
    text = reader.chat(
        "No. {ref}: withdrawn for you. It goes on for the neighbours who joined: {n}.",
        ref=shown(facts["ticket"]),
        n=facts["people"],
    )
    return Message(text)


PROMPTS: dict[str, Callable[[Reader, Facts], Message]] = {
    "unclear": _unclear,
    "write_addition": _write_addition,
    "mine": _mine,
    "case": _case,
    "withdraw_sure": _withdraw_sure,
    "added": _added,
    "joined": _joined,
    "left_case": _left_case,
    "goes_on_without": _goes_on_without,
}
