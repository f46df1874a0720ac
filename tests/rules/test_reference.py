"""Case numbers that survive a telephone and a pencil."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reference import LARGEST, Mistyped, meant, parse, shown

NUMBERS = st.integers(1, LARGEST)


def digits_of(number: int) -> str:
    return shown(number).replace("-", "")


def test_the_number_of_the_leaflet() -> None:
    assert shown(1042) == "1042-9"


@pytest.mark.parametrize(
    "written",
    [
        "1042-9",
        "10429",
        "1042 9",
        "№ 1042-9",
        "№1042-9",
        "#10429",
        "No. 1042-9",
        "n 1042-9",
        " 1042–9 ",
        "1042—9",
        "1042\u22129",
        "1042\u20119",
        "1042 - 9",
        "1042\u00a09",
        "1 042-9",
        "１０４２－９",
        "01042-9",
    ],
)
def test_it_is_read_however_people_write_it(written: str) -> None:
    assert parse(written) == 1042


@pytest.mark.parametrize(
    "written", ["", "-", "9", "суу жок", "1042-9 суу", "1042-9-1", "10-42-9", "+996555123456"]
)
def test_what_does_not_look_like_a_case_number_is_none(written: str) -> None:
    assert parse(written) is None


@pytest.mark.parametrize("written", ["00", "0-0", "99999999999"])
def test_no_case_has_the_number_nought_or_twelve_digits(written: str) -> None:
    assert parse(written) is None


def test_a_long_message_is_no_number() -> None:
    assert parse("1 " * 2048) is None


def test_a_wrong_check_digit_is_told_apart_from_nonsense() -> None:
    assert parse("№ 1042-7") == Mistyped("10427")


@given(NUMBERS)
def test_what_is_shown_is_read_back(number: int) -> None:
    assert parse(shown(number)) == number


@given(NUMBERS, st.data())
def test_a_slip_of_one_digit_is_noticed(number: int, data: st.DataObject) -> None:
    digits = digits_of(number)
    place = data.draw(st.integers(0, len(digits) - 1))
    slip = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    assert not isinstance(parse(digits[:place] + slip + digits[place + 1 :]), int)


def test_every_slip_and_every_swap_in_the_first_three_thousand_numbers_is_noticed() -> None:
    for number in range(1, 3000):
        digits = digits_of(number)
        slips = {digits[:i] + d + digits[i + 1 :] for i in range(len(digits)) for d in "0123456789"}
        swaps = {digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)}
        assert not [wrong for wrong in (slips | swaps) - {digits} if isinstance(parse(wrong), int)]


@given(NUMBERS, st.data())
def test_two_neighbours_swapped_are_noticed(number: int, data: st.DataObject) -> None:
    digits = digits_of(number)
    i = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
    assert swapped == digits or not isinstance(parse(swapped), int)


@pytest.mark.parametrize("number", [0, -1, LARGEST + 1])
def test_no_number_is_shown_that_could_not_be_read_back(number: int) -> None:
    with pytest.raises(ValueError, match="not a case number"):
        shown(number)


def test_a_number_with_one_slip_is_still_meant() -> None:
    for written in ("1043-9", "1024-9", "0142-9", "1042-8", "1942-9", "№ 7042-9"):
        assert 1042 in meant(written), written
    assert len(meant("1043-9")) <= 10


def test_a_number_without_its_check_digit_is_meant_too() -> None:
    assert 1042 in meant("1042")


def test_a_right_number_means_only_itself() -> None:
    assert meant("1042-9") == {1042}
    assert meant("суу жок") == frozenset()
