"""Letters to those who work on the case: what happened, which case, and where to open it."""

from collections.abc import Callable
from html import escape

from rules.messages import Message
from rules.notices import Notice
from rules.reference import shown
from worker.letters.letter import Letter


def _for_colleague(headline: Callable[[Letter], str]) -> Callable[[Letter], Message]:
    """A colleague's letter: what happened, which case, and where to open it."""

    def word(letter: Letter) -> Message:
        where = f"{escape(letter.topic)} · {escape(letter.place)}"
        link = f"\n{escape(letter.public_url)}/inbox/{shown(letter.ticket.id)}" if letter.public_url else ""
        return Message(f"{headline(letter)}\n{where}{letter.quoted()}{link}")

    return word


def _new(it: Letter) -> str:
    return it.say("📥 No. {ref}: a new report.\nAnswer due: {date}", date=it.day(it.ticket.answer_due_on))


def _official(it: Letter) -> str:
    """The name stays on the page: a colleague's telephone is read by others too."""
    return it.say(
        "📄 No. {ref}: an official appeal.\nRegister by: {register}\nAnswer due (by law): {date}",
        register=it.day(it.facts["register_on"]),
        date=it.day(it.ticket.answer_due_on),
    )


def _unregistered(it: Letter) -> str:
    return it.say(
        "⏰ No. {ref}: the official appeal is not registered. It was due {date}.",
        date=it.day(it.facts["due"]),
    )


TO_COLLEAGUES: dict[Notice, Callable[[Letter], Message]] = {
    Notice.NEW_CASE: _for_colleague(lambda it: _official(it) if it.facts.get("register_on") else _new(it)),
    Notice.ADDED: _for_colleague(lambda it: it.say("➕ No. {ref}: the resident added something.")),
    Notice.JOINED: _for_colleague(
        lambda it: it.say("👥 No. {ref}: neighbours have the same. Joined so far: {n}.", n=it.ticket.joined)
    ),
    Notice.ASSIGNED: _for_colleague(lambda it: it.say("👤 No. {ref}: assigned to you.")),
    Notice.CASE_LEFT: _for_colleague(
        lambda it: it.say("➡️ No. {ref}: passed on.\nNow in charge: {office}", office=it.office)
    ),
    Notice.CASE_ARRIVED: _for_colleague(lambda it: it.say("📥 No. {ref}: passed on to you.")),
    Notice.CONFIRMED: _for_colleague(
        lambda it: it.say("🏁 No. {ref}: the resident answered the question “is it fixed?”")
    ),
    Notice.CASE_REOPENED: _for_colleague(lambda it: it.say("🔁 No. {ref}: reopened.")),
    Notice.REOPENED_HEAD: _for_colleague(lambda it: it.say("🔁 No. {ref}: reopened.")),
    Notice.WITHDRAWN: _for_colleague(lambda it: it.say("No. {ref}: the resident withdrew it.")),
    Notice.QUESTION_LAPSED: _for_colleague(
        lambda it: it.say(
            "⌛ No. {ref}: the resident did not answer your question.\nThe deadline runs again."
        )
    ),
    Notice.DUE_SOON: _for_colleague(
        lambda it: it.say(
            "⏳ No. {ref}: the answer is due soon.\nAnswer due: {date}", date=it.day(it.ticket.answer_due_on)
        )
    ),
    Notice.OVERDUE_CLERK: _for_colleague(
        lambda it: it.say("⏰ No. {ref}: the answer was due {date}.", date=it.day(it.facts["due"]))
    ),
    Notice.OVERDUE_HEAD: _for_colleague(
        lambda it: it.say("⏰ No. {ref}: the answer was due {date}.", date=it.day(it.facts["due"]))
    ),
    Notice.NEW_APPEAL: _for_colleague(_official),
    Notice.APPEAL_DROPPED: _for_colleague(
        lambda it: it.say("No. {ref}: the resident made it an ordinary report again.")
    ),
    Notice.REGISTER_SOON: _for_colleague(
        lambda it: it.say("⏳ No. {ref}: the official appeal must be registered today.")
    ),
    Notice.REGISTER_LATE_CLERK: _for_colleague(_unregistered),
    Notice.REGISTER_LATE_HEAD: _for_colleague(_unregistered),
}
