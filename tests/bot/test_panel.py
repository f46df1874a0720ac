"""The panel's question: once a month, answered in the letter, left by a tap, open until the month ends."""

from typing import Any

import pytest
from sqlalchemy import text

from bot.scripts import place
from casework import duties, panel
from rules.ratings import SHOWN_FROM
from tests.bot.conftest import Office, stories
from tests.village import AK_BULAN, Phone, Village

POSTER = f"r_water_{place.payload(AK_BULAN)}"
QUESTION = "случайно выбранных"


def lives_here(phone: Phone) -> Phone:
    """Known by name of village, and by nothing said of a service."""
    phone.starts().presses("Русский")
    with phone.village.database.writing() as session:
        session.execute(
            text(
                "UPDATE citizens SET village_id = (SELECT id FROM units WHERE code = :code) WHERE chat_id = :chat"
            ),
            {"code": AK_BULAN, "chat": phone.chat_id},
        )
    return phone


def month_goes_by(village: Village, days: int = 14) -> None:
    """Duties every morning, and letters at noon."""
    village.at = village.at.replace(hour=2, minute=45)
    for _ in range(days):
        panel.draw_panel(village.do)
        panel.ask_panel(village.do)
        village.passes(hours=4)
        village.delivers()
        village.passes(hours=20)


@pytest.fixture
def april(village: Village) -> Village:
    village.at = village.at.replace(month=4, day=1, hour=2, minute=30)
    return village


@pytest.fixture
def asked(april: Village, aigul: Phone) -> Phone:
    """Aigul was drawn, and the question stands in her chat."""
    lives_here(aigul)
    month_goes_by(april, 2)
    assert QUESTION in aigul.last.text
    return aigul


def service_of(phone: Phone) -> str:
    """Which service the question is about."""
    says = next(choice.says for row in phone.last.choices for choice in row)
    return says.rpartition(":")[2]


def ratings(village: Village) -> list[tuple[Any, ...]]:
    with village.database.reading() as session:
        rows = session.execute(
            text(
                "SELECT score, stream, reason_code FROM service_ratings WHERE replaced_at IS NULL ORDER BY id"
            )
        )
        return [tuple(row) for row in rows]


def test_the_question_shows_the_scale_and_the_way_out(asked: Phone) -> None:
    assert "Ак-Булун" in asked.last.text
    assert asked.buttons == ["5 😀 Очень хорошо", "4 🙂 Хорошо", "3 😐 Средне", "2 🙁 Плохо", "1 😞 Очень плохо",
                             "Не пользуюсь", "🔕 Больше не спрашивать"]  # fmt: skip


def test_one_tap_answers_in_the_place_of_the_question_and_is_the_panels(april: Village, asked: Phone) -> None:
    calls, messages = asked.calls, len(asked.chat)
    asked.presses("4")
    assert ratings(april) == [(4, "panel", None)]
    assert (asked.calls, len(asked.chat)) == (calls + 1, messages)
    assert "Спасибо" in asked.last.text


def test_a_bad_score_is_asked_why_and_can_become_a_report(april: Village, asked: Phone) -> None:
    service = service_of(asked)
    asked.presses("1").presses(asked.buttons[0])
    [(score, stream, reason)] = ratings(april)
    assert (score, stream) == (1, "panel")
    assert reason.startswith(f"{service}_why_")
    asked.presses("Отправить обращение").says("Так уже месяц").presses("✅ Отправить")
    assert stories(april.database) == ["Так уже месяц"]


def test_nobody_is_asked_twice_a_month_and_anew_in_the_next(april: Village, aigul: Phone) -> None:
    lives_here(aigul)
    month_goes_by(april, 29)
    assert sum(QUESTION in message.text for message in aigul.chat.values()) == 1
    month_goes_by(april, 14)
    assert sum(QUESTION in message.text for message in aigul.chat.values()) == 2


def test_the_buttons_are_good_until_the_month_ends(april: Village, asked: Phone) -> None:
    april.at = april.at.replace(day=30, hour=17, minute=59)
    asked.presses("5")
    assert ratings(april) == [(5, "panel", None)]


def test_afterwards_it_is_said_kindly_that_it_is_over(april: Village, asked: Phone) -> None:
    question = asked.last_id
    april.at = april.at.replace(day=30, hour=18, minute=1)
    for score in ("5", "1"):
        asked.presses(score, on=question)
        assert "завершён" in asked.last.text
        assert "/rate" in asked.last.text
    assert ratings(april) == []
    asked.says("Нет воды")
    assert "Нет воды" in asked.last.text or asked.buttons, "and the conversation stands where it stood"


