"""The official track in the chat: one question a message, a way back at each, and nothing kept that was not sent."""

import json

import pytest
from sqlalchemy import text

from db.queries import appeals, lists
from db.queries.appeals import AppealRow
from rules.lifecycle import Role
from tests.bot.conftest import Office, history_of, stories, ticket_of
from tests.village import EVERYWHERE, Phone, Village

NAME, ADDRESS, PHONE = "Асанова Айгүл Бакытовна", "Ак-Булун, Школьная 4", "0555 12-34-56"
OWN_NUMBER = "996700123456"
STORY = "Третий день нет воды"


def appeal(village: Village, ticket: int = 1001) -> AppealRow | None:
    with village.database.reading() as session:
        return appeals.of_ticket(session, ticket)


def everywhere_else(village: Village) -> str:
    """What is kept of the chat outside the conversation and the appeal itself."""
    with village.database.reading() as session:
        rows = [
            *session.execute(text("SELECT body FROM received_updates")),
            *session.execute(text("SELECT facts FROM outbox")),
            *session.execute(text("SELECT facts FROM events")),
            *session.execute(text("SELECT text, search_text, contact FROM tickets")),
        ]
        return "\n".join(json.dumps([str(value) for value in row], ensure_ascii=False) for row in rows)


def memory(village: Village) -> str:
    with village.database.reading() as session:
        return str(session.scalar(text("SELECT memory FROM conversations")))


@pytest.fixture
def told(aigul: Phone) -> Phone:
    """Somebody who has told a story and sees the card."""
    return aigul.settles().says(STORY)


def officially(phone: Phone, *, name: str = NAME, address: str = ADDRESS, contact: str = PHONE) -> Phone:
    phone.presses("Отправить официально").presses("Продолжить официально")
    return phone.says(name).says(address).says(contact)


def shares(phone: Phone, *, own: bool = True, number: str = OWN_NUMBER) -> Phone:
    card = {"phone_number": number, "first_name": "Айгүл", **({"user_id": phone.chat_id} if own else {})}
    return phone.says("", contact=card)


def test_the_whole_way_to_an_official_appeal(village: Village, told: Phone) -> None:
    card = told.last_id
    told.presses("Отправить официально")
    assert told.last_id == card, "in the place of the card"
    assert "срока по закону нет" in told.last.text
    assert "Регистрация, рабочих дней: 1. Затем ответ, рабочих дней: 14." in told.last.text
    assert told.buttons == ["📄 Продолжить официально", "↩️ Оставить обычным"]
    told.presses("Продолжить официально")
    assert told.last.text == "Напишите фамилию, имя и отчество."
    told.says(NAME)
    assert told.last.text == "Напишите ваш адрес: село, улица, дом."
    told.says(ADDRESS)
    assert told.last.text.startswith("Как с вами связаться?")
    told.says(PHONE)
    assert told.last.text.startswith("Даёте согласие")
    told.presses("Даю согласие")
    for part in ("📄 Официальное обращение", STORY, f"ФИО: {NAME}", f"Адрес: {ADDRESS}", f"Контакт: {PHONE}"):
        assert part in told.last.text
    told.presses("✅ Отправить")
    for part in (
        "Официальное обращение принято",
        "1001-9",
        "Срок регистрации: 17 марта",
        "(по закону): 6 апреля",
    ):
        assert part in told.last.text
    kept = appeal(village)
    assert kept is not None
    assert (kept.name, kept.address, kept.contact) == (NAME, ADDRESS, PHONE)
    assert kept.consent_version == "telegram-1"
    assert ticket_of(village).track == "appeal"
    assert stories(village.database) == [STORY]


def test_every_question_has_a_way_back_and_out(told: Phone) -> None:
    told.presses("Отправить официально").presses("Продолжить официально")
    for answer in (NAME, ADDRESS, PHONE):
        assert told.buttons == ["⬅️ Назад", "❌ Отменить"]
        told.says(answer)
    assert told.buttons == ["✅ Даю согласие", "❌ Не даю согласия", "⬅️ Назад"]
    for question in ("Как с вами связаться", "Напишите ваш адрес", "Напишите фамилию", "Обычное обращение"):
        told.presses("Назад") if "Назад" in " ".join(told.buttons) else None
        assert told.last.text.startswith(question)
    told.presses("Оставить обычным")
    assert "Всё верно?" in told.last.text
    assert "Официальное" not in told.last.text


