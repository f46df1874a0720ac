"""After Send: the answer, the office's question, "is it fixed?", and that nothing the citizen says is lost."""

import pytest

from rules.lifecycle import Confirmation, Status
from rules.reference import shown
from tests.bot.conftest import Office, history_of, stories, ticket_of
from tests.village import Phone, Village


def test_an_answer_comes_as_a_letter_with_its_number(filed: Phone, office: Office) -> None:
    office.answers("Бригада выехала")
    assert "1001-9" in filed.last.text
    assert "Бригада выехала" in filed.last.text
    assert filed.buttons == ["➕ Дополнить"]


def test_the_question_is_answered_by_its_button(filed: Phone, village: Village, office: Office) -> None:
    office.asks("Какой дом?")
    assert ticket_of(village).status == Status.WAITING
    filed.presses("Ответить")
    assert "1001-9" in filed.last.text
    filed.says("Дом 5")
    assert history_of(village)[-1] == ("add", "Дом 5")
    assert ticket_of(village).status == Status.IN_PROGRESS
    assert "1001-9" in filed.last.text


def test_the_question_is_answered_by_a_reply(filed: Phone, village: Village, office: Office) -> None:
    office.asks("Какой дом?")
    replies(filed, filed.last_id, "Дом 5")
    assert history_of(village)[-1] == ("add", "Дом 5")


def test_plain_words_while_the_office_waits_are_asked_about(
    filed: Phone, village: Village, office: Office
) -> None:
    office.asks("Какой дом?")
    filed.says("Дом 5, у моста")
    assert stories(village.database) == ["Нет воды"]
    assert any("1001-9" in label for label in filed.buttons)
    filed.presses("1001-9")
    assert history_of(village)[-1] == ("add", "Дом 5, у моста")


def test_plain_words_may_be_a_new_report(filed: Phone, village: Village, office: Office) -> None:
    office.asks("Какой дом?")
    filed.says("Во дворе не горит фонарь").presses("Да, новое").presses("Отправить")
    assert stories(village.database) == ["Нет воды", "Во дворе не горит фонарь"]
    assert ticket_of(village).status == Status.WAITING


def test_all_words_said_before_that_question_is_answered_are_kept(
    filed: Phone, village: Village, office: Office
) -> None:
    office.asks("Какой дом?")
    filed.says("Дом 5").says("У моста, зелёные ворота").presses("1001-9")
    assert history_of(village)[-1] == ("add", "Дом 5\nУ моста, зелёные ворота")


def test_words_are_kept_when_the_question_lapsed_meanwhile(
    filed: Phone, village: Village, office: Office
) -> None:
    office.asks("Какой дом?")
    filed.says("Дом 5")
    office.answers("Нашли сами")
    filed.says("У моста")
    filed.presses("1001-9")
    assert history_of(village)[-1] == ("add", "Дом 5\nУ моста")


def test_the_words_of_two_questions_go_where_they_were_sent(
    filed: Phone, village: Village, office: Office
) -> None:
    filed.says("Не вывозят мусор").presses("Отправить")
    office.asks("Какой дом?", 1001)
    office.asks("Какая улица?", 1002)
    filed.says("Ленина")
    assert filed.buttons == [
        "📝 Да, новое",
        f"➕ Дополнить: № {shown(1002)}",
        f"➕ Дополнить: № {shown(1001)}",
    ]
    filed.presses(shown(1002))
    assert history_of(village, 1002)[-1] == ("add", "Ленина")
    assert history_of(village, 1001)[-1][0] == "ask"


def test_yes_closes_the_case_and_asks_for_a_rating(filed: Phone, village: Village, office: Office) -> None:
    office.resolves("Трубу заменили")
    assert "1001-9" in filed.last.text
    assert "Трубу заменили" in filed.last.text
    filed.presses("Да")
    assert (ticket_of(village).status, ticket_of(village).confirmation) == (Status.CLOSED, Confirmation.YES)
    assert len(filed.buttons) == 5
    filed.presses("5")
    assert "Спасибо" in filed.last.text


def test_a_second_yes_changes_nothing(filed: Phone, village: Village, office: Office) -> None:
    office.resolves()
    letter = filed.last_id
    filed.presses("Да", on=letter).presses("Да", on=letter)
    assert [move for move, _ in history_of(village)].count("confirm") == 1


