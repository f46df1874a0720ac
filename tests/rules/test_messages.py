"""Messages as every channel takes them: what a button carries, and what fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.messages import LONGEST_SAYING, Button, decode, shortened, units

WORD = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=10)
BUTTONS = st.builds(Button, WORD, st.integers(0, 10**18 - 1), WORD, st.text("abc:0123", max_size=10))


@given(BUTTONS)
def test_what_a_button_says_is_what_it_was_given(button: Button) -> None:
    assert decode(button.encode()) == button


@given(st.text(max_size=80))
def test_whatever_comes_back_from_a_chat_is_a_button_or_nothing(said: str) -> None:
    button = decode(said)
    assert button is None or 0 <= button.key < 10**18


@pytest.mark.parametrize(
    "said",
    ["", ":", "::", "t", "t:1", "t:1:", "t::yes", ":1:yes", "t:-1:yes", "t:1.5:yes", "t:١:yes", "t:²:yes",
     "t: 1:yes", "t:1e9:yes", "t:9999999999999999999:yes", "привет"],
)  # fmt: skip
def test_what_we_did_not_write_is_no_button(said: str) -> None:
    assert decode(said) is None


def test_a_button_that_telegram_would_refuse_is_refused_here() -> None:
    fits = Button("t", 1, "rate", "ы" * 27)
    assert len(fits.encode().encode()) == LONGEST_SAYING - 1
    with pytest.raises(ValueError, match="cannot carry"):
        Button("t", 1, "rate", "ы" * 28).encode()


def test_length_is_counted_as_telegram_counts_it() -> None:
    assert [units(text) for text in ("", "суу", "💧", "🇰🇬", "\ud83d")] == [0, 3, 2, 4, 1]


@given(st.text(max_size=40), st.integers(1, 30))
def test_what_is_shortened_fits_and_says_that_something_is_missing(text: str, longest: int) -> None:
    short = shortened(text, longest)
    assert units(short) <= longest
    assert short == text or short.endswith("…")
    assert text.startswith(short.removesuffix("…"))


def test_an_emoji_is_never_cut_in_two() -> None:
    assert shortened("суу💧💧", 6) == "суу💧…"
    assert shortened("суу💧💧", 5) == "суу…"
    assert shortened("суу💧💧", 7) == "суу💧💧"
