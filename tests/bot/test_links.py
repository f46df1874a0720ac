"""What a poster, a pump and an invitation say when their code is opened."""

import pytest

from db.queries import people
from db.queries.directory import Directory
from rules.links import Kind, Link, write
from tests.bot.conftest import ticket_of
from tests.village import AK_BULAN, Phone, Village

PUMP = write(Link(Kind.POINT, "demo-kyzyl-suu-pump-1"))
LAMP = write(Link(Kind.POINT, "demo-masy-lamp-4", source="school"))
KYZYL_SUU = "41702210850010"
RATED = write(Link(Kind.RATING, AK_BULAN, "water"))


def directory_of(village: Village) -> Directory:
    with village.database.reading() as session:
        return village.shelf.directory(session, at=village.at)


def source_of(village: Village, phone: Phone) -> str | None:
    with village.database.reading() as session:
        citizen = people.citizen_of_chat(session, phone.chat_id)
        return citizen.source if citizen else None


def test_a_pump_tells_the_village_and_the_topic(village: Village, aigul: Phone) -> None:
    aigul.starts(PUMP).presses("Русский")
    assert "село Кызыл-Суу" in aigul.last.text
    assert "Колонка 1" in aigul.last.text
    aigul.says("Помогите пожалуйста")
    assert "Питьевая вода · село Кызыл-Суу" in aigul.last.text
    assert "Колонка 1" in aigul.last.text
    aigul.presses("Отправить")
    ticket, directory = ticket_of(village), directory_of(village)
    point = directory.point_by_code("demo-kyzyl-suu-pump-1")
    assert point is not None
    assert (ticket.point_id, ticket.lat, ticket.lon) == (point.id, point.lat, point.lon)
    assert (ticket.service_code, directory.place(ticket.village_id).code) == ("water", KYZYL_SUU)
    assert directory.inbox(ticket.inbox_id).code == "demo-kyzyl-suu-water"


def test_words_at_a_pump_may_still_tell_what_is_wrong_with_the_water(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(PUMP).says("Третий день нет воды").presses("Отправить")
    assert ticket_of(village).category_code == "water_none"


def test_whoever_turns_to_another_village_leaves_the_pump(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(PUMP).says("Нет воды").presses("Изменить").presses("Село").presses("Кайнар")
    assert "Колонка" not in aigul.last.text
    aigul.presses("Отправить")
    assert ticket_of(village).point_id is None


def test_a_pin_beside_the_pump_leaves_it_named_and_one_elsewhere_does_not(
    village: Village, aigul: Phone
) -> None:
    aigul.settles().starts(PUMP).says("Нет воды").pins(42.3419, 78.0060)
    assert "Колонка 1" in aigul.last.text
    aigul.presses("Отправить")
    assert (ticket_of(village).lat, ticket_of(village).point_id) == (42.3419, 1)
    aigul.starts(PUMP).says("Нет воды").pins(42.49068, 78.39362).presses("Каракол").presses("Отправить")
    assert (ticket_of(village, 1002).lat, ticket_of(village, 1002).point_id) == (42.49068, None)


def test_another_poster_in_the_middle_of_a_report_is_asked_about(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды").starts(PUMP)
    assert "В каком это селе" in aigul.last.text
    assert any(label.startswith("Ак-Булун") for label in aigul.buttons)
    aigul.presses("Кызыл-Суу (").presses("Отправить")
    ticket = ticket_of(village)
    assert directory_of(village).place(ticket.village_id).code == KYZYL_SUU
    assert ticket.point_id is not None
    bermet = village.phone("Бермет").settles().says("Нет воды").starts(PUMP)
    bermet.presses("Ак-Булун").presses("Отправить")
    ticket = ticket_of(village, 1002)
    assert directory_of(village).place(ticket.village_id).code == AK_BULAN
    assert ticket.point_id is None


def test_the_same_poster_again_asks_nothing(aigul: Phone) -> None:
    aigul.settles().says("Нет воды").starts(write(Link(Kind.VILLAGE, AK_BULAN)))
    assert "Всё верно?" in aigul.last.text


def test_a_poster_to_rate_has_its_own_check_and_the_old_ones_still_hang(aigul: Phone) -> None:
    aigul.settles()
    for payload in (RATED, f"r_water_v_{AK_BULAN}_2", f"{RATED}_s_school"):
        aigul.starts(payload)
        assert "Как было в этом месяце" in aigul.last.text
        aigul.says("/cancel")


@pytest.mark.parametrize(
    "payload",
    [
        PUMP[:-1] + "0",
        PUMP.replace("1", "2"),
        f"v_{AK_BULAN}_3",
        "v_41702205805011_2",
        write(Link(Kind.VILLAGE, "99999")),
        write(Link(Kind.VILLAGE, "41702205000000")),
        write(Link(Kind.POINT, "never-heard-of")),
        RATED.replace("water", "waste"),
        "r_nothing",
        "v_",
        "hello",
    ],
)
def test_a_slip_is_said_kindly_and_never_guessed_at(village: Village, aigul: Phone, payload: str) -> None:
    aigul.settles().says("/cancel").starts(payload)
    assert "один знак в нём неверный" in aigul.last.text
    aigul.says("Нет воды")
    assert "В каком это селе" in aigul.last.text
    stranger = village.phone("Бермет").starts(payload)
    assert "Мындай код жок" in stranger.read("один знак в нём неверный").text
    assert stranger.buttons == ["Кыргызча", "Русский"]


def test_a_slip_does_not_lose_what_was_told(aigul: Phone) -> None:
    aigul.settles().says("Нет воды").starts("v_1_1")
    assert "Нет воды" in aigul.last.text
    aigul.presses("Продолжить").presses("Отправить")
    assert "1001-9" in aigul.last.text


def test_which_way_a_person_came_is_kept_once_and_counted(village: Village, aigul: Phone) -> None:
    aigul.starts("s_meeting").presses("Русский")
    assert source_of(village, aigul) == "meeting"
    aigul.starts(write(Link(Kind.VILLAGE, AK_BULAN, source="poster")))
    assert source_of(village, aigul) == "meeting"
    village.phone("Бермет").starts(LAMP)
    village.phone("Иван").starts(f"v_{AK_BULAN}_3_s_poster")
    village.phone("Чолпон").starts()
    with village.database.reading() as session:
        assert people.count_by_source(session) == {"meeting": 1, "school": 1, "": 2}


def test_a_source_is_a_code_and_nothing_more(village: Village, aigul: Phone) -> None:
    for payload in ("s_", "s_" + "a" * 17, "s_Айгүл", "s_0700-123456"):
        aigul.starts(payload)
    assert source_of(village, aigul) is None


def test_the_letter_of_a_case_is_kept_for_later(aigul: Phone) -> None:
    aigul.settles().starts("t_1001_abc")
    assert "один знак в нём неверный" in aigul.last.text
