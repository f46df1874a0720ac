"""The office of the demo: what its clerks did with the cases, through the ordinary actions."""

from datetime import timedelta
from typing import Any

from app.wiring.demo_pump import Hourglass
from app.wiring.house import House
from casework import closing, handling
from casework.desk import Actor, Desk
from db.queries import people, tickets
from rules.lifecycle import Outcome, Role
from rules.permissions import Reach

EVERYWHERE = Reach(everything=True)


class DemoOffice:
    def __init__(self, house: House, hourglass: Hourglass, clerk_id: int) -> None:
        self._house, self._hourglass = house, hourglass
        self._clerk = Actor(Role.CLERK, user_id=clerk_id)

    def newest_case_of(self, chat_id: int) -> int:
        with self._house.database.reading() as session:
            citizen = people.citizen_of_chat(session, chat_id)
            assert citizen is not None, "who complained is known"
            return tickets.of_citizen(session, citizen.id, limit=1)[0].id

    def does(self, ticket: int, told: dict[str, Any]) -> None:
        at = self._hourglass()
        with self._house.database.writing() as session:
            desk = Desk(session, self._house.shelf.directory(session, at=at), at)
            self._move(desk, ticket, told)

    def _move(self, desk: Desk, ticket: int, told: dict[str, Any]) -> None:
        by, reach, said = self._clerk, EVERYWHERE, told.get("text", "")
        match told["move"]:
            case "take":
                handling.take(desk, ticket, by=by, reach=reach)
            case "answer":
                handling.answer(desk, ticket, said=said, by=by, reach=reach)
            case "ask":
                handling.ask(desk, ticket, said=said, by=by, reach=reach)
            case "note":
                handling.note(desk, ticket, said=said, by=by, reach=reach)
            case "transfer":
                handling.transfer(desk, ticket, to_inbox=told["to"], reason=said, by=by, reach=reach)
            case "extend":
                due = tickets.one(desk.session, ticket)
                day = due.resolve_due_on if due.first_answer_at else due.answer_due_on
                until = desk.directory.calendar.add(max(day, desk.today), told["days"])
                handling.extend(desk, ticket, until=until, reason=said, by=by, reach=reach)
            case "resolve":
                planned = (
                    desk.today + timedelta(days=told["planned_in_days"])
                    if "planned_in_days" in told
                    else None
                )
                outcome = Outcome(told["outcome"])
                closing.resolve(
                    desk, ticket, outcome=outcome, said=said, by=by, reach=reach, planned_on=planned
                )
            case "decline":
                closing.decline(
                    desk, ticket, outcome=Outcome(told["outcome"]), reason=said, by=by, reach=reach
                )
            case unknown:
                raise LookupError(f"no such move in the demo: {unknown}")
