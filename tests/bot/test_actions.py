"""How many actions a complaint costs, counted after START: one message or one tap each."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from db.tables.conversations import ReceivedUpdate
from rules import links
from rules.links import Kind, Link
from tests.bot.telegram import FILES, file
from tests.village import AK_BULAN, Phone, Village

POINT = "demo-kyzyl-suu-pump-1"
SENT = "Номер"
Story = Callable[[Phone], Phone]


def says(text: str) -> Story:
    return lambda phone: phone.says(text)


def shows(kind: str, **more: object) -> Story:
    return lambda phone: phone.says("", **file(kind, "a"), **more)


WITH_A_TOPIC: dict[str, Story] = {
    "text": says("Суу жок, үчүнчү күн"),
    "forwarded": lambda phone: phone.says(
        "Суу жок", forward_origin={"type": "hidden_user", "sender_user_name": "Бирөө", "date": 1}
    ),
    **{f"{kind} with words": shows(kind, caption="Суу жок") for kind in FILES if kind != "video_note"},
}
WITHOUT: dict[str, Story] = {**{kind: shows(kind) for kind in FILES}, "unclear words": says("Жардам керек")}


def actions(village: Village, told: Callable[[], object]) -> int:
    """Updates that came from the person while it was told."""

    def received() -> int:
        with village.database.reading() as session:
            return session.scalar(select(func.count()).select_from(ReceivedUpdate)) or 0

    before = received()
    told()
    return received() - before


@pytest.fixture
def returning(village: Village, aigul: Phone) -> Phone:
    return aigul.settles()


@pytest.mark.parametrize("story", WITH_A_TOPIC.values(), ids=list(WITH_A_TOPIC))
def test_two_for_somebody_known_whose_topic_is_told(village: Village, returning: Phone, story: Story) -> None:
    assert actions(village, lambda: story(returning).presses("Отправить")) == 2
    assert SENT in returning.last.text


@pytest.mark.parametrize("story", WITHOUT.values(), ids=list(WITHOUT))
def test_three_for_somebody_known_whose_topic_must_be_asked(
    village: Village, returning: Phone, story: Story
) -> None:
    told = lambda: story(returning).presses("Питьевая вода").presses("Отправить")  # noqa: E731
    assert actions(village, told) == 3
    assert SENT in returning.last.text


@pytest.mark.parametrize(
    "payload",
    [links.write(Link(Kind.VILLAGE, AK_BULAN)), links.write(Link(Kind.POINT, POINT))],
    ids=["of a village", "of a pump"],
)
def test_three_from_a_posters_code_and_two_for_who_does_not_choose_a_language(
    village: Village, payload: str
) -> None:
    aigul, bakyt = village.phone("Айгүл"), village.phone("Бакыт")
    aigul.starts(payload)
    told = lambda: aigul.presses("Русский").says("Мусор не вывозят").presses("Отправить")  # noqa: E731
    assert actions(village, told) == 3
    assert SENT in aigul.last.text
    bakyt.starts(payload)
    assert actions(village, lambda: bakyt.says("Суу жок").presses("Жөнөтүү")) == 2
    assert "Номери" in bakyt.last.text


def test_four_for_a_newcomer_who_writes(village: Village, aigul: Phone) -> None:
    aigul.starts()
    told = (  # noqa: E731
        lambda: aigul.presses("Русский").says("Мусор не вывозят").says("Тамчы").presses("Отправить")
    )
    assert actions(village, told) == 4
    assert SENT in aigul.last.text


def test_three_for_a_newcomer_who_names_the_village_in_the_story(village: Village, aigul: Phone) -> None:
    aigul.starts()
    told = lambda: aigul.presses("Русский").says("В селе Тамчы не вывозят мусор")  # noqa: E731
    assert actions(village, told) == 2
    rest = 1 if "Отправить" in " ".join(aigul.buttons) else 2
    assert actions(village, lambda: aigul.presses("Тамчы" if rest == 2 else "Отправить")) == 1
    assert rest == 1 or actions(village, lambda: aigul.presses("Отправить")) == 1
    assert SENT in aigul.last.text


@pytest.mark.parametrize("kind", FILES)
def test_five_at_the_worst_for_a_newcomer_who_cannot_write(village: Village, aigul: Phone, kind: str) -> None:
    """Language, voice, village by a pin, topic, Send."""
    aigul.starts()
    told = lambda: (  # noqa: E731
        shows(kind)(aigul.presses("Русский"))
        .pins(42.4907, 78.3936)
        .presses("Питьевая вода")
        .presses("Отправить")
    )
    assert actions(village, told) == 5
    assert SENT in aigul.last.text


def test_several_messages_are_one_story_and_cost_only_themselves(village: Village, returning: Phone) -> None:
    told = lambda: returning.says("Суу жок").says("Үчүнчү күн").presses("Отправить")  # noqa: E731
    assert actions(village, told) == 3
    assert SENT in returning.last.text


def test_an_album_is_one_story(village: Village, returning: Phone) -> None:
    for name in "abc":
        words = {"caption": "Суу жок"} if name == "a" else {}
        village.stores(
            message={**returning._message("", **file("photo", name)), "media_group_id": "7", **words}
        )
        village.passes(seconds=1)
        village.works()
    village.passes(seconds=3)
    village.works()
    assert actions(village, lambda: returning.presses("Отправить")) == 1
    assert SENT in returning.last.text


def test_one_tap_to_join_what_a_neighbour_reported(village: Village, returning: Phone) -> None:
    village.phone("Бакыт").settles().says("Суу жок").presses("Отправить")
    assert actions(village, lambda: returning.says("Суу жок").presses("У нас так же")) == 2
    assert "Ответ придёт и вам" in returning.last.text


def test_a_case_in_another_village_costs_three_more_taps_at_most(village: Village, returning: Phone) -> None:
    """Edit, Village, its name."""
    told = lambda: (  # noqa: E731
        returning.says("Мусор не вывозят")
        .presses("Изменить")
        .presses("Село")
        .says("Тамчы")
        .presses("Отправить")
    )
    assert actions(village, told) == 5
    assert SENT in returning.last.text
