"""Where is it? A pin on the map becomes the village; what a pin cannot say is asked."""

from datetime import date

import pytest

from db.queries import people
from db.queries.directory import Directory, Place
from rules.geography import Point
from rules.messages import Key
from tests.bot.conftest import Office, history_of, ticket_of
from tests.bot.telegram import CONTENTS
from tests.village import AK_BULAN, Phone, Village

KARAKOL = (42.49068, 78.39362)
BISHKEK = (42.87460, 74.56980)
BETWEEN = (42.36, 77.95)
"""Саруу, Жалгыз-Өрүк and Кызыл-Суу lie around it, about as far."""


def directory_of(village: Village) -> Directory:
    with village.database.reading() as session:
        return village.shelf.directory(session, at=village.at)


def named(village: Village, name: str) -> Place:
    return next(one for one in directory_of(village).villages if one.name("ky") == name)


def near(village: Village, code: str, north: float = 0.0) -> tuple[float, float]:
    found = directory_of(village).place_by_code(code)
    assert found is not None
    assert found.point is not None
    return found.point.lat + north, found.point.lon


def test_a_pin_near_one_village_is_its_place_and_goes_with_the_case(village: Village, aigul: Phone) -> None:
    aigul.starts().presses("Русский").says("Третий день нет воды").pins(*KARAKOL)
    assert "Каракол" in aigul.last.text
    assert "📍 Точное место" in aigul.last.text
    aigul.presses("Отправить")
    ticket = ticket_of(village)
    assert directory_of(village).place(ticket.village_id).code == "41702410000010"
    assert (ticket.lat, ticket.lon) == KARAKOL
    assert "lat" not in str(history_of(village))
    with village.database.reading() as session:
        filed = village.shelf.directory(session, at=village.at)
        assert filed.route("water", None, ticket.village_id).inbox_id == ticket.inbox_id


def test_a_pin_before_any_story_starts_a_report_with_a_place(village: Village, aigul: Phone) -> None:
    aigul.starts().presses("Русский").says("/cancel").pins(*KARAKOL)
    assert "Что случилось" in aigul.last.text
    assert "📍 город Каракол" in aigul.last.text
    aigul.says("Нет воды").presses("Отправить")
    assert (ticket_of(village).lat, ticket_of(village).lon) == KARAKOL


def test_a_wrong_guess_of_a_pin_is_one_tap_to_correct(village: Village, aigul: Phone) -> None:
    pin = near(village, named(village, "Кызыл-Суу").code, 0.002)
    aigul.starts().presses("Русский").says("Нет воды").pins(*pin)
    assert "село Кызыл-Суу" in aigul.last.text
    aigul.presses("📍 Другое село").presses("Кайнар").presses("Отправить")
    ticket = ticket_of(village)
    assert directory_of(village).place(ticket.village_id).name("ru") == "Кайнар"
    assert (ticket.lat, ticket.lon) == (None, None), "the pin was of another place"


def test_a_village_without_a_point_is_looked_for_around_the_pin(village: Village, aigul: Phone) -> None:
    aigul.starts().presses("Русский").says("Нет воды").pins(*BETWEEN)
    around = directory_of(village).municipality_of(named(village, "Саруу").id)
    aigul.presses("Другое село")
    assert aigul.buttons[: len(directory_of(village).children(around.id))] == [
        one.name("ru") for one in directory_of(village).children(around.id)
    ]


def test_between_villages_both_are_offered_with_their_aimaks(village: Village, aigul: Phone) -> None:
    aigul.starts().presses("Русский").says("Нет воды").pins(*BETWEEN)
    assert "рядом с несколькими" in aigul.last.text
    assert any(label.startswith("Кызыл-Суу (Жети-Огуз") for label in aigul.buttons), aigul.buttons
    assert any(label.startswith("Саруу") for label in aigul.buttons)
    aigul.presses("Кызыл-Суу (").presses("Отправить")
    ticket = ticket_of(village)
    assert directory_of(village).place(ticket.village_id).name("ky") == "Кызыл-Суу"
    assert (ticket.lat, ticket.lon) == BETWEEN


