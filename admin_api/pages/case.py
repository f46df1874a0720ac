"""One case: its thread, and the forms for exactly what the law of transitions allows now."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from admin_api import attachments, moves, problems
from admin_api.attachments import Asked
from admin_api.pages import thread, wording
from admin_api.pages.filled import Filled
from admin_api.pages.inbox import SEES_CASES
from admin_api.pages.page import Reader, reader, redirect, render
from admin_api.pages.thread import Entry
from admin_api.pages.view import case_view
from admin_api.sentences import SENTENCES
from admin_api.visits import Caller, Visit, check_form
from db.queries import people, tickets
from rules.lifecycle import Move, Role
from rules.reference import parse, shown
from rules.refusals import Invalid, NotAllowed, NotFound, NotNow, Refusal, Stale, Unauthenticated

router = APIRouter()

FIELDS = {
    "text_missing": "text",
    "text_too_long": "text",
    "planned_day_needed": "until",
    "until_needed": "until",
    "until_not_later": "until",
    "outcome_needed": "outcome",
    "unknown_inbox": "inbox",
    "unknown_assignee": "colleague",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not taken: what was typed, and what is wrong with which field."""

    move: str
    key: str
    """Which form it was: a resolution has two."""
    form: Filled
    field: str
    words: str
    since: list[Entry]
    """What happened after the person read the case."""


@router.get("/inbox/{reference}")
def case(request: Request, reference: str, visit: Visit = SEES_CASES) -> Response:
    number = _number(reference)
    with visit.reading() as caller:
        page = _page(reader(request, visit, caller), number)
    if caller.role is Role.ADMIN:
        _note_access(visit, number, "case")
    return page


@router.get("/inbox/{reference}/attachments/{id}")
def attachment(reference: str, id: str, range_: Asked = None, visit: Visit = SEES_CASES) -> Response:
    return attachments.send(visit, reference, id, range_)


@router.get("/inbox/{reference}/{move}")
def back_to_case(reference: str, move: str, visit: Visit = SEES_CASES) -> RedirectResponse:
    """Somebody reloads, or changes the language of, a page that answered a form."""
    number = _number(reference)
    with visit.reading():
        return redirect(f"/inbox/{shown(number)}")


@router.post("/inbox/{reference}/{move}")
def act(
    request: Request, reference: str, move: str, form: Annotated[Filled, Form()], visit: Visit = SEES_CASES
) -> Response:
    number = _number(reference)
    try:
        with visit.writing() as caller:
            check_form(visit.token, form.form_token)
            moves.make(caller, number, move, form.body())
            if caller.role is Role.ADMIN:
                _note(caller, number, move)
    except Unauthenticated:
        return render(reader(request), "signed_out.html", status=401, text=form.text)
    except (Invalid, NotNow, NotAllowed, Stale) as refusal:
        return _again(request, visit, number, move, form, refusal)
    # A case that was passed on may be out of sight now.
    there = "/inbox" if move == Move.TRANSFER else f"/inbox/{shown(number)}"
    return redirect(there, flash=move)


def _number(reference: str) -> int:
    number = parse(reference)
    if not isinstance(number, int):
        raise NotFound("ticket_not_found")
    return number


def _page(who: Reader, number: int, *, refused: Refused | None = None, status: int = 200) -> Response:
    ticket = tickets.one(who.known.session, number, reach=who.known.reach)
    flash = wording.FLASH.get(who.flash) if refused is None else None
    case = case_view(who, ticket)
    return render(
        who,
        "case.html",
        status=status,
        case=case,
        refused=refused,
        offered=refused is not None and refused.move in case.moves,
        flash=flash,
    )


def _again(
    request: Request, visit: Visit, number: int, move: str, form: Filled, refusal: Refusal
) -> Response:
    """The page once more, with what was typed and why it was not taken."""
    with visit.reading() as caller:
        who = reader(request, visit, caller)
        refused = Refused(
            move=move,
            key=form.outcome if move == Move.RESOLVE else move,
            form=form,
            field=FIELDS.get(refusal.code, ""),
            words=_words(who, refusal),
            since=_since(who, number, form.seen) if isinstance(refusal, Stale) else [],
        )
        return _page(who, number, refused=refused, status=problems.of_refusal(refusal).status)


def _words(who: Reader, refusal: Refusal) -> str:
    facts = dict(refusal.facts)
    if isinstance(due := facts.get("due"), str):
        facts["due"] = who.day(date.fromisoformat(due))
    spoken = wording.REFUSAL.get(refusal.code) or SENTENCES.get(refusal.code, SENTENCES["refused"])
    return who.say(spoken, **facts)


def _since(who: Reader, number: int, version: int) -> list[Entry]:
    ticket = tickets.one(who.known.session, number, reach=who.known.reach)
    return thread.entries(who, ticket, tickets.history(who.known.session, number, after_version=version))


def _note_access(visit: Visit, number: int, what: str) -> None:
    """What an administrator sees or does is recorded."""
    with visit.writing() as caller:
        _note(caller, number, what)


def _note(caller: Caller, number: int, what: str) -> None:
    people.note_access(caller.session, user_id=caller.user_id, ticket_id=number, what=what, at=caller.desk.at)
