"""The table of unexpected input, a test for each row: never an error, never a ticket nobody meant, nothing lost."""

from typing import Any

import pytest
from sqlalchemy import select

from db.queries import files
from db.tables.conversations import ReceivedUpdate
from db.tables.outbox import OutboxRow
from rules.attachments import DOWNLOADABLE, LARGEST_DOCUMENT, MOST_FILES
from rules.limits import TICKETS_A_DAY
from tests.bot.conftest import Office, history_of, states_of, stories, ticket_of
from tests.bot.telegram import CONTENTS, OTHER_UPDATES, file
from tests.village import AK_BULAN, Phone, Village

GROUP = {"id": -1_000_000_000_500, "type": "supergroup", "title": "Ак-Булуң айылы"}
NEIGHBOUR_VILLAGE = "41702205805020"


@pytest.fixture
def aigul(village: Village, aigul: Phone) -> Phone:
    return aigul.settles()


def nothing_filed(village: Village) -> bool:
    return stories(village.database) == [] and states_of(village.database).keys() == {"done"}


def in_group(aigul: Phone, text: str) -> dict[str, Any]:
    return {**aigul._message(text), "chat": GROUP}


def said_in_group(village: Village) -> list[str]:
    with village.database.reading() as session:
        return list(session.scalars(select(OutboxRow.content).where(OutboxRow.chat_id == GROUP["id"])))


@pytest.mark.parametrize("kind", ["sticker", "dice", "animation", "poll", "game", "story", "payment"])
def test_a_sticker_a_dice_a_gif_a_poll_a_game_a_payment_are_answered_kindly(
    village: Village, aigul: Phone, kind: str
) -> None:
    aigul.says("", **CONTENTS[kind])
    assert "Напишите, что случилось" in aigul.last.text
    assert nothing_filed(village)


@pytest.mark.parametrize("words", ["салам", "Здравствуйте!", "рахмат", "спасибо", "Ок"])
def test_greetings_and_thanks_are_answered_and_never_filed(
    village: Village, aigul: Phone, words: str
) -> None:
    aigul.says(words)
    assert aigul.last.menu
    assert nothing_filed(village)


@pytest.mark.parametrize("kind", ["voice", "video_note", "video"])
def test_a_voice_a_round_video_or_a_video_is_a_story(village: Village, aigul: Phone, kind: str) -> None:
    aigul.says("", **file(kind, "a")).presses("Мусор").presses("Отправить")
    assert aigul.read("Принято")


def test_a_video_over_the_limit_is_kept_for_telegram_and_that_is_said(village: Village, aigul: Phone) -> None:
    aigul.says("", **file("video", "a", file_size=DOWNLOADABLE + 1), caption="Суу жок")
    assert "слишком" in aigul.last.text
    aigul.presses("Отправить")
    with village.database.reading() as session:
        (kept,) = files.of_tickets(session, [1001])[1001]
        assert (kept.status, kept.file_id) == ("too_large", "id-a")


def test_an_album_makes_one_card_and_what_is_left_out_is_said(village: Village, aigul: Phone) -> None:
    cards = aigul.calls
    for number in range(MOST_FILES + 2):
        body = aigul._message("", **file("photo", str(number)), media_group_id="7")
        village.stores(message={**body, **({"caption": "Суу жок"} if number == 0 else {})})
        village.takes_turns()
        village.delivers(ahead=0)
    village.passes(seconds=3)
    village.delivers()
    assert aigul.calls == cards + 1
    assert "Фото: 5" in aigul.read("Всё верно?").text
    assert "Остальные" in aigul.read("Всё верно?").text


def test_a_text_that_telegram_cut_is_one_story(village: Village, aigul: Phone) -> None:
    for part in ("суу " * 1020, "жок " * 100):
        village.stores(message=aigul._message(part.strip()))
        village.takes_turns()
        village.delivers(ahead=0)
    village.passes(seconds=3)
    village.delivers()
    aigul.presses("Отправить")
    (story,) = stories(village.database)
    assert story.count("суу") == 1020
    assert story.count("жок") == 100