def test_a_pin_in_another_aimak_is_asked_about(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды").pins(*KARAKOL)
    assert "город Каракол" in aigul.last.text
    assert "Ак-Булун" in aigul.last.text
    assert sum("Каракол" in label for label in aigul.buttons) == 1
    aigul.presses("Ак-Булун").presses("Отправить")
    ticket = ticket_of(village)
    assert directory_of(village).place(ticket.village_id).code == AK_BULAN
    assert ticket.lat is None, "the pin was of another place"


def test_a_pin_far_from_every_village_says_so_and_what_is_nearest(aigul: Phone) -> None:
    aigul.starts().presses("Русский").says("Нет воды").pins(*BISHKEK)
    assert "далеко от наших сёл" in aigul.last.text
    assert "км" in aigul.last.text
    aigul.presses("Другое село").presses("Ноокен")
    assert any("Масс" in label for label in aigul.buttons)


def test_a_story_told_after_a_pin_far_away_is_a_story_and_no_village(village: Village, aigul: Phone) -> None:
    aigul.settles().pins(*BISHKEK).says("Нет воды").presses("Отправить")
    ticket = ticket_of(village)
    assert (ticket.text, ticket.lat) == ("Нет воды", None)
    assert directory_of(village).place(ticket.village_id).code == AK_BULAN


def test_a_live_location_counts_where_it_began(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды").pins(*near(village, AK_BULAN))
    began = aigul.spoke
    moved = {"message_id": began, "date": 1, "edit_date": 2, "chat": aigul.where, "from": aigul.person,
             "location": {"latitude": BISHKEK[0], "longitude": BISHKEK[1], "live_period": 900}}  # fmt: skip
    village.receives(edited_message=moved)
    aigul.presses("Отправить")
    assert ticket_of(village).lat == near(village, AK_BULAN)[0]


def test_a_venue_is_a_place(aigul: Phone) -> None:
    aigul.settles().says("", **CONTENTS["venue"])
    assert "далеко от наших" in aigul.last.text


def test_a_pin_for_a_case_that_is_open_reaches_the_clerk_in_words(
    village: Village, filed: Phone, office: Office
) -> None:
    filed.says("/my").presses("1001").presses("Дополнить").pins(*KARAKOL)
    assert history_of(village)[-1] == ("add", str(Point(*KARAKOL)))
    assert str(Point(*KARAKOL)) == "📍 42.49068, 78.39362"
    filed.pins(*KARAKOL, reply_to_message={"message_id": filed.last_id, "date": 1, "chat": filed.where})
    assert history_of(village)[-1] == ("add", "📍 42.49068, 78.39362")


def test_a_pin_may_be_the_answer_the_office_asked_for(village: Village, filed: Phone, office: Office) -> None:
    office.asks("Где именно?")
    filed.pins(*KARAKOL)
    filed.presses("№ 1001")
    assert history_of(village)[-1] == ("add", "📍 42.49068, 78.39362")


def test_a_pin_that_turns_out_to_be_new_starts_a_report(
    village: Village, filed: Phone, office: Office
) -> None:
    office.asks("Где именно?")
    filed.pins(*near(village, AK_BULAN)).presses("новое").says("Фонари не горят").presses("Отправить")
    assert ticket_of(village, 1002).lat == near(village, AK_BULAN)[0]


def test_a_pin_names_the_village_that_is_rated(aigul: Phone) -> None:
    aigul.starts().presses("Русский").says("/rate").presses("Питьевая вода").pins(*KARAKOL)
    assert "город Каракол" in aigul.last.text
    aigul.pins(*BETWEEN).presses("Кызыл-Суу (")
    assert "Кызыл-Суу" in aigul.last.text
    aigul.presses("5")
    assert "оценка принята" in aigul.last.text


def test_who_is_asked_for_the_village_can_share_the_place_with_a_key(aigul: Phone) -> None:
    aigul.says("У нас на улице третий день нет воды")
    shared = [
        key for shown in aigul.chat.values() for row in shown.menu or () for key in row if key.shares_place
    ]
    assert shared == [Key("📍 Я сейчас там", shares_place=True)]
    assert "В каком это селе" in aigul.last.text


def test_the_words_of_that_key_are_no_story(aigul: Phone) -> None:
    aigul.settles().says("📍 Я сейчас там")
    assert "«Я сейчас там»" in aigul.last.text


@pytest.mark.parametrize("spot", [(91.0, 10.0), (-90.5, 0.0), (10.0, 181.0)])
def test_what_is_nowhere_on_earth_is_no_place(aigul: Phone, spot: tuple[float, float]) -> None:
    aigul.settles().pins(*spot)
    assert "прочитать не получается" in aigul.last.text


def test_namesakes_are_told_apart_wherever_they_are_shown(village: Village, aigul: Phone) -> None:
    directory = directory_of(village)
    apart = [one for one in directory.villages if one.name("ru") == "Арал"]
    shown = [f"({', '.join(directory.told_apart(one.id, 'ru')[1])})" for one in apart]
    assert len(set(shown)) == len(apart) > 3
    aigul.starts().presses("Русский").says("Нет воды").says("Арал")
    assert {f"Арал {one}" for one in shown} <= set(aigul.buttons)
    aigul.presses(shown[2])
    assert f"село Арал {shown[2]}" in aigul.last.text
    aigul.presses("Отправить").says("/my").presses("1001")
    assert f"село Арал {shown[2]}" in aigul.last.text


def test_every_settlement_with_a_certain_point_is_found_by_a_pin_on_it(village: Village) -> None:
    directory = directory_of(village)
    assert directory.today == date(2026, 3, 16)
    certain = [one for one in directory.villages if one.point is not None and one.point_certain]
    assert len(certain) > 450
    for place in certain:
        assert place.point is not None
        spot = directory.spot(place.point)
        assert spot is not None
        assert spot.answer.certain == place
        assert spot.km == 0


def test_a_village_whose_own_point_is_uncertain_is_never_taken_without_asking(village: Village) -> None:
    directory = directory_of(village)
    for place in directory.villages:
        if place.point is not None and not place.point_certain:
            spot = directory.spot(place.point)
            assert spot is not None
            assert spot.answer.certain is None
            assert place in spot.answer.maybe


def test_nobody_outside_sees_where_a_citizen_stood(village: Village, aigul: Phone) -> None:
    """The way a person came and the village are kept of a citizen, never a place on the map."""
    aigul.settles().says("Нет воды").pins(*near(village, AK_BULAN)).presses("Отправить")
    with village.database.reading() as session:
        citizen = people.citizen_of_chat(session, aigul.chat_id)
        assert citizen is not None
        assert not {"lat", "lon"} & set(citizen.__table__.columns.keys())
