"""Who the person is to us, and how much was written back and forth."""

from bot.own_data.paper import Part, Sheet, facts
from db.queries.own_data import OwnData
from locales import OWN_NAMES
from rules import retention


def about(found: OwnData, sheet: Sheet) -> Part:
    one, directory = found.citizen, sheet.reader.directory
    village = directory.place(one.village_id).code if one.village_id else ""
    rows = [
        (sheet.data("Number of your Telegram chat"), one.chat_id),
        (sheet.data("Language you chose"), OWN_NAMES.get(one.language or "", "")),
        (sheet.data("Language of your words"), OWN_NAMES.get(one.guessed_language or "", "")),
        (sheet.data("Your village"), sheet.reader.place_apart(village) if village else ""),
        (sheet.data("The code you came by"), one.source or ""),
        (sheet.data("Your first message"), sheet.moment(one.first_seen_at)),
        (sheet.data("Messages reach you"), sheet.data("yes") if one.reachable else sheet.data("no")),
    ]
    return sheet.data("About you"), [
        f"<p>{sheet.data('Your name and your phone number are not kept.')}</p>",
        facts(rows),
    ]


def messages(found: OwnData, sheet: Sheet) -> Part:
    terms = sheet.reader.directory.calendar_terms
    days = retention.days_kept(terms, retention.UPDATE, sheet.reader.today)
    since = sheet.moment(found.received_since) if found.received_since else ""
    rows = [
        (sheet.data("Your messages as they came from Telegram"), found.received),
        (sheet.data("The oldest of them"), since),
        (sheet.data("Days until they are deleted"), days),
        (sheet.data("Messages sent to you"), found.told),
    ]
    return sheet.data("Messages"), [facts(rows)]
