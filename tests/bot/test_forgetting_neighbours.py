"""A person who is forgotten had neighbours: their cases go on, and nothing of the person stays in them."""

from sqlalchemy import select

from casework import closing, following, handling
from casework.desk import Actor
from casework.handling import Enclosed
from db.queries import people, tickets
from db.tables.conversations import Conversation
from db.tables.tickets import Ticket
from rules.attachments import Attached, Kind
from rules.lifecycle import Outcome, Role, Status
from tests.bot.conftest import history_of, ticket_of
from tests.bot.test_forgetting import CHAT, Everything, Zulaika, forgets
from tests.village import EVERYWHERE, Phone, Village

PHOTO = [Attached(Kind.PHOTO, "id-зебра", "unique-зебра")]


def actor(village: Village, phone: Phone) -> Actor:
    with village.database.reading() as session:
        citizen = people.citizen_of_chat(session, phone.chat_id)
    assert citizen is not None
    return Actor(Role.CITIZEN, citizen_id=citizen.id)


def test_a_case_that_neighbours_follow_goes_on_without_words_of_the_one_who_filed_it(
    village: Village,
) -> None:
    phone = Zulaika(village)
    phone.settles().says("Зебрамаркер, нет воды").presses("Отправить")
    bakyt = village.phone("Бакыт").settles()
    village.do(following.join, 1001, by=actor(village, bakyt), said="У нас тоже")
    village.do(handling.answer, 1001, said="Чиним", by=village.colleague(), reach=EVERYWHERE)
    forgets(phone)
    after = ticket_of(village)
    assert (Status(after.status), after.joined, after.text, after.citizen_id) == ("in_progress", 1, "", None)
    assert [words for _, words in history_of(village) if words] == ["У нас тоже", "Чиним"]
    assert Everything(village.database).holding(str(CHAT), "зебрамаркер, нет воды") == set()


def test_words_files_and_the_voice_in_a_neighbours_case_go_too(village: Village) -> None:
    bakyt = village.phone("Бакыт").settles()
    bakyt.says("Нет воды у нас").presses("Отправить")
    phone = Zulaika(village)
    phone.settles()
    by = actor(village, phone)
    village.do(following.join, 1001, by=by, said="Зебрамаркер", files=PHOTO)
    village.do(handling.add, 1001, said="Дагы зебрамаркер", by=by, enclosed=Enclosed(PHOTO))
    phone.says("/my_data")
    assert phone.last.paper is not None
    page = phone.last.paper.content.decode()
    assert "Дагы зебрамаркер" in page
    assert "Нет воды у нас" not in page, "whose case it is stays their own"
    bakyt.says("/my_data")
    assert bakyt.last.paper is not None
    assert "зебрамаркер" not in bakyt.last.paper.content.decode().lower(), "nobody reads a neighbour's words"
    forgets(phone)
    after = ticket_of(village)
    assert (after.joined, after.text, Status(after.status)) == (0, "Нет воды у нас", "filed")
    assert history_of(village)[-1] == ("leave", None)
    assert Everything(village.database).holding(str(CHAT), "зебрамаркер", "unique-зебра") == set()


def test_a_case_that_was_left_to_neighbours_before_loses_the_words_as_well(village: Village) -> None:
    phone = Zulaika(village)
    phone.settles().says("Зебрамаркер, нет воды").presses("Отправить")
    bakyt = village.phone("Бакыт").settles()
    village.do(following.join, 1001, by=actor(village, bakyt))
    phone.says("/my").presses("1001").presses("Отозвать").presses("Отозвать")
    with village.database.reading() as session:
        assert session.scalars(select(Ticket.citizen_id)).one() is None
        assert tickets.one(session, 1001).text
    forgets(phone)
    assert Everything(village.database).holding(str(CHAT), "зебрамаркер, нет воды") == set()


def test_the_place_of_a_case_that_a_picture_began_goes_too(village: Village) -> None:
    phone = Zulaika(village)
    photo = {"file_id": "1", "file_unique_id": "u", "width": 9, "height": 9}
    phone.settles().pins(42.4907, 78.3936).says("", photo=[photo]).presses("вода").presses("Отправить")
    village.phone("Бакыт").settles().pins(42.4910, 78.3940).says("Нет воды").presses("У нас так же")
    assert ticket_of(village).lat is not None
    forgets(phone)
    after = ticket_of(village)
    assert (after.status, after.joined) == ("filed", 1)
    assert (after.citizen_id, after.lat, after.lon, after.draft_key) == (None, None, None, None)


def test_a_neighbour_who_is_forgotten_holds_nobodys_case_open(village: Village) -> None:
    aigul = village.phone().settles().says("Нет воды").presses("Отправить")
    phone = Zulaika(village)
    phone.settles().says("Нет воды").presses("У нас так же")
    clerk = village.colleague()
    village.do(closing.resolve, 1001, outcome=Outcome.FIXED, said="Оңдолду", by=clerk, reach=EVERYWHERE)
    village.delivers()
    forgets(phone)
    aigul.presses("Нет").says("Дагы эле жок")
    aigul.says("/my").presses("1001").presses("Отозвать")
    assert "сосед" not in aigul.last.text
    aigul.presses("Отозвать")
    assert (ticket_of(village).status, ticket_of(village).outcome) == (Status.CLOSED, Outcome.WITHDRAWN)
    assert "отозван" in aigul.last.text.lower()


def test_what_is_written_right_after_the_last_tap_is_a_story_of_somebody_new(village: Village) -> None:
    phone = Zulaika(village)
    phone.settles().says("/delete_me")
    message_id, says = phone._button("Удалить всё", None)
    shown = {"message_id": message_id, "date": 1, "chat": phone.where, "text": "…"}
    press = {"id": "p", "from": phone.person, "chat_instance": "1", "data": says, "message": shown}
    village.stores(callback_query=press)
    village.stores(message=phone._message("Фонарь күйбөйт"))
    village.works()
    with village.database.reading() as session:
        kept = session.scalars(select(Conversation.memory)).one()
    assert [words for _, words in kept["story"]] == ["Фонарь күйбөйт"]