@pytest.mark.parametrize("after", [(), (NAME,), (NAME, ADDRESS)])
def test_whoever_cancels_has_the_ordinary_card_again_and_nothing_is_kept(
    village: Village, told: Phone, after: tuple[str, ...]
) -> None:
    told.presses("Отправить официально").presses("Продолжить официально")
    for answer in after:
        told.says(answer)
    told.presses("Отменить")
    assert told.read("Обращение остаётся обычным.").menu
    assert ("не сохранено" in told.read("Обращение остаётся обычным.").text) == bool(after)
    assert STORY in told.last.text
    assert NAME not in told.last.text
    assert NAME not in memory(village)
    told.presses("✅ Отправить")
    assert (ticket_of(village).track, appeal(village)) == ("feedback", None)


def test_without_consent_it_stays_ordinary_and_nothing_is_kept(village: Village, told: Phone) -> None:
    officially(told).presses("Не даю согласия")
    assert "Сотрудник увидит это, но не ваш номер телефона." in told.last.text
    for part in (NAME, ADDRESS, PHONE):
        assert part not in memory(village)
        assert part not in everywhere_else(village)
    told.presses("✅ Отправить")
    assert appeal(village) is None


@pytest.mark.parametrize(
    ("words", "official"), [("Согласна", True), ("макул", True), ("Нет", False), ("не согласен", False)]
)
def test_consent_can_be_written(village: Village, told: Phone, words: str, official: bool) -> None:
    officially(told).says(words)
    assert ("📄 Официальное обращение" in told.last.text) == official


def test_what_is_neither_yes_nor_no_is_asked_again(told: Phone) -> None:
    officially(told)
    for words in ("а зачем?", "да но не сейчас", "не знаю"):
        told.says(words)
        assert told.last.text.startswith("Даёте согласие")


@pytest.mark.parametrize(
    ("answers", "reply"),
    [
        (("А",), "Напишите, пожалуйста, полностью: фамилию и имя."),
        (("0555123456",), "Это не похоже на имя."),
        ((NAME, "12"), "Напишите чуть подробнее"),
        ((NAME, "ж" * 400), "Для адреса это слишком длинно."),
        ((NAME, ADDRESS, "нет телефона"), "Это не похоже на телефон или электронную почту."),
    ],
)
def test_half_an_answer_is_refused_kindly_and_the_question_stands(
    told: Phone, answers: tuple[str, ...], reply: str
) -> None:
    told.presses("Отправить официально").presses("Продолжить официально")
    for answer in answers:
        told.says(answer)
    assert told.last.text.startswith(reply)
    good = [NAME, ADDRESS, PHONE][len(answers) - 1 :]
    for answer in good:
        told.says(answer)
    assert told.last.text.startswith("Даёте согласие")


def test_a_photo_or_a_place_is_no_name_and_is_not_lost_in_silence(village: Village, told: Phone) -> None:
    told.presses("Отправить официально").presses("Продолжить официально")
    photo = [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}]
    for more in ({"photo": photo}, {"location": {"latitude": 42.6, "longitude": 78.4}}, {"sticker": STICKER}):
        told.says("", **more)
        assert told.last.text == "Пожалуйста, напишите словами. Фото можно добавить позже."
    told.says(NAME)
    assert told.last.text.startswith("Напишите ваш адрес")


STICKER = {
    "file_id": "s", "file_unique_id": "su", "type": "regular", "width": 9, "height": 9,
    "is_animated": False, "is_video": False,
}  # fmt: skip


