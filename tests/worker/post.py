"""A post office for tests: rows that are owed, a standing clock, and the far end of the wire."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import outbox
from db.queries.outbox import Debt, Leased
from db.tables.outbox import OutboxRow
from rules.messages import Message
from tests.village import MONDAY
from worker.channels import Delivered, Outcome
from worker.courier import Courier, Wording

CHAT, OTHER = 5_000_000_000, 5_000_000_001


class Wire:
    """Writes down what comes, and answers as told; while it is closed, a call only hangs."""

    name = "telegram"
    _ids = itertools.count(1)

    def __init__(self, *answers: Outcome | Exception) -> None:
        self.answers = deque(answers)
        self.came: list[tuple[int, Message]] = []
        self.opened = asyncio.Event()
        self.opened.set()

    @property
    def said(self) -> list[str]:
        return [message.text for _, message in self.came]

    async def send(self, chat_id: int, message: Message) -> Outcome:
        self.came.append((chat_id, message))
        await self.opened.wait()
        answer = self.answers.popleft() if self.answers else Delivered(next(self._ids))
        if isinstance(answer, Exception):
            raise answer
        return answer


class Post:
    def __init__(self, database: Database, at: datetime = MONDAY) -> None:
        self.database, self.at = database, at

    def now(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)

    def owes(
        self, *contents: str, chat: int = CHAT, kind: str = "letter", ready_at: datetime | None = None
    ) -> None:
        self._owes([Debt(kind, content, {}, ready_at or self.at, chat_id=chat) for content in contents])

    def owes_to_many(self, people: int) -> None:
        """One letter to each, named by a number."""
        self._owes([Debt("letter", f"{one}", {}, self.at, chat_id=CHAT + one) for one in range(people)])

    def _owes(self, debts: list[Debt]) -> None:
        with self.database.writing() as session:
            outbox.owe(session, debts, at=self.at)

    def courier(
        self,
        wire: Wire,
        wording: Wording | None = None,
        *,
        kind: str = "letter",
        database: Database | None = None,
    ) -> Courier:
        return Courier(database or self.database, wire, wording or plainly, kind=kind, now=self.now)

    async def carries(self, *answers: Outcome | Exception, kind: str = "letter") -> list[str]:
        """All that is ready now, answered so; what was said."""
        wire = Wire(*answers)
        await self.courier(wire, kind=kind).empty()
        return wire.said

    def rows(self) -> list[OutboxRow]:
        with self.database.reading() as session:
            return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    def row(self, content: str) -> OutboxRow:
        return next(row for row in self.rows() if row.content == content)

    def states(self) -> list[tuple[str, str]]:
        return [(row.content, row.status) for row in self.rows()]


def plainly(session: Session, held: Leased, at: datetime) -> Message | None:
    return Message(held.content)


async def until(seen: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not seen():
            await asyncio.sleep(0.005)