def test_one_tap_leaves_and_one_comes_back(april: Village, asked: Phone) -> None:
    asked.presses("Больше не спрашивать")
    assert "об услугах больше не спросим" in asked.last.text
    assert asked.buttons == ["🔔 Можно снова спрашивать"]
    month_goes_by(april, 45)
    assert not any(QUESTION in message.text for message in asked.chat.values())
    asked.presses("Можно снова спрашивать")
    april.at = april.at.replace(month=6, day=1)
    month_goes_by(april, 14)
    assert QUESTION in asked.last.text


def test_the_settings_know_the_way_back(april: Village, aigul: Phone) -> None:
    lives_here(aigul).says("/settings")
    assert "Раз в месяц" in aigul.last.text
    aigul.presses("Больше не спрашивать")
    month_goes_by(april)
    assert not any(QUESTION in message.text for message in aigul.chat.values())
    aigul.says("/settings")
    assert "не спрашивает" in aigul.last.text
    aigul.presses("Можно снова спрашивать").says("/settings")
    assert "Раз в месяц" in aigul.last.text
    aigul.presses("Кыргызча").says("/settings")
    assert "Айына бир жолу" in aigul.last.text or "айына бир жолу" in aigul.last.text


def test_an_unsent_report_outlives_the_question(april: Village, asked: Phone) -> None:
    question = asked.last_id
    asked.says("Яма у моста")
    asked.presses("2", on=question).presses("Пропустить")
    assert "Яма у моста" in asked.last.text
    assert "неотправленное" in asked.last.text
    assert ratings(april) == [(2, "panel", None)]


def test_in_the_middle_of_an_answer_to_the_office_only_the_score_is_taken(
    april: Village, asked: Phone, office: Office
) -> None:
    question = asked.last_id
    asked.says("Яма у моста").presses("Ак-Булун").presses("✅ Отправить")
    office.asks("Какого моста?")
    asked.presses("Ответить").presses("2", on=question)
    assert ratings(april) == [(2, "panel", None)]
    asked.says("Нового")
    assert "Нового" not in stories(april.database)
    assert not asked.buttons or "Отправить" not in " ".join(asked.buttons)


def test_volunteers_and_the_panel_hear_each_their_own_figures(april: Village) -> None:
    """Ten rate of themselves; the one who was asked hears nothing of them."""
    for number in range(SHOWN_FROM):
        april.phone(f"Киши {number}").starts().presses("Русский").starts(POSTER).presses("5")
    with april.database.writing() as session:
        session.execute(text("UPDATE citizens SET reachable = false"))
    zuura = lives_here(april.phone("Зуура"))
    for service in ("waste", "streetlight", "roads", "irrigation", "kindergarten"):
        zuura.starts(POSTER.replace("water", service)).presses("5")
    month_goes_by(april, 1)
    assert QUESTION in zuura.last.text
    assert service_of(zuura) == "water"
    zuura.presses("5")
    assert "оценили" not in zuura.last.text
    other = april.phone("Бакыт").starts().presses("Русский").starts(POSTER).presses("4")
    assert f"оценили: {SHOWN_FROM + 1}" in other.last.text


def test_who_has_rated_it_meanwhile_is_not_asked(april: Village, aigul: Phone) -> None:
    lives_here(aigul)
    april.at = april.at.replace(hour=2, minute=45)
    panel.draw_panel(april.do)
    panel.ask_panel(april.do)
    for service in ("water", "waste", "streetlight", "roads", "irrigation", "kindergarten"):
        aigul.starts(POSTER.replace("water", service)).presses("5")
    april.passes(hours=5)
    april.delivers()
    assert not any(QUESTION in message.text for message in aigul.chat.values())
    assert sorted(stream for _, stream, _ in ratings(april)) == ["panel", *["voluntary"] * 5]


def test_a_question_that_was_late_is_not_put_in_the_next_month(april: Village, aigul: Phone) -> None:
    lives_here(aigul)
    april.at = april.at.replace(hour=2, minute=45)
    panel.draw_panel(april.do)
    panel.ask_panel(april.do)
    april.passes(days=31)
    april.delivers()
    assert not any(QUESTION in message.text for message in aigul.chat.values())


def test_nobody_is_asked_on_the_day_of_a_reminder(village: Village, aigul: Phone, office: Office) -> None:
    """Reminded on Wednesday, asked on Thursday."""
    april = village
    lives_here(aigul).says("Нет воды").presses("Ак-Булун").presses("✅ Отправить")
    office.asks("Какая улица?")
    april.at = april.at.replace(month=4, day=1, hour=2, minute=45)
    panel.draw_panel(april.do)
    duties.remind_of_question(april.do)
    panel.ask_panel(april.do)
    told = []
    for _ in range(3):
        before = set(aigul.chat)
        april.passes(hours=8)
        april.delivers()
        new = [aigul.chat[number].text for number in sorted(set(aigul.chat) - before)]
        told.append(["QUESTION" if QUESTION in said else "REMINDER" for said in new])
        april.passes(hours=16)
    assert told == [["REMINDER"], ["QUESTION"], []]
