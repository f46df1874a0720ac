"""Signs of a passport in words, and of the number in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.papers import TAKEN_OUT, personal_numbers, speaks_of_papers, without_numbers

PAPERS = [
    "Паспорт", "паспортум", "ПАСПОРТТУН", "мой pasport", "passport_scan.pdf", "загранпаспорт", "техпаспорт үйдүн",
    "ID карта", "id-карта", "айди карта", "IDкарта", "күбөлүк", "кубөлүгүм", "Туулгандыгы тууралуу күбөлүгү",
    "свидетельство о рождении", "удостоверение", "водительские права", "ишеним кат", "доверенность",
]  # fmt: skip
OTHERS = [
    "", "Суу жок", "Нет воды", "права граждан нарушены", "карта села", "идём за водой, карта есть", "IMG_2024.jpg",
    "ишеним жок", "кат жазам", "Күндүн баары",
]  # fmt: skip


@pytest.mark.parametrize("said", PAPERS)
def test_a_document_is_named_in_either_language_and_spelling(said: str) -> None:
    assert speaks_of_papers(said)


@pytest.mark.parametrize("said", OTHERS)
def test_other_words_name_none(said: str) -> None:
    assert not speaks_of_papers(said)


@pytest.mark.parametrize("written", ["20101199012345", "1 3112 1985 00001", "2-01-01-1990-12345"])
def test_a_personal_number_is_fourteen_digits_with_a_birthday(written: str) -> None:
    said = f"ПИН: {written}, суу жок"
    assert personal_numbers(said) == [written]
    assert without_numbers(said, [written]) == f"ПИН: {TAKEN_OUT}, суу жок"


@pytest.mark.parametrize(
    "written",
    [
        "30101199012345",
        "23201199012345",
        "20113199012345",
        "20101189912345",
        "120101199012345",
        "2010119901234",
    ],
)
def test_other_digits_are_none(written: str) -> None:
    assert personal_numbers(f"счёт {written}") == []


@given(st.text())
def test_whatever_is_written_is_read_without_an_accident(said: str) -> None:
    numbers = personal_numbers(said)
    assert personal_numbers(without_numbers(said, numbers)) == []
    speaks_of_papers(said)
