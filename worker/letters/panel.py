"""The panel's question: how was this one service, this month?"""

from html import escape

from casework.desk import Desk
from db.queries import panel
from db.queries.directory import Directory
from db.queries.outbox import Leased
from db.queries.panel import Awaited
from locales import place, say
from locales.ratings import scale
from rules.messages import Button, Choice, Message
from rules.ratings import month_of


def question(desk: Desk, owed: Leased, language: str) -> Message | None:
    """None where it need not be asked any more."""
    asked = panel.awaited(desk.session, owed.facts["ask"], month=month_of(desk.today))
    return worded(desk.directory, asked, language) if asked else None


def worded(directory: Directory, asked: Awaited, language: str) -> Message:
    return Message(_text(directory, asked, language), choices=_choices(asked, language))


def _text(directory: Directory, asked: Awaited, language: str) -> str:
    service, village = directory.service(asked.service), directory.place(asked.village_id)
    above = directory.above_namesake(village, language)
    return say(
        language,
        "chat",
        "Each month a few residents are chosen by chance and asked.\n{service}, {place}.\nHow was it this month?",
        service=escape(f"{service.emoji} {service.name(language)}"),
        place=escape(place(language, village.kind, village.name(language), above)),
    )


def _choices(asked: Awaited, language: str) -> tuple[tuple[Choice, ...], ...]:
    """The service goes with the score: why it is bad is asked without looking anything up."""
    scores = [
        (Choice(label, Button("p", asked.id, "score", f"{score}:{asked.service}").encode()),)
        for score, label in scale(language)
    ]
    enough = Choice(
        say(language, "button", "🔕 Do not ask me again"), Button("p", asked.id, "leave").encode()
    )
    return (*scores, (enough,))
