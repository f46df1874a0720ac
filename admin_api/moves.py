"""Which action a move of the API is. What may be done to a case, and by whom, the law of transitions says."""

from collections.abc import Callable
from datetime import date
from typing import TypedDict

from admin_api.schemas import MoveBody
from admin_api.ticket_json import events_since
from admin_api.visits import Caller
from casework import appeals, closing, handling, ledger
from casework.desk import Actor
from db.queries import tickets
from db.queries.tickets import TicketRow
from rules.lifecycle import Move, check_outcome, next_status
from rules.permissions import Reach
from rules.refusals import Invalid, NotAllowed, NotFound, Stale

Action = Callable[[Caller, int, MoveBody], TicketRow]


class Hand(TypedDict):
    """Whose hand makes the move, how far it reaches, and on which version of the case."""

    by: Actor
    reach: Reach
    version: int


def make(caller: Caller, ticket_id: int, move: str, body: MoveBody) -> TicketRow:
    """Make the move. Raises Stale with the events since, and whatever the law refuses."""
    if move not in set(Move):
        raise NotFound("unknown_move")
    if body.outcome is not None:
        check_outcome(Move(move), body.outcome)
    action = ACTIONS.get(Move(move)) or _refused_by_law(Move(move))
    try:
        return action(caller, ticket_id, body)
    except Stale as stale:
        ticket = tickets.one(caller.session, ticket_id, reach=caller.reach)
        raise Stale(**stale.facts, events=events_since(caller, ticket, body.version)) from None


def _refused_by_law(move: Move) -> Action:
    """Moves of the citizen and of the clock: nobody at a desk makes them, and the law says so by name."""

    def refuse(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
        ticket = tickets.one(caller.session, ticket_id, reach=caller.reach)
        ledger.check_version(caller.desk, ticket, body.version)
        next_status(ledger.standing(caller.desk, ticket), move, caller.role)
        raise NotAllowed("move_not_allowed", move=move, role=caller.role)

    return refuse


def _take(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    return handling.take(caller.desk, ticket_id, **_hand(caller, body))


def _assign(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    if body.assignee is None:
        raise Invalid("unknown_assignee")
    return handling.assign(caller.desk, ticket_id, to_user_id=body.assignee, **_hand(caller, body))


def _answer(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    return handling.answer(caller.desk, ticket_id, said=_said(body), **_hand(caller, body))


def _ask(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    return handling.ask(caller.desk, ticket_id, said=_said(body), **_hand(caller, body))


def _note(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    return handling.note(caller.desk, ticket_id, said=_said(body), **_hand(caller, body))


def _transfer(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    inbox, reason = body.inbox or "", _reason(body)
    return handling.transfer(caller.desk, ticket_id, to_inbox=inbox, reason=reason, **_hand(caller, body))


def _extend(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    until, reason = _until(body), _reason(body)
    return handling.extend(caller.desk, ticket_id, until=until, reason=reason, **_hand(caller, body))


def _resolve(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    """`until` is the day for which it is planned."""
    return closing.resolve(
        caller.desk,
        ticket_id,
        outcome=body.outcome,
        said=_said(body),
        planned_on=body.until,
        **_hand(caller, body),
    )


def _decline(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    outcome, reason = body.outcome, _reason(body)
    return closing.decline(caller.desk, ticket_id, outcome=outcome, reason=reason, **_hand(caller, body))


def _reopen(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    said = handling.reply(_said(body))
    return closing.reopen(caller.desk, ticket_id, said=said, **_hand(caller, body))


def _register(caller: Caller, ticket_id: int, body: MoveBody) -> TicketRow:
    return appeals.register(caller.desk, ticket_id, **_hand(caller, body))


ACTIONS: dict[Move, Action] = {
    Move.TAKE: _take,
    Move.ASSIGN: _assign,
    Move.ANSWER: _answer,
    Move.ASK: _ask,
    Move.NOTE: _note,
    Move.TRANSFER: _transfer,
    Move.EXTEND: _extend,
    Move.RESOLVE: _resolve,
    Move.DECLINE: _decline,
    Move.REOPEN: _reopen,
    Move.REGISTER: _register,
}


def _hand(caller: Caller, body: MoveBody) -> Hand:
    return {"by": caller.actor, "reach": caller.reach, "version": body.version}


def _said(body: MoveBody) -> str:
    """`text` and `reason` stand in for each other: every move has only one of them."""
    return body.text or body.reason or ""


def _reason(body: MoveBody) -> str:
    return body.reason or body.text or ""


def _until(body: MoveBody) -> date:
    if body.until is None:
        raise Invalid("until_needed")
    return body.until
