"""Stories as the rows that the real actions would leave behind: the same law, the same days, the same seals.

A test does both and compares. The outbox and the conversations stay empty: everything was said long ago.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from random import Random
from typing import Any

import orjson

from benchmarks.lives import Step
from benchmarks.stories import Story
from casework import seals
from db.queries.directory import Directory
from rules import deadlines, lifecycle
from rules.lifecycle import (
    ASKED_IF_FIXED,
    HUMAN_ANSWERS,
    OPEN,
    Confirmation,
    Move,
    Outcome,
    Role,
    Status,
    Track,
)
from rules.text import searchable

EVENTS_OF_A_TICKET = 32
"""More than any story has: so each event knows its number without waiting for the tickets before it."""
Row = tuple[Any, ...]

EVENT_COLUMNS = (
    "id", "ticket_id", "seq", "at", "move", "by_role", "by_user_id", "status", "facts", "text_digest", "seal",
)  # fmt: skip
TEXT_COLUMNS = ("event_id", "salt", "text")
RATING_COLUMNS = ("id", "ticket_id", "score", "at", "replaced_at")


@dataclass(slots=True)
class Case:
    """A ticket while its story is told; its fields are the columns."""

    id: int
    status_since: datetime
    inbox_id: int
    routed_by: str
    municipality_id: int
    village_id: int
    service_code: str
    category_code: str | None
    language: str
    text: str
    search_text: str
    citizen_id: int
    filed_at: datetime
    answer_due_on: date
    resolve_due_on: date
    updated_at: datetime
    track: str = Track.FEEDBACK.value
    source: str = lifecycle.Source.TELEGRAM.value
    status: Status = Status.FILED
    outcome: Outcome | None = None
    confirmation: Confirmation | None = None
    assignee_id: int | None = None
    joined: int = 0
    first_answer_at: datetime | None = None
    resolved_at: datetime | None = None
    planned_on: date | None = None
    version: int = 1

    def row(self) -> Row:
        return tuple(stored(getattr(self, name)) for name in TICKET_COLUMNS)


TICKET_COLUMNS = tuple(column.name for column in fields(Case))


@dataclass(slots=True)
class Written:
    """Rows by table, in the order of their columns."""

    tickets: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    ratings: list[Row] = field(default_factory=list)


class Scribe:
    """Writes stories down, under numbers that are given. `clerks` has who works at which inbox."""

    def __init__(self, directory: Directory, clerks: Mapping[int, int], chance: Random) -> None:
        self._directory, self._clerks, self._chance = directory, clerks, chance
        self.written = Written()

    def write(self, ticket_id: int, citizen_id: int, story: Story) -> None:
        case = self._filed(ticket_id, citizen_id, story)
        seal, seq = seals.FIRST, 1
        facts = self._facts_of_filing(case, story)
        seal = self._append(case, seal, seq, story.filed_at, Move.FILE, Role.CITIZEN, facts, story.text)
        for step in story.steps:
            if step.move is Move.TRANSFER and step.to_inbox == self._directory.inbox(case.inbox_id).code:
                continue  # it is there already
            seq += 1
            seal = self._step(case, seal, seq, step)
        self.written.tickets.append(case.row())

    def _filed(self, ticket_id: int, citizen_id: int, story: Story) -> Case:
        directory = self._directory
        village = directory.place_by_code(story.village)
        assert village is not None
        routed = directory.route(story.service, story.category, village.id)
        promise = directory.promise(story.service, story.category)
        due = deadlines.deadlines(
            Track.FEEDBACK, promise, directory.terms, story.filed_at, directory.calendar
        )
        return Case(
            id=ticket_id,
            status_since=story.filed_at,
            inbox_id=routed.inbox_id,
            routed_by=routed.reason.value,
            municipality_id=directory.municipality_of(village.id).id,
            village_id=village.id,
            service_code=story.service,
            category_code=story.category,
            language=story.language,
            text=story.text,
            search_text=searchable(story.text),
            citizen_id=citizen_id,
            filed_at=story.filed_at,
            answer_due_on=due.answer_on,
            resolve_due_on=due.resolve_on,
            updated_at=story.filed_at,
        )

    def _facts_of_filing(self, case: Case, story: Story) -> dict[str, Any]:
        facts = {
            "service": case.service_code,
            "category": case.category_code,
            "village": story.village,
            "inbox": self._directory.inbox(case.inbox_id).code,
            "routed_by": case.routed_by,
            "source": case.source,
            "track": case.track,
            "language": case.language,
            "answer_due_on": case.answer_due_on.isoformat(),
            "resolve_due_on": case.resolve_due_on.isoformat(),
        }
        return {key: value for key, value in facts.items() if value is not None}

    def _step(self, case: Case, seal: str, seq: int, step: Step) -> str:
        """As casework/ledger.py settles it."""
        by_user = self._clerks[case.inbox_id] if step.by is Role.CLERK else None
        facts: dict[str, Any] = {}
        before = case.status
        since = None if before in OPEN else 0
        standing = lifecycle.Standing(before, Track.FEEDBACK, since)
        after = lifecycle.next_status(standing, step.move, step.by, confirmation=step.confirmation)
        if before is Status.WAITING:
            self._move_due_days(case, step.at)
        if step.move is Move.TRANSFER:
            facts = self._transferred(case, step)
        elif step.move is Move.TAKE:
            case.assignee_id = by_user
        if step.outcome is Outcome.PLANNED:
            case.planned_on = self._directory.calendar.add(self._directory.calendar.local_day(step.at), 20)
            facts["planned_on"] = case.planned_on.isoformat()
        self._ended(case, step)
        if before is not after:
            case.status, case.status_since = after, step.at
        case.version, case.updated_at = case.version + 1, step.at
        facts |= {"outcome": step.outcome} if step.outcome else {}
        facts |= {"confirmation": step.confirmation} if step.confirmation else {}
        seal = self._append(case, seal, seq, step.at, step.move, step.by, facts, step.text, by_user)
        if step.rated is not None:
            self.written.ratings.append((case.id, case.id, step.rated, stored(step.at), None))
        return seal

    def _transferred(self, case: Case, step: Step) -> dict[str, Any]:
        destination = self._directory.inbox_by_code(step.to_inbox or "")
        assert destination is not None
        facts = {"from_inbox": self._directory.inbox(case.inbox_id).code, "to_inbox": destination.code}
        case.inbox_id, case.assignee_id = destination.id, None
        return facts

    def _move_due_days(self, case: Case, at: datetime) -> None:
        calendar = self._directory.calendar
        pause = calendar.local_day(case.status_since), calendar.local_day(at)
        if case.first_answer_at is None:
            case.answer_due_on = deadlines.shifted(case.answer_due_on, *pause, calendar)
        case.resolve_due_on = deadlines.shifted(case.resolve_due_on, *pause, calendar)

    def _ended(self, case: Case, step: Step) -> None:
        if step.move in HUMAN_ANSWERS and case.first_answer_at is None:
            case.first_answer_at = step.at
        if step.outcome is not None:
            case.outcome, case.resolved_at, case.confirmation = step.outcome, step.at, None
        elif step.move is Move.WITHDRAW:
            case.outcome = Outcome.WITHDRAWN
        elif step.move is Move.REOPEN:
            case.outcome, case.resolved_at, case.planned_on = None, None, None
            case.confirmation = Confirmation.NO
        elif step.move is Move.EXPIRE and case.confirmation is None and case.outcome in ASKED_IF_FIXED:
            case.confirmation = Confirmation.NONE
        elif step.move is Move.CONFIRM:
            case.confirmation = step.confirmation

    def _append(
        self,
        case: Case,
        before: str,
        seq: int,
        at: datetime,
        move: Move,
        by: Role,
        facts: Mapping[str, Any],
        text: str | None,
        by_user: int | None = None,
    ) -> str:
        event_id = case.id * EVENTS_OF_A_TICKET + seq
        salt = f"{self._chance.getrandbits(128):032x}"
        digest = seals.words_digest(text, salt) if text else None
        seal = seals.seal(
            before,
            ticket_id=case.id,
            seq=seq,
            at=at,
            move=move.value,
            by_role=by.value,
            by_user_id=by_user,
            status=case.status.value,
            facts=facts,
            text_digest=digest,
        )
        told = (event_id, case.id, seq, stored(at), move.value, by.value, by_user, case.status.value)
        self.written.events.append((*told, orjson.dumps(facts).decode(), digest, seal))
        if text:
            self.written.texts.append((event_id, salt, text))
        return seal


def stored(value: Any) -> Any:
    """A value as both databases take it from the bare driver."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
