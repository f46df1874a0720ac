"""The same here: neighbours of a case join it, get every answer, are counted, and may leave."""

import pytest

from casework import closing, duties
from db.queries import files, followers
from rules.lifecycle import Outcome, Status
from tests.bot.conftest import Office, history_of, stories, ticket_of
from tests.village import EVERYWHERE, MONDAY, Phone, Village


@pytest.fixture
def filed(aigul: Phone) -> Phone:
    return aigul.settles().says("Нет воды у Асановых").presses("Отправить")


@pytest.fixture
def bakyt(village: Village, filed: Phone) -> Phone:
    """A neighbour who tells the same, with the card before his eyes."""
    return village.phone("Бакыт").settles().says("Суу жок, Ленин көчөсү")


def voices(village: Village, ticket: int = 1001) -> int:
    with village.database.reading() as session:
        return followers.count(session, ticket)


def test_the_card_says_that_others_reported_it_and_never_what_they_said(bakyt: Phone) -> None:
    card = bakyt.read("уже сообщили").text
    assert "1" in card
    assert "Асанов" not in card
    assert bakyt.buttons[:2] == ["👍 У нас так же", "✅ Отправить: это другое"]


def test_joining_counts_thanks_and_passes_on_what_was_told(village: Village, bakyt: Phone) -> None:
    bakyt.presses("У нас так же")
    assert bakyt.read("Всего сообщили: 2")
    assert stories(village.database) == ["Нет воды у Асановых"]
    assert history_of(village)[-1] == ("join", "Суу жок, Ленин көчөсү")
    assert (ticket_of(village).joined, voices(village)) == (1, 1)
    assert ticket_of(village).status == Status.FILED


def test_a_second_tap_joins_once_and_thanks_again(village: Village, bakyt: Phone) -> None:
    card, says = bakyt._button("У нас так же", None)
    bakyt.taps(card, says).taps(card, says)
    assert (ticket_of(village).joined, voices(village)) == (1, 1)
    assert bakyt.read("Всего сообщили: 2")


def test_mine_is_different_files_a_case_of_its_own(village: Village, bakyt: Phone) -> None:
    bakyt.presses("Отправить: это другое")
    assert stories(village.database) == ["Нет воды у Асановых", "Суу жок, Ленин көчөсү"]
    assert voices(village) == 0


def test_a_neighbour_gets_every_answer_and_the_filer_alone_the_questions(
    village: Village, filed: Phone, bakyt: Phone, office: Office
) -> None:
    bakyt.presses("У нас так же")
    office.takes()
    assert bakyt.read("взято в работу")
    office.asks("Кайсы көчө?")
    assert filed.read("Кайсы көчө?")
    assert not bakyt.has_read("Кайсы көчө?")
    office.answers("Насос алмаштырабыз")
    assert filed.read("Насос алмаштырабыз")
    assert bakyt.read("Насос алмаштырабыз")


def test_joining_does_not_answer_the_offices_question(village: Village, filed: Phone, office: Office) -> None:
    office.asks("Кайсы көчө?")
    village.phone("Бакыт").settles().says("Нет воды").presses("У нас так же")
    assert ticket_of(village).status == Status.WAITING


def test_each_in_their_own_language(village: Village, filed: Phone, office: Office) -> None:
    bakyt = village.phone("Бакыт").settles(language="Кыргызча").says("Суу жок").presses("Бизде да ушундай")
    office.resolves("Оңдолду")
    assert bakyt.read("Сиздин оюңузча, чечилдиби?")
    assert filed.read("Как по-вашему, она решена?")


def test_a_neighbours_yes_closes_nothing_and_their_no_reopens(
    village: Village, filed: Phone, bakyt: Phone, office: Office
) -> None:
    bakyt.presses("У нас так же")
    office.resolves()
    bakyt.presses("Да")
    assert ticket_of(village).status == Status.RESOLVED
    filed.presses("Да")
    assert ticket_of(village).status == Status.CLOSED
    village.passes(days=1)
    chynara = village.phone("Чынара").settles()
    chynara.says("/my")
    assert not chynara.has_read("1001")


