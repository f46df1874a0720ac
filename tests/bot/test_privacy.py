"""What people ask about themselves: what is kept, all of it as a file; and what they take back."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.scripts import place
from db.engine import Database
from db.queries import files
from db.tables.conversations import Conversation, ReceivedUpdate
from db.tables.files import File, Removal
from db.tables.outbox import OutboxRow
from rules.attachments import State
from rules.messages import Message
from tests.bot.conftest import Office, history_of, ticket_of
from tests.bot.test_media import files_of, names_of, sends, sends_album
from tests.village import AK_BULAN, EVERYWHERE, Phone, Village

PIN = "20101199012345"


class Page(HTMLParser):
    """The file as a browser reads it: its text, its tags, and rows of its tables."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        assert message.paper is not None
        self.tags: list[str] = []
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self.source = message.paper.content.decode()
        self.feed(self.source)
        self.close()
        assert self.open == [], "every tag is closed"

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text += data
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data

    def value(self, name: str) -> str:
        return next(row[1] for row in self.rows if row[0] == name)


def data_of(phone: Phone) -> Page:
    """The newest file; an unsent report may be shown below it."""
    return Page([message for _, message in sorted(phone.chat.items()) if message.paper][-1])


def facts_owed(database: Database) -> str:
    with database.reading() as session:
        return json.dumps(list(session.scalars(select(OutboxRow.facts))), ensure_ascii=False)


def bodies(database: Database) -> str:
    with database.reading() as session:
        return "\n".join(session.scalars(select(ReceivedUpdate.body)))


# What is kept


def test_privacy_says_what_is_kept_and_leads_to_both_deeds(aigul: Phone) -> None:
    aigul.settles().says("/privacy")
    assert "Он не видит номер телефона" in aigul.last.text
    assert "дней: 30" in aigul.last.text
    assert aigul.buttons == ["📄 Мои данные", "🗑 Удалить мои данные"]
    aigul.presses("Удалить мои данные")
    assert "Удалить ваши персональные данные?" in aigul.last.text


def test_a_question_about_oneself_leaves_an_unsent_report_where_it_is(aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    aigul.says("/privacy").says("/delete_me").presses("Назад").presses("✅ Отправить")
    assert "1001-9" in aigul.last.text


# All of it as a file


def test_the_file_holds_everything_and_the_outbox_nothing(
    aigul: Phone, village: Village, office: Office
) -> None:
    aigul.starts("s_mektep").presses("Русский").starts(place.payload(AK_BULAN))
    sends(aigul, "document", "акт", file_name="акт осмотра.pdf", caption="Нет воды у моста")
    aigul.presses("Отправить")
    office.asks("Какой дом?")
    aigul.presses("Ответить").says("Дом 5, зелёные ворота")
    office.resolves("Насос заменили")
    aigul.presses("✅").presses("5")
    aigul.starts(f"r_water_{place.payload(AK_BULAN)}").presses("2")
    aigul.says("Мусор не вывозят, ещё не отправлено").says("/my_data")
    page = data_of(aigul)
    assert page.value("Номер вашего чата в Telegram") == str(aigul.chat_id)
    assert page.value("Язык, который вы выбрали") == "Русский"
    assert page.value("По какому коду вы пришли") == "mektep"
    assert page.value("Статус") == "Закрыто"
    assert page.value("Ваша оценка ответа") == "5"
    told = {(row[1], row[2]) for row in page.rows if len(row) == 3 and row[0] != "День"}
    assert {
        ("Вы отправили обращение", "Нет воды у моста"),
        ("Вопрос вам", "Какой дом?"),
        ("Вы дополнили обращение", "Дом 5, зелёные ворота"),
        ("Сообщили о решении", "Насос заменили"),
    } <= told
    assert any(row[:2] == ["📄 Документ", "акт осмотра.pdf"] for row in page.rows)
    (rated,) = (row for row in page.rows if row[0] == "03.2026")
    assert (rated[1], rated[2].startswith("село Ак-Булун"), rated[3]) == ("🚰 Питьевая вода", True, "2")
    assert "Мусор не вывозят, ещё не отправлено" in page.text
    assert int(page.value("Ваши сообщения, как их передал Telegram")) > 5
    with village.database.reading() as session:
        owed = session.execute(select(OutboxRow.facts).where(OutboxRow.content == "own_data")).all()
    assert [row.facts for row in owed] == [{}]


def test_the_file_is_small_whole_and_runs_nothing(aigul: Phone) -> None:
    hostile = "</td><script>alert(1)</script><img src=x> {ref} %s \" '"
    aigul.settles().says(f"Нет воды {hostile}").presses("Отправить").says("/my_data")
    page = data_of(aigul)
    assert hostile.split(" {", maxsplit=1)[0] in page.text
    assert set(page.tags) <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "table", "tr", "th", "td",
    }  # fmt: skip
    assert "://" not in page.source
    assert len(page.source.encode()) < 20_000
    assert re.search("<title>([^<]*)</title>", page.source)[1] == "Данные о вас"  # type: ignore[index]
    assert aigul.last.paper is not None
    assert "alert" not in repr(aigul.last), "a message that is logged shows no paper"


