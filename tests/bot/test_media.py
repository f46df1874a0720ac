"""Photos, voices and papers in the conversation: at any step, in any order, one answer, nothing lost."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from db.queries import files, outbox, tickets
from db.queries.files import FileRow
from db.tables.conversations import ReceivedUpdate
from db.tables.outbox import OutboxRow
from rules.attachments import DOWNLOADABLE, LARGEST_DOCUMENT
from tests.bot.conftest import Office, history_of, stories, ticket_of
from tests.bot.telegram import FILES, file
from tests.village import Phone, Village

CLAIMS = ("file_size", "mime_type", "file_name", "duration")


def sends(phone: Phone, kind: str, name: str = "a", **more: Any) -> Phone:
    claims = {key: more.pop(key) for key in CLAIMS if key in more}
    return phone.says("", **file(kind, name, **claims), **more)


def sends_album(
    phone: Phone, names: str, *, sent: str = "", every: float = 0.0, captions: bool = False, **more: Any
) -> Phone:
    """Parts that were sent in one order and come in another, `every` seconds one after the other."""
    village = phone.village
    ids = {name: next(village.message_ids) for name in sent or names}
    for name in names:
        body = phone._message("", **file("photo", name), media_group_id="77", **more)
        caption = {"caption": "Нет воды"} if captions and name == min(names) else {}
        village.stores(message={**body, **caption, "message_id": ids[name]})
        village.takes_turns()
        village.delivers(ahead=0)
        village.passes(seconds=every)
        village.delivers(ahead=0)
    village.passes(seconds=3)
    village.delivers()
    return phone


def files_of(village: Village, ticket: int = 1001) -> list[FileRow]:
    with village.database.reading() as session:
        return files.of_tickets(session, [ticket])[ticket]


def names_of(village: Village, ticket: int = 1001) -> list[str]:
    return [row.file_id.removeprefix("id-") for row in files_of(village, ticket)]


def facts_of(village: Village, ticket: int = 1001) -> list[dict[str, Any]]:
    with village.database.reading() as session:
        return [line.event.facts for line in tickets.history(session, ticket)]


@pytest.mark.parametrize("kind", FILES)
def test_a_file_alone_is_a_story(kind: str, village: Village, aigul: Phone) -> None:
    sends(aigul.settles(), kind)
    assert "По какому вопросу" in aigul.last.text, "the topic cannot be guessed from it"
    aigul.presses("Питьевая вода").presses("Отправить")
    assert "1001-9" in aigul.last.text
    assert stories(village.database) == [""]
    (row,) = files_of(village)
    assert (row.kind, row.status, row.unique_id) == (kind, "waiting", "unique-a")
    assert facts_of(village)[0]["files"] == {kind: 1}
    aigul.says("/my").presses("1001-9")


def test_a_voice_says_its_length_on_the_card_and_in_the_list(village: Village, aigul: Phone) -> None:
    sends(aigul.settles(), "voice", duration=72).presses("Питьевая вода")
    assert "🎤 Голосовое сообщение, 1:12" in aigul.last.text
    aigul.presses("Отправить")
    assert "🎤 Голосовое сообщение, 1:12" in aigul.read("Принято").text
    aigul.says("/my")
    assert "🎤 Голосовое сообщение, 1:12" in aigul.last.text


def test_a_caption_is_the_story(village: Village, aigul: Phone) -> None:
    sends(aigul.settles(), "photo", caption="Нет воды").presses("Отправить")
    assert stories(village.database) == ["Нет воды"]
    assert names_of(village) == ["a"]


def test_nothing_of_an_unsent_draft_is_owed(village: Village, aigul: Phone) -> None:
    sends(aigul.settles(), "photo", caption="Нет воды")
    with village.database.reading() as session:
        assert files.next_ready_at(session) is None
    aigul.presses("Отменить")
    with village.database.reading() as session:
        assert files.next_ready_at(session) is None


@pytest.mark.parametrize("kind", FILES)
def test_a_file_may_come_at_any_step(kind: str, village: Village, aigul: Phone, office: Office) -> None:
    aigul.starts()
    sends(aigul, kind, "first")
    aigul.presses("Русский")
    sends(aigul, kind, "at the village")
    aigul.says("Ак-Булун")
    aigul.presses("Тюп") if "По какому вопросу" not in aigul.last.text else None
    sends(aigul, kind, "at the topic")
    aigul.presses("Питьевая вода")
    sends(aigul, kind, "at the card")
    aigul.presses("Добавить ещё")
    sends(aigul, kind, "added").presses("Отправить")
    assert names_of(village) == ["first", "at the village", "at the topic", "at the card", "added"]
    aigul.presses("Дополнить")
    sends(aigul, kind, "later")
    assert "добавлено" in aigul.last.text
    reply = {"reply_to_message": {"message_id": aigul.last_id, "date": 1, "chat": aigul.where}}
    sends(aigul, kind, "in reply", **reply)
    office.asks("Какой дом?")
    aigul.presses("Ответить")
    sends(aigul, kind, "in answer")
    assert names_of(village)[5:] == ["later", "in reply", "in answer"]
    assert [one.get("files") for one in facts_of(village) if one.get("files")][1:] == [{kind: 1}] * 3
    assert ticket_of(village).status == "in_progress", "the answer set the clock going"


@pytest.mark.parametrize("meant", ["➕ Дополнить: № 1001-9", "Да, новое"])
def test_the_office_waits_and_an_album_comes(
    meant: str, village: Village, filed: Phone, office: Office
) -> None:
    office.asks("Какой дом?")
    before = set(filed.chat)
    sends_album(filed, "abcdefg", every=0.9)
    assert len(set(filed.chat) - before) == 1, "one question"
    filed.presses(meant)
    if "Да" in meant:
        filed.presses("Питьевая вода").presses("Отправить")
    assert names_of(village, 1002 if "Да" in meant else 1001) == list("abcde")


def test_it_is_not_fixed_and_a_photo_shows_it(village: Village, filed: Phone, office: Office) -> None:
    office.resolves()
    filed.presses("Нет")
    sends(filed, "photo", "leak")
    assert names_of(village) == ["leak"]
    assert history_of(village)[-1] == ("add", None)


@pytest.mark.parametrize("order", ["abcd", "dcba", "bdac"])
@pytest.mark.parametrize("every", [0.0, 0.9, 3.5])
def test_an_album_is_one_card_whatever_its_pace_and_order(
    order: str, every: float, village: Village, aigul: Phone
) -> None:
    aigul.settles()
    before = set(aigul.chat)
    sends_album(aigul, order, sent="abcd", every=every, captions=True)
    assert len(set(aigul.chat) - before) == 1, "one message, changed in place"
    assert "📷 Фото: 4" in aigul.last.text
    assert "Нет воды" in aigul.last.text
    aigul.presses("Отправить")
    assert names_of(village) == list("abcd")
    assert stories(village.database) == ["Нет воды"]


def test_a_part_that_comes_while_the_card_is_under_way_changes_that_card(
    village: Village, aigul: Phone
) -> None:
    aigul.settles()
    before = set(aigul.chat)
    village.stores(message=aigul._message("", **file("photo", "a"), media_group_id="77"))
    village.takes_turns()
    village.passes(seconds=2)
    with village.database.writing() as session:
        ids = outbox.ready(session, kind="prompt", channel="telegram", at=village.at, limit=5)
        (held,) = outbox.lease(session, ids, at=village.at, seconds=10)
        message = village.wordings["prompt"](session, held, village.at)
        assert message is not None
    shown = aigul.shows(held, message)
    village.stores(message=aigul._message("", **file("photo", "b"), media_group_id="77", caption="Нет воды"))
    village.takes_turns()
    with village.database.writing() as session:
        outbox.delivered(session, held, at=village.at, message_id=shown)
    village.passes(seconds=2)
    village.delivers()
    assert set(aigul.chat) - before == {shown}
    assert "📷 Фото: 2" in aigul.last.text


def test_of_an_album_five_are_kept_and_the_card_says_so(village: Village, aigul: Phone) -> None:
    sends_album(aigul.settles(), "hgfedcba", sent="abcdefgh", captions=True)
    assert "📷 Фото: 5" in aigul.last.text
    assert "Сохранено файлов: 5. Остальные не сохранены." in aigul.last.text
    aigul.presses("Отправить")
    assert names_of(village) == list("abcde"), "the first five as they were sent"


def test_ten_files_are_kept_of_one_report(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    for number in range(12):
        sends(aigul, "photo", str(number))
    assert "Сохранено файлов: 10" in aigul.last.text
    aigul.presses("Отправить")
    assert names_of(village) == [str(number) for number in range(10)]


def test_the_same_file_twice_is_one(village: Village, aigul: Phone) -> None:
    sends(sends(aigul.settles().says("Нет воды"), "photo"), "photo").presses("Отправить")
    assert names_of(village) == ["a"]


@pytest.mark.parametrize("every", [0.0, 0.9, 3.5])
def test_an_album_for_a_case_is_added_once_and_the_office_hears_of_it_once(
    every: float, village: Village, filed: Phone, office: Office
) -> None:
    office.takes()
    filed.presses("Дополнить")
    before = set(filed.chat)
    sends_album(filed, "abcdefg", every=every)
    said = [filed.chat[number].text for number in sorted(set(filed.chat) - before)]
    assert said == ["№ 1001-9: добавлено.", "Сохранено файлов: 5. Остальные не сохранены."]
    assert names_of(village) == list("abcde")
    assert stories(village.database) == ["Нет воды"], "no part became a report of its own"
    added = [facts for facts in facts_of(village) if facts.get("files")]
    assert [facts.get("continued") for facts in added] == [None, True, True, True, True]
    assert owed_to_the_office(village) == ["added"]


def owed_to_the_office(village: Village) -> list[str]:
    with village.database.reading() as session:
        rows = select(OutboxRow.content).where(OutboxRow.user_id.is_not(None)).order_by(OutboxRow.id)
        return list(session.scalars(rows))


def test_a_part_that_comes_after_send_belongs_to_the_case(village: Village, aigul: Phone) -> None:
    sends_album(aigul.settles(), "ab", captions=True).presses("Отправить")
    sends(aigul, "photo", "c", media_group_id="77")
    assert names_of(village) == list("abc")
    assert "добавлено" in aigul.last.text
    sends(aigul, "photo", "d", media_group_id="78")
    assert names_of(village) == list("abc"), "another album is another story"
    assert "По какому вопросу" in aigul.last.text


def test_a_text_in_two_pieces_is_one_card(village: Village, aigul: Phone) -> None:
    aigul.settles()
    before = set(aigul.chat)
    for piece in ("Суу жок. " * 450, "Үч күн болду."):
        village.stores(message=aigul._message(piece))
        village.takes_turns()
        village.delivers(ahead=0)
    village.passes(seconds=3)
    village.delivers()
    assert len(set(aigul.chat) - before) == 1
    aigul.presses("Отправить")
    assert stories(village.database)[0].endswith("Үч күн болду.")


def test_a_text_in_two_pieces_is_added_to_one_case(village: Village, filed: Phone) -> None:
    filed.presses("Дополнить")
    before = set(filed.chat)
    filed.says("Суу жок. " * 450, date=100).says("Үч күн болду.", date=101)
    assert stories(village.database) == ["Нет воды"]
    assert [text for move, text in history_of(village) if move == "add"][1] == "Үч күн болду."
    assert len(set(filed.chat) - before) == 1
    filed.says("Во дворе не горит фонарь", date=130)
    assert "Всё верно?" in filed.last.text, "half a minute later it is something new"


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"mime_type": "application/x-msdownload", "file_name": "a.exe"}, "Такой файл не откроется"),
        ({"mime_type": "image/svg+xml"}, "Такой файл не откроется"),
        ({"mime_type": "application/pdf", "file_size": LARGEST_DOCUMENT + 1}, "Предел: 10 МБ"),
    ],
)
def test_a_paper_that_cannot_be_taken_is_refused_with_its_reason(
    claims: dict[str, Any], words: str, village: Village, aigul: Phone
) -> None:
    sends(aigul.settles(), "document", **claims)
    assert words in aigul.last.text
    sends(aigul, "document", **claims, caption="Нет воды")
    assert "Всё верно?" in aigul.last.text, "its words are taken all the same"
    assert words in aigul.read(words).text
    aigul.presses("Отправить")
    assert files_of(village) == []


def test_what_telegram_does_not_give_to_bots_is_said_at_once_and_stays_in_the_chat(
    village: Village, aigul: Phone
) -> None:
    sends(aigul.settles(), "video", file_size=DOWNLOADABLE + 1, caption="Нет воды")
    assert "предел: 20 МБ" in aigul.last.text
    aigul.presses("Отправить")
    (row,) = files_of(village)
    assert (row.status, row.reason, row.file_id) == ("too_large", None, "id-a")


@pytest.mark.parametrize(("user_id", "words"), [(True, "не нужен"), (False, "другого человека")])
def test_a_telephone_number_is_not_kept(user_id: bool, words: str, village: Village, aigul: Phone) -> None:
    card = {"phone_number": "+996700123456", "first_name": "Кошуна"}
    aigul.settles().says("Нет воды")
    aigul.says("", contact={**card, **({"user_id": aigul.chat_id} if user_id else {})})
    assert words in aigul.last.text
    aigul.presses("Отправить")
    assert stories(village.database) == ["Нет воды"]
    with village.database.reading() as session:
        bodies = list(session.scalars(select(ReceivedUpdate.body)))
    assert not any("996700123456" in body or "Кошуна" in body for body in bodies)


def test_what_was_forwarded_is_a_fact_of_the_report(village: Village, aigul: Phone) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Кошуна"}
    aigul.settles().says("Нет воды", forward_origin=origin).presses("Отправить").presses("Дополнить")
    sends(aigul, "photo", forward_origin=origin)
    assert [facts.get("forwarded") for facts in facts_of(village)] == [True, True]
    assert "Кошуна" not in json.dumps(facts_of(village), ensure_ascii=False)


def edits(phone: Phone, message_id: int, kind: str, name: str, caption: str) -> None:
    body = phone._message("", **file(kind, name), caption=caption, edit_date=1)
    phone.village.receives(edited_message={**body, "message_id": message_id})


def test_a_caption_and_a_picture_may_be_edited_before_send_and_after(village: Village, aigul: Phone) -> None:
    sends(aigul.settles(), "photo", "blurred", caption="Нет вады")
    sent = aigul.spoke
    edits(aigul, sent, "photo", "sharp", "Нет воды")
    aigul.presses("Отправить")
    assert (stories(village.database), names_of(village)) == (["Нет воды"], ["sharp"])
    edits(aigul, sent, "photo", "sharp", "Нет воды совсем")
    assert names_of(village) == ["sharp"]
    edits(aigul, sent, "photo", "sharper", "Нет воды совсем")
    assert names_of(village) == ["sharp", "sharper"]
    assert [facts.get("correction") for facts in facts_of(village)] == [None, True, True]


def test_words_told_anew_keep_the_photos(village: Village, aigul: Phone) -> None:
    sends(aigul.settles(), "photo", caption="Нет воды давно").presses("Изменить").presses("Текст")
    aigul.says("Нет воды").presses("Отправить")
    assert stories(village.database) == ["Нет воды"]
    assert names_of(village) == ["a"]


def test_a_photo_is_no_answer_to_a_rating_and_no_greeting(village: Village, aigul: Phone) -> None:
    aigul.settles().starts("r_water")
    sends(aigul, "photo", caption="Салам")
    assert "В каком это селе?" in aigul.last.text
    aigul.says("/cancel")
    assert "Ничего не отправлено" in aigul.last.text, "it was a story, and stories can be thrown away"


def test_an_unsent_voice_is_offered_again(village: Village, aigul: Phone) -> None:
    sends(aigul.settles(), "voice", duration=5)
    aigul.says("📝 Сообщить")
    assert "неотправленное" in aigul.last.text
    assert "🎤 Голосовое сообщение, 0:05" in aigul.last.text
