"""Updates that come singly and all at once share commits; nobody hears "ok" before their own is on disk."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError

from bot.receiving import Keeping, arrived
from db.engine import Database
from db.queries import received
from db.queries.received import Arrived

NOW = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)
MANY = 40


def an_update(number: int) -> Arrived:
    return arrived(7, {"update_id": number, "message": {"chat": {"id": number}}})


def stored(database: Database) -> int:
    with database.reading() as session:
        return sum(received.counts(session).values())


async def test_many_at_once_share_a_few_commits(database: Database) -> None:
    commits: list[object] = []

    @event.listens_for(database.engine, "commit")
    def count(connection: object) -> None:
        commits.append(connection)

    keeping = Keeping(database)
    await asyncio.gather(*(keeping.keep(an_update(number), at=NOW) for number in range(MANY)))
    assert stored(database) == MANY
    assert len(commits) <= 2


async def test_what_is_kept_is_stored_before_its_caller_goes_on(database: Database) -> None:
    keeping, seen = Keeping(database), list[bool]()

    async def caller(number: int) -> None:
        await keeping.keep(an_update(number), at=NOW)
        with database.reading() as session:
            known = session.scalar(text(f"SELECT count(*) FROM received_updates WHERE update_id = {number}"))
        seen.append(known == 1)

    await asyncio.gather(*(caller(number) for number in range(MANY)))
    assert seen == [True] * MANY


async def test_the_same_update_twice_in_one_batch_is_one_row(database: Database) -> None:
    keeping = Keeping(database)
    await asyncio.gather(*(keeping.keep(an_update(number % 3), at=NOW) for number in range(MANY)))
    assert stored(database) == 3


async def test_all_hear_when_the_database_is_away_and_the_next_are_kept(database: Database) -> None:
    keeping = Keeping(database)
    _say(database, "ALTER TABLE received_updates RENAME TO hidden")
    heard = await asyncio.gather(
        *(keeping.keep(an_update(number), at=NOW) for number in range(MANY)), return_exceptions=True
    )
    assert all(isinstance(one, SQLAlchemyError) for one in heard)
    _say(database, "ALTER TABLE hidden RENAME TO received_updates")
    await asyncio.gather(*(keeping.keep(an_update(number), at=NOW) for number in range(MANY)))
    assert stored(database) == MANY


async def test_a_caller_that_hangs_up_takes_nobody_along(database: Database) -> None:
    keeping = Keeping(database)
    callers = [asyncio.create_task(keeping.keep(an_update(number), at=NOW)) for number in range(MANY)]
    await asyncio.sleep(0)
    callers[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await callers[0]
    await asyncio.gather(*callers[1:])
    assert stored(database) == MANY


def _say(database: Database, statement: str) -> None:
    with database.writing() as session:
        session.execute(text(statement))