def test_a_neighbours_no_reopens_at_once_and_the_words_that_follow_go_to_the_case(
    village: Village, bakyt: Phone, office: Office
) -> None:
    bakyt.presses("У нас так же")
    office.resolves()
    bakyt.presses("Нет")
    assert ticket_of(village).status == Status.IN_PROGRESS
    assert bakyt.read("открыто снова")
    bakyt.says("Кайра токтоду")
    assert history_of(village)[-1] == ("add", "Кайра токтоду")


def test_a_list_of_ones_own_shows_the_joined_case_without_the_others_words(bakyt: Phone) -> None:
    bakyt.presses("У нас так же").says("/my")
    shown = bakyt.read("Вы присоединились").text
    assert "Асанов" not in shown
    bakyt.presses("1001")
    assert "Асанов" not in bakyt.read("Вы присоединились").text
    assert "🔕 Не учитывать меня" in bakyt.buttons


def test_leaving_ends_the_letters_and_the_count(village: Village, bakyt: Phone, office: Office) -> None:
    bakyt.presses("У нас так же").presses("Не учитывать меня")
    assert bakyt.read("вас больше нет среди присоединившихся")
    assert (ticket_of(village).joined, voices(village)) == (0, 0)
    office.answers("Насос алмаштырабыз")
    assert not bakyt.has_read("Насос алмаштырабыз")
    assert [move for move, _ in history_of(village)] == ["file", "join", "leave", "answer"]


def test_the_filer_withdraws_and_the_case_goes_on_for_the_neighbours(
    village: Village, filed: Phone, bakyt: Phone, office: Office
) -> None:
    bakyt.presses("У нас так же")
    filed.says("/my").presses("1001").presses("Отозвать").presses("Отозвать")
    assert filed.read("присоединились соседи: 1. Для них его рассмотрят.")
    assert ticket_of(village).status == Status.FILED
    office.asks("Кайсы көчө?")
    assert bakyt.read("Кайсы көчө?")
    assert not filed.has_read("Кайсы көчө?")
    village.do(
        closing.resolve, 1001, outcome=Outcome.FIXED, said="Оңдолду", by=office._clerk, reach=EVERYWHERE
    )
    village.delivers()
    bakyt.presses("Да")
    assert ticket_of(village).status == Status.CLOSED


@pytest.mark.parametrize(
    ("story", "days"), [("Фонарь не горит", 0), ("Суу жок", 4)], ids=["another topic", "too long ago"]
)
def test_what_is_not_the_same_is_not_offered(village: Village, filed: Phone, story: str, days: int) -> None:
    village.passes(days=days)
    bakyt = village.phone("Бакыт").settles().says(story)
    assert not bakyt.has_read("уже сообщили")


def test_ones_own_case_is_not_offered(filed: Phone) -> None:
    filed.says("Нет воды")
    assert not filed.has_read("уже сообщили")


def test_pins_decide_by_their_distance(village: Village) -> None:
    near, far = (42.4910, 78.3940), (42.5100, 78.3940)
    aigul = village.phone().settles().pins(42.4907, 78.3936).says("Нет воды").presses("Отправить")
    assert aigul.read("Принято")
    assert village.phone("Бакыт").settles().pins(*near).says("Нет воды").has_read("уже сообщили")
    assert not village.phone("Чынара").settles().pins(*far).says("Нет воды").has_read("уже сообщили")


def test_a_case_that_ended_meanwhile_cannot_be_joined_and_the_draft_stays(
    village: Village, bakyt: Phone, office: Office
) -> None:
    office.resolves()
    bakyt.presses("У нас так же")
    assert voices(village) == 0
    bakyt.says("/help")
    assert stories(village.database) == ["Нет воды у Асановых"]
    assert village.at == MONDAY


def test_an_edit_after_joining_is_a_correction(village: Village, bakyt: Phone) -> None:
    spoke = bakyt.spoke
    bakyt.presses("У нас так же").edits(spoke, "Суу жок, Манас көчөсү")
    assert history_of(village)[-1] == ("add", "Суу жок, Манас көчөсү")
    bakyt.presses("Не учитывать меня").edits(spoke, "Суу бар")
    assert history_of(village)[-1][0] == "leave"


