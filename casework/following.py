"""Neighbours of a case: they say "the same here", get every answer, are counted with the time, and may leave."""

from collections.abc import Sequence

from casework import ledger
from casework.desk import Actor, Desk
from casework.ledger import Said
from db.queries import followers, outbox, people, tickets
from db.tables.tickets import Ticket
from rules import text
from rules.attachments import Attached
from rules.geography import Point
from rules.lifecycle import Move, Role, Source, Track
from rules.nearby import Trouble
from rules.refusals import NotAllowed, NotNow


def join(desk: Desk, ticket_id: int, *, by: Actor, said: str = "", files: Sequence[Attached] = ()) -> Ticket:
    """With what the neighbour has to say. A second time changes nothing. Raises NotNow, NotAllowed."""
    ticket = tickets.for_update(desk.session, ticket_id)
    assert by.citizen_id is not None
    if ticket.track != Track.FEEDBACK or ticket.citizen_id == by.citizen_id:
        raise NotNow("move_not_possible", move=Move.JOIN, status=ticket.status)
    if not followers.join(desk.session, ticket_id, by.citizen_id, at=desk.at):
        return ticket
    ticket.joined += 1
    words = text.clean(said).strip()
    spoken = Said(text=words or None, facts={"joined": ticket.joined}, files=files)
    # The office hears of the first of a day: a burst pipe has two hundred.
    ledger.enter(desk, ticket, Move.JOIN, by=by, said=spoken, once=desk.today.isoformat())
    return ticket


def leave(desk: Desk, ticket_id: int, *, by: Actor) -> Ticket:
    """Nothing more is told. A second time changes nothing."""
    ticket = tickets.for_update(desk.session, ticket_id)
    assert by.citizen_id is not None
    if followers.leave(desk.session, ticket_id, by.citizen_id, at=desk.at):
        ticket.joined -= 1
        ledger.enter(desk, ticket, Move.LEAVE, by=by, said=Said(facts={"joined": ticket.joined}))
        no_more_letters(desk, ticket, by)
    return ticket


def no_more_letters(desk: Desk, ticket: Ticket, by: Actor) -> None:
    """Whoever leaves a case is not written to about it, not even what waits for the morning or for their return."""
    citizen = people.citizen(desk.session, by.citizen_id) if by.citizen_id is not None else None
    if citizen is not None:
        outbox.drop_letters(desk.session, citizen.chat_id, ticket.id, at=desk.at)


def probably_same(
    desk: Desk,
    *,
    service: str,
    category: str | None,
    village: str,
    pin: Point | None,
    citizen_id: int,
) -> Ticket | None:
    """An open case of somebody else that a report is probably about too."""
    place = desk.directory.place_by_code(village)
    if place is None:
        return None
    return followers.probably_same(
        desk.session,
        Trouble(service, category, place.id, pin, desk.at),
        municipality_id=desk.directory.municipality_of(place.id).id,
        citizen_id=citizen_id,
    )


def concerned(desk: Desk, ticket: Ticket, by: Actor) -> None:
    """Raises NotAllowed unless the case is this citizen's, or this citizen follows it."""
    if by.role is not Role.CITIZEN or (by.citizen_id is not None and ticket.citizen_id == by.citizen_id):
        return
    if by.citizen_id is None or not followers.follows(desk.session, ticket.id, by.citizen_id):
        raise NotAllowed("not_your_case")


def voices(ticket: Ticket) -> int:
    """How many people report it; whoever filed it in Telegram and left it is none of them any more."""
    left = ticket.citizen_id is None and ticket.source == Source.TELEGRAM
    return ticket.joined + (0 if left else 1)


def has_neighbours(desk: Desk, ticket: Ticket) -> bool:
    """Whether anybody is there for whom it goes on: those who were forgotten are counted, and told nothing."""
    return bool(ticket.joined) and bool(followers.of_ticket(desk.session, ticket.id))


def nobodys_but_own(desk: Desk, ticket: Ticket) -> None:
    """Raises NotNow where neighbours follow the case: answers to an appeal may name the person, and go to them."""
    if has_neighbours(desk, ticket):
        raise NotNow("appeal_has_neighbours")


def speaks_for_it(ticket: Ticket, by: Actor) -> bool:
    """Whether this citizen's yes closes the case: the one who filed it; any neighbour, once that one has left it.

    Somebody who came in person, or called, is not here to answer: a neighbour does not answer for them.
    """
    left = ticket.citizen_id is None and ticket.source == Source.TELEGRAM
    return by.role is not Role.CITIZEN or left or ticket.citizen_id == by.citizen_id
