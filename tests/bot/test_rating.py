"""How was the service this month? One tap from a poster; one rating a person, service, village and month."""

import pytest
from sqlalchemy import text

from bot.scripts import place
from tests.bot.conftest import Office, history_of, stories
from tests.village import AK_BULAN, Phone, Village

POSTER = f"r_water_{place.payload(AK_BULAN)}"


def scores(village: Village) -> list[int | None]:
    with village.database.reading() as session:
        rows = session.execute(
            text("SELECT score FROM service_ratings WHERE replaced_at IS NULL ORDER BY id")
        )
        return [row.score for row in rows]


def answer_scores(village: Village) -> list[int]:
    with village.database.reading() as session:
        return list(session.scalars(text("SELECT score FROM answer_ratings WHERE replaced_at IS NULL")))


def test_from_a_poster_it_is_one_tap(village: Village, aigul: Phone) -> None:
    aigul.starts().presses("Русский").starts(POSTER)
    assert "Ак-Булун" in aigul.last.text
    assert aigul.buttons == ["5 😀 Очень хорошо", "4 🙂 Хорошо", "3 😐 Средне", "2 🙁 Плохо", "1 😞 Очень плохо",
                             "Не пользуюсь"]  # fmt: skip
    aigul.presses("4")
    assert scores(village) == [4]
    assert "Спасибо" in aigul.last.text
    assert aigul.buttons == []


def test_without_a_poster_the_service_is_asked_and_the_village_remembered(
    village: Village, aigul: Phone
) -> None:
    aigul.settles().starts(POSTER).presses("1")
    aigul.says("⭐ Оценить").presses("Питьевая вода").presses("5")
    aigul.says("/rate").presses("Мусор").presses("2")
    assert scores(village) == [5, 2]


def test_a_stranger_is_asked_for_the_village_and_may_write_it(village: Village, aigul: Phone) -> None:
    aigul.starts().presses("Русский").says("/rate").presses("Питьевая вода").says("Чон-Сары-Ой")
    assert any("5 😀" in label for label in aigul.buttons) or "Может быть" in aigul.last.text
    aigul.presses("Чон-Сары-Ой") if "Может быть" in aigul.last.text else None
    aigul.presses("3")
    assert scores(village) == [3]


def test_a_village_can_be_tapped_down_to(village: Village, aigul: Phone) -> None:
    aigul.starts().presses("Русский").says("/rate").presses("Питьевая вода").presses("Ак-Суу")
    aigul.presses("Ак-Булун").presses("Ак-Булун").presses("1")
    assert scores(village) == [1]


@pytest.mark.parametrize("word", ["4", " 4 ", "none"])
def test_a_score_may_be_typed_when_the_button_is_too_old_to_press(
    word: str, village: Village, aigul: Phone
) -> None:
    aigul.settles().starts(POSTER).says(word)
    assert scores(village) == [None if word == "none" else 4]


def test_not_using_a_service_is_an_answer_of_its_own(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("Не пользуюсь")
    assert scores(village) == [None]


def test_a_second_thought_in_the_month_replaces_the_first(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("1")
    aigul.starts(POSTER).presses("5")
    assert scores(village) == [5]
    village.passes(days=31)
    aigul.starts(POSTER).presses("2")
    assert scores(village) == [5, 2]


def test_a_double_tap_rates_once(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER)
    question, says = aigul._button("4", None)
    aigul.taps(question, says).taps(question, says)
    assert scores(village) == [4]
    assert len(set(aigul.acknowledged)) == aigul.presses_made


def test_ten_neighbours_may_hear_what_all_of_them_said_and_nine_may_not(village: Village) -> None:
    for number in range(10):
        person = village.phone(f"Киши {number}")
        person.starts().presses("Русский").starts(POSTER).presses("5" if number < 7 else "1")
        person.presses("Пропустить") if number >= 7 else None
        told = "оценили: 10" in person.last.text
        assert told == (number == 9)
    assert "хорошо: 7" in person.last.text


def test_a_story_in_the_middle_of_a_rating_is_a_report(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("Не пользуюсь").starts(POSTER)
    aigul.says("Третий день нет воды").presses("Отправить")
    assert stories(village.database) == ["Третий день нет воды"]
    assert scores(village) == [None]


def test_rating_can_be_cancelled(village: Village, aigul: Phone) -> None:
    aigul.settles().says("/rate").presses("Отменить")
    assert scores(village) == []
    assert "Отменено" in aigul.last.text
    aigul.says("5")
    assert scores(village) == []


def test_an_unsent_report_outlives_a_rating(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Третий день нет воды").starts(POSTER).presses("2").presses("Слабый напор")
    assert scores(village) == [2]
    assert "Третий день нет воды" in aigul.last.text
    aigul.presses("Продолжить").presses("Отправить")
    assert stories(village.database) == ["Третий день нет воды"]


def test_an_unsent_report_outlives_a_rating_that_is_cancelled(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Третий день нет воды").starts(POSTER).says("/cancel").presses("Удалить")
    assert "Отменено" in aigul.last.text
    aigul.says("/start")
    assert "Третий день" not in aigul.last.text


def test_report_in_the_menu_does_not_throw_an_unsent_one_away(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Третий день нет воды").says("📝 Сообщить")
    assert "неотправленное" in aigul.last.text
    aigul.presses("Продолжить").presses("Отправить")
    assert stories(village.database) == ["Третий день нет воды"]


def test_an_answer_is_rated_once_and_may_be_rated_anew(
    village: Village, aigul: Phone, office: Office
) -> None:
    aigul.settles().says("Нет воды").presses("Отправить")
    office.resolves()
    aigul.presses("Да")
    question, says = aigul._button("2", None)
    aigul.taps(question, says).taps(question, says)
    assert answer_scores(village) == [2]
    aigul.taps(question, says.replace(":2", ":5"))
    assert answer_scores(village) == [5]
    assert [move for move, _ in history_of(village)] == ["file", "resolve", "confirm"]
