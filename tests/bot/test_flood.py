"""Somebody writes faster than anybody reads: everything is kept, one answer is given, others do not wait."""

from datetime import timedelta

from sqlalchemy import func, select

from casework import people
from db.engine import Database
from db.tables.conversations import ReceivedUpdate
from db.tables.outbox import OutboxRow
from db.tables.tickets import Event, Ticket
from rules.lifecycle import Role
from rules.limits import CHAT, LINKS, STRANGERS, TICKETS_A_DAY
from tests.village import AK_BULAN, MONDAY, Phone, Village

SLOWER = "Пожалуйста, пишите немного медленнее"


def settled(village: Village) -> Phone:
    return village.phone().settles()


def quiet(village: Village) -> None:
    """Time passes until nothing waits."""
    for _ in range(60):
        village.passes(seconds=1)
        village.works()


def waiting(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(ReceivedUpdate.status == "waiting")) or 0


def test_a_flood_is_kept_whole_and_answered_once(catalogue_database: Database) -> None:
    village = Village(catalogue_database)
    aigul = settled(village)
    village.passes(minutes=2)
    before = aigul.calls
    for number in range(60):
        aigul.says(f"Суу жок, {number}-күн.")
    quiet(village)
    assert waiting(catalogue_database) == 0
    assert aigul.calls - before <= CHAT.burst + 3 + 1
    assert len([one for one in aigul.chat.values() if SLOWER in one.text]) == 1
    assert SLOWER not in aigul.last.text, "the last word is the answer to the last message"
    aigul.presses("Отправить")
    quiet(village)
    with catalogue_database.reading() as session:
        [story] = session.scalars(select(Ticket.text))
    assert all(f"{number}-күн" in story for number in range(60))


def test_a_slow_writer_is_answered_each_time(catalogue_database: Database) -> None:
    village = Village(catalogue_database)
    aigul = settled(village)
    for number in range(30):
        before = aigul.calls
        aigul.says(f"Жол жаман, {number}.")
        village.passes(seconds=CHAT.each)
        assert aigul.calls == before + 1


def test_presses_are_answered_in_a_flood_too(catalogue_database: Database) -> None:
    village = Village(catalogue_database)
    aigul = settled(village)
    for number in range(30):
        aigul.says(f"Суу жок, {number}.")
    quiet_since = len(aigul.acknowledged)
    aigul.presses("Отправить")
    assert len(aigul.acknowledged) == quiet_since + 1


def test_others_take_their_turns_between_the_messages_of_a_flood(catalogue_database: Database) -> None:
    village = Village(catalogue_database)
    aigul, bakyt = settled(village), settled(village)
    village.passes(minutes=2)
    for number in range(40):
        village.stores(message=aigul._message(f"Суу жок, {number}."))
    village.stores(message=bakyt._message("Көчө жарыгы күйбөйт."))
    turns = 0
    while village.takes_turn():
        turns += 1
    assert turns <= CHAT.burst + 2, "the rest of the flood waits a moment"
    with catalogue_database.reading() as session:
        done = session.scalars(
            select(ReceivedUpdate.status).where(ReceivedUpdate.chat_id == bakyt.chat_id)
        ).all()
    assert set(done) == {"done"}


def test_strangers_in_bulk_wait_and_those_we_know_do_not(
    catalogue_database: Database, monkeypatch: object
) -> None:
    village = Village(catalogue_database)
    known = settled(village)
    strangers = [village.phone(f"Белгисиз {number}") for number in range(4)]
    from db.queries import limits

    with catalogue_database.writing() as session:
        assert limits.take(session, "strangers", STRANGERS, at=village.at, wanted=STRANGERS.burst - 1) == 0
    for stranger in strangers:
        stranger.says("Суу жок")
    assert [bool(stranger.calls) for stranger in strangers].count(True) <= 2
    assert waiting(catalogue_database) >= 2
    before = known.calls
    known.says("Жол жаман")
    assert known.calls == before + 1
    village.passes(minutes=1)
    village.works()
    assert all(stranger.calls for stranger in strangers)
    assert waiting(catalogue_database) == 0


def test_who_files_much_is_heard_and_the_clerk_is_told_how_much(catalogue_database: Database) -> None:
    village = Village(catalogue_database)
    aigul = settled(village)
    for number in range(TICKETS_A_DAY + 2):
        village.passes(minutes=1)
        aigul.says(f"Суу жок, {number}-үй.").presses("Отправить")
    with catalogue_database.reading() as session:
        told = [
            facts.get("filed_today")
            for facts in session.scalars(select(Event.facts).where(Event.move == "file").order_by(Event.id))
        ]
    assert told == [None] * TICKETS_A_DAY + [6, 7]
    village.passes(days=1, minutes=10)
    aigul.says("Жол жаман").presses("Отправить")
    with catalogue_database.reading() as session:
        last = session.scalars(select(Event.facts).order_by(Event.id.desc()).limit(1)).one()
    assert "filed_today" not in last


def test_a_colleague_gets_some_links_and_then_is_asked_to_wait(catalogue_database: Database) -> None:
    village = Village(catalogue_database)
    user = village.do(people.add_user, "Нурлан", Role.CLERK, inboxes=[village.inbox_of(AK_BULAN)])
    nurlan = settled(village)
    nurlan.starts("i_" + village.do(people.give_invitation, user.id))
    for _ in range(LINKS.burst):
        nurlan.says("/inbox")
        assert "/sign-in/" in nurlan.last.text
    nurlan.says("/inbox")
    assert "Слишком много ссылок. Подождите, минут: 2." in nurlan.last.text
    village.passes(minutes=2)
    assert "/sign-in/" in nurlan.says("/inbox").last.text


def test_no_prompt_of_a_flood_is_left_behind(catalogue_database: Database) -> None:
    village = Village(catalogue_database)
    aigul = settled(village)
    for number in range(45):
        aigul.says(f"Суу жок, {number}.")
    quiet(village)
    with catalogue_database.reading() as session:
        left = session.scalars(select(OutboxRow.status).distinct()).all()
    assert set(left) <= {"sent", "dropped"}
    assert village.at - MONDAY < timedelta(minutes=5)
