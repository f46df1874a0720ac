"""Letters to the citizen whose case it is."""

from collections.abc import Callable
from html import escape

from rules.messages import Choice, Message
from rules.notices import Notice
from worker.letters.letter import Letter


def _accepted(letter: Letter) -> Message:
    lines = [
        letter.say(
            "✅ Accepted.\nNumber: {ref}\nAnswer due: {date}\nIn charge: {office}",
            date=letter.day(letter.ticket.answer_due_on),
            office=letter.office,
        )
    ]
    if letter.facts.get("register_on"):
        lines = _official(letter)
    if letter.ticket.routed_by == "fallback":
        lines.append(letter.say("The aiyl okmotu is not connected to the bot yet. The rayon passes it on."))
    lines.append(letter.say("The answer comes here."))
    told = "\n".join(
        part for part in (f"{escape(letter.topic)} · {escape(letter.place)}", letter.story) if part
    )
    lines.append(f"<blockquote>{told}</blockquote>")
    return Message("\n".join(lines), choices=((letter.button("➕ Add to it", "add"),),))


def _official(letter: Letter) -> list[str]:
    """What the law gives an appeal, beside its number."""
    return [
        letter.say(
            "✅ Official appeal accepted.\nNumber: {ref}\nRegistered by: {register}\n"
            "Answer due (by law): {date}\nIn charge: {office}",
            register=letter.day(letter.facts["register_on"]),
            date=letter.day(letter.ticket.answer_due_on),
            office=letter.office,
        )
    ]


def _appeal_accepted(letter: Letter) -> Message:
    lines = [*_official(letter), letter.say("The answer comes here.")]
    return Message("\n".join(lines), choices=((letter.button("➕ Add to it", "add"),),))


def _feedback_again(letter: Letter) -> Message:
    return Message(
        letter.say(
            "No. {ref}: an ordinary report again. Your name, address and contact were erased.\nAnswer due: {date}",
            date=letter.day(letter.ticket.answer_due_on),
        )
    )


def _registered(letter: Letter) -> Message:
    return Message(
        letter.say(
            "✅ No. {ref}: your official appeal is registered.\nRegistration number: {number}\n"
            "Answer due (by law): {date}",
            number=letter.facts["registration_number"],
            date=letter.day(letter.ticket.answer_due_on),
        )
    )


def _register_late(letter: Letter) -> Message:
    due = letter.say(
        "⏰ No. {ref}: the official appeal was to be registered by {date}.",
        date=letter.day(letter.facts["due"]),
    )
    return Message("\n".join([due, *_told(letter)]))


def _taken(letter: Letter) -> Message:
    return Message(letter.say("🔧 No. {ref}: taken into work."))


def _answer(letter: Letter) -> Message:
    text = letter.say("💬 No. {ref}: the answer has come.") + letter.quoted()
    return Message(text, choices=((letter.button("➕ Add to it", "add"),),))


def _question(letter: Letter) -> Message:
    text = letter.say("❓ No. {ref}: the clerk has a question.") + letter.quoted()
    return Message(
        text + "\n" + letter.say("Please answer."), choices=((letter.button("✍️ Answer", "answer"),),)
    )


def _question_reminder(letter: Letter) -> Message:
    text = letter.say("❓ No. {ref}: the clerk is waiting for your answer.")
    return Message(text, choices=((letter.button("✍️ Answer", "answer"),),))


def _transferred(letter: Letter) -> Message:
    text = letter.say("➡️ No. {ref}: passed on.\nNow in charge: {office}\nReason:", office=letter.office)
    return Message(text + letter.quoted())


def _extended(letter: Letter) -> Message:
    text = letter.say(
        "⏳ No. {ref}: the deadline is extended.\nNew date: {date}\nReason:",
        date=letter.day(letter.facts["until"]),
    )
    return Message(text + letter.quoted())


def _fixed_ask(letter: Letter) -> Message:
    text = letter.say("🏁 No. {ref}: the clerk writes that it is fixed.") + letter.quoted()
    return Message(f"{text}\n" + letter.say("Do you agree: is it fixed?"), choices=_is_it_fixed(letter))


def _planned_ask(letter: Letter) -> Message:
    planned = letter.ticket.planned_on
    text = letter.say(
        "📅 No. {ref}: the work is planned.\nPlanned day: {date}",
        date=letter.day(planned) if planned else "?",
    )
    return Message(text + letter.quoted(), choices=((letter.button("🔁 Reopen", "reopen"),),))


def _declined(letter: Letter) -> Message:
    text = letter.say("🚫 No. {ref}: closed. The problem is not solved.\nReason:") + letter.quoted()
    return Message(text, choices=((letter.button("🔁 Reopen", "reopen"),),))


def _fixed_reminder(letter: Letter) -> Message:
    return Message(
        letter.say("🏁 No. {ref}: is it fixed?\nPlease tap one button."), choices=_is_it_fixed(letter)
    )


def _is_it_fixed(letter: Letter) -> tuple[tuple[Choice, ...], ...]:
    sure = (letter.button("✅ Yes", "yes"), letter.button("❌ No", "no"))
    return sure, (letter.button("🤷 Not sure", "unsure"),)


def _reopened(letter: Letter) -> Message:
    """Says that the head was told only where a head was; asks only the one who reopened it."""
    lines = [letter.say("🔁 No. {ref}: reopened."), *_told(letter)]
    if letter.facts.get("press"):
        lines.append(letter.say("What is still wrong?"))
    return Message("\n".join(lines))


def _told(letter: Letter) -> list[str]:
    """Who heard of it, in sentences that are true."""
    told, sentences = letter.facts.get("told", ()), []
    if "assignee" in told:
        sentences.append(letter.say("The clerk was reminded."))
    if "head" in told and letter.municipality_kind == "town":
        sentences.append(letter.say("The mayor was told."))
    elif "head" in told:
        sentences.append(letter.say("The head of the aiyl okmotu was told."))
    return sentences


def _withdrawn_done(letter: Letter) -> Message:
    return Message(letter.say("No. {ref}: withdrawn. The clerk was told."))


def _overdue(letter: Letter) -> Message:
    due = letter.say("⏰ No. {ref}: the answer was due {date}.", date=letter.day(letter.facts["due"]))
    return Message("\n".join([due, *_told(letter)]))


TO_CITIZENS: dict[Notice, Callable[[Letter], Message]] = {
    Notice.ACCEPTED: _accepted,
    Notice.TAKEN: _taken,
    Notice.ANSWER: _answer,
    Notice.QUESTION: _question,
    Notice.QUESTION_REMINDER: _question_reminder,
    Notice.TRANSFERRED: _transferred,
    Notice.EXTENDED: _extended,
    Notice.FIXED_ASK: _fixed_ask,
    Notice.PLANNED_ASK: _planned_ask,
    Notice.DECLINED: _declined,
    Notice.FIXED_REMINDER: _fixed_reminder,
    Notice.REOPENED: _reopened,
    Notice.WITHDRAWN_DONE: _withdrawn_done,
    Notice.OVERDUE: _overdue,
    Notice.REGISTERED: _registered,
    Notice.APPEAL_ACCEPTED: _appeal_accepted,
    Notice.FEEDBACK_AGAIN: _feedback_again,
    Notice.REGISTER_LATE: _register_late,
}