def test_unsure_leaves_the_question_open(filed: Phone, village: Village, office: Office) -> None:
    office.resolves()
    letter = filed.last_id
    filed.presses("Не знаю", on=letter)
    assert (ticket_of(village).status, ticket_of(village).confirmation) == (
        Status.RESOLVED,
        Confirmation.UNSURE,
    )
    filed.presses("Да", on=letter)
    assert ticket_of(village).status == Status.CLOSED


def test_no_reopens_at_once_and_what_is_wrong_is_added(
    filed: Phone, village: Village, office: Office
) -> None:
    office.resolves()
    filed.presses("Нет")
    assert ticket_of(village).status == Status.IN_PROGRESS
    assert ticket_of(village).confirmation == Confirmation.NO
    assert "Что ещё не решено?" in filed.last.text
    filed.says("Вода опять ржавая")
    assert history_of(village)[-1] == ("add", "Вода опять ржавая")
    filed.says("Во дворе не горит фонарь").presses("Отправить")
    assert stories(village.database) == ["Нет воды", "Во дворе не горит фонарь"]


def test_a_second_no_reopens_once(filed: Phone, village: Village, office: Office) -> None:
    office.resolves()
    letter = filed.last_id
    filed.presses("Нет", on=letter).presses("Нет", on=letter)
    assert [move for move, _ in history_of(village)].count("reopen") == 1
    assert len(set(filed.acknowledged)) == filed.presses_made


def test_a_declined_case_says_why_and_can_be_reopened(filed: Phone, village: Village, office: Office) -> None:
    office.declines("Это частная труба")
    assert "Это частная труба" in filed.last.text
    filed.presses("Открыть снова")
    assert ticket_of(village).status == Status.IN_PROGRESS


def test_thirty_days_after_the_resolution_it_is_too_late_and_said_so(
    filed: Phone, village: Village, office: Office
) -> None:
    office.resolves()
    letter = filed.last_id
    village.passes(days=31)
    filed.presses("Нет", on=letter)
    assert ticket_of(village).status == Status.RESOLVED
    assert "30" in filed.last.text
    filed.says("Во дворе не горит фонарь").presses("Отправить")
    assert len(stories(village.database)) == 2


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_reply_to_any_letter_of_a_case_adds_to_it(
    which: int, filed: Phone, village: Village, office: Office
) -> None:
    accepted = filed.last_id
    office.answers("Проверим")
    answered = filed.last_id
    office.resolves()
    replies(filed, (accepted, answered, filed.last_id)[which], "И напор слабый")
    assert history_of(village)[-1] == ("add", "И напор слабый")


def test_a_reply_to_what_the_bot_says_of_a_case_adds_to_it(filed: Phone, village: Village) -> None:
    filed.presses("Дополнить").says("Дом 5")
    replies(filed, filed.last_id, "Зелёные ворота")
    assert history_of(village)[-1] == ("add", "Зелёные ворота")
    filed.says("/my").presses("1001-9")
    replies(filed, filed.last_id, "У моста")
    assert history_of(village)[-1] == ("add", "У моста")


def test_a_reply_in_the_middle_of_a_new_report_leaves_the_report_standing(
    filed: Phone, village: Village, office: Office
) -> None:
    office.answers("Проверим")
    letter = filed.last_id
    filed.says("Во дворе не горит фонарь")
    replies(filed, letter, "И напор слабый")
    filed.presses("Отправить")
    assert stories(village.database) == ["Нет воды", "Во дворе не горит фонарь"]
    assert history_of(village)[-1] == ("add", "И напор слабый")


@pytest.mark.parametrize("label", ["Нет", "Дополнить"])
def test_an_unsent_report_outlives_a_letter_that_is_answered(
    label: str, filed: Phone, village: Village, office: Office
) -> None:
    filed.says("Во дворе не горит фонарь")
    office.answers("Проверим") if label == "Дополнить" else office.resolves()
    filed.presses(label, on=filed.last_id).says("Вода опять ржавая")
    assert history_of(village)[-1] == ("add", "Вода опять ржавая")
    filed.presses("Продолжить").presses("Отправить")
    assert stories(village.database) == ["Нет воды", "Во дворе не горит фонарь"]
    assert "Принято" in filed.last.text, "and is not called unsent once it was sent"


