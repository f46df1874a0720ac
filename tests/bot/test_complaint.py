"""The citizen's way to a number: as few actions as can be, and nothing lost on the way."""

import pytest

from db.engine import Database
from db.queries import lists, tickets
from rules.reference import shown
from tests.village import AK_BULAN, Phone, Village


@pytest.fixture
def village(catalogue_database: Database) -> Village:
    return Village(catalogue_database)


@pytest.fixture
def aigul(village: Village) -> Phone:
    return village.phone()


def cases(village: Village) -> list[str]:
    with village.database.reading() as session:
        return [
            ticket.text for ticket in lists.page(session, lists.Filter(), reach=village_reach(), limit=50)
        ]


def village_reach():
    from tests.village import EVERYWHERE

    return EVERYWHERE


def test_a_stranger_is_greeted_in_both_languages_and_told_what_the_clerk_does_not_see(aigul: Phone) -> None:
    aigul.starts()
    assert aigul.buttons == ["Кыргызча", "Русский"]
    assert "Саламатсызбы" in aigul.last.text
    assert "Здравствуйте" in aigul.last.text
    assert "🔒" in aigul.last.text


def test_from_story_to_number_for_a_newcomer(village: Village, aigul: Phone) -> None:
    aigul.starts().presses("Русский").says("Третий день нет воды")
    aigul.says("Ак-Булун")
    aigul.presses("Тюп") if "Тюп" in " ".join(aigul.buttons) and "Отправить" not in " ".join(
        aigul.buttons
    ) else None
    aigul.presses("Отправить")
    assert "1001-9" in aigul.last.text
    assert "17 марта" in aigul.last.text
    assert "Айыл окмоту" in aigul.last.text
    assert cases(village) == ["Третий день нет воды"]


