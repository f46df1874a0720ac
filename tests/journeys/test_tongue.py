"""The ear of the journeys: it would hear a foreign word."""

import pytest

from tests.journeys.tongue import strange_words


@pytest.mark.parametrize(
    ("language", "text", "strange"),
    [
        ("ky", "✅ Кабыл алынды.\nНомери: 1042-9\nЖооп берүү мөөнөтү: 7-декабрь", set()),
        ("ky", "Ваше обращение принято", {"ваше", "обращение", "принято"}),
        ("ky", "№ 1042-9: the answer has come.", {"the", "answer", "has", "come"}),
        ("ru", "Срок ответа: 7 декабря\nсело Жалгыз-Орук", set()),
        ("ru", "Жооп берүү мөөнөтү", {"жооп", "берүү", "мөөнөтү"}),
    ],
)
def test_words_of_another_language_are_heard(language: str, text: str, strange: set[str]) -> None:
    assert strange_words(language, text, own=set()) == strange


def test_peoples_own_words_are_theirs() -> None:
    assert strange_words("ky", "«Привет»", own={"привет"}) == set()