def test_the_file_speaks_kyrgyz_to_whoever_chose_it(aigul: Phone) -> None:
    aigul.starts().presses("Кыргызча").starts(place.payload(AK_BULAN)).says("Биздин көчөдө суу жок")
    aigul.presses("Жөнөтүү").says("/my_data")
    page = data_of(aigul)
    assert page.value("Сиз тандаган тил") == "Кыргызча"
    assert '<html lang="ky">' in page.source
    assert "Кайрылууну жөнөттүңүз" in page.text


def test_internal_notes_are_the_offices_own(filed: Phone, village: Village) -> None:
    from casework import handling

    village.do(handling.note, 1001, said="Сосед жалуется", by=village.colleague(), reach=EVERYWHERE)
    filed.says("/my_data")
    assert "Сосед" not in data_of(filed).text


def test_the_file_comes_once_an_hour(filed: Phone, village: Village) -> None:
    filed.says("/my_data")
    assert filed.last.paper is not None
    village.passes(minutes=20)
    filed.says("/my_data")
    assert filed.last.paper is None
    assert "минут: 40" in filed.last.text
    village.passes(minutes=41)
    assert filed.says("/my_data").last.paper is not None


def test_a_file_that_was_owed_before_somebody_was_forgotten_is_never_composed(
    filed: Phone, village: Village
) -> None:
    filed.says("/delete_me")
    question, says = filed._button("Удалить всё", None)
    village.stores(message=filed._message("/my_data"))
    village.takes_turns()
    filed.taps(question, says)
    assert all(message.paper is None for message in filed.chat.values())


# A passport, and the number in it


def asked(phone: Phone) -> bool:
    return "Не присылайте фото документов" in phone.last.text


@pytest.mark.parametrize(
    "words",
    [
        "Мой паспорт",
        "ID карта",
        "Паспортумдун сүрөтү",
        "туулгандыгы жөнүндө күбөлүк",
        "moy pasport",
        "свидетельство",
    ],
)
def test_a_photo_that_is_called_a_document_gets_a_hint(words: str, aigul: Phone) -> None:
    sends(aigul.settles(), "photo", caption=f"Нет воды. {words}")
    assert asked(aigul)
    assert "🗑 Убрать фото" in aigul.buttons


@pytest.mark.parametrize("words", ["Нет воды", "Нет воды, права граждан", "Суу жок, биздин көчө"])
def test_any_other_photo_gets_none(words: str, aigul: Phone) -> None:
    sends(aigul.settles(), "photo", caption=words)
    assert not asked(aigul)
    assert "🗑 Убрать фото" not in aigul.buttons


@pytest.mark.parametrize("kind", ["photo", "document"])
def test_a_picture_of_which_nothing_is_said_gets_a_hint(kind: str, aigul: Phone) -> None:
    sends(aigul.settles(), kind).presses("Питьевая вода")
    assert asked(aigul)
    aigul.says("Суу агып жатат")
    assert not asked(aigul)


