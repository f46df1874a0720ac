"""Swearing is noticed however it is spelt, and plain words are not taken for it."""

import pytest

from rules.rudeness import is_rude


@pytest.mark.parametrize(
    "words",
    ["Суу жок, БЛЯДЬ!", "xуйня какая-то", "пиздец, опять мусор", "Сиктир!", "вы мудаки", "сука, где вода"],
)
def test_swearing_is_noticed(words: str) -> None:
    assert is_rude(words)


@pytest.mark.parametrize(
    "words",
    [
        "Суу жок",
        "Рубль",
        "суккан суу",
        "кот застрял на столбе",
        "Ребята, тут темно",
        "Команда",
        "сукно",
        "көтүрүп кет",
    ],
)
def test_plain_words_are_plain(words: str) -> None:
    assert not is_rude(words)
