"""Guessing the service of a story: not sure rather than wrong."""

import pytest

from rules.landmarks import without_landmarks
from rules.topics import Guess, TopicWords, guess

WORDS = TopicWords(
    {
        "water": (
            ("суу", 2),
            ("суусу", 2),
            ("сууну", 2),
            ("вода", 2),
            ("воды", 2),
            ("кран", 2),
            ("колонка", 2),
        ),
        "water_none": (("суу жок", 2), ("нет воды", 2), ("суу келбе", 2)),
        "water_dirty": (("ылай", 2), ("ржав", 2)),
        "waste": (("таштанды", 3), ("мусор", 3), ("контейнер", 1)),
        "roads": (("жол", 2), ("дорог", 3), ("көпүрө", 3)),
        "streetlight": (("көчө жары", 3), ("фонар", 3), ("жарык", 1)),
        "irrigation": (("сугат", 4), ("арык", 2), ("полив", 4)),
    },
    service_of={"water_none": "water", "water_dirty": "water"},
)


@pytest.mark.parametrize(
    ("story", "service"),
    [
        ("Биздин көчөдө үч күндөн бери суу жок", "water"),
        ("Таштандыларды эки жумадан бери алышпайт", "waste"),
        ("кочо жарыгы куйбойт", "streetlight"),
        ("дороги разбиты", "roads"),
        ("Көпүрөнү сел алып кетти", "roads"),
    ],
)
def test_a_plain_story_is_understood_by_the_beginnings_of_its_words(story: str, service: str) -> None:
    assert guess(story, WORDS).service == service


def test_the_category_follows_when_it_is_as_clear() -> None:
    assert guess("У нас нет воды", WORDS) == Guess("water", "water_none", score=4, runner_up=None)
    assert guess("из крана идет вода", WORDS).category is None
    assert guess("суу жок, келсе ылай", WORDS).category is None, "two categories of equal weight"


def test_of_the_categories_of_a_sure_service_the_leading_one_is_taken() -> None:
    words = TopicWords({"dogs": (("ит", 2),), "bite": (("каап", 1),)}, service_of={"bite": "dogs"})
    assert guess("ит каап алды", words).category == "bite"
    assert guess("каап алды", words).category is None


def test_two_services_that_are_close_leave_it_open() -> None:
    unsure = guess("Арыктан жолго суу чыкты", WORDS)
    assert unsure.service is None
    assert unsure.category is None
    assert (unsure.score, unsure.runner_up) == (2, "water")


def test_one_weak_word_is_not_enough() -> None:
    assert guess("Үйдө жарык өчүп калды", WORDS) == Guess(None, None, score=1, runner_up=None)


def test_several_weak_words_are_not_enough_either() -> None:
    words = TopicWords({"kindergarten": (("орун", 1), ("эшик", 1), ("муздак", 1), ("бакча", 2))})
    assert guess("орун жок, эшик муздак", words) == Guess(None, None, score=3, runner_up=None)
    assert guess("бакчада эшик муздак", words).service == "kindergarten"


def test_irrigation_water_wins_over_water_by_its_weight() -> None:
    found = guess("сугат суу жетпейт", WORDS)
    assert (found.service, found.runner_up) == ("irrigation", "water")


@pytest.mark.parametrize("story", ["бүгүн абдан суук", "жолдош келди", ""])
def test_short_words_match_whole(story: str) -> None:
    assert guess(story, WORDS) == Guess(None, None, score=0, runner_up=None)


def test_a_phrase_needs_its_words_side_by_side_and_in_order() -> None:
    assert guess("жок суу", WORDS).score == 2
    assert guess("суу бизде жок", WORDS).score == 2
    assert guess("акыры суу", WORDS).score == 2


@pytest.mark.parametrize(
    "story",
    [
        "суу дагы эле жок",
        "Суу 3 күндөн бери келбейт",
        "нет уже второй день воды",
        "suu eki kundon beri jok",
    ],
)
def test_a_phrase_is_recognised_across_how_much_and_since_when(story: str) -> None:
    assert guess(story, WORDS).category == "water_none"


@pytest.mark.parametrize(
    ("story", "service"),
    [
        ("вада из крана", "water"),
        ("дарогу размыло", "roads"),
        ("таштанддыны алгыла", "waste"),
        ("сууу жокк", "water"),
        ("фанари не светят", "streetlight"),
    ],
)
def test_a_word_spelt_as_it_sounds_is_heard(story: str, service: str) -> None:
    assert guess(story, WORDS).service == service


def test_what_is_spelt_rightly_decides_before_what_only_sounds_alike() -> None:
    words = TopicWords({"dogs": (("падаль", 4),), "other": (("заявление", 2),)})
    assert guess("заявление: падали тополя", words).service == "other"


def test_words_that_sound_alike_count_once() -> None:
    words = TopicWords({"roads": (("дорога", 3), ("дороги", 3)), "water": (("воды", 2),)})
    assert guess("ни воды, ни дороги", words).service is None


@pytest.mark.parametrize(
    "story", ["пакеты стоят", "мастер болду", "кабыл алат", "водитель уехал", "соседи дома"]
)
def test_the_beginning_of_another_word_is_not_taken_for_a_misspelt_one(story: str) -> None:
    stems = {"dogs": (("стая", 3), ("кобел", 3)), "roads": (("мост", 4),), "water": (("воды", 2),)}
    words = TopicWords({**stems, "waste": (("сасы", 2),)})
    assert guess(story, words).service is None


def test_what_was_read_rightly_counts_among_what_is_heard() -> None:
    words = TopicWords({"irrigation": (("арык", 1),), "water": (("вода", 2),)})
    assert guess("вада в арыке", words) == Guess(None, None, score=2, runner_up="irrigation")


def test_vowels_of_short_words_are_not_mistaken() -> None:
    assert guess("жал", WORDS).score == 0


def test_a_word_said_ten_times_counts_once() -> None:
    assert guess("жарык " * 10, WORDS).score == 1


@pytest.mark.parametrize(
    ("story", "service"),
    [("suu jok", "water"), ("musor ne vyvozyat", "waste"), ("köçö jarygy", "streetlight")],
)
def test_latin_letters_are_understood_too(story: str, service: str) -> None:
    assert guess(story, WORDS).service == service


def test_a_word_of_the_catalogue_may_be_latin() -> None:
    assert guess("net internet", TopicWords({"other": (("internet", 2),)})).service == "other"


def test_an_empty_word_is_refused() -> None:
    with pytest.raises(ValueError, match="empty word for water"):
        TopicWords({"water": ((" - ", 2),)})


@pytest.mark.parametrize(
    ("story", "service"),
    [
        ("Көпүрөнүн жанындагы фонарь күйбөйт", "streetlight"),
        ("арыктын боюнда таштанды жатат", "waste"),
        ("фонарь возле дороги", "streetlight"),
        ("рядом с арыком мусор", "waste"),
        ("недалеко от колонки контейнер горит, мусор", "waste"),
        ("joldun janynda tashtandy", "waste"),
        ("жол жанында", None),
        ("суу боюнча сурайын дедим, суу жок", "water"),
    ],
)
def test_what_only_says_where_it_is_does_not_say_what_it_is_about(story: str, service: str | None) -> None:
    assert guess(story, WORDS).service == service


def test_no_phrase_closes_over_a_landmark() -> None:
    assert without_landmarks(["суу", "арыктын", "жанында", "жок"]) == ["суу", "", "жанында", "жок"]