def test_ones_own_number_comes_by_one_key_which_is_gone_afterwards(village: Village, told: Phone) -> None:
    told.presses("Отправить официально").presses("Продолжить официально").says(NAME).says(ADDRESS)
    asked = told.read("Мой номер Telegram")
    assert asked.menu is not None
    assert [key.label for row in asked.menu for key in row if key.shares_contact] == ["📱 Мой номер Telegram"]
    shares(told)
    menus = [one.menu for one in told.chat.values() if one.menu]
    assert not any(key.shares_contact for row in menus[-1] for key in row)
    told.presses("Даю согласие").presses("✅ Отправить")
    kept = appeal(village)
    assert kept is not None
    assert kept.contact == f"+{OWN_NUMBER}"
    assert OWN_NUMBER not in everywhere_else(village)


def test_anothers_number_is_not_taken(village: Village, told: Phone) -> None:
    told.presses("Отправить официально").presses("Продолжить официально").says(NAME).says(ADDRESS)
    shares(told, own=False)
    assert "другого человека" in told.last.text
    told.says(PHONE)
    assert told.last.text.startswith("Даёте согласие")


def test_a_number_that_was_not_asked_for_is_not_kept(village: Village, told: Phone) -> None:
    shares(told)
    assert "не нужен" in told.last.text
    assert OWN_NUMBER not in memory(village)


def test_what_was_told_of_oneself_is_in_no_log_of_what_came_and_in_no_message_owed(
    village: Village, told: Phone
) -> None:
    officially(told)
    spoke = told.spoke
    assert NAME in memory(village), "in the conversation, until Send"
    told.presses("Даю согласие").presses("Изменить мои данные").presses("Контакт").says("aigul@mail.kg")
    told.presses("✅ Отправить")
    told.edits(spoke, "0777 00-00-00")
    assert NAME not in memory(village)
    for part in (NAME, "Школьная", PHONE, "aigul@mail.kg", "0777"):
        assert part not in everywhere_else(village)
    kept = appeal(village)
    assert kept is not None
    assert kept.contact == "aigul@mail.kg"


def test_one_answer_is_changed_and_the_others_stay(told: Phone) -> None:
    officially(told).presses("Даю согласие").presses("Изменить мои данные")
    assert told.buttons == ["ФИО", "Адрес", "Контакт", "⬅️ Назад"]
    told.presses("ФИО").presses("Назад")
    assert f"ФИО: {NAME}" in told.last.text
    told.presses("Изменить мои данные").presses("ФИО").says("Асан уулу Бакыт")
    for part in ("ФИО: Асан уулу Бакыт", f"Адрес: {ADDRESS}", f"Контакт: {PHONE}"):
        assert part in told.last.text


def test_an_official_card_can_become_ordinary_again(village: Village, told: Phone) -> None:
    officially(told).presses("Даю согласие").presses("Оставить обычным")
    assert NAME not in memory(village)
    told.presses("✅ Отправить")
    assert ticket_of(village).track == "feedback"


def test_the_story_can_still_be_edited_and_added_to(village: Village, told: Phone) -> None:
    story = told.spoke
    officially(told).presses("Даю согласие").presses("Добавить ещё").says("И в школе нет")
    assert f"ФИО: {NAME}" in told.last.text
    told.edits(story, "Пятый день нет воды")
    assert f"ФИО: {NAME}" in told.last.text
    told.presses("✅ Отправить")
    assert stories(village.database) == ["Пятый день нет воды\nИ в школе нет"]
    assert appeal(village) is not None


def test_a_story_edited_among_the_questions_shows_the_card_and_the_answers_wait(told: Phone) -> None:
    story = told.spoke
    told.presses("Отправить официально").presses("Продолжить официально").says(NAME)
    told.edits(story, "Пятый день нет воды")
    assert "Пятый день" in told.last.text
    assert NAME not in told.last.text, "not official before everything is told"
    told.presses("Отправить официально").presses("Продолжить официально")
    assert told.last.text.startswith("Напишите ваш адрес")


def test_the_language_changes_in_the_middle_and_the_same_is_asked(told: Phone) -> None:
    told.presses("Отправить официально").presses("Продолжить официально").says(NAME)
    told.says("/language").presses("Кыргызча")
    assert told.last.text == "Дарегиңизди жазыңыз: айыл, көчө, үй."
    told.says("Мектеп көчөсү 4").says(PHONE).presses("Макулмун")
    assert f"Аты-жөнү: {NAME}" in told.last.text