def test_what_a_neighbour_adds_does_not_answer_the_offices_question(
    village: Village, filed: Phone, bakyt: Phone, office: Office
) -> None:
    bakyt.presses("У нас так же")
    office.asks("Кайсы көчө?")
    bakyt.says("/my").presses("1001").presses("Дополнить").says("Бизде да жок")
    assert history_of(village)[-1] == ("add", "Бизде да жок")
    assert ticket_of(village).status == Status.WAITING
    filed.presses("Ответить").says("Ленин көчөсү")
    assert ticket_of(village).status == Status.IN_PROGRESS


def test_once_the_filer_has_left_any_neighbour_answers_the_question(
    village: Village, filed: Phone, bakyt: Phone, office: Office
) -> None:
    bakyt.presses("У нас так же")
    filed.says("/my").presses("1001").presses("Отозвать").presses("Отозвать")
    office.asks("Кайсы көчө?")
    bakyt.presses("Ответить").says("Ленин көчөсү")
    assert ticket_of(village).status == Status.IN_PROGRESS


def test_letters_that_still_wait_are_not_sent_to_whoever_left(
    village: Village, bakyt: Phone, office: Office
) -> None:
    bakyt.presses("У нас так же").blocks()
    office.answers("Насос алмаштырабыз")
    bakyt.presses("Не учитывать меня")
    assert bakyt.has_read("вас больше нет среди присоединившихся")
    assert not bakyt.has_read("Насос алмаштырабыз")


def test_a_second_no_from_somebody_else_is_asked_what_is_wrong(
    village: Village, filed: Phone, bakyt: Phone, office: Office
) -> None:
    """The words that follow go to the case: nobody may be left to guess it."""
    bakyt.presses("У нас так же")
    office.resolves()
    bakyt.presses("Нет")
    filed.presses("Нет")
    assert "1001-9: напишите" in filed.last.text
    filed.says("Дагы эле жок")
    assert history_of(village)[-1] == ("add", "Дагы эле жок")
    assert [move for move, _ in history_of(village)].count("reopen") == 1


def test_a_neighbour_takes_back_a_paper_of_ones_own(village: Village, filed: Phone, bakyt: Phone) -> None:
    bakyt.presses("У нас так же").says("/my").presses("1001").presses("Дополнить")
    photo = {"file_id": "1", "file_unique_id": "u", "width": 9, "height": 9}
    bakyt.says("", photo=[photo], caption="Мой паспорт").presses("🗑")
    card, says = bakyt._button("1. 📷", None)
    filed.taps(filed.last_id, says)
    assert filed.read("Такого файла уже нет"), "of somebody else's there is nothing to take back"
    bakyt.taps(card, says)
    with village.database.reading() as session:
        assert [row.status for row in files.of_tickets(session, [1001])[1001]] == ["taken_back"]


def test_whoever_left_is_not_counted_among_those_who_report_it(
    village: Village, filed: Phone, bakyt: Phone
) -> None:
    bakyt.presses("У нас так же")
    filed.says("/my").presses("1001").presses("Отозвать").presses("Отозвать")
    chynara = village.phone("Чынара").settles().says("Суу жок")
    assert chynara.read("уже сообщили жители: 1")
    chynara.presses("У нас так же")
    assert chynara.read("Всего сообщили: 2")


def test_once_the_filer_has_left_each_neighbour_is_reminded_once(
    village: Village, filed: Phone, bakyt: Phone, office: Office
) -> None:
    bakyt.presses("У нас так же")
    chynara = village.phone("Чынара").settles().says("Суу жок").presses("У нас так же")
    filed.says("/my").presses("1001").presses("Отозвать").presses("Отозвать")
    office.resolves()
    before = [phone.calls for phone in (filed, bakyt, chynara)]
    for _ in range(6):
        village.passes(days=1)
        duties.ask_again_if_fixed(village.do)
        village.works()
    assert [phone.calls for phone in (filed, bakyt, chynara)] == [before[0], before[1] + 1, before[2] + 1]
