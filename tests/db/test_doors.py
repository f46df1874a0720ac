from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session

from db.engine import Database
from db.tables.conversations import Conversation
from db.tables.operations import Bucket
from rules.refusals import NotNow

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BISHKEK = timezone(timedelta(hours=6))


def bucket(name: str = "telegram", *, at: datetime = NOON) -> Bucket:
    return Bucket(name=name, tokens=1.0, refilled_at=at)


def buckets(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Bucket)) or 0


def test_writing_commits(database: Database) -> None:
    with database.writing() as session:
        session.add(bucket())
    assert buckets(database) == 1


def test_whatever_is_raised_rolls_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(bucket())
        session.flush()
        _ = 1 / 0
    assert buckets(database) == 0


def test_a_refusal_rolls_back_too(database: Database) -> None:
    with pytest.raises(NotNow), database.writing() as session:
        session.add(bucket())
        session.flush()
        raise NotNow
    assert buckets(database) == 0


async def test_an_awaited_write_is_committed_when_it_returns(database: Database) -> None:
    def add(session: Session, name: str) -> str:
        session.add(bucket(name))
        return name

    assert await database.write(add, "telegram") == "telegram"
    assert await database.read(lambda session: session.get_one(Bucket, "telegram").tokens) == 1.0


def test_a_naive_moment_is_not_stored(database: Database) -> None:
    nobodys_noon = datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001
    with pytest.raises(StatementError, match="naive"), database.writing() as session:
        session.add(bucket(at=nobodys_noon))


def test_a_moment_comes_back_in_utc_wherever_it_was_said(database: Database) -> None:
    with database.writing() as session:
        session.add(bucket(at=datetime(2026, 3, 2, 18, 0, 0, 123_456, tzinfo=BISHKEK)))
    with database.reading() as session:
        found = session.get_one(Bucket, "telegram").refilled_at
    assert found == NOON.replace(microsecond=123_456)
    assert found.tzinfo is UTC


def test_moments_are_compared_as_moments(database: Database) -> None:
    with database.writing() as session:
        session.add(bucket(at=NOON))
    an_hour_later_in_bishkek = datetime(2026, 3, 2, 19, 0, tzinfo=BISHKEK)
    with database.reading() as session:
        found = session.scalars(select(Bucket).where(Bucket.refilled_at < an_hour_later_in_bishkek)).all()
    assert len(found) == 1


def test_what_is_remembered_of_a_conversation_comes_back_as_it_was(database: Database) -> None:
    memory = {
        "text": "Биздин көчөдө суу жок 💧",
        "photos": ["a", "b"],
        "village": None,
        "n": 2**40,
        "share": 0.5,
    }
    with database.writing() as session:
        session.add(
            Conversation(
                chat_id=2**40, script="complaint", step="village", memory=memory, version=1, updated_at=NOON
            )
        )
    with database.reading() as session:
        assert session.get_one(Conversation, 2**40).memory == memory


def test_what_is_added_through_the_reading_door_is_not_kept(database: Database) -> None:
    with database.reading() as session:
        session.add(bucket())
        session.flush()
    assert buckets(database) == 0


def test_a_reader_sees_one_moment_and_does_not_stop_the_writer(database: Database) -> None:
    with database.reading() as reader:
        before = reader.scalar(select(func.count()).select_from(Bucket))
        with database.writing() as session:
            session.add(bucket())
        assert before == 0
        assert buckets(database) == 1


def test_sixty_threads_write_at_once_and_none_is_turned_away(database: Database) -> None:
    everybody = Barrier(60)

    def write(number: int) -> None:
        everybody.wait()
        for round_ in range(3):
            with database.writing() as session:
                # Read before writing: what a deferred transaction of SQLite would answer with "database is locked".
                session.scalar(select(func.count()).select_from(Bucket))
                session.add(bucket(f"{number}-{round_}"))

    with ThreadPoolExecutor(60) as threads:
        for done in [threads.submit(write, number) for number in range(60)]:
            done.result()
    assert buckets(database) == 180


def test_two_holders_of_one_sqlite_file_take_turns(sqlite_url) -> None:
    url = sqlite_url()
    one, other = Database(url), Database(url)
    with ThreadPoolExecutor(2) as threads:

        def write(database: Database, name: str) -> None:
            for number in range(40):
                with database.writing() as session:
                    session.add(bucket(f"{name}-{number}"))

        for done in [threads.submit(write, one, "one"), threads.submit(write, other, "other")]:
            done.result()
    assert buckets(one) == buckets(other) == 80
    one.close()
    other.close()


def test_a_lock_on_postgres_is_not_waited_for_for_ever(postgres_url) -> None:
    database = Database(postgres_url())
    with database.writing() as session:
        session.add(bucket())
    with database.writing() as holder:
        holder.get_one(Bucket, "telegram", with_for_update=True)
        with pytest.raises(OperationalError, match="lock timeout"), database.writing() as late:
            late.connection().exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
            late.get_one(Bucket, "telegram", with_for_update=True)
    database.close()
