"""What a round of turns reads at once before the first of them, and writes at once after the last."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.steps import Memory
from db.queries import conversations, limits, outbox, people, received
from db.queries.conversations import Keeping, Kept
from db.queries.outbox import Debt
from db.queries.people import CitizenRow
from rules.limits import STRANGERS

PARKED, GOING, PACE = "parked", "going", "pace"
"""Where the stored memory keeps a report that was laid aside, what may still go on, and how fast the person writes."""


class Sitting:
    """Some chats, one update of each. Lives as long as the transaction in which their turns are taken."""

    def __init__(
        self, session: Session, chats: Sequence[int], passing: Collection[int], *, at: datetime
    ) -> None:
        """`passing`: chats that say nothing for which somebody unknown would become known."""
        self.session, self.at = session, at
        self._citizens = people.citizens_of_chats(session, chats)
        self._kept = conversations.of_chats(session, chats)
        known = [citizen.id for citizen in self._citizens.values()]
        self._asked = conversations.asked_cases(session, known) if known else {}
        unknown = frozenset(chats) - self._citizens.keys()
        self.passers_by = unknown & frozenset(passing)
        self.strangers = unknown - self.passers_by
        self.turned_away = self._let_in(sorted(self.strangers))
        self._keepings: list[Keeping] = []
        self._debts: list[Debt] = []
        self._done: list[int] = []
        self._forgotten: list[int] = []

    def citizen(self, chat_id: int) -> CitizenRow:
        return self._citizens[chat_id]

    def asked_cases(self, citizen_id: int) -> tuple[int, ...]:
        """Cases in which the office waits for this person's answer."""
        return self._asked.get(citizen_id, ())

    def remembered(self, chat_id: int) -> tuple[Memory, float]:
        """Where the chat stands, and until when it has written at its pace."""
        kept = self._kept.get(chat_id)
        if kept is None:
            return Memory(), 0.0
        data = dict(kept.memory)
        parked, going, debt = data.pop(PARKED, {}), data.pop(GOING, {}), data.pop(PACE, 0.0)
        return Memory(kept.script, kept.step, kept.version, data, kept.card_message_id, parked, going), debt

    def keep(self, chat_id: int, before: Memory, after: Memory, *, debt: float) -> None:
        aside: Mapping[str, Any] = {PARKED: after.parked, GOING: after.going, PACE: debt}
        kept = Kept(
            after.script,
            after.step,
            {**after.data, **{name: kept for name, kept in aside.items() if kept}},
            after.version,
            after.card,
        )
        self._keepings.append(Keeping(chat_id, kept, card_stays=after.card == before.card))

    def owe(self, debts: Sequence[Debt]) -> None:
        self._debts += debts

    def finish(self, update_row_id: int, *, forget: bool) -> None:
        (self._forgotten if forget else self._done).append(update_row_id)

    def close(self) -> None:
        """Everything at once. Rows of the outbox before conversations: couriers take them in that order too."""
        self.session.flush()
        outbox.owe(self.session, self._debts, at=self.at)
        conversations.keep(self.session, self._keepings, at=self.at)
        received.finish(self.session, self._done)
        received.finish(self.session, self._forgotten, forget=True)

    def _let_in(self, strangers: Sequence[int]) -> frozenset[int]:
        """Those for whom there is no room now: whom we know comes first."""
        waits: dict[int, float] = {}
        if strangers and self._no_room(len(strangers)):
            waits = {one: wait for one in strangers if (wait := self._no_room(1))}
        for chat_id, wait in waits.items():
            received.put_off(self.session, chat_id, until=self.at + timedelta(seconds=wait))
        welcome = [chat_id for chat_id in strangers if chat_id not in waits]
        if welcome:
            self._citizens |= people.welcome_citizens(self.session, welcome, at=self.at)
        return frozenset(waits)

    def _no_room(self, wanted: int) -> float:
        return limits.take(self.session, "strangers", STRANGERS, at=self.at, wanted=wanted)
