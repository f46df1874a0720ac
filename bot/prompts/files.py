"""What is said of files: what came, what was not taken, and why."""

from collections.abc import Callable
from html import escape

from bot.reader import STORY_SHOWN, Facts, Reader
from locales import phrase, say_phrase
from locales.files import enclosed
from rules.attachments import DOWNLOADABLE, LARGEST_DOCUMENT, MEGABYTE
from rules.messages import Message, shortened
from rules.reference import shown

NOT_TAKEN = {
    "file_type": phrase("chat", "This kind of file cannot be opened. Send a photo or a PDF."),
    "too_big": phrase("chat", "The file is too big. Limit: {max_mb} MB.\nSend a smaller one."),
    "broken": phrase("chat", "The file is damaged and could not be opened. Please send it again."),
    "gone": phrase("chat", "Telegram did not give us the file. Please send it again."),
}


def story_lines(reader: Reader, facts: Facts) -> list[str]:
    """The words and the files of a report, each on a line of its own."""
    lines = []
    if facts["text"]:
        lines.append(reader.chat("“{text}”", text=shortened(facts["text"], STORY_SHOWN)))
    if files := enclosed(reader.language, facts.get("files", ())):
        lines.append(files)
    if facts.get("left_out"):
        lines.append(left_out(reader, len(facts["files"])))
    if facts.get("large"):
        lines.append(large(reader))
    return lines


def short_story(reader: Reader, facts: Facts, longest: int) -> str:
    """In one piece, for a list: the words, or what there is instead of them."""
    return escape(shortened(facts["text"], longest) or enclosed(reader.language, facts.get("files", ())))


def left_out(reader: Reader, kept: int) -> str:
    return reader.chat("Files kept: {n}. The rest were not kept.", n=kept)


def large(reader: Reader) -> str:
    return reader.chat(
        "A file is larger than {max_mb} MB: the clerk cannot open it. Please send a shorter one.",
        max_mb=DOWNLOADABLE // MEGABYTE,
    )


def no_papers(reader: Reader) -> str:
    return reader.chat("⚠️ Is there a document in the photo? Please do not send photos of documents.")


def _refused(reader: Reader, facts: Facts) -> Message:
    return Message(_why(reader, facts["reason"]))


def _not_kept(reader: Reader, facts: Facts) -> Message:
    """Of a case that was sent already: the file turned out to be something else."""
    head = reader.chat("No. {ref}: a file was not kept.", ref=shown(facts["ticket"]))
    return Message(f"{head}\n{_why(reader, facts['reason'])}")


def _left_out(reader: Reader, facts: Facts) -> Message:
    return Message(left_out(reader, facts["kept"]))


def _why(reader: Reader, reason: str) -> str:
    return say_phrase(reader.language, NOT_TAKEN[reason], max_mb=LARGEST_DOCUMENT // MEGABYTE)


PROMPTS: dict[str, Callable[[Reader, Facts], Message]] = {
    "file_refused": _refused,
    "file_not_kept": _not_kept,
    "left_out": _left_out,
}
