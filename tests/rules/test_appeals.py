"""What an official appeal must hold, as people really write it."""

import pytest

from rules import reference
from rules.appeals import (
    CONSENT,
    Applicant,
    checked,
    full_name,
    postal_address,
    reachable_at,
    registration_number,
    telegrams,
)
from rules.refusals import Invalid


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Асанова Айгүл Бакытовна", "Асанова Айгүл Бакытовна"),
        ("  Асан\nуулу   Бакыт ", "Асан уулу Бакыт"),
        ("Жээнбек кызы Ңурай", "Жээнбек кызы Ңурай"),
        ("Ким-Петрова О'Нил", "Ким-Петрова О'Нил"),
        ("Li Wei", "Li Wei"),
        ("Асанов А. Бакыт", "Асанов А. Бакыт"),
    ],
)
def test_surname_and_name_are_a_full_name(said: str, kept: str) -> None:
    assert full_name(said) == kept


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("А", "name_not_full"),
        ("", "name_not_full"),
        ("Айгүл", "name_not_full"),
        ("Асанов А.", "name_not_full"),
        ("аноним", "name_not_full"),
        ("0555 123456", "name_unlike"),
        ("aigul@mail.kg Асанова", "name_unlike"),
        ("Асанова Айгүл " * 10, "name_unlike"),
    ],
)
def test_half_a_name_is_none(said: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        full_name(said)
    assert refused.value.code == code


@pytest.mark.parametrize("said", ["Ленин көч. 12", "Ак-Булуң айылы, Мектеп көчөсү 4-7", "ул. Ленина, д. 1"])
def test_an_address_is_taken_as_it_is_written(said: str) -> None:
    assert postal_address(said) == said


@pytest.mark.parametrize(
    ("said", "code"),
    [("12", "address_too_short"), ("12-34-5", "address_too_short"), ("а" * 301, "address_too_long")],
)
def test_an_address_has_words_and_an_end(said: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        postal_address(said)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "said", ["0555 12-34-56", "+996 (555) 123456", "5-07-72", "aigul@mail.kg", "а@почта.кг"]
)
def test_a_telephone_or_an_email_can_be_answered(said: str) -> None:
    assert reachable_at(said) == said


@pytest.mark.parametrize(
    "said", ["жок", "телефон", "12", "aigul@mail", "@aigul", "0" * 16, "0555 123 456 Айгүл", ""]
)
def test_what_nobody_can_answer_to_is_not_a_contact(said: str) -> None:
    with pytest.raises(Invalid) as refused:
        reachable_at(said)
    assert refused.value.code == "contact_unlike"


def test_telegram_leaves_out_the_plus() -> None:
    assert (telegrams("996700123456"), telegrams("+996700123456")) == ("+996700123456", "+996700123456")
    assert reachable_at(telegrams("996700123456")) == "+996700123456"


def test_all_three_are_checked_and_nothing_of_them_shows_in_a_trace() -> None:
    kept = checked(Applicant(" Асанова  Айгүл", "Ленин көчөсү 12", "0555123456", CONSENT))
    assert (kept.name, kept.consent) == ("Асанова Айгүл", CONSENT)
    assert repr(kept) == "Applicant(…)"
    for broken in ({"name": "А"}, {"address": ""}, {"contact": "жок"}):
        whole = {"name": "Асанова Айгүл", "address": "Ленин 12", "contact": "0555123456", "consent": CONSENT}
        with pytest.raises(Invalid):
            checked(Applicant(**{**whole, **broken}))


@pytest.mark.parametrize("number", [1, 5, 9, 10, 15, 4321])
def test_a_registration_number_is_never_read_as_a_case_number(number: int) -> None:
    assert reference.parse(registration_number(2026, number)) is None
