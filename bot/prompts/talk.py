"""Greetings, help, and what is said between the questions."""

from collections.abc import Callable
from html import escape

from bot import keyboards
from bot.phrases import PLAIN, REFUSALS, REFUSED
from bot.reader import Facts, Reader, menu
from locales import Phrase, say, say_phrase
from rules.messages import Message


def _acknowledge(reader: Reader, facts: Facts) -> Message:
    return Message("")


def _welcome(reader: Reader, facts: Facts) -> Message:
    """In both languages: nobody has chosen yet, and the phone's own language says nothing."""
    words = [
        say(
            language,
            "chat",
            "Hello! A problem with water, waste, street lights or roads?\n"
            "Write here in your own words, or record a voice message.\n"
            "I pass it to the person in charge. The answer comes here.\n"
            "🔒 The clerk does not see your phone number.",
        )
        for language in ("ky", "ru")
    ]
    return Message("\n\n".join(words), choices=(keyboards.languages(),))


def _link_slip(reader: Reader, facts: Facts) -> Message:
    """Whoever has not chosen yet reads it in both languages."""
    words = [
        say(
            language,
            "chat",
            "This code is not known, or a letter in it is wrong.\n"
            "Please scan it again. Or write what happened: I ask for the village.",
        )
        for language in (("ky", "ru") if facts.get("both") else (reader.language,))
    ]
    return Message("\n\n".join(words), menu=menu(reader))


def _in_group(reader: Reader, facts: Facts) -> Message:
    """A group speaks no one language."""
    words = [
        say(
            language,
            "chat",
            "Please write to me in a private chat: tap my name, then “Message”.\nIn a group I take no reports.",
        )
        for language in ("ky", "ru")
    ]
    return Message("\n\n".join(words))


def _language(reader: Reader, facts: Facts) -> Message:
    return Message(reader.chat("Choose a language."), choices=(keyboards.languages(),))


def _help(reader: Reader, facts: Facts) -> Message:
    office = reader.directory.office_of(facts["village"]) if facts.get("village") else None
    lines = [
        reader.chat(
            "Write what happened, in your own words. Your report gets a number and a date for the answer."
        )
    ]
    if office is not None:
        name = escape(office.name(reader.language))
        lines.append(f"☎️ {name}: {escape(office.phone)}" if office.phone else name)
    lines.append(reader.chat("Fire: 101 · Police: 102 · Ambulance: 103 · Gas: 104"))
    return Message("\n".join(lines), menu=menu(reader))


def _refused(reader: Reader, facts: Facts) -> Message:
    said = REFUSALS.get(facts["refusal"], REFUSED)
    return Message(
        say_phrase(reader.language, said, **{key: escape(str(value)) for key, value in facts.items()})
    )


def _invited(reader: Reader, facts: Facts) -> Message:
    text = reader.chat("{name}, notices about reports will come here.\nThe inbox: /inbox", name=facts["name"])
    return Message(text)


def _inbox_link(reader: Reader, facts: Facts) -> Message:
    link = f"{reader.public_url}/sign-in/{facts['token']}"
    text = reader.chat("The link is good for 10 minutes and opens once:")
    return Message(f"{text}\n{escape(link)}")


def _plain(said: Phrase) -> Callable[[Reader, Facts], Message]:
    return lambda reader, facts: Message(say_phrase(reader.language, said), menu=menu(reader))


PROMPTS: dict[str, Callable[[Reader, Facts], Message]] = {
    "acknowledge": _acknowledge,
    "welcome": _welcome,
    "link_slip": _link_slip,
    "in_group": _in_group,
    "language": _language,
    "help": _help,
    "refused": _refused,
    "invited": _invited,
    "inbox_link": _inbox_link,
} | {code: _plain(said) for code, said in PLAIN.items()}