def test_an_addition_can_be_cancelled(filed: Phone, village: Village) -> None:
    filed.presses("Дополнить").presses("Отменить").says("Во дворе не горит фонарь").presses("Отправить")
    assert [move for move, _ in history_of(village)] == ["file"]
    assert len(stories(village.database)) == 2


def test_words_that_a_closed_case_cannot_take_become_a_report_to_check(
    filed: Phone, village: Village
) -> None:
    filed.presses("Дополнить")
    filed.says("/my").presses("1001-9").presses("Отозвать").presses("Отозвать")
    assert ticket_of(village).status == Status.CLOSED
    filed.says("Вода пошла ржавая")
    assert filed.read("уже невозможно")
    assert "Вода пошла ржавая" in filed.last.text
    filed.presses("Отправить")
    assert stories(village.database) == ["Нет воды", "Вода пошла ржавая"]


def test_a_reply_to_a_letter_of_a_closed_case_becomes_a_report_to_check(
    filed: Phone, village: Village
) -> None:
    filed.says("/my").presses("1001-9").presses("Отозвать").presses("Отозвать")
    replies(filed, filed.last_id, "Вода пошла ржавая")
    filed.presses("Отправить")
    assert stories(village.database) == ["Нет воды", "Вода пошла ржавая"]


def test_a_button_of_a_closed_case_says_at_once_that_it_is_too_late(filed: Phone, village: Village) -> None:
    letter = filed.last_id
    filed.says("/my").presses("1001-9").presses("Отозвать").presses("Отозвать")
    filed.presses("Дополнить", on=letter)
    assert "уже невозможно" in filed.last.text
    filed.says("Во дворе не горит фонарь").presses("Отправить")
    assert stories(village.database)[-1] == "Во дворе не горит фонарь"


def test_a_picture_where_words_are_asked_for_is_answered_in_words(filed: Phone, village: Village) -> None:
    filed.presses("Дополнить").says("", sticker=STICKER)
    assert [move for move, _ in history_of(village)] == ["file"]
    filed.says("Дом 5")
    assert history_of(village)[-1] == ("add", "Дом 5")


def test_withdrawing_is_asked_twice_and_told_once(filed: Phone, village: Village) -> None:
    filed.says("/my").presses("1001-9").presses("Отозвать")
    assert ticket_of(village).status == Status.FILED
    asked = filed.last_id
    filed.presses("Отозвать", on=asked)
    assert (ticket_of(village).status, ticket_of(village).outcome) == (Status.CLOSED, "withdrawn")
    assert "1001-9" in filed.last.text
    filed.presses("Отозвать", on=asked)
    assert [move for move, _ in history_of(village)] == ["file", "withdraw"]
    assert len(set(filed.acknowledged)) == filed.presses_made


def test_one_may_think_better_of_withdrawing(filed: Phone, village: Village) -> None:
    filed.says("/my").presses("1001-9").presses("Отозвать").presses("Назад")
    assert "Нет воды" in filed.last.text
    assert ticket_of(village).status == Status.FILED


def test_letters_wait_for_somebody_who_blocked_the_bot(
    filed: Phone, village: Village, office: Office
) -> None:
    filed.blocks()
    office.answers("Бригада выехала")
    assert "Бригада" not in filed.last.text
    filed.blocks(False)
    assert "Бригада выехала" in filed.last.text


def test_an_edit_of_an_addition_is_no_new_report(filed: Phone, village: Village) -> None:
    filed.presses("Дополнить").says("Дом 5")
    filed.edits(filed.spoke, "Дом 15")
    assert len(stories(village.database)) == 1
    assert history_of(village)[-1] == ("add", "Дом 5")


STICKER = {
    "file_id": "x", "file_unique_id": "y", "type": "regular", "width": 1, "height": 1,
    "is_animated": False, "is_video": False,
}  # fmt: skip


def replies(phone: Phone, message_id: int, text: str) -> None:
    bot = {"id": 7, "is_bot": True, "first_name": "Dobush"}
    original = {"message_id": message_id, "date": 1, "chat": phone.where, "from": bot, "text": "…"}
    phone.says(text, reply_to_message=original)
