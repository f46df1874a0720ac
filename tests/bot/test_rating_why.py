"""What was wrong? Asked after a score of three or less, by tap, in words or by voice; one tap makes it a report."""

from typing import Any

import pytest
from sqlalchemy import text

from bot.scripts import place
from db.queries import files
from tests.bot.conftest import Office, stories, ticket_of
from tests.village import AK_BULAN, Phone, Village

POSTER = f"r_water_{place.payload(AK_BULAN)}"
OTHERS = ("waste", "streetlight", "roads", "irrigation", "kindergarten")
VOICE = {"voice": {"file_id": "v1", "file_unique_id": "u1", "duration": 7, "mime_type": "audio/ogg"}}
PHOTO = {"photo": [{"file_id": "p1", "file_unique_id": "q1", "width": 9, "height": 9}]}


def ratings(village: Village) -> list[tuple[Any, ...]]:
    with village.database.reading() as session:
        rows = session.execute(text("SELECT score, reason_code, words FROM service_ratings ORDER BY id"))
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("score", ["1", "2", "3"])
def test_whoever_is_not_content_is_asked_why_and_the_score_is_kept_before_any_answer(
    score: str, village: Village, aigul: Phone
) -> None:
    aigul.settles().starts(POSTER)
    calls = aigul.calls
    aigul.presses(score)
    assert aigul.buttons == ["Нет воды", "Слабый напор", "Мутная вода", "Дорого", "Пропустить"]
    assert aigul.calls == calls + 1, "in the place of the scale, by one call"
    assert ratings(village) == [(int(score), None, None)]


@pytest.mark.parametrize("score", ["4", "5", "Не пользуюсь"])
def test_whoever_is_content_is_thanked(score: str, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses(score)
    assert "Спасибо" in aigul.last.text
    assert aigul.buttons == []


@pytest.mark.parametrize("service", OTHERS)
def test_every_rated_service_has_reasons_of_its_own(service: str, village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER.replace("water", service)).presses("2")
    assert 4 <= len(aigul.buttons) <= 6
    aigul.presses(aigul.buttons[0])
    [(score, reason, _)] = ratings(village)
    assert score == 2
    assert reason.startswith(f"{service}_why_")


def test_a_reason_is_one_tap_and_a_report_of_it_one_more(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("2").presses("Слабый напор")
    assert ratings(village) == [(2, "water_why_pressure", None)]
    assert "Спасибо" in aigul.last.text
    assert aigul.buttons == ["📝 Отправить обращение"]
    aigul.presses("Отправить обращение")
    assert "Что случилось" in aigul.last.text, "only the story is missing"
    aigul.says("Вечером еле капает").presses("✅ Отправить")
    case = ticket_of(village)
    assert (case.service_code, case.category_code, case.text) == (
        "water",
        "water_pressure",
        "Вечером еле капает",
    )


def test_words_become_the_story(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("1").says("Третий день ни капли")
    assert ratings(village) == [(1, None, "Третий день ни капли")]
    assert stories(village.database) == [], "a rating is no report"
    aigul.presses("Отправить обращение")
    assert "Третий день ни капли" in aigul.last.text
    aigul.presses("✅ Отправить")
    assert stories(village.database) == ["Третий день ни капли"]
    assert ticket_of(village).service_code == "water"


def test_words_that_sound_like_another_service_stay_with_the_one_that_was_rated(
    village: Village, aigul: Phone
) -> None:
    aigul.settles().starts(POSTER.replace("water", "kindergarten")).presses("1").says("Нет воды уже неделю")
    aigul.presses("Отправить обращение").presses("✅ Отправить")
    assert ticket_of(village).service_code == "kindergarten"


def test_a_voice_message_goes_into_the_report(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("2").says("", **VOICE)
    assert ratings(village) == [(2, None, None)]
    aigul.presses("Отправить обращение").presses("✅ Отправить")
    with village.database.reading() as session:
        assert [one.kind for one in files.of_tickets(session, [1001])[1001]] == ["voice"]


def test_a_photo_shows_something_and_is_a_report(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("2").says("", **PHOTO, caption="Мутная вода из крана")
    aigul.presses("✅ Отправить")
    assert stories(village.database) == ["Мутная вода из крана"]
    assert ratings(village) == [(2, None, None)]


def test_skipping_is_an_answer_and_offers_the_same(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("3").presses("Пропустить")
    assert aigul.buttons == ["📝 Отправить обращение"]
    aigul.presses("Отправить обращение").says("Поздно дают").presses("✅ Отправить")
    assert ticket_of(village).service_code == "water"


def test_cancel_does_not_say_that_nothing_was_kept(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("3").says("/cancel")
    assert "Спасибо" in aigul.last.text
    assert ratings(village) == [(3, None, None)]


def test_what_is_written_the_next_day_is_a_new_report(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("1")
    village.passes(days=1)
    aigul.says("Прорвало трубу").presses("✅ Отправить")
    assert stories(village.database) == ["Прорвало трубу"]
    assert ratings(village) == [(1, None, None)]


def test_thanks_are_thanks_and_no_reason(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("1").says("рахмат").says("Дорого берут")
    assert ratings(village) == [(1, None, "Дорого берут")]


def test_the_offer_stands_as_long_as_the_message_and_takes_no_other_words(
    village: Village, aigul: Phone
) -> None:
    aigul.settles().starts(POSTER).presses("1").says("Третий день ни капли")
    offer = aigul.last_id
    aigul.says("/rate").presses("Мусор").presses("5")
    village.passes(days=10)
    aigul.presses("Отправить обращение", on=offer)
    assert "Что случилось" in aigul.last.text
    aigul.says("Опять нет").presses("✅ Отправить")
    assert (ticket_of(village).service_code, ticket_of(village).text) == ("water", "Опять нет")


def test_the_offer_does_not_throw_an_unsent_report_away(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("1").presses("Дорого")
    offer = aigul.last_id
    aigul.says("Яма на дороге").presses("Отправить обращение", on=offer)
    assert "неотправленное" in aigul.last.text
    assert "Яма на дороге" in aigul.last.text


def test_a_pin_after_the_score_is_the_place_of_something_that_happened(
    village: Village, aigul: Phone
) -> None:
    aigul.settles().starts(POSTER).presses("1").pins(42.45, 78.5)
    aigul.says("Тут течёт труба")
    assert ratings(village) == [(1, None, None)]


def test_old_and_forged_buttons_do_no_harm(village: Village, aigul: Phone) -> None:
    aigul.settles().starts(POSTER).presses("1")
    why = aigul.last_id
    for says in ("w:1:report:water", "w:999:report:weather", "w:1:nothing", "p:1:score:9:water", "p:1:what"):
        aigul.taps(why, says)
    aigul.presses("Слабый напор", on=why)
    assert ratings(village)[0][0] == 1
    assert stories(village.database) == []
    assert len(set(aigul.acknowledged)) == aigul.presses_made


def test_the_office_that_waits_for_an_answer_does_not_take_the_reason(
    village: Village, filed: Phone, office: Office
) -> None:
    office.asks("Какая улица?")
    filed.starts(POSTER).presses("2").says("Каждый вечер нет")
    assert ratings(village) == [(2, None, "Каждый вечер нет")]
