"""What the channel answers, and what becomes of the letter, of its chat and of everybody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from structlog.typing import EventDict

from db.engine import Database
from db.queries import people
from db.queries.outbox import Leased
from db.tables.outbox import OutboxRow
from db.tables.people import Citizen
from rules.messages import Message
from tests.worker.post import CHAT, OTHER, Post, Wire, plainly
from worker.channels import GiveUp, TryLater
from worker.courier import BURST, FIRST_WAIT, GIVE_UP_AFTER, LONGEST_WAIT, PER_SECOND

AWAY = TryLater("TelegramServerError")
SPREAD = 0.25


@pytest.fixture
def post(database: Database) -> Post:
    return Post(database)


async def test_a_wait_that_was_named_is_waited_to_the_second(post: Post) -> None:
    post.owes("answer")
    assert await post.carries(TryLater("retry_after", timedelta(seconds=7), whole_chat=True)) == ["answer"]
    post.passes(seconds=6.9)
    assert await post.carries() == []
    post.passes(seconds=0.1)
    assert await post.carries() == ["answer"]


async def test_a_wait_for_the_chat_holds_back_all_of_the_chat_even_what_is_owed_later(post: Post) -> None:
    post.owes("first", "second")
    post.owes("elsewhere", chat=OTHER)
    slow_down = TryLater("retry_after", timedelta(seconds=7), whole_chat=True)
    assert await post.carries(slow_down) == ["first", "elsewhere"]
    post.owes("third")
    post.owes("question", kind="prompt")
    post.passes(seconds=6.9)
    assert await post.carries(kind="prompt") == await post.carries() == []
    post.passes(seconds=0.1)
    said = []
    for _ in range(3):
        said += await post.carries() + await post.carries(kind="prompt")
        post.passes(seconds=1)
    assert said == ["first", "question", "second", "third"]


def wait_after(attempt: int) -> timedelta:
    return min(FIRST_WAIT * 2 ** min(attempt - 1, 12), LONGEST_WAIT)


async def test_waits_double_up_to_ten_minutes(post: Post) -> None:
    post.owes("answer")
    for attempt in range(1, 13):
        assert await post.carries(AWAY) == ["answer"]
        (row,) = post.rows()
        assert row.attempts == attempt
        assert 1 - SPREAD <= (row.ready_at - post.at) / wait_after(attempt) <= 1 + SPREAD
        post.at = row.ready_at
    assert wait_after(12) == LONGEST_WAIT


async def test_after_a_day_of_attempts_it_is_given_up_and_the_rest_goes_on(post: Post) -> None:
    whole = sum((wait_after(attempt) for attempt in range(1, GIVE_UP_AFTER)), timedelta())
    assert timedelta(hours=22) < whole < timedelta(hours=26)
    post.owes("answer", "is it fixed?")
    with post.database.writing() as session:
        session.execute(update(OutboxRow).where(OutboxRow.id == 1).values(attempts=GIVE_UP_AFTER - 2))
    assert await post.carries(AWAY) == ["answer"]
    post.at = post.row("answer").ready_at
    assert await post.carries(AWAY) == ["answer", "is it fixed?"]
    assert post.states() == [("answer", "failed"), ("is it fixed?", "sent")]
    assert post.row("answer").error == "TelegramServerError"


async def test_letters_are_not_told_out_of_order_because_one_of_them_failed(post: Post) -> None:
    post.owes("it was accepted", "it was answered")
    assert await post.carries(AWAY) == ["it was accepted"]
    post.owes("is it fixed?")
    said: list[str] = []
    for _ in range(6):
        post.passes(seconds=1)
        said += await post.carries()
    assert said == ["it was accepted", "it was answered", "is it fixed?"]


async def test_whoever_writes_is_answered_though_a_letter_waits_for_its_next_attempt(post: Post) -> None:
    post.owes("it was accepted")
    await post.carries(AWAY)
    post.owes("which village?", kind="prompt")
    assert await post.carries(kind="prompt") == ["which village?"]


async def test_a_letter_for_the_morning_lets_later_ones_pass(post: Post) -> None:
    post.owes("reminder", ready_at=post.at + timedelta(hours=9))
    post.owes("answer")
    assert await post.carries() == ["answer"]
    post.passes(hours=9)
    assert await post.carries() == ["reminder"]


async def test_letters_to_one_person_keep_a_second_apart_and_questions_do_not(post: Post) -> None:
    post.owes("one", "two")
    post.owes("first", "second", kind="prompt")
    assert await post.carries() == ["one"]
    post.passes(seconds=0.9)
    assert await post.carries() == []
    post.passes(seconds=0.1)
    assert await post.carries() == ["two"]
    assert await post.carries(kind="prompt") == ["first", "second"]


async def test_a_wording_that_breaks_puts_off_that_letter_alone(post: Post, logged: list[EventDict]) -> None:
    post.owes("broken", "whole")
    post.owes("elsewhere", chat=OTHER)

    def wording(session: Session, held: Leased, at: object) -> Message:
        if held.content == "broken":
            session.add(Citizen(chat_id=1, first_seen_at=post.at))
            session.flush()
            raise ValueError("Айгүл")
        return Message(held.content)

    wire = Wire()
    await post.courier(wire, wording).empty()
    assert sorted(wire.said) == ["elsewhere", "whole"]
    row = post.row("broken")
    assert (row.status, row.error) == ("waiting", "bug: ValueError")
    with post.database.reading() as session:
        assert people.citizen_of_chat(session, 1) is None, "half a wording stays"
    assert [event["event"] for event in logged] == ["wording_broke"]
    post.passes(seconds=3)
    await post.courier(wire, plainly).empty()
    assert wire.said[-1] == "broken"


async def test_a_channel_that_breaks_puts_off_that_letter_alone(post: Post, logged: list[EventDict]) -> None:
    post.owes("broken", "whole")
    assert await post.carries(RuntimeError("Айгүл")) == ["broken", "whole"]
    assert post.states() == [("broken", "waiting"), ("whole", "sent")]
    assert post.row("broken").error == "bug: RuntimeError"
    assert [event["event"] for event in logged] == ["sending_broke"]
    post.passes(seconds=3)
    assert await post.carries() == ["broken"]


async def test_what_is_refused_for_good_is_not_tried_again_and_holds_nothing_up(post: Post) -> None:
    post.owes("too long", "short")
    assert await post.carries(GiveUp("refused: Bad Request: message is too long")) == ["too long", "short"]
    assert post.states() == [("too long", "failed"), ("short", "sent")]
    assert post.row("too long").error == "refused: Bad Request: message is too long"


async def test_whoever_cannot_be_reached_is_marked_and_tried_no_more(post: Post) -> None:
    with post.database.writing() as session:
        for chat in (CHAT, OTHER):
            people.welcome_citizen(session, chat, at=post.at)
    post.owes("answer", "question")
    post.owes("which village?", kind="prompt")
    post.owes("elsewhere", chat=OTHER)
    assert await post.carries(GiveUp("forbidden", unreachable=True)) == ["answer", "elsewhere"]
    assert {(row.chat_id, row.status, row.error) for row in post.rows()} == {
        (CHAT, "failed", "unreachable"),
        (OTHER, "sent", None),
    }
    with post.database.reading() as session:
        marks = select(Citizen.chat_id, Citizen.reachable).order_by(Citizen.chat_id)
        assert [tuple(mark) for mark in session.execute(marks)] == [(CHAT, False), (OTHER, True)]


async def test_what_is_owed_to_a_group_follows_it_to_its_new_number(post: Post) -> None:
    post.owes("first", "second")
    wire = Wire(GiveUp("moved", moved_to=-100))
    await post.courier(wire).empty()
    post.passes(seconds=1)
    await post.courier(wire).empty()
    assert [(chat, message.text) for chat, message in wire.came] == [
        (CHAT, "first"),
        (-100, "first"),
        (-100, "second"),
    ]


async def test_all_couriers_together_keep_the_pace(post: Post) -> None:
    post.owes_to_many(60)
    wire = Wire()
    couriers = [post.courier(wire), post.courier(wire)]
    sent = []
    for _ in range(4):
        for one in couriers:
            await one.empty()
        sent.append(len(wire.came))
        post.passes(seconds=1)
    assert sent == [BURST, BURST + PER_SECOND, 60, 60]
    assert len(set(wire.said)) == 60


async def test_a_pause_does_not_save_up_for_a_flood(post: Post) -> None:
    post.owes("before")
    await post.carries()
    post.passes(hours=1)
    post.owes_to_many(60)
    assert len(await post.carries()) == BURST