def test_a_returning_citizen_needs_a_story_and_one_tap(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды").presses("Отправить")
    before = aigul.presses_made
    aigul.says("На улице не горят фонари")
    assert "Ак-Булун" in aigul.last.text
    aigul.presses("Отправить")
    assert aigul.presses_made == before + 1
    assert cases(village) == ["Нет воды", "На улице не горят фонари"]


def test_the_answer_takes_the_place_of_the_card_and_acknowledges_the_tap_in_one_call(aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    card, calls = aigul.last_id, aigul.calls
    aigul.presses("Отправить")
    assert aigul.last_id == card
    assert aigul.calls == calls + 1
    assert aigul.acknowledged[-1] == f"press{aigul.presses_made}"


def test_a_second_tap_does_not_file_twice(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    card, says = aigul._button("Отправить", None)
    aigul.taps(card, says).taps(card, says).taps(card, says)
    assert cases(village) == ["Нет воды"]
    assert "1001-9" in aigul.last.text


def test_a_card_of_an_earlier_question_is_old(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    card, says = aigul._button("Отправить", None)
    aigul.says("И мусор тоже")
    aigul.taps(card, says)
    assert cases(village) == []
    assert aigul.toasts[-1].startswith("Эта кнопка устарела")
    assert "И мусор тоже" in aigul.last.text
    aigul.presses("Отправить")
    assert cases(village) == ["Нет воды\nИ мусор тоже"]


def test_several_messages_are_one_story(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Суу жок").says("Үч күн болду").says("Балдар бар").presses("Отправить")
    assert cases(village) == ["Суу жок\nҮч күн болду\nБалдар бар"]


def test_the_language_is_guessed_until_it_is_chosen(aigul: Phone) -> None:
    aigul.says("Биздин көчөдө үч күндөн бери суу жок")
    assert "айыл" in aigul.last.text.lower()
    ivan = aigul.village.phone("Иван")
    ivan.says("У нас на улице третий день нет воды")
    assert "сел" in ivan.last.text.lower()


def test_the_name_of_a_village_does_not_change_the_language_of_the_story(aigul: Phone) -> None:
    aigul.says("На улице огромная яма, машины не могут проехать")
    for name in ("Жалгыз-Өрүк", "Jalgyz-Oruk"):
        aigul.says(name)
        assert "Отменить" in " ".join(aigul.buttons)


def test_of_namesakes_nobody_says_that_they_were_not_found(aigul: Phone) -> None:
    aigul.starts().presses("Русский").says("Третий день нет воды").says("Кызыл Суу")
    assert sum(label.startswith("Кызыл-Суу (") for label in aigul.buttons) > 1
    assert "Кызыл Суу" not in aigul.last.text
    aigul.says("Кызыл Тоо-Суусу")
    assert "«Кызыл Тоо-Суусу»" in aigul.last.text


def test_the_language_can_be_changed_on_the_card(aigul: Phone) -> None:
    from bot.scripts import place

    aigul.starts(place.payload(AK_BULAN))
    aigul.says("Биздин көчөдө суу жок")
    aigul.says("Ак-Булуң") if "Русский" not in aigul.buttons else None
    if "Русский" not in aigul.buttons:
        aigul.presses("Түп") if any("Түп" in label for label in aigul.buttons) else aigul.presses("Ак-Булуң")
    card = aigul.last_id
    aigul.presses("Русский")
    assert aigul.last_id == card
    assert "Всё верно?" in aigul.last.text
    assert "Биздин көчөдө суу жок" in aigul.last.text


def test_an_edit_before_send_changes_the_draft(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет вады")
    aigul.edits(aigul.spoke, "Нет воды")
    assert "Нет воды" in aigul.last.text
    aigul.presses("Отправить")
    assert cases(village) == ["Нет воды"]


def test_an_edit_after_send_is_a_correction_and_the_original_stays(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    story = aigul.spoke
    aigul.presses("Отправить").edits(story, "Нет воды на Ленина 5")
    with village.database.reading() as session:
        history = tickets.history(session, 1001)
    assert [line.event.move for line in history] == ["file", "add"]
    assert [line.text for line in history] == ["Нет воды", "Нет воды на Ленина 5"]
    assert history[1].event.facts == {"correction": True}


def test_a_topic_that_cannot_be_guessed_is_asked(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Помогите пожалуйста очень прошу")
    assert any("Питьевая вода" in label for label in aigul.buttons)
    aigul.presses("Мусор").presses("Отправить")
    with village.database.reading() as session:
        assert tickets.one(session, 1001).service_code == "waste"


def test_the_card_can_be_changed_and_cancelled(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды").presses("Изменить").presses("Тема").presses("Дорога")
    assert "Дорога" in aigul.last.text
    aigul.presses("Изменить").presses("Назад")
    assert "Всё верно?" in aigul.last.text
    aigul.presses("Отменить")
    assert cases(village) == []
    assert "Ничего не отправлено" in aigul.last.text


def test_a_village_is_found_by_tapping_down_from_the_rayon(aigul: Phone) -> None:
    aigul.starts().presses("Кыргызча").says("Суу жок")
    aigul.presses("Ноокен")
    assert any("Масы" in label for label in aigul.buttons)


def test_commands_leave_the_draft_standing(aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    card = aigul.last_id
    aigul.says("/help").says("/privacy").says("/my")
    aigul.presses("Отправить", on=card)
    assert "1001-9" in aigul.last.text


def test_start_again_offers_the_unsent_report(aigul: Phone) -> None:
    aigul.settles().says("Нет воды").starts()
    assert "Нет воды" in aigul.last.text
    aigul.presses("Продолжить").presses("Отправить")
    assert "1001-9" in aigul.last.text


def test_cancel_says_whether_there_was_something(aigul: Phone) -> None:
    aigul.settles().says("/cancel").says("/cancel")
    assert "Отменять нечего" in aigul.last.text


def test_my_lists_cases_with_state_and_due_day(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды").presses("Отправить").says("/my")
    assert shown(1001) in aigul.last.text
    assert "17 марта" in aigul.last.text
    aigul.presses("1001-9")
    assert "Нет воды" in aigul.last.text
    assert "Айыл окмоту" in aigul.last.text


def test_a_village_without_an_inbox_goes_to_the_rayon_and_the_citizen_is_told(
    village: Village, aigul: Phone
) -> None:
    with village.database.reading() as session:
        directory = village.shelf.directory(session, at=village.at)
        served = {inbox.unit_id for inbox in directory.inboxes}
        without = next(
            place.code
            for place in directory.villages
            if place.kind == "village"
            and directory.municipality_of(place.id).kind == "aimak"
            and directory.municipality_of(place.id).id not in served
        )
    aigul.settles(without).says("Нет воды").presses("Отправить")
    assert "ещё нет ящика" in aigul.last.text or "район" in aigul.last.text.lower()
