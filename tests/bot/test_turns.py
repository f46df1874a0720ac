"""One update, one transaction: order within a chat, poison put aside, every tap acknowledged once."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bot.receiving import arrived
from bot.turns import TurnFailed, Turns
from db.engine import Database
from db.queries import conversations, outbox, received, tickets
from db.queries.directory import Shelf
from db.queries.received import BACK_OFF
from rules.lifecycle import Status
from tests.bot.conftest import Office, history_of, states_of, stories, ticket_of
from tests.conftest import NewUrl
from tests.village import BOT_ID, MONDAY, Phone, Village


def corrupts(village: Village, phone: Phone) -> None:
    """What no script can read: as if an older or a newer version had kept it."""
    with village.database.writing() as session:
        session.execute(
            text("UPDATE conversations SET memory = :memory WHERE chat_id = :chat"),
            {"memory": json.dumps({"story": 7, "nobody": "knows"}), "chat": phone.chat_id},
        )


@pytest.fixture
def poisoned(village: Village, aigul: Phone) -> Phone:
    """Somebody whose conversation breaks its script."""
    aigul.settles().says("Не вывозят мусор").presses("Отправить").says("Нет света")
    corrupts(village, aigul)
    return aigul


def test_poison_backs_off_and_nobody_else_waits(village: Village, poisoned: Phone) -> None:
    neighbour = village.phone("Бакыт").settles()
    poisoned.says("И фонарь не горит")
    assert states_of(village.database)["waiting"] == 1
    neighbour.says("Нет воды").presses("Отправить")
    assert stories(village.database) == ["Не вывозят мусор", "Нет воды"]
    assert not village.takes_turn()


def test_poison_becomes_a_dead_letter_its_writer_is_told_and_the_next_message_goes_on(
    village: Village, poisoned: Phone
) -> None:
    poisoned.says("И фонарь не горит")
    poisoned.says("Алло")
    for wait in BACK_OFF:
        assert states_of(village.database)["waiting"] == 2
        village.passes(seconds=wait.total_seconds())
        village.works()
    assert states_of(village.database)["dead"] == 1
    assert "waiting" not in states_of(village.database)
    assert poisoned.read("У нас произошла ошибка")
    poisoned.says("/cancel").says("Нет воды").presses("Отправить")
    assert stories(village.database) == ["Не вывозят мусор", "Нет воды"]


def test_a_failed_turn_leaves_nothing_behind(village: Village, poisoned: Phone) -> None:
    before = written(village)
    village.stores(message=poisoned._message("И фонарь не горит"))
    assert village.takes_turn() == 1
    assert written(village) == before
    assert states_of(village.database)["waiting"] == 1


def test_a_round_serves_one_message_of_each_chat_and_shares_its_commit(village: Village) -> None:
    people = [village.phone(name).settles() for name in ("Айгүл", "Бакыт", "Чынара")]
    for story in ("Суу жок", "Үч күндөн бери"):
        for person in people:
            village.stores(message=person._message(story))
    assert village.takes_turn() == 3
    assert states_of(village.database)["waiting"] == 3
    village.works()
    for person in people:
        person.presses("Отправить")
    assert stories(village.database) == ["Суу жок\nҮч күндөн бери"] * 3


def test_poison_in_a_round_undoes_it_and_the_others_come_in_the_next(
    village: Village, poisoned: Phone
) -> None:
    neighbours = [village.phone(name).settles() for name in ("Бакыт", "Чынара")]
    village.stores(message=neighbours[0]._message("Нет воды"))
    village.stores(message=poisoned._message("И фонарь не горит"))
    village.stores(message=neighbours[1]._message("Темно на улице"))
    village.works()
    for neighbour in neighbours:
        neighbour.presses("Отправить")
    assert stories(village.database) == ["Не вывозят мусор", "Нет воды", "Темно на улице"]
    assert states_of(village.database)["waiting"] == 1


def test_what_is_said_beside_an_open_card_leaves_it_known(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    with village.database.reading() as session:
        card = conversations.card(session, aigul.chat_id)
    aigul.says("/help")
    with village.database.reading() as session:
        assert card is not None
        assert conversations.card(session, aigul.chat_id) == card


def test_a_poisoned_button_press_dies_too(village: Village, poisoned: Phone) -> None:
    poisoned.presses("Отправить")
    for wait in BACK_OFF:
        village.passes(seconds=wait.total_seconds())
        village.works()
    assert states_of(village.database)["dead"] == 1
    poisoned.says("Нет воды").presses("Отправить")
    assert stories(village.database) == ["Не вывозят мусор", "Нет воды"]


def test_an_error_keeps_no_words_of_the_citizen(village: Village, poisoned: Phone) -> None:
    poisoned.says("Меня зовут Айгүл, телефон 0700123456")
    with village.database.reading() as session:
        said = session.scalars(text("SELECT error FROM received_updates WHERE error IS NOT NULL")).all()
    assert said
    assert not any("0700123456" in error or "story" in error for error in said)


def test_an_update_is_stored_once_however_often_it_comes(village: Village, aigul: Phone) -> None:
    aigul.settles()
    body = {"update_id": 77, "message": aigul._message("Нет воды")}
    with village.database.writing() as session:
        counts = [received.store(session, [arrived(BOT_ID, body)] * 2, at=village.at) for _ in range(3)]
    assert counts == [1, 0, 0]
    village.works()
    aigul.presses("Отправить")
    assert stories(village.database) == ["Нет воды"]


def test_two_bots_may_have_updates_of_the_same_number(village: Village, aigul: Phone) -> None:
    body = {"update_id": 77, "message": aigul._message("Нет воды")}
    with village.database.writing() as session:
        received.store(session, [arrived(1, body), arrived(2, body)], at=village.at)
    assert states_of(village.database) == {"waiting": 2}


def test_updates_of_a_chat_are_taken_in_the_order_they_were_stored_whatever_their_numbers(
    village: Village, aigul: Phone
) -> None:
    aigul.settles()
    for number, word in ((900, "бир"), (3, "эки"), (500, "үч")):
        body = {"update_id": number, "message": aigul._message(f"Суу жок {word}")}
        with village.database.writing() as session:
            received.store(session, [arrived(BOT_ID, body)], at=village.at)
    village.works()
    aigul.presses("Отправить")
    assert stories(village.database) == ["Суу жок бир\nСуу жок эки\nСуу жок үч"]


def test_every_chat_keeps_its_order_while_four_threads_take_turns(postgres_url: NewUrl) -> None:
    database = Database(postgres_url("catalogue"))
    village = Village(database)
    village.shelf = Shelf()  # type: ignore[assignment]
    people = [village.phone(f"Киши {number}") for number in range(8)]
    for person in people:
        person.settles()
    for number in range(12):
        for person in people:
            village.stores(message=person._message(f"Суу жок {number}."))
    turns = Turns(village.shelf, now=village.now)  # type: ignore[arg-type]
    taken: list[str] = []

    def serves() -> None:
        idle = 0
        while idle < 5:
            with database.writing() as session:
                if turns.take(session, most=2):
                    idle, _ = 0, taken.append(threading.current_thread().name)
                else:
                    idle += 1
            time.sleep(0.01 * (idle > 0))

    try:
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(serves) for _ in range(4)]:
                done.result()
        assert states_of(database).get("waiting") is None
        assert len(set(taken)) > 1, "one thread did it all: nothing was raced"
        village.delivers()
        for person in people:
            person.presses("Отправить")
        whole = "\n".join(f"Суу жок {number}." for number in range(12))
        assert stories(database) == [whole] * 8
    finally:
        database.close()


def test_a_turn_that_is_under_way_holds_back_its_own_chat_alone(postgres_url: NewUrl) -> None:
    database = Database(postgres_url("catalogue"))
    village = Village(database)
    aigul, bakyt = village.phone("Айгүл"), village.phone("Бакыт")
    for phone in (aigul, aigul, bakyt):
        village.stores(message=phone._message("Суу жок"))
    try:
        with database.writing() as one, database.writing() as two, database.writing() as three:
            (first,) = received.take_next(one, at=MONDAY)
            (second,) = received.take_next(two, at=MONDAY, most=5)
            assert (first.chat_id, second.chat_id) == (aigul.chat_id, bakyt.chat_id)
            assert not received.take_next(three, at=MONDAY)
    finally:
        database.close()


def test_a_case_that_was_looked_at_is_read_again_under_its_lock(postgres_url: NewUrl) -> None:
    """Between looking a case up and locking it the office may have moved it on."""
    database = Database(postgres_url("catalogue"))
    village = Village(database)
    village.case()
    try:
        with database.writing() as late:
            tickets.one(late, 1001)
            Office(village).answers("Бригада чыкты")
            assert tickets.for_update(late, 1001).status == Status.IN_PROGRESS
    finally:
        database.close()


def test_a_question_that_a_newer_one_replaced_is_never_sent(village: Village, aigul: Phone) -> None:
    aigul.settles()
    before = aigul.calls
    for words in ("Нет воды", "Совсем", "Третий день"):
        village.stores(message=aigul._message(words))
    village.works()
    assert aigul.calls == before + 1
    assert "Третий день" in aigul.last.text


def test_every_tap_is_acknowledged_once_even_when_its_answer_is_void(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    card, edit = aigul._button("Изменить", None)
    press = {"id": "early", "from": aigul.person, "chat_instance": "1", "data": edit}
    village.stores(callback_query={**press, "message": {"message_id": card, "date": 1, "chat": aigul.where}})
    village.stores(message=aigul._message("Третий день"))
    village.works()
    assert aigul.acknowledged.count("early") == 1
    assert "Третий день" in aigul.last.text


def test_taps_are_acknowledged_once_through_a_whole_case(
    village: Village, aigul: Phone, office: Office
) -> None:
    aigul.settles().says("Нет воды").presses("Изменить").presses("Назад").presses("Отправить")
    office.resolves()
    aigul.presses("Нет").says("Опять нет воды")
    office.resolves()
    aigul.presses("Да").presses("4")
    assert sorted(aigul.acknowledged) == sorted(
        {f"press{number + 1}" for number in range(aigul.presses_made)}
    )


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        ("rate", "Оценить можно после ответа"),
        ("not mine", "не ваше обращение"),
        ("nobody's", "не найдено"),
        ("closed", "уже невозможно"),
        ("invitation", "приглашение использовано"),
    ],
)
def test_a_refusal_is_worded_and_the_conversation_stays_where_it_was(
    refused: str, said: str, village: Village, aigul: Phone, office: Office
) -> None:
    other = village.phone("Бакыт").settles().says("Нет воды").presses("Отправить")
    other.says("Во дворе не горит фонарь").presses("Отправить")
    aigul.settles().says("Нет света").presses("Отправить").says("Мусор не вывозят")
    card = aigul.last_id
    match refused:
        case "rate":
            aigul.taps(card, "t:1003:rate:5")
        case "not mine":
            aigul.taps(card, "t:1001:withdraw_yes")
        case "nobody's":
            aigul.taps(card, "t:4711:show")
        case "closed":
            aigul.taps(card, "t:1003:withdraw_yes").taps(card, "t:1003:withdraw_yes")
        case "invitation":
            aigul.starts("i_never")
    assert said in aigul.last.text
    aigul.presses("Отправить", on=card)
    assert "Мусор не вывозят" in stories(village.database)
    assert ticket_of(village).status == Status.FILED


def test_a_village_that_was_closed_meanwhile_is_refused_in_words(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    with village.database.writing() as session:
        session.execute(text("UPDATE conversations SET memory = REPLACE(CAST(memory AS TEXT), '41702205805010', '1')"
                             + ("" if village.database.is_sqlite else "::jsonb")))  # fmt: skip
    aigul.presses("Отправить")
    assert "нет в списке" in aigul.last.text
    assert stories(village.database) == []


def test_unblocking_brings_back_what_was_written_meanwhile_once(
    village: Village, aigul: Phone, office: Office
) -> None:
    aigul.settles().says("Нет воды").presses("Отправить").blocks()
    office.answers("Бригада выехала")
    aigul.blocks(False).blocks().blocks(False)
    shown = [one.text for one in aigul.chat.values() if "Бригада выехала" in one.text]
    assert len(shown) == 1
    assert history_of(village)[-1] == ("answer", "Бригада выехала")


def test_count_failure_of_an_update_that_somebody_else_did_meanwhile(village: Village, aigul: Phone) -> None:
    village.stores(message=aigul._message("Суу жок"))
    village.works()
    with village.database.writing() as session:
        village.turns.count_failure(session, TurnFailed(1, aigul.chat_id, ValueError()))
    assert states_of(village.database) == {"done": 1}


def written(village: Village) -> tuple[int, ...]:
    tables = ("citizens", "tickets", "events", "outbox")
    with village.database.reading() as session:
        rows = [session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables]
        version = session.scalar(text("SELECT sum(version) FROM conversations")) or 0
        assert outbox.next_ready_at(session, kind="prompt", channel="telegram") is None
    return (*rows, version)
