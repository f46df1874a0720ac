"""The courier with the real wordings, for people who write, tap, block and come back."""

import pytest

from casework import handling
from db.engine import Database
from db.queries import outbox, people
from db.tables.outbox import OutboxRow
from rules.messages import Message
from tests.village import EVERYWHERE, Phone, Village
from tests.worker.post import Wire
from worker.channels import GiveUp, TryLater
from worker.courier import Courier

BLOCKED = GiveUp("forbidden", unreachable=True)


@pytest.fixture
def village(catalogue_database: Database) -> Village:
    return Village(catalogue_database)


@pytest.fixture
def aigul(village: Village) -> Phone:
    """Somebody whose case 1001 was accepted."""
    return village.phone().settles().says("Нет воды").presses("Отправить")


async def carries(village: Village, wire: Wire) -> list[Message]:
    """Turns, then prompts and letters, as they go; what came down the wire."""
    before = len(wire.came)
    while village.takes_turn():
        pass
    for kind, wording in village.wordings.items():
        await Courier(village.database, wire, wording, kind=kind, now=village.now).empty()
    return [message for _, message in wire.came[before:]]


def answers(village: Village, said: str = "Бригада чыкты") -> None:
    village.do(handling.answer, 1001, by=village.colleague(), reach=EVERYWHERE, said=said)
    village.passes(seconds=2)


async def test_an_answer_is_worded_in_the_language_its_reader_has_when_it_is_sent(
    village: Village, aigul: Phone
) -> None:
    answers(village)
    wire = Wire(TryLater("TelegramServerError"))
    (first,) = await carries(village, wire)
    assert "пришёл ответ" in first.text
    with village.database.writing() as session:
        citizen = people.citizen_of_chat(session, aigul.chat_id)
        assert citizen is not None
        citizen.language = "ky"
    village.passes(minutes=1)
    (again,) = await carries(village, wire)
    assert "жооп" in again.text
    assert "Бригада чыкты" in again.text


async def test_a_message_that_was_sent_knows_its_case(village: Village, aigul: Phone) -> None:
    answers(village)
    await carries(village, Wire())
    with village.database.reading() as session:
        sent = session.query(OutboxRow).order_by(OutboxRow.id.desc()).first()
        assert sent is not None
        assert sent.message_id is not None
        assert outbox.ticket_of_message(session, aigul.chat_id, sent.message_id) == 1001


async def test_a_superseded_question_is_dropped_and_its_button_does_not_spin_on(
    village: Village, aigul: Phone
) -> None:
    aigul.says("Мусор не вывозят")
    card, edit = aigul._button("Изменить", None)
    shown = {"message_id": card, "date": 1, "chat": aigul.where, "text": "…"}
    press = {"id": "spinning", "from": aigul.person, "chat_instance": "1", "data": edit, "message": shown}
    village.stores(callback_query=press)
    village.stores(message=aigul._message("Третий день"))
    village.stores(message=aigul._message("Совсем"))
    (void,) = await carries(village, Wire())
    assert (void.text, void.answers_press) == ("", "spinning")
    village.passes(seconds=2)
    (question,) = await carries(village, Wire())
    assert "Третий день\nСовсем" in question.text
    with village.database.reading() as session:
        assert session.query(OutboxRow).filter_by(status="dropped").count() == 1
        assert session.query(OutboxRow).filter_by(status="waiting").count() == 0


@pytest.mark.parametrize("returns", ["unblocks", "writes"])
async def test_who_could_not_be_reached_gets_the_answer_on_coming_back(
    returns: str, village: Village, aigul: Phone
) -> None:
    answers(village)
    wire = Wire(BLOCKED)
    await carries(village, wire)
    answers(village, "Оңдоп жатабыз")
    assert await carries(village, wire) == [], "nobody is tried who cannot be reached"
    if returns == "unblocks":
        bot = {"id": 7, "is_bot": True, "first_name": "Dobush"}
        old, new = ({"user": bot, "status": state, "until_date": 0} for state in ("kicked", "member"))
        change = {"chat": aigul.where, "from": aigul.person, "date": 1}
        village.stores(my_chat_member={**change, "old_chat_member": old, "new_chat_member": new})
    else:
        village.stores(message=aigul._message("/start"))
    came = await carries(village, wire)
    village.passes(seconds=1)
    came += await carries(village, wire)
    letters = [message.text for message in came if "«" in message.text]
    assert ["Бригада чыкты" in letters[0], "Оңдоп жатабыз" in letters[1]] == [True, True]
    assert len(letters) == 2


async def test_a_worker_that_is_dead_does_not_silence_the_bot(village: Village, aigul: Phone) -> None:
    answers(village)
    village.stores(message=aigul._message("/help"))
    village.takes_turn()
    wire, rendering = Wire(), village.wordings["prompt"]
    prompts = Courier(village.database, wire, rendering, kind="prompt", now=village.now)
    assert await prompts.empty() == 0, "a letter that its courier may be about to send comes first"
    village.passes(seconds=outbox.OTHER_COURIER.total_seconds())
    assert await prompts.empty() == 1
