"""What becomes of a case: who does what, and when. Only moves that the law of transitions allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random

from benchmarks.typing_errors import as_typed
from casework.duties import EXPIRE_AFTER, QUESTION_LAPSES_AFTER
from db.queries.directory import Directory
from rules.lifecycle import Confirmation, Move, Outcome, Role

DECLINED = {Outcome.REFUSED: "refused", Outcome.NOT_OURS: "not_ours", Outcome.DUPLICATE: "duplicate"}


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    move: Move
    by: Role
    text: str | None = None
    outcome: Outcome | None = None
    confirmation: Confirmation | None = None
    to_inbox: str | None = None
    rated: int | None = None
    """Said of the answer right after this move; the move itself is one the citizen made, or one they waited for."""


class Life:
    """One case. Shares are guesses, so that each way of ending occurs; no figure of the real world hangs on them."""

    def __init__(
        self,
        chance: Random,
        directory: Directory,
        language: str,
        phrases: Mapping[str, Sequence[str]],
        *,
        until: datetime,
    ) -> None:
        self._chance, self._directory, self._language = chance, directory, language
        self._phrases, self._until = phrases, until
        self._at = until
        self._steps: list[Step] = []

    def after(self, filed_at: datetime) -> tuple[Step, ...]:
        self._at, self._steps = filed_at, []
        self._lives()
        return tuple(step for step in self._steps if step.at < self._until)

    def _lives(self) -> None:
        luck = self._chance.random()
        if luck < 0.04:
            self._citizen(Move.WITHDRAW, hours=3)
            return
        if luck < 0.09:
            return  # nobody ever looked
        if luck < 0.13:
            inbox = self._chance.choice(self._directory.inboxes).code
            self._office(Move.TRANSFER, hours=5, says="transfer", to_inbox=inbox)
        if self._chance.random() < 0.85:
            self._office(Move.TAKE, hours=6)
        if self._chance.random() < 0.06:
            self._is_asked()
        if self._chance.random() < 0.45:
            self._office(Move.ANSWER, hours=10, says="answer")
        self._ends(again=False)

    def _is_asked(self) -> None:
        self._office(Move.ASK, hours=4, says="ask")
        if self._chance.random() < 0.7:
            self._citizen(Move.ADD, hours=8, says="add")
        else:
            self._clock(Move.RESUME, timedelta(days=QUESTION_LAPSES_AFTER * 2))

    def _ends(self, *, again: bool) -> None:
        luck = self._chance.random()
        if luck < 0.04:
            return  # still in work, for years if need be
        if luck < 0.14 and not again:
            outcome = self._chance.choice(tuple(DECLINED))
            self._office(
                Move.DECLINE, hours=20, says=DECLINED[outcome], outcome=outcome, rated=self._score(0.2)
            )
            self._clock(Move.EXPIRE, EXPIRE_AFTER)
            return
        if luck < 0.2:
            self._office(Move.RESOLVE, hours=30, says="planned", outcome=Outcome.PLANNED)
            self._clock(Move.EXPIRE, EXPIRE_AFTER)
            return
        self._office(Move.RESOLVE, hours=30, says="fixed", outcome=Outcome.FIXED)
        self._is_it_fixed(again=again)

    def _is_it_fixed(self, *, again: bool) -> None:
        luck = self._chance.random()
        if luck < 0.09 and not again:
            self._citizen(Move.REOPEN, hours=9)
            self._ends(again=True)
        elif luck < 0.5:
            self._citizen(Move.CONFIRM, hours=9, confirmation=Confirmation.YES, rated=self._score(0.6))
        else:
            if luck < 0.54:
                self._citizen(Move.CONFIRM, hours=9, confirmation=Confirmation.UNSURE)
            self._clock(Move.EXPIRE, EXPIRE_AFTER)

    def _office(
        self,
        move: Move,
        *,
        hours: float,
        says: str = "",
        outcome: Outcome | None = None,
        to_inbox: str | None = None,
        rated: int | None = None,
    ) -> None:
        """In office hours, some of them after the last thing that happened."""
        calendar = self._directory.calendar
        self._at += timedelta(hours=self._chance.expovariate(1 / hours), minutes=5)
        if not calendar.within_hours(self._at):
            day = calendar.local_day(self._at)
            opens = datetime.combine(day, calendar.opens_at, calendar.timezone)
            if self._at >= opens or not calendar.is_working(day):
                day = calendar.add(day, 1)
            morning = datetime.combine(day, time(9, self._chance.randrange(60)), calendar.timezone)
            self._at = morning.astimezone(UTC)
        text = self._chance.choice(self._phrases[says]) if says else None
        self._step(move, Role.CLERK, text, outcome=outcome, to_inbox=to_inbox, rated=rated)

    def _citizen(
        self,
        move: Move,
        *,
        hours: float,
        says: str = "",
        confirmation: Confirmation | None = None,
        rated: int | None = None,
    ) -> None:
        self._at += timedelta(hours=self._chance.expovariate(1 / hours), minutes=2)
        text = None
        if says:
            slots = {slot: self._chance.choice(self._phrases[slot]) for slot in ("where", "since")}
            text = as_typed(self._chance, self._chance.choice(self._phrases[says]).format(**slots))
        self._step(move, Role.CITIZEN, text, confirmation=confirmation, rated=rated)

    def _clock(self, move: Move, later: timedelta) -> None:
        self._at += later + timedelta(minutes=self._chance.randrange(60))
        self._step(move, Role.CLOCK, None)

    def _step(
        self,
        move: Move,
        by: Role,
        text: str | None,
        *,
        outcome: Outcome | None = None,
        confirmation: Confirmation | None = None,
        to_inbox: str | None = None,
        rated: int | None = None,
    ) -> None:
        self._at = self._at.replace(microsecond=0)
        self._steps.append(Step(self._at, move, by, text, outcome, confirmation, to_inbox, rated))

    def _score(self, share: float) -> int | None:
        if self._chance.random() >= share:
            return None
        return self._chance.choices((1, 2, 3, 4, 5), (2, 2, 4, 8, 10))[0]
