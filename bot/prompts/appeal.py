"""The questions of an official appeal. The person's own answers come from the conversation: see bot/rendering.py."""

from collections.abc import Callable

from bot import keyboards
from bot.keyboards import Rows, choice, label
from bot.phrases import UNLIKE
from bot.reader import Facts, Reader, menu
from locales import say_phrase
from rules.deadlines import ANSWER_TERM, REGISTER_TERM, term_on
from rules.messages import Key, Message
from rules.reference import shown


def person_lines(reader: Reader, facts: Facts) -> list[str]:
    """Whose appeal it will be, and who sees that."""
    who = facts["applicant"]
    return [
        reader.chat("Name: {name}", name=who.get("name", "")),
        reader.chat("Address: {address}", address=who.get("address", "")),
        reader.chat("Contact: {contact}", contact=who.get("contact", "")),
        reader.chat("The clerk will see this, with your name, address and contact."),
    ]


def asked_of_person(reader: Reader, step: str) -> list[str]:
    """The question of this step alone, where it is one of those."""
    match step:
        case "official_name":
            return [reader.chat("Please write your surname, name and patronymic.")]
        case "official_address":
            return [reader.chat("Please write your address: village, street, house.")]
        case "official_contact":
            return [reader.chat("How can the office reach you?\nPlease write a phone number or an e-mail.")]
    return []


def _choice(reader: Reader, facts: Facts) -> Message:
    terms, today = reader.directory.terms, reader.today
    lines = [
        reader.chat(
            "Ordinary report: no name needed, no legal deadline.\n"
            "Official appeal: registered and considered under the law."
        ),
        reader.chat(
            "An official appeal needs your full name, address and phone.\n"
            "The person in charge will see them.\n"
            "Registration, working days: {register_days}. Then the answer, working days: {answer_days}.",
            register_days=term_on(terms, REGISTER_TERM, today).days,
            answer_days=term_on(terms, ANSWER_TERM, today).days,
        ),
    ]
    version = facts["version"]
    going_on = choice(label(reader, "📄 Continue officially"), "a", version, "begin")
    ordinary = choice(label(reader, "↩️ Keep it ordinary"), "a", version, "ordinary")
    return Message("\n\n".join(lines), choices=((going_on,), (ordinary,)))


def _name(reader: Reader, facts: Facts) -> Message:
    return Message(asked_of_person(reader, "official_name")[0], choices=_back(reader, facts))


def _address(reader: Reader, facts: Facts) -> Message:
    return Message(asked_of_person(reader, "official_address")[0], choices=_back(reader, facts))


def _share(reader: Reader, facts: Facts) -> Message:
    """Only a key of the keyboard can share a number, and only a message without buttons can bring one."""
    text = reader.chat("If it is this telephone, press “📱 My Telegram number” below.")
    return Message(
        text, menu=((Key(label(reader, "📱 My Telegram number"), shares_contact=True),), *menu(reader))
    )


def _contact(reader: Reader, facts: Facts) -> Message:
    return Message(asked_of_person(reader, "official_contact")[0], choices=_back(reader, facts))


def _consent(reader: Reader, facts: Facts) -> Message:
    version = facts["version"]
    text = reader.chat("Do you agree to give your personal data to those who consider your appeal?")
    agree = choice(label(reader, "✅ I agree"), "a", version, "agree")
    disagree = choice(label(reader, "❌ I do not agree"), "a", version, "ordinary")
    return Message(text, choices=((agree,), (disagree,), (keyboards.back(reader, "a", version),)))


def _change(reader: Reader, facts: Facts) -> Message:
    version = facts["version"]
    name, address, contact = (
        choice(words, "a", version, "ask", value)
        for words, value in (
            (label(reader, "Name"), "name"),
            (label(reader, "Address"), "address"),
            (label(reader, "Contact"), "contact"),
        )
    )
    rows = ((name,), (address, contact), (keyboards.back(reader, "a", version),))
    return Message(reader.chat("What shall be changed?"), choices=rows)


def _card(reader: Reader, facts: Facts) -> Message:
    """Of a case that was sent already."""
    version = facts["version"]
    lines = [
        reader.chat("Is this right?"),
        reader.chat("📄 Official appeal"),
        reader.chat("No. {ref}", ref=shown(facts["ticket"])),
        *person_lines(reader, facts),
    ]
    send = choice(label(reader, "✅ Send"), "a", version, "send", style="success")
    return Message("\n".join(lines), choices=((send,), *keyboards.official(reader, version)))


def _again(reader: Reader, facts: Facts) -> Message:
    return Message(say_phrase(reader.language, UNLIKE[facts["reason"]]))


def _dropped(reader: Reader, facts: Facts) -> Message:
    lines = [reader.chat("It stays an ordinary report.")]
    if facts["kept"]:
        lines.append(reader.chat("What you wrote about yourself was not kept."))
    return Message("\n".join(lines), menu=menu(reader))


def _ordinary_sure(reader: Reader, facts: Facts) -> Message:
    text = reader.chat(
        "No. {ref}: make it an ordinary report again?\n"
        "Your name, address and contact are erased. The legal deadline is gone.",
        ref=shown(facts["ticket"]),
    )
    ticket = facts["ticket"]
    yes = choice(label(reader, "↩️ Make it ordinary"), "t", ticket, "ordinary_yes")
    return Message(text, choices=((yes,), (choice(label(reader, "⬅️ Back"), "t", ticket, "show"),)))


def _back(reader: Reader, facts: Facts) -> Rows:
    version = facts["version"]
    cancel = choice(label(reader, "❌ Cancel"), "a", version, "ordinary")
    return ((keyboards.back(reader, "a", version), cancel),)


PROMPTS: dict[str, Callable[[Reader, Facts], Message]] = {
    "official": _choice,
    "official_name": _name,
    "official_address": _address,
    "official_share": _share,
    "official_contact": _contact,
    "official_consent": _consent,
    "official_change": _change,
    "official_card": _card,
    "official_again": _again,
    "official_dropped": _dropped,
    "ordinary_sure": _ordinary_sure,
}
