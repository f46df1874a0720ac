"""Stories done for real: the actions of the casework, in the order in which they happened. For tests, some hundreds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from benchmarks.lives import Step
from benchmarks.stories import Story
from casework import closing, handling, intake, rating
from casework.desk import Actor, Desk
from casework.intake import Complaint
from db.engine import Database
from db.queries import people, tickets
from db.queries.directory import Directory
from rules.lifecycle import Confirmation, Move, Outcome, Role, Source
from rules.permissions import Reach

T = TypeVar("T")

FIRST_CHAT = 6_000_000_000
EVERYWHERE = Reach(everything=True)
PLANNED_IN = 20
"""Working days."""


@dataclass(order=True, slots=True)
class Happening:
    at: datetime
    order: int
    seq: int
    story: Story = field(compare=False)
    step: Step | None = field(compare=False)


class Players:
    """Everybody of the stories. `clerks` has who works at which inbox; numbers of tickets are kept by story."""

    def __init__(self, database: Database, directory: Directory, clerks: Mapping[int, int]) -> None:
        self._database, self._directory, self._clerks = database, directory, clerks
        self.tickets: dict[int, int] = {}

    def play(self, stories: Iterable[Story]) -> None:
        for one in sorted(_happenings(stories)):
            if one.step is None:
                self.tickets[one.order] = self._do(one.at, _files, one.story)
            else:
                self._do(one.at, self._step, self.tickets[one.order], one.story, one.step)

    def _do(self, at: datetime, work: Callable[..., T], *args: object) -> T:
        with self._database.writing() as session:
            return work(Desk(session, self._directory, at), *args)

    def _step(self, desk: Desk, ticket_id: int, story: Story, step: Step) -> None:
        citizen = people.welcome_citizen(desk.session, FIRST_CHAT + story.citizen, at=desk.at)
        if step.by is Role.CLERK:
            self._office(desk, ticket_id, step)
        elif step.by is Role.CLOCK:
            (closing.expire if step.move is Move.EXPIRE else closing.resume)(desk, ticket_id)
        else:
            _citizen(desk, ticket_id, step, Actor(Role.CITIZEN, citizen_id=citizen.id))
        if step.rated is not None:
            rating.rate_answer(
                desk, ticket_id, score=step.rated, by=Actor(Role.CITIZEN, citizen_id=citizen.id)
            )

    def _office(self, desk: Desk, ticket_id: int, step: Step) -> None:
        ticket = tickets.one(desk.session, ticket_id)
        by = Actor(Role.CLERK, user_id=self._clerks[ticket.inbox_id])
        said = step.text or ""
        match step.move:
            case Move.TAKE:
                handling.take(desk, ticket_id, by=by, reach=EVERYWHERE)
            case Move.ANSWER:
                handling.answer(desk, ticket_id, said=said, by=by, reach=EVERYWHERE)
            case Move.ASK:
                handling.ask(desk, ticket_id, said=said, by=by, reach=EVERYWHERE)
            case Move.TRANSFER if step.to_inbox != desk.directory.inbox(ticket.inbox_id).code:
                handling.transfer(
                    desk, ticket_id, to_inbox=step.to_inbox or "", reason=said, by=by, reach=EVERYWHERE
                )
            case Move.RESOLVE:
                planned = desk.directory.calendar.add(desk.today, PLANNED_IN)
                closing.resolve(
                    desk,
                    ticket_id,
                    outcome=step.outcome,
                    said=said,
                    by=by,
                    reach=EVERYWHERE,
                    planned_on=planned if step.outcome is Outcome.PLANNED else None,
                )
            case Move.DECLINE:
                closing.decline(desk, ticket_id, outcome=step.outcome, reason=said, by=by, reach=EVERYWHERE)


def _files(desk: Desk, story: Story) -> int:
    citizen = people.welcome_citizen(desk.session, FIRST_CHAT + story.citizen, at=desk.at)
    complaint = Complaint(
        service=story.service,
        village=story.village,
        text=story.text,
        language=story.language,
        source=Source.TELEGRAM,
        category=story.category,
    )
    return intake.file_complaint(desk, complaint, by=Actor(Role.CITIZEN, citizen_id=citizen.id)).id


def _citizen(desk: Desk, ticket_id: int, step: Step, by: Actor) -> None:
    match step.move:
        case Move.ADD:
            handling.add(desk, ticket_id, said=step.text or "", by=by)
        case Move.CONFIRM:
            assert isinstance(step.confirmation, Confirmation)
            closing.confirm(desk, ticket_id, confirmation=step.confirmation, by=by)
        case Move.REOPEN:
            closing.reopen(desk, ticket_id, by=by)
        case Move.WITHDRAW:
            closing.withdraw(desk, ticket_id, by=by)


def _happenings(stories: Iterable[Story]) -> Iterator[Happening]:
    for order, story in enumerate(stories):
        yield Happening(story.filed_at, order, 0, story, None)
        for seq, step in enumerate(story.steps, start=1):
            yield Happening(max(step.at, story.filed_at + timedelta(seconds=seq)), order, seq, story, step)
