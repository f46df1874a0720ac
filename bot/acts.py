"""What a script asked to be done, done through the casework; what is to be said about it comes back as prompts."""

from datetime import date
from typing import Any

from bot import neighbours, private_acts
from bot.doing import Chat, Doing, Facts
from bot.rating_acts import RATING
from bot.scripts import papers
from bot.steps import Act, Prompt
from casework import appeals, closing, following, handling, intake, people
from casework.desk import Desk
from casework.handling import Enclosed
from casework.intake import Complaint
from db.queries import appeals as registers
from db.queries import files, outbox, tickets
from db.queries.outbox import Debt
from db.queries.tickets import TicketRow
from rules.appeals import Applicant
from rules.geography import Point
from rules.lifecycle import OPEN, Confirmation, Move, Source, Status
from rules.notices import Notice
from rules.refusals import NotFound


def perform(desk: Desk, chat: Chat, act: Act) -> tuple[Prompt, ...]:
    """Raises Refusal; the caller rolls back to before the act."""
    return DOINGS[act.name](desk, chat, act.facts)


def _file_complaint(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    complaint = Complaint(
        service=facts["service"],
        category=facts["category"],
        village=facts["village"],
        text=facts["text"],
        pin=Point(*facts["pin"]) if facts.get("pin") else None,
        point=facts.get("point"),
        language=chat.language,
        source=Source.TELEGRAM,
        draft_key=facts["draft_key"],
        files=facts["files"],
        forwarded=facts["forwarded"],
        appeal=Applicant(**facts["official"]) if facts.get("official") else None,
        tell=_in_answer(facts),
    )
    intake.file_complaint(desk, complaint, by=chat.citizen)
    _remember_village(desk, chat, facts["village"])
    return ()


def _show_accepted(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    """Send was tapped again: the same number again, in the same place."""
    ticket = tickets.of_draft(desk.session, facts["draft_key"])
    if ticket is None or ticket.citizen_id != chat.citizen_id:
        raise NotFound("ticket_not_found")
    again = Debt(
        kind="letter",
        chat_id=chat.chat_id,
        content=Notice.ACCEPTED,
        facts={**_in_answer(facts), **_register_on(ticket.register_due_on)},
        ticket_id=ticket.id,
        ready_at=desk.at,
    )
    outbox.owe(desk.session, [again], at=desk.at)
    return ()


def _remember_village(desk: Desk, chat: Chat, village: str) -> None:
    citizen = people.citizen_of(desk, chat.citizen_id)
    people.choose_village(desk, citizen, village)


def _choose_language(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    people.choose_language(desk, people.citizen_of(desk, chat.citizen_id), facts["language"])
    return ()


def _came_by(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    people.came_by(people.citizen_of(desk, chat.citizen_id), facts["source"])
    return ()


def _left(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    people.left(desk, chat.chat_id)
    return ()


def _came_back(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    people.came_back(desk, people.citizen_of(desk, chat.citizen_id))
    return ()


def _confirm(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    confirmation = Confirmation(facts["confirmation"])
    ticket = closing.confirm(desk, facts["ticket"], confirmation=confirmation, by=chat.citizen)
    if confirmation is Confirmation.YES and ticket.citizen_id == chat.citizen_id:
        return (Prompt("rate_case", {"ticket": facts["ticket"]}),)
    return (Prompt("noted"),)


def _reopen(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    """Somebody else may have reopened it a moment ago: then no letter asks what is still wrong, and we do."""
    ticket = facts["ticket"]
    before = tickets.one(desk.session, ticket).version
    after = closing.reopen(desk, ticket, by=chat.citizen, tell=_in_answer(facts))
    asked = {"ticket": ticket, "version": facts["version"]}
    return (Prompt("write_addition", asked, question=True),) if after.version == before else ()


def _may(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    handling.check_may(desk, facts["ticket"], Move(facts["move"]), by=chat.citizen)
    return ()


def _add(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    ticket = facts["ticket"] if "ticket" in facts else _of_draft(desk, facts)
    enclosed = Enclosed(
        files=facts["files"],
        forwarded=facts["forwarded"],
        together=facts["together"],
        continued=facts.get("continued", False),
    )
    handling.add(desk, ticket, said=facts["text"], by=chat.citizen, enclosed=enclosed)
    large = any(not one.downloadable for one in enclosed.files)
    hint = {papers.PAPERS: True} if papers.are_in(facts["text"], enclosed.files) else {}
    return (Prompt("added", {"ticket": ticket, "large": large, **hint}, once=enclosed.together),)


def _correct(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    """An edit after Send or joining: the words as they are now, and a picture that was not there before."""
    ticket = facts["ticket"] if "ticket" in facts else _of_draft(desk, facts)
    known = {row.unique_id for row in files.of_tickets(desk.session, [ticket])[ticket]}
    new = [one for one in facts["files"] if one.unique_id not in known]
    handling.add(
        desk,
        ticket,
        said=facts["text"],
        by=chat.citizen,
        correction=True,
        enclosed=Enclosed(files=new),
    )
    return (Prompt("added", {"ticket": ticket}),)


def _of_draft(desk: Desk, facts: Facts) -> int:
    ticket = tickets.of_draft(desk.session, facts["draft_key"])
    if ticket is None:
        raise NotFound("ticket_not_found")
    return ticket.id


def _ask_withdrawal(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    handling.check_may(desk, facts["ticket"], Move.WITHDRAW, by=chat.citizen)
    ticket = tickets.one(desk.session, facts["ticket"])
    neighbours_stay = ticket.joined if following.has_neighbours(desk, ticket) else 0
    return (Prompt("withdraw_sure", {"ticket": facts["ticket"], "people": neighbours_stay}),)


def _withdraw(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    ticket = closing.withdraw(desk, facts["ticket"], by=chat.citizen, tell=_in_answer(facts))
    if Status(ticket.status) in OPEN:
        return (Prompt("goes_on_without", {"ticket": ticket.id, "people": ticket.joined}),)
    return ()


def _make_official(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    who = Applicant(**facts["official"])
    appeals.make_official(desk, facts["ticket"], applicant=who, by=chat.citizen, tell=_in_answer(facts))
    return ()


def _make_ordinary(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    appeals.make_ordinary(desk, facts["ticket"], by=chat.citizen, tell=_in_answer(facts))
    return ()


def _list_mine(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    found = neighbours.own_and_followed(desk, chat, limit=8)
    enclosed = files.of_tickets(desk.session, [ticket.id for ticket in found])
    mine = [
        {
            "ticket": ticket.id,
            "status": ticket.status,
            "service": ticket.service_code,
            "due": ticket.answer_due_on.isoformat() if Status(ticket.status) in OPEN else None,
            "text": ticket.text[:80],
            "files": files.told(enclosed[ticket.id]),
            **neighbours.veiled(desk, chat, ticket),
        }
        for ticket in found
    ]
    return (Prompt("mine", {"cases": mine}),)


def _show_case(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    ticket = tickets.one(desk.session, facts["ticket"])
    shown = {
        "ticket": ticket.id,
        "status": ticket.status,
        "outcome": ticket.outcome,
        "service": ticket.service_code,
        "village": ticket.village_id,
        "inbox": ticket.inbox_id,
        "routed_by": ticket.routed_by,
        "filed": desk.directory.calendar.local_day(ticket.filed_at).isoformat(),
        "due": ticket.answer_due_on.isoformat(),
        "text": ticket.text[:600],
        "files": files.told(files.of_tickets(desk.session, [ticket.id])[ticket.id]),
        **neighbours.veiled(desk, chat, ticket),
    }
    if ticket.citizen_id == chat.citizen_id:
        shown |= _official(desk, ticket)
    return (Prompt("case", shown),)


def _official(desk: Desk, ticket: TicketRow) -> Facts:
    """Where one's own case stands in the register; those who follow it need not know that it is an appeal."""
    kept = registers.of_ticket(desk.session, ticket.id)
    number = {"registration_number": kept.registration_number} if kept else {}
    return {"track": ticket.track, **number, **_register_on(ticket.register_due_on)}


def _help(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    citizen = people.citizen_of(desk, chat.citizen_id)
    return (Prompt("help", {"village": citizen.village_id}),)


def _accept_invitation(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    user = people.accept_invitation(desk, facts["token"], chat.chat_id)
    return (Prompt("invited", {"name": user.name}),)


def _inbox_link(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    colleague = people.colleague_of_chat(desk, chat.chat_id)
    return (Prompt("inbox_link", {"token": people.give_chat_link(desk, colleague.id)}),)


def _register_on(day: date | None) -> dict[str, str]:
    return {"register_on": day.isoformat()} if day else {}


def _in_answer(facts: Facts) -> dict[str, Any]:
    """The letter that follows acknowledges the pressed button and takes the card's place: one call, not three."""
    return {key: facts[key] for key in ("replaces", "press") if facts.get(key)}


DOINGS: dict[str, Doing] = {
    "file_complaint": _file_complaint,
    "show_accepted": _show_accepted,
    "choose_language": _choose_language,
    "came_by": _came_by,
    "left": _left,
    "came_back": _came_back,
    "confirm": _confirm,
    "reopen": _reopen,
    "may": _may,
    "add": _add,
    "correct": _correct,
    "ask_withdrawal": _ask_withdrawal,
    "withdraw": _withdraw,
    "make_official": _make_official,
    "make_ordinary": _make_ordinary,
    **RATING,
    "list_mine": _list_mine,
    "show_case": _show_case,
    "help": _help,
    "accept_invitation": _accept_invitation,
    "inbox_link": _inbox_link,
    "join": neighbours.join,
    "leave": neighbours.leave,
    **private_acts.DOINGS,
}