@pytest.mark.parametrize(
    ("claims", "taken"),
    [
        ({"mime_type": "application/pdf", "file_name": "акт.pdf"}, True),
        ({"mime_type": "image/jpeg", "file_name": "a.jpg"}, True),
        ({"mime_type": "application/zip", "file_name": "a.zip"}, False),
        ({"mime_type": "application/pdf", "file_name": "a.pdf", "file_size": LARGEST_DOCUMENT + 1}, False),
    ],
    ids=["pdf", "image", "zip", "too large"],
)
def test_documents_are_pictures_and_pdf_and_a_refusal_says_why(
    village: Village, aigul: Phone, claims: dict[str, Any], taken: bool
) -> None:
    aigul.says("", **file("document", "a", **claims))
    assert ("По какому вопросу" in aigul.last.text) is taken
    assert taken or "Пришлите" in aigul.last.text


@pytest.mark.parametrize("before", ["", "story", "card"])
def test_a_location_in_any_state_is_a_place(village: Village, aigul: Phone, before: str) -> None:
    steps = {"story": 1, "card": 2}.get(before, 0)
    doings = (
        lambda: aigul.says("/new"),
        lambda: aigul.says("Суу жок"),
    )
    for does in doings[:steps]:
        does()
    aigul.pins(42.4907, 78.3936)
    assert "Каракол" in aigul.read("Каракол").text
    assert states_of(village.database).keys() == {"done"}


@pytest.mark.parametrize(("user_id", "said"), [(None, "другого"), (1, "другого"), ("own", "не нужен")])
def test_a_contact_is_explained_and_not_kept(village: Village, aigul: Phone, user_id: Any, said: str) -> None:
    of_whom = {"user_id": aigul.chat_id if user_id == "own" else user_id} if user_id else {}
    aigul.says("", contact={"phone_number": "+996700123456", "first_name": "А", **of_whom})
    assert said in aigul.last.text
    with village.database.reading() as session:
        assert not any("700123456" in body for body in session.scalars(select(ReceivedUpdate.body)))


def test_an_edit_before_send_changes_the_draft(village: Village, aigul: Phone) -> None:
    aigul.says("Суу жок")
    aigul.edits(aigul.spoke, "Суу ылай")
    aigul.presses("Отправить")
    assert stories(village.database) == ["Суу ылай"]


def test_an_edit_after_send_is_a_correction_and_the_original_stays(village: Village, aigul: Phone) -> None:
    aigul.says("Суу жок")
    told = aigul.spoke
    aigul.presses("Отправить")
    aigul.edits(told, "Суу ылай")
    assert stories(village.database) == ["Суу жок"]
    assert history_of(village)[-1] == ("add", "Суу ылай")


def test_instead_of_deleting_a_message_the_case_can_be_withdrawn(village: Village, aigul: Phone) -> None:
    aigul.says("Суу жок").presses("Отправить")
    aigul.says("/my").presses("1001").presses("Отозвать").presses("Отозвать")
    assert ticket_of(village).outcome == "withdrawn"


def test_a_reply_to_a_message_of_a_case_goes_to_that_case(
    village: Village, aigul: Phone, office: Office
) -> None:
    aigul.says("Суу жок").presses("Отправить").says("Мусор не вывозят").presses("Отправить")
    office.answers("Эртең", ticket=1001)
    letter = {"message_id": aigul.last_id, "date": 1, "chat": aigul.where, "text": "…"}
    aigul.says("Ленин көчөсү 5", reply_to_message=letter)
    assert history_of(village, 1001)[-1] == ("add", "Ленин көчөсү 5")


def test_an_old_button_says_so_and_shows_the_present_card(village: Village, aigul: Phone) -> None:
    aigul.says("Суу жок")
    old, says = aigul._button("Изменить", None)
    aigul.taps(old, says).presses("Назад")
    aigul.taps(old, says)
    assert any("устарела" in toast for toast in aigul.toasts)
    assert "Всё верно?" in aigul.last.text


def test_a_double_tap_on_send_gives_the_same_number_again(village: Village, aigul: Phone) -> None:
    aigul.says("Суу жок")
    card, says = aigul._button("Отправить", None)
    aigul.taps(card, says).taps(card, says)
    assert stories(village.database) == ["Суу жок"]
    assert "1001-9" in aigul.last.text


