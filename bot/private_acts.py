"""What people ask for about themselves: to see it, to have it erased, to take a thing back."""

from bot.doing import Chat, Doing, Facts
from bot.scripts.privacy import ERASED
from bot.steps import Prompt
from casework import erasing, handling
from casework.desk import Desk
from db.queries import files, tickets
from rules.attachments import State


def _own_data(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    """The row says only that it is owed: what is in the file is read when it is sent."""
    erasing.ask_for_own_data(desk, chat.citizen_id)
    return (Prompt("own_data"),)


def _ask_erasure(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    stake = erasing.at_stake(desk, chat.citizen_id)
    asked = {"open_cases": stake.open_cases, "appeals": stake.appeals, "asked_at": int(desk.at.timestamp())}
    return (Prompt("erase_sure", asked),)


def _erase(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    kept = erasing.erase_citizen(desk, chat.citizen_id, asked_at=facts["asked_at"])
    return (Prompt(ERASED, {"appeals": kept}),)


def _list_files(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    ticket = tickets.one(desk.session, facts["ticket"])
    came = files.of_tickets(desk.session, [ticket.id])[ticket.id]
    theirs = [row for row in came if row.citizen_id == chat.citizen_id]
    if not theirs:
        handling.own(ticket, chat.citizen)
    there = [row for row in theirs if row.status != State.TAKEN_BACK]
    local_day = desk.directory.calendar.local_day
    listed = [
        {"id": row.id, "kind": row.kind, "seconds": row.seconds, "on": local_day(row.received_at).isoformat()}
        for row in there
    ]
    shown = {"ticket": ticket.id, "files": listed, "taken_back": facts["in_place"]}
    return (Prompt("own_files", shown, in_place=facts["in_place"]),)


def _take_back_file(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    """Then the files that are left, in the place of the list."""
    ticket, by = facts["ticket"], chat.citizen
    erasing.take_back_file(desk, ticket, facts["file"], by=by, chat_id=chat.chat_id)
    return _list_files(desk, chat, facts)


def _take_back_unsent(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    erasing.take_back_unsent(desk.session, chat.chat_id, facts["needles"])
    return ()


DOINGS: dict[str, Doing] = {
    "own_data": _own_data,
    "ask_erasure": _ask_erasure,
    "erase": _erase,
    "list_files": _list_files,
    "take_back_file": _take_back_file,
    "take_back_unsent": _take_back_unsent,
}