def test_words_without_a_picture_get_no_hint(aigul: Phone) -> None:
    aigul.settles().says("Нет воды, и паспорт потеряли в мэрии")
    assert not asked(aigul)


def test_the_name_of_a_file_is_enough_and_only_that_file_goes(village: Village, aigul: Phone) -> None:
    sends(aigul.settles(), "photo", "кран", caption="Нет воды")
    sends(aigul, "document", "скан", file_name="passport_scan.pdf", mime_type="application/pdf")
    assert asked(aigul)
    aigul.presses("Убрать фото")
    assert not asked(aigul)
    aigul.presses("✅ Отправить")
    assert names_of(village) == ["кран"]
    assert json.dumps("unique-скан")[1:-1] not in bodies(village.database)


def test_words_apart_from_the_picture_speak_of_it(village: Village, aigul: Phone) -> None:
    sends(aigul.settles(), "photo", "a")
    aigul.says("Это мой паспорт, а воды нет")
    assert asked(aigul)
    aigul.presses("Убрать фото").presses("✅ Отправить")
    assert names_of(village) == []
    assert ticket_of(village).text == "Это мой паспорт, а воды нет"


def test_the_whole_album_of_a_passport_goes(village: Village, aigul: Phone) -> None:
    sends_album(aigul.settles(), "abc", caption="Паспорт, нет воды")
    assert asked(aigul)
    aigul.presses("Убрать фото")
    assert not asked(aigul)


def test_a_draft_of_a_passport_alone_is_a_draft_of_nothing(aigul: Phone, village: Village) -> None:
    sends(aigul.settles(), "document", file_name="паспорт.jpg")
    if "🚰 Питьевая вода" in aigul.buttons:
        aigul.presses("Питьевая вода")
    aigul.presses("Убрать фото")
    assert "Что случилось" in aigul.last.text
    with village.database.reading() as session:
        assert "unique" not in json.dumps(session.scalars(select(Conversation.memory)).one())


@pytest.mark.parametrize("number", [PIN, "2 01 01 1990 12345", "2-0101-1990-12345"])
def test_a_personal_number_is_taken_out_of_the_draft_and_of_all_that_was_kept(
    number: str, village: Village, aigul: Phone
) -> None:
    aigul.settles().says(f"Нет воды. Мой ПИН {number}")
    assert "личный номер" in aigul.last.text
    assert number in facts_owed(village.database)
    aigul.presses("Убрать номер")
    assert "личный номер" not in aigul.last.text
    aigul.presses("✅ Отправить")
    assert ticket_of(village).text == "Нет воды. Мой ПИН […]"
    assert number not in facts_owed(village.database)
    assert number not in bodies(village.database)


@pytest.mark.parametrize("number", ["41702205805010", "0700123456", "99999999999999", "120101199012345"])
def test_other_numbers_are_left_alone(number: str, aigul: Phone) -> None:
    aigul.settles().says(f"Нет воды, счёт {number}")
    assert "🗑 Убрать номер" not in aigul.buttons


def test_an_old_button_takes_nothing_out_of_what_came_later(aigul: Phone, village: Village) -> None:
    sends(aigul.settles(), "photo", "a", caption="Нет воды, паспорт")
    old, says = aigul._button("Убрать фото", None)
    aigul.says("Ещё слова")
    aigul.taps(old, says)
    aigul.presses("✅ Отправить")
    assert names_of(village) == ["a"]


# After Send


