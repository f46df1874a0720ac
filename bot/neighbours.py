"""The acts of those who say "the same here": joining a neighbour's case, leaving it, and what they see of it."""

from typing import Any

from bot.doing import Chat, Facts
from bot.steps import Prompt
from casework import following, people
from casework.desk import Desk
from db.queries import followers, tickets
from db.queries.tickets import TicketRow


def join(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    ticket = following.join(desk, facts["ticket"], by=chat.citizen, said=facts["text"], files=facts["files"])
    people.choose_village(desk, people.citizen_of(desk, chat.citizen_id), facts["village"])
    thanks = {"ticket": ticket.id, "people": following.voices(ticket), "replaces": facts["replaces"]}
    return (Prompt("joined", thanks, in_place=True),)


def leave(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    following.leave(desk, facts["ticket"], by=chat.citizen)
    return (Prompt("left_case", {"ticket": facts["ticket"]}),)


def own_and_followed(desk: Desk, chat: Chat, *, limit: int) -> list[TicketRow]:
    """The newest first."""
    own = tickets.of_citizen(desk.session, chat.citizen_id, limit=limit)
    others = followers.followed_by(desk.session, chat.citizen_id, limit=limit)
    return sorted([*own, *others], key=lambda ticket: ticket.id, reverse=True)[:limit]


def veiled(desk: Desk, chat: Chat, ticket: TicketRow) -> dict[str, Any]:
    """Somebody else's words and pictures are never shown to those who only follow the case. Raises NotAllowed."""
    following.concerned(desk, ticket, chat.citizen)
    if ticket.citizen_id == chat.citizen_id:
        return {}
    return {"text": "", "files": [], "people": following.voices(ticket)}
