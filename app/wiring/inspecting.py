"""`dobush inspect` and `dobush retry`: what a row is, what happened to it, and once more."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import typer
from sqlalchemy.orm import Session

from app.settings import Settings
from app.wiring.house import House, open_house
from casework import seals
from db.queries import backlog, tickets
from rules.reference import Mistyped, parse, shown
from rules.refusals import Invalid, NotFound

NOT_GIVEN_UP = 1
KINDS = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
)


def inspect_row(settings: Settings, thing: str, number: str, *, as_json: bool) -> int:
    """Raises NotFound and Invalid."""
    looks = {"update": _update, "ticket": _ticket, "letter": _letter}
    house = open_house(settings)
    try:
        with house.database.reading() as session:
            found = looks[thing](house, session, number)
    finally:
        house.close()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        for line in _lines(found):
            typer.echo(line)
    return 0


def retry_row(settings: Settings, thing: str, number: int) -> int:
    again = {"update": backlog.retry_update, "letter": backlog.retry_letter}
    house = open_house(settings)
    try:
        with house.database.writing() as session:
            taken = again[thing](session, number, at=house.now())
    finally:
        house.close()
    if not taken:
        typer.echo(
            f"{thing} {number} is not one that was given up; see: dobush inspect {thing} {number}", err=True
        )
        return NOT_GIVEN_UP
    typer.echo(f"{thing} {number} waits again.")
    return 0


def _update(house: House, session: Session, number: str) -> dict[str, Any]:
    row = backlog.update_row(session, _row_id(number))
    if row is None:
        raise NotFound("not_found", update=number)
    return {
        "update": row.id,
        "kind": _kind(row.body),
        "bytes": len(row.body),
        "in_a_chat": row.chat_id != 0,
        "status": row.status,
        "received_at": _moment(row.received_at),
        "attempts": row.attempts,
        "error": row.error,
        "next_try_at": _moment(row.ready_at) if row.status == "waiting" else None,
    }


def _ticket(house: House, session: Session, number: str) -> dict[str, Any]:
    known = parse(number)
    if known is None or isinstance(known, Mistyped):
        raise Invalid("not_a_case_number", number=number)
    ticket = tickets.one(session, known)
    directory = house.shelf.directory(session, at=house.now())
    history = tickets.history(session, ticket.id)
    events = [line.event for line in history]
    broken = seals.broken_at(events)
    if broken is None and len(events) != ticket.version:
        broken = len(events) + 1
    return {
        "ticket": shown(ticket.id),
        "status": ticket.status,
        "since": _moment(ticket.status_since),
        "outcome": ticket.outcome,
        "confirmation": ticket.confirmation,
        "track": ticket.track,
        "source": ticket.source,
        "service": ticket.service_code,
        "inbox": directory.inbox(ticket.inbox_id).code,
        "routed_by": ticket.routed_by,
        "village": directory.place(ticket.village_id).code,
        "assignee": ticket.assignee_id,
        "answer_due_on": ticket.answer_due_on.isoformat(),
        "resolve_due_on": ticket.resolve_due_on.isoformat(),
        "chain": "whole" if broken is None else f"broken at event {broken}",
        "events": [
            {
                "seq": line.event.seq,
                "at": _moment(line.event.at),
                "move": line.event.move,
                "by": line.event.by_role,
                "status": line.event.status,
                "words": "kept" if line.text else "erased" if line.event.text_digest else "none",
            }
            for line in history
        ],
        "letters": [_of_letter(row) for row in backlog.letters_of(session, ticket.id)],
    }


def _letter(house: House, session: Session, number: str) -> dict[str, Any]:
    row = backlog.outbox_row(session, _row_id(number))
    if row is None:
        raise NotFound("not_found", letter=number)
    case = shown(row.ticket_id) if row.ticket_id else None
    return {
        **_of_letter(row),
        "ticket": case,
        "due_at": _moment(row.ready_at),
        "leased_until": _moment(row.leased_until),
        "message_known": row.message_id is not None,
        "silent": row.silent,
    }


def _of_letter(row: Any) -> dict[str, Any]:
    return {
        "letter": row.id,
        "kind": row.kind,
        "content": row.content,
        "to": f"colleague {row.user_id}" if row.user_id else "citizen",
        "channel": row.channel,
        "status": row.status,
        "attempts": row.attempts,
        "error": row.error,
        "owed_at": _moment(row.created_at),
        "settled_at": _moment(row.settled_at),
    }


def _row_id(number: str) -> int:
    if not number.isdecimal():
        raise Invalid("not_a_row_number", number=number)
    return int(number[:18])


def _kind(body: str) -> str:
    try:
        told = json.loads(body)
    except ValueError:
        return "unreadable"
    return next((kind for kind in KINDS if isinstance(told, dict) and kind in told), "other")


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _lines(found: Mapping[str, Any]) -> Iterable[str]:
    for name, value in found.items():
        if not isinstance(value, list):
            yield f"{name}: {'-' if value is None else value}"
            continue
        yield f"{name}: {len(value)}"
        for one in value:
            yield "  " + "  ".join(f"{key}={told}" for key, told in one.items() if told is not None)
