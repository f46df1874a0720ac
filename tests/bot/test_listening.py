"""🔊 under a question, where somebody of the municipality has read it aloud."""

import pytest

from bot.rendering import Rendering
from bot.turns import Turns
from db.engine import Database
from db.queries import conversations, outbox, recordings
from db.queries.directory import Shelf
from db.queries.recordings import Spoken
from rules.messages import Message
from rules.recordings import Heard
from tests.bot.conftest import Office
from tests.village import AK_BULAN, Phone, Village
from worker.letters import Letters

AIMAK, ELSEWHERE = "41702205805000", "41702210850000"
LISTEN = {"ky": "🔊 Угуу", "ru": "🔊 Прослушать"}


class Studio(Village):
    """A village whose shelf notices a new recording at once."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.shelf = Shelf(clock=iter(range(0, 10**9, 60)).__next__)
        self.turns = Turns(self.shelf, now=self.now)
        self.wordings = {"prompt": Rendering(self.shelf), "letter": Letters(self.shelf)}

    def records(self, *heard: Heard, language: str = "ru", municipality: str = "", token: str = "") -> None:
        for one in heard:
            with self.database.writing() as session:
                spoken = self._spoken(session, one, language, municipality)
                token_ = token or f"{one}-{language}-{municipality}"
                recordings.put(session, spoken, token=token_, bytes=9, seconds=5, at=self.at)

    def takes_away(self, heard: Heard, language: str = "ru", municipality: str = "") -> None:
        with self.database.writing() as session:
            recordings.remove(session, self._spoken(session, heard, language, municipality), at=self.at)

    def _spoken(self, session, heard: Heard, language: str, municipality: str) -> Spoken:
        place = self.shelf.directory(session, at=self.at).place_by_code(municipality)
        return Spoken(heard, language, place.id if place else None)


@pytest.fixture
def village(catalogue_database: Database) -> Studio:
    return Studio(catalogue_database)


@pytest.fixture
def aigul(village: Studio) -> Phone:
    return village.phone()


def heard(phone: Phone) -> list[str]:
    """Tokens of what was played, in order."""
    return [message.voice.token for message in phone.chat.values() if message.voice]


def keys(message: Message) -> list[str]:
    return [key.label for row in message.menu or () for key in row]


def place_of(phone: Phone) -> tuple[object, ...]:
    """Where the conversation stands."""
    with phone.village.database.reading() as session:
        return tuple(conversations.of_chats(session, [phone.chat_id])[phone.chat_id])


def test_without_recordings_there_is_no_button_anywhere(village: Studio, aigul: Phone) -> None:
    aigul.settles().says("На улице не горят фонари").presses("Отправить")
    office = Office(village)
    office.resolves()
    shown = [one for message in aigul.chat.values() for row in message.choices for one in row]
    assert not any(one.label in LISTEN.values() for one in shown)
    assert not any(label in LISTEN.values() for message in aigul.chat.values() for label in keys(message))


def test_all_eight_questions_can_be_heard(village: Studio, aigul: Phone) -> None:
    village.records(*Heard)
    aigul.starts().presses(LISTEN["ru"])
    aigul.presses("Русский")
    assert LISTEN["ru"] in keys(aigul.last)
    aigul.says(LISTEN["ru"]).says("Помогите пожалуйста скорее")
    aigul.read("В каком это селе?")
    aigul.presses(LISTEN["ru"]).says("Ак-Булун (Ак-Булун, Ак-Суу)").presses("Ак-Булун")
    aigul.read("По какому вопросу?")
    aigul.presses(LISTEN["ru"]).presses("Питьевая вода").presses(LISTEN["ru"]).presses("Отправить")
    assert "Принято" in aigul.last.text
    aigul.presses(LISTEN["ru"])
    Office(village).resolves()
    aigul.presses(LISTEN["ru"]).presses("Да").presses("5")
    aigul.says("/rate").presses("Питьевая вода").presses(LISTEN["ru"])
    wanted = (Heard.WELCOME, Heard.STORY, Heard.VILLAGE, Heard.TOPIC, Heard.CARD, Heard.ACCEPTED, Heard.FIXED)
    assert heard(aigul) == [f"{one}-ru-" for one in (*wanted, Heard.RATE)]


def test_listening_leaves_the_conversation_where_it_stands(village: Studio, aigul: Phone) -> None:
    village.records(Heard.CARD)
    aigul.settles().says("На улице не горят фонари")
    before, calls = place_of(aigul), aigul.calls
    aigul.presses(LISTEN["ru"])
    assert place_of(aigul) == before
    assert aigul.acknowledged[-1] == f"press{aigul.presses_made}"
    assert aigul.calls == calls + 1
    aigul.presses("Отправить")
    assert "Принято" in aigul.last.text


def test_a_press_owes_one_row_of_the_outbox(village: Studio, aigul: Phone) -> None:
    village.records(Heard.WELCOME)
    aigul.starts()
    village.delivers = lambda **_: None  # type: ignore[method-assign]
    aigul.presses(LISTEN["ru"])
    with village.database.reading() as session:
        assert len(outbox.ready(session, kind="prompt", channel="telegram", at=village.at, limit=9)) == 1


def test_an_old_card_is_still_heard(village: Studio, aigul: Phone) -> None:
    village.records(Heard.CARD)
    aigul.settles().says("На улице не горят фонари")
    card = aigul.last_id
    aigul.says("Уже неделю")
    assert aigul.last_id != card
    aigul.presses(LISTEN["ru"], on=card)
    assert heard(aigul) == ["card-ru-"]
    assert aigul.toasts == []


def test_only_the_language_of_the_chat_counts(village: Studio, aigul: Phone) -> None:
    village.records(Heard.CARD, language="ky")
    aigul.settles(language="Русский").says("На улице не горят фонари")
    assert LISTEN["ru"] not in aigul.buttons
    aigul.says("⚙️ Язык").presses("Кыргызча")
    assert LISTEN["ky"] in aigul.buttons


def test_the_welcome_speaks_both_languages_and_is_heard_in_both(village: Studio, aigul: Phone) -> None:
    village.records(Heard.WELCOME, language="ky")
    aigul.starts()
    assert aigul.buttons == ["Кыргызча", "Русский", LISTEN["ky"]]
    village.records(Heard.WELCOME, language="ru")
    bakyt = village.phone("Бакыт").starts()
    assert bakyt.buttons == ["Кыргызча", "Русский", LISTEN["ky"], LISTEN["ru"]]
    bakyt.presses(LISTEN["ky"]).presses(LISTEN["ru"])
    assert heard(bakyt) == ["welcome-ky-", "welcome-ru-"]


def test_the_municipality_of_the_citizen_comes_first(village: Studio, aigul: Phone) -> None:
    village.records(Heard.ACCEPTED)
    village.records(Heard.ACCEPTED, municipality=AIMAK)
    village.records(Heard.ACCEPTED, municipality=ELSEWHERE)
    aigul.settles().says("На улице не горят фонари").presses("Отправить").presses(LISTEN["ru"])
    village.takes_away(Heard.ACCEPTED, municipality=AIMAK)
    aigul.presses(LISTEN["ru"])
    assert heard(aigul) == [f"accepted-ru-{AIMAK}", "accepted-ru-"]


def test_another_municipalitys_own_recording_is_not_offered(village: Studio, aigul: Phone) -> None:
    village.records(Heard.CARD, municipality=ELSEWHERE)
    aigul.settles().says("На улице не горят фонари")
    assert LISTEN["ru"] not in aigul.buttons


def test_a_poster_of_the_municipality_is_heard_in_its_own_voice_from_the_first_question(
    village: Studio, aigul: Phone
) -> None:
    village.records(Heard.STORY, Heard.CARD, municipality=AIMAK)
    aigul.settles().says(LISTEN["ru"])
    aigul.says("На улице не горят фонари").presses(LISTEN["ru"]).says(LISTEN["ru"])
    assert heard(aigul) == [f"story-ru-{AIMAK}", f"card-ru-{AIMAK}", f"card-ru-{AIMAK}"]


def test_a_recording_that_was_taken_away_is_said_to_be_gone(village: Studio, aigul: Phone) -> None:
    village.records(Heard.CARD)
    aigul.settles().says("На улице не горят фонари")
    village.takes_away(Heard.CARD)
    before = aigul.calls
    aigul.presses(LISTEN["ru"])
    assert aigul.toasts == ["Сейчас этой аудиозаписи нет."]
    assert aigul.calls == before


def test_a_newer_recording_takes_the_place_of_the_old_one(village: Studio, aigul: Phone) -> None:
    village.records(Heard.CARD, token="first")
    aigul.settles().says("На улице не горят фонари")
    village.records(Heard.CARD, token="second")
    aigul.presses(LISTEN["ru"])
    assert heard(aigul) == ["second"]


def test_the_key_plays_what_is_being_asked(village: Studio, aigul: Phone) -> None:
    village.records(Heard.STORY, Heard.CARD)
    aigul.settles()
    assert keys(aigul.last)[-1] == LISTEN["ru"]
    aigul.says(LISTEN["ru"]).says("На улице не горят фонари").says(LISTEN["ru"]).presses("Отправить")
    assert heard(aigul) == ["story-ru-", "card-ru-"]
    assert "Прослушать" not in str(aigul.read("Принято").text)


def test_the_key_says_so_where_a_question_is_silent(village: Studio, aigul: Phone) -> None:
    aigul.settles().says(LISTEN["ru"])
    assert aigul.last.text == "Сейчас этой аудиозаписи нет."


@pytest.mark.parametrize("said", ["l:0:card:xx", "l:0:nonsense:ru", "l:1:card", f"l:{10**17}:story:ru"])
def test_a_button_that_nobody_drew_is_answered_and_harms_nobody(
    village: Studio, aigul: Phone, said: str
) -> None:
    village.records(Heard.CARD)
    aigul.settles().says("На улице не горят фонари")
    before = place_of(aigul)
    aigul.taps(aigul.last_id, said)
    assert place_of(aigul) == before
    assert aigul.acknowledged[-1] == f"press{aigul.presses_made}"
    assert heard(aigul) == []


def test_a_rating_poster_is_heard_in_its_village(village: Studio, aigul: Phone) -> None:
    village.records(Heard.RATE, municipality=AIMAK)
    aigul.settles(AK_BULAN).says("На улице не горят фонари").presses("Отправить")
    aigul.says("/rate").presses("Питьевая вода").presses(LISTEN["ru"])
    assert heard(aigul) == [f"rate-ru-{AIMAK}"]