def test_a_file_of_ones_own_case_is_taken_back(filed: Phone, village: Village, office: Office) -> None:
    sends(filed.says("/my").presses("1001").presses("Дополнить"), "photo", "паспорт", caption="Вот")
    with village.database.writing() as session:
        (held,) = files.lease(session, at=village.at, seconds=9, limit=9)
        files.kept(session, held, at=village.at, found=files.Kept("image/jpeg", 9, "abc"))
    filed.says("/my").presses("1001").presses("Забрать файл")
    assert filed.buttons == ["1. 📷 Фото", "⬅️ Назад"]
    listed = filed.last_id
    filed.presses("1. 📷 Фото")
    assert "Вы забрали файл" in filed.last.text
    assert (filed.last_id, filed.buttons) == (listed, ["⬅️ Назад"])
    (row,) = files_of(village)
    assert (row.status, row.file_id, row.claimed_name, row.sha256, row.mime) == (
        State.TAKEN_BACK,
        "",
        "",
        None,
        None,
    )
    with village.database.reading() as session:
        assert session.scalars(select(Removal.name)).all() == [held.token]
        facts = [
            json.loads(one) if isinstance(one, str) else one
            for one in session.scalars(text("SELECT facts FROM events ORDER BY id"))
        ]
    assert facts[-1]["files"] == {"photo": 1}, "that a photo came stays in the history"
    assert json.dumps("unique-паспорт")[1:-1] not in bodies(village.database)
    assert history_of(village)[-1] == ("add", "Вот")


def test_an_addition_that_seems_to_be_a_passport_is_taken_with_a_hint_and_a_way_back(
    filed: Phone, village: Village
) -> None:
    sends(filed.says("/my").presses("1001").presses("Дополнить"), "photo", "a", caption="Вот мой паспорт")
    assert asked(filed)
    filed.presses("Забрать файл").presses("1. 📷 Фото")
    assert [row.status for row in files_of(village)] == [State.TAKEN_BACK]
    sends(filed.says("/my").presses("1001").presses("Дополнить"), "photo", "b", caption="Вот кран")
    assert not asked(filed)


def test_a_second_tap_on_a_file_that_is_gone_is_harmless(filed: Phone, village: Village) -> None:
    sends(filed.says("/my").presses("1001").presses("Дополнить"), "photo", "a")
    filed.says("/my").presses("1001").presses("Забрать файл")
    message, says = filed._button("1. 📷 Фото", None)
    filed.taps(message, says).taps(message, says)
    assert "Вы забрали файл" in filed.last.text
    with village.database.reading() as session:
        assert len(session.scalars(select(Removal.name)).all()) == 1


def test_nobody_takes_back_a_file_of_somebody_elses_case(filed: Phone, village: Village) -> None:
    sends(filed.says("/my").presses("1001").presses("Дополнить"), "photo", "a")
    (row,) = files_of(village)
    bakyt = village.phone("Бакыт").settles()
    bakyt.taps(1, f"t:1001:unfile:{row.id}").taps(1, "t:1001:files")
    assert "Это не ваше обращение" in bakyt.last.text
    assert files_of(village)[0].status == State.WAITING
    bakyt.says("Нет воды").presses("Отправить")
    bakyt.taps(1, f"t:1002:unfile:{row.id}")
    assert "Такого файла уже нет" in bakyt.last.text
    with village.database.reading() as session:
        assert session.get_one(File, row.id).status == State.WAITING


def test_an_edit_of_the_caption_does_not_bring_the_photo_back(village: Village, aigul: Phone) -> None:
    sends(aigul.settles(), "photo", "a", caption="Нет воды")
    spoke = aigul.spoke
    aigul.presses("✅ Отправить").says("/my").presses("1001").presses("Забрать файл").presses("1. 📷")
    from tests.bot.telegram import file

    body = {
        **aigul._message("", **file("photo", "a"), caption="Нет воды!"),
        "message_id": spoke,
        "edit_date": 1,
    }
    village.receives(edited_message=body)
    assert [row.status for row in files_of(village)] == [State.TAKEN_BACK]


def test_the_file_has_what_was_told_for_an_official_appeal_that_was_not_sent(aigul: Phone) -> None:
    aigul.settles().says("Нет воды").presses("Отправить официально").presses("Продолжить официально")
    aigul.says("Асанова Айгүл Бакытовна").says("Ак-Булун, Школьная 4").says("/my_data")
    assert "Асанова Айгүл Бакытовна" in data_of(aigul).text
    assert "Ак-Булун, Школьная 4" in data_of(aigul).text