def test_an_old_button_shows_the_question_that_stands(told: Phone) -> None:
    told.presses("Отправить официально")
    old = told._button("Продолжить официально", None)
    told.presses("Продолжить официально").says(NAME)
    told.taps(*old)
    assert told.last.text.startswith("Напишите ваш адрес")
    assert told.toasts


def test_another_report_or_a_rating_in_the_middle_does_not_lose_the_story(
    village: Village, told: Phone
) -> None:
    told.presses("Отправить официально").presses("Продолжить официально").says(NAME)
    told.says("/new")
    assert "неотправленное обращение" in told.last.text
    told.presses("Продолжить")
    assert STORY in told.last.text
    told.says("/rate").says("/cancel")
    told.presses("Продолжить").presses("✅ Отправить")
    assert stories(village.database) == [STORY]


def test_cancel_as_a_command_ends_everything(village: Village, told: Phone) -> None:
    officially(told).says("/cancel")
    assert NAME not in memory(village)
    assert stories(village.database) == []


def test_a_second_tap_on_send_shows_the_same_official_number(village: Village, told: Phone) -> None:
    officially(told).presses("Даю согласие")
    send = told._button("✅ Отправить", None)
    told.taps(*send).taps(*send)
    assert "Официальное обращение принято" in told.last.text
    assert stories(village.database) == [STORY]


def test_a_case_that_was_sent_becomes_official_by_the_same_questions(village: Village, filed: Phone) -> None:
    filed.says("/my").presses("1001-9").presses("Сделать официальным").presses("Продолжить официально")
    filed.says(NAME).says(ADDRESS)
    shares(filed).presses("Даю согласие")
    for part in ("№ 1001-9", f"ФИО: {NAME}", f"Контакт: +{OWN_NUMBER}"):
        assert part in filed.last.text
    village.passes(days=1)
    filed.presses("✅ Отправить")
    for part in ("Официальное обращение принято", "1001-9", "Срок регистрации: 18 марта", "7 апреля"):
        assert part in filed.last.text
    assert (ticket_of(village).track, ticket_of(village).id) == ("appeal", 1001)
    assert history_of(village) == [("file", "Нет воды"), ("to_appeal", None)]
    assert NAME not in everywhere_else(village)
    assert NAME not in memory(village)


def test_its_citizen_leaves_the_questions_and_the_case_stays_as_it_was(
    village: Village, filed: Phone
) -> None:
    filed.says("/my").presses("1001-9").presses("Сделать официальным").presses("Продолжить официально")
    filed.says(NAME).presses("Отменить")
    assert "Обращение остаётся обычным." in filed.last.text
    assert NAME not in memory(village)
    assert ticket_of(village).track == "feedback"
    filed.says("Не горит фонарь")
    assert "Всё верно?" in filed.last.text


def test_an_unsent_report_waits_while_another_case_becomes_official(village: Village, filed: Phone) -> None:
    filed.says("Не горит фонарь").says("/my").presses("1001-9").presses("Сделать официальным")
    filed.presses("Оставить обычным")
    assert "неотправленное обращение" in filed.last.text
    filed.presses("Продолжить")
    assert "Не горит фонарь" in filed.last.text


def test_an_unregistered_appeal_goes_back_with_a_second_tap_and_the_person_is_erased(
    village: Village, told: Phone
) -> None:
    officially(told).presses("Даю согласие").presses("✅ Отправить")
    told.says("/my").presses("1001-9")
    assert "Срок регистрации: 17 марта" in told.last.text
    told.presses("Сделать обычным")
    assert "будут удалены" in told.last.text
    assert appeal(village) is not None, "not by the first tap"
    told.presses("Сделать обычным")
    assert told.read("обращение снова обычное")
    assert (appeal(village), ticket_of(village).track) == (None, "feedback")


