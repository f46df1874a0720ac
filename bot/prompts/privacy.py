"""What is said of a person's own data, and of things taken back."""

from collections.abc import Callable

from bot.keyboards import Rows, choice, label
from bot.reader import Facts, Reader
from bot.scripts.privacy import ROOM
from locales import say
from locales.files import one_file
from rules import retention
from rules.messages import Message
from rules.reference import shown


def _privacy(reader: Reader, facts: Facts) -> Message:
    days = retention.days_kept(reader.directory.calendar_terms, retention.UPDATE, reader.today)
    lines = [
        reader.chat(
            "🔒 The clerk sees your text, photos, village and the place you send.\n"
            "The clerk does not see your phone number or Telegram name.\n"
            "You may be recognised by your voice. You can write instead.\n"
            "The local council sees only totals.\n"
            "Do not send photos of documents."
        ),
        reader.chat(
            "Reports are kept until you delete your data.\nMessages as they came from Telegram are kept, days: {days}.",
            days=days,
        ),
    ]
    return Message("\n".join(lines), choices=_choices(reader))


def _choices(reader: Reader) -> Rows:
    return (
        (choice(label(reader, "📄 My data"), ROOM, 0, "data", reader.language),),
        (choice(label(reader, "🗑 Delete my data"), ROOM, 0, "delete", reader.language),),
    )


def _sure(reader: Reader, facts: Facts) -> Message:
    lines = [
        reader.chat(
            "Delete your personal data?\nYour reports’ words, your files and our messages are deleted. "
            "This cannot be undone."
        )
    ]
    if facts["open_cases"]:
        lines.append(
            reader.chat(
                "Your open reports are withdrawn: {n}. The office will know that.", n=facts["open_cases"]
            )
        )
    if facts["appeals"]:
        lines.append(
            reader.chat(
                "Official appeals are kept as long as the law requires: {n}. "
                "The answer will not come here, but to the address in the appeal.",
                n=facts["appeals"],
            )
        )
    erase = choice(
        label(reader, "🗑 Delete all"), ROOM, facts["asked_at"], "erase", reader.language, style="danger"
    )
    keep = choice(label(reader, "⬅️ Back"), ROOM, 0, "keep", reader.language)
    return Message("\n".join(lines), choices=((erase,), (keep,)))


def _erased(reader: Reader, facts: Facts) -> Message:
    """In the language the button knew: the reader is nobody any more."""
    language = facts["language"]
    lines = [say(language, "chat", "Your personal data has been deleted.")]
    if facts["appeals"]:
        lines.append(
            say(
                language,
                "chat",
                "Official appeals are kept as long as the law requires: {n}.",
                n=facts["appeals"],
            )
        )
    return Message("\n".join(lines))


def _nothing_erased(reader: Reader, facts: Facts) -> Message:
    return Message(reader.chat("Nothing was deleted."))


def _own_files(reader: Reader, facts: Facts) -> Message:
    lines = (
        [reader.chat("The file is taken back. The clerk cannot open it any more.")]
        if facts["taken_back"]
        else []
    )
    if facts["files"]:
        lines.append(reader.chat("No. {ref}: which file do you take back?", ref=shown(facts["ticket"])))
        lines += [f"{words} · {on}" for words, on, _ in _numbered(reader, facts)]
    elif not lines:
        lines.append(reader.chat("No. {ref}: there are no files.", ref=shown(facts["ticket"])))
    back = choice(label(reader, "⬅️ Back"), "t", facts["ticket"], "show")
    rows = [
        (choice(words, "t", facts["ticket"], "unfile", str(one["id"])),)
        for words, _, one in _numbered(reader, facts)
    ]
    return Message("\n".join(lines), choices=(*rows, (back,)))


def _numbered(reader: Reader, facts: Facts) -> list[tuple[str, str, Facts]]:
    """Each file's number and kind, and the day it came on."""
    found = []
    for number, one in enumerate(facts["files"], 1):
        words = f"{number}. {one_file(reader.language, one['kind'], one['seconds'])}"
        found.append((words, reader.day(one["on"]), one))
    return found


PROMPTS: dict[str, Callable[[Reader, Facts], Message]] = {
    "privacy": _privacy,
    "erase_sure": _sure,
    "erased": _erased,
    "nothing_erased": _nothing_erased,
    "own_files": _own_files,
}