@pytest.mark.parametrize("command", ["/my", "/help", "/privacy", "/language", "/rate", "/new"])
def test_a_command_in_the_middle_runs_and_the_draft_can_be_continued(
    village: Village, aigul: Phone, command: str
) -> None:
    aigul.says("Суу жок").says(command)
    if command == "/rate":
        aigul.presses("Отменить")
    aigul.presses("Продолжить").presses("Отправить")
    assert stories(village.database) == ["Суу жок"]


def test_another_posters_code_in_the_middle_asks_which_place(village: Village, aigul: Phone) -> None:
    other = village.phone("Бакыт")
    aigul.says("Суу жок").starts(f"v_{AK_BULAN}_2")
    assert "Всё верно?" in aigul.last.text
    assert other.chat == {}


def test_the_language_is_changed_in_the_middle_and_the_words_stay(village: Village, aigul: Phone) -> None:
    aigul.says("Суу жок").says("/language").presses("Кыргызча")
    assert "Туурабы?" in aigul.last.text
    assert "Суу жок" in aigul.last.text


def test_swearing_is_delivered_unchanged(village: Village, aigul: Phone) -> None:
    aigul.says("Суу жок, блядь!").presses("Отправить")
    assert stories(village.database) == ["Суу жок, блядь!"]


def test_who_blocks_the_bot_is_unreachable_and_who_comes_back_gets_what_was_owed(
    village: Village, aigul: Phone, office: Office
) -> None:
    aigul.says("Суу жок").presses("Отправить").blocks()
    office.answers("Эртең")
    assert not aigul.has_read("Эртең")
    aigul.blocks(False)
    village.works()
    assert aigul.has_read("Эртең")


@pytest.mark.parametrize("words", ["/aryz", "/aryz@dobush_bot Суу жок", "/start", "/help"])
def test_a_group_that_calls_the_bot_is_sent_to_a_private_chat_once(
    village: Village, aigul: Phone, words: str
) -> None:
    for _ in range(3):
        village.receives(message=in_group(aigul, words))
    assert said_in_group(village) == ["in_group"]
    assert nothing_filed(village)


def test_what_a_group_talks_about_is_not_kept(village: Village, aigul: Phone) -> None:
    for words in ("Суу жок дешет", "/aryz@dobush_bot Асанов 0555123456", "@dobush_bot кандай?"):
        village.receives(message=in_group(aigul, words))
    village.receives(message={**in_group(aigul, ""), "new_chat_title": "Асановдор"})
    with village.database.reading() as session:
        bodies = " ".join(session.scalars(select(ReceivedUpdate.body).where(ReceivedUpdate.chat_id < 0)))
    assert not any(
        word in bodies for word in ("0555123456", "\\u0410\\u0441\\u0430\\u043d", "first_name", "title")
    )
    assert nothing_filed(village)


def test_a_forwarded_message_is_a_story_that_says_so(village: Village, aigul: Phone) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Бирөө", "date": 1}
    aigul.says("Суу жок", forward_origin=origin).presses("Отправить")
    with village.database.reading() as session:
        assert ticket_of(village).text == "Суу жок"
        assert session.scalar(select(OutboxRow.id)) is not None
    assert "Бирөө" not in str(history_of(village))


def test_more_than_five_cases_a_day_go_through(village: Village, aigul: Phone) -> None:
    for number in range(TICKETS_A_DAY + 1):
        aigul.says(f"Суу жок {number}").presses("Отправить")
    assert len(stories(village.database)) == TICKETS_A_DAY + 1


def test_two_people_in_one_app_are_two_chats(village: Village, aigul: Phone) -> None:
    daughter = village.phone("Нургүл").settles()
    aigul.says("Суу жок")
    daughter.says("Мусор не вывозят").presses("Отправить")
    assert stories(village.database) == ["Мусор не вывозят"]
    aigul.presses("Отправить")
    assert stories(village.database) == ["Мусор не вывозят", "Суу жок"]


@pytest.mark.parametrize("kind", OTHER_UPDATES)
def test_updates_of_every_other_kind_are_let_be_and_not_kept(
    village: Village, aigul: Phone, kind: str
) -> None:
    calls = aigul.calls
    village.receives(**OTHER_UPDATES[kind])
    assert aigul.calls == calls
    assert nothing_filed(village)
    with village.database.reading() as session:
        newest = session.scalars(select(ReceivedUpdate.body).order_by(ReceivedUpdate.id.desc())).first()
    assert newest is not None
    assert set(newest) <= set('{"update_id": 0123456789}')