def test_a_registered_appeal_shows_its_number_and_offers_no_way_back(
    village: Village, told: Phone, office: Office
) -> None:
    officially(told).presses("Даю согласие").presses("✅ Отправить")
    told.says("/my").presses("1001-9")
    back = told._button("Сделать обычным", None)
    office.takes()
    assert told.read("официальное обращение зарегистрировано").text.splitlines()[1] == (
        "Регистрационный номер: 2026/1"
    )
    told.taps(*back)
    assert "уже зарегистрировано" in told.last.text
    told.says("/my").presses("1001-9")
    assert "Регистрационный номер: 2026/1" in told.last.text
    assert "Сделать" not in " ".join(told.buttons)


def test_a_case_that_was_answered_meanwhile_is_not_made_official(
    village: Village, filed: Phone, office: Office
) -> None:
    filed.says("/my").presses("1001-9").presses("Сделать официальным").presses("Продолжить официально")
    filed.says(NAME).says(ADDRESS).says(PHONE).presses("Даю согласие")
    office.resolves()
    filed.presses("✅ Отправить", on=max(id for id, one in filed.chat.items() if "ФИО" in one.text))
    assert filed.last.text == "Для этого обращения это уже невозможно."
    assert NAME not in memory(village)


def test_nobody_makes_anothers_case_official(village: Village, filed: Phone) -> None:
    stranger = village.phone("Бакыт").settles()
    stranger.taps(1, "t:1001:official")
    assert "не ваше" in stranger.last.text
    stranger.taps(1, "t:1001:ordinary_yes")
    assert "не ваше" in stranger.last.text
    assert ticket_of(village).track == "feedback"


def test_colleagues_hear_of_an_appeal_without_its_person(village: Village, told: Phone) -> None:
    nurlan = village.phone("Нурлан")
    clerk = village.colleague(Role.CLERK, inboxes=("ak-bulung-2805",))
    with village.database.writing() as session:
        session.execute(
            text("UPDATE users SET chat_id = :chat WHERE id = :id"),
            {"chat": nurlan.chat_id, "id": clerk.user_id},
        )
    officially(told).presses("Даю согласие").presses("✅ Отправить")
    village.delivers()
    letter = nurlan.read("расмий кайрылуу").text
    assert "Каттоо мөөнөтү: 17-март" in letter
    for part in (NAME, "Асанова", ADDRESS, PHONE):
        assert part not in letter
    with village.database.reading() as session:
        assert lists.page(session, lists.Filter(track="appeal"), reach=EVERYWHERE, limit=2)


def test_a_case_that_neighbours_joined_is_refused_before_anything_personal_is_asked(
    village: Village, filed: Phone
) -> None:
    filed.says("/my").presses("1001-9")
    village.phone("Бакыт").settles().says("Нет воды").presses("У нас так же")
    filed.presses("Сделать официальным")
    assert filed.buttons == []
    assert ticket_of(village).track == "feedback"


def test_a_command_among_the_questions_repeats_the_one_that_stands(told: Phone) -> None:
    """What is written next is taken for the answer."""
    told.presses("Отправить официально").presses("Продолжить официально").says("/help")
    assert "фамилию, имя и отчество" in told.last.text
    told.says(NAME)
    assert "адрес" in told.last.text


def test_an_answer_that_replies_to_the_question_is_none_of_the_cases_words(
    village: Village, filed: Phone
) -> None:
    """Many answer by a swipe. A name in the history would be read by whoever sees the case."""
    filed.says("/my").presses("1001-9").presses("Сделать официальным").presses("Продолжить официально")
    for answer in (NAME, ADDRESS, PHONE):
        question = {"message_id": filed.last_id, "date": 1, "chat": filed.where, "text": "…"}
        filed.says(answer, reply_to_message=question)
    assert [move for move, _ in history_of(village)] == ["file"]
    assert NAME not in everywhere_else(village)
    filed.presses("Даю согласие").presses("Отправить")
    kept = appeal(village)
    assert kept is not None
    assert (kept.name, kept.address, kept.contact) == (NAME, ADDRESS, PHONE)
