"""A report that was begun goes on: after minutes, days, a restart, an upgrade; one reminder, and no more."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from casework import drafts
from tests.bot.conftest import stories
from tests.village import Phone, Village

EVENING = datetime(2026, 3, 16, 15, 30, tzinfo=UTC)
"""21:30 in Bishkek."""
PHOTO = {"file_unique_id": "u", "width": 9, "height": 9}


@pytest.fixture
def begun(aigul: Phone) -> Phone:
    return aigul.settles().says("Суу жок")


def clock_looks(village: Village) -> int:
    reminded = drafts.remind_of_unsent(village.do)
    village.works()
    return reminded


def memory_of(village: Village, phone: Phone, **changes: object) -> None:
    """As an older or a newer version would have kept it."""
    with village.database.writing() as session:
        row = session.execute(
            text("SELECT memory FROM conversations WHERE chat_id = :c"), {"c": phone.chat_id}
        )
        kept = row.scalar_one()
        kept = json.loads(kept) if isinstance(kept, str) else kept
        session.execute(
            text("UPDATE conversations SET memory = :m WHERE chat_id = :c"),
            {"m": json.dumps({**kept, **changes}), "c": phone.chat_id},
        )


@pytest.mark.parametrize("span", [{"minutes": 10}, {"days": 3}, {"days": 29}], ids=str)
def test_a_card_can_be_sent_after_any_time(village: Village, begun: Phone, span: dict[str, float]) -> None:
    village.passes(**span)
    begun.presses("Отправить")
    assert stories(village.database) == ["Суу жок"]


def test_what_is_said_days_later_is_still_more_of_the_story(village: Village, begun: Phone) -> None:
    village.passes(days=2)
    begun.says("Ленин көчөсү").presses("Отправить")
    assert stories(village.database) == ["Суу жок\nЛенин көчөсү"]


def test_after_a_restart_it_stands_where_it_stood(village: Village, begun: Phone) -> None:
    again = Village(village.database, village.at)
    again.update_ids, again.message_ids = village.update_ids, village.message_ids
    again.phones, begun.village = village.phones, again
    begun.presses("Отправить")
    assert stories(village.database) == ["Суу жок"]


def test_after_an_upgrade_what_is_kept_beside_the_draft_does_no_harm(village: Village, begun: Phone) -> None:
    memory_of(village, begun, hologram={"depth": 3})
    begun.says("Ленин көчөсү").presses("Отправить")
    assert stories(village.database) == ["Суу жок\nЛенин көчөсү"]


def test_a_step_that_the_script_has_no_more_leads_to_the_present_question(
    village: Village, begun: Phone
) -> None:
    with village.database.writing() as session:
        session.execute(text("UPDATE conversations SET step = 'weather'"))
    begun.presses("Изменить").presses("Назад").presses("Отправить")
    assert stories(village.database) == ["Суу жок"]


def test_a_button_of_a_script_that_is_gone_is_answered(village: Village, begun: Phone) -> None:
    begun.taps(begun.last_id, "c.9999.hologram.x")
    begun.taps(begun.last_id, "q.1.x")
    begun.presses("Отправить")
    assert stories(village.database) == ["Суу жок"]
    assert len(begun.acknowledged) == begun.presses_made


def test_one_reminder_after_a_day_and_never_another(village: Village, begun: Phone) -> None:
    village.passes(hours=23)
    assert clock_looks(village) == 0
    village.passes(hours=2)
    assert clock_looks(village) == 1
    assert "неотправленное" in begun.last.text
    assert "Суу жок" in begun.last.text
    for _ in range(5):
        village.passes(days=1)
        assert clock_looks(village) == 0
    begun.presses("Продолжить").presses("Отправить")
    assert stories(village.database) == ["Суу жок"]


def test_the_reminder_waits_for_the_morning(village: Village, aigul: Phone) -> None:
    village.at = EVENING
    begun = aigul.settles().says("Суу жок")
    village.passes(hours=25)
    clock_looks(village)
    assert not begun.has_read("неотправленное")
    village.at = datetime(2026, 3, 18, 3, 30, tzinfo=UTC)
    village.works()
    assert begun.has_read("неотправленное")


def test_whoever_went_on_meanwhile_is_not_reminded(village: Village, begun: Phone) -> None:
    village.passes(hours=25)
    drafts.remind_of_unsent(village.do)
    begun.presses("Отправить")
    village.works()
    assert not begun.has_read("неотправленное")


def test_nothing_told_is_nothing_to_be_reminded_of(village: Village, aigul: Phone) -> None:
    aigul.settles().says("/new")
    village.passes(hours=25)
    assert clock_looks(village) == 0


def test_after_our_own_outage_nobody_is_reminded_of_last_month(village: Village, begun: Phone) -> None:
    village.passes(days=8)
    assert clock_looks(village) == 0


def test_a_second_draft_is_reminded_of_as_well_but_not_on_the_same_day(
    village: Village, begun: Phone
) -> None:
    village.passes(hours=25)
    assert clock_looks(village) == 1
    begun.presses("Удалить").says("Мусор не вывозят")
    first_day = village.at
    village.passes(hours=25)
    assert clock_looks(village) == 1
    assert village.at - first_day >= timedelta(hours=24)
    assert "Мусор не вывозят" in begun.last.text


def test_a_report_that_is_laid_aside_twice_loses_no_words(village: Village, begun: Phone) -> None:
    """Two reports, each told before a service was rated."""
    begun.presses("Отправить").says("Мусор не вывозят").says("/rate")
    begun.says("", photo=[{**PHOTO, "file_id": "1"}], caption="Фонарь не горит").says("/rate").says("/cancel")
    begun.presses("Продолжить").presses("Отправить")
    assert "Мусор" in begun.last.text
    begun.presses("Продолжить").presses("Отправить")
    assert stories(village.database) == ["Суу жок", "Фонарь не горит", "Мусор не вывозят"]


def test_a_reminder_repeats_what_was_asked_of_the_person(village: Village, begun: Phone) -> None:
    begun.presses("Отправить официально").presses("Продолжить официально")
    village.passes(hours=25)
    assert clock_looks(village) == 1
    assert "Суу жок" in begun.last.text
    assert "фамилию, имя и отчество" in begun.last.text
