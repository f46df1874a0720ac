import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import links
from rules.links import Kind, Link, Slip, check, read, write

VILLAGE = "41702205805010"
CODES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20)
SOURCES = st.one_of(st.just(""), st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8))


@pytest.mark.parametrize(
    ("link", "written"),
    [
        (Link(Kind.VILLAGE, VILLAGE), "v_41702205805010_2"),
        (Link(Kind.VILLAGE, VILLAGE, source="poster"), "v_41702205805010_2_s_poster"),
        (Link(Kind.POINT, "ks-pump-1"), "p_ks-pump-1_w"),
        (Link(Kind.POINT, "ks-pump-1", source="school"), "p_ks-pump-1_w_s_school"),
        (Link(Kind.RATING, VILLAGE, "water"), "r_water_41702205805010_i"),
        (Link(Kind.RATING, service="water"), "r_water"),
        (Link(Kind.INVITATION, "Ab_-9"), "i_Ab_-9"),
        (Link(Kind.SOURCE, source="meeting"), "s_meeting"),
    ],
)
def test_every_link_is_written_and_read(link: Link, written: str) -> None:
    assert write(link) == written
    assert read(written) == link


def test_links_that_hang_on_walls_already_keep_working() -> None:
    assert read("v_41702205805010_2") == Link(Kind.VILLAGE, VILLAGE)
    assert read("r_water_v_41702205805010_2") == Link(Kind.RATING, VILLAGE, "water")
    assert read("r_dogs") == Link(Kind.RATING, service="dogs")


@pytest.mark.parametrize(
    "written", ["v_41702205805010_2_s_poster", "p_ks-pump-1_w", "r_water_41702205805010_i"]
)
def test_a_slip_of_one_character_is_found(written: str) -> None:
    ours = read(written)
    checked = written.partition("_s_")[0]
    for at in range(2, len(checked)):
        # A letter among digits is another kind of code, and no village's.
        for wrong in string.digits if written.startswith("v_") else links.ALPHABET:
            slipped = written[:at] + wrong + written[at + 1 :]
            if slipped != written and written[at] not in "_-":
                assert read(slipped) == Slip() or read(slipped) is None, slipped
    assert isinstance(ours, Link)


@given(CODES)
def test_a_check_character_finds_every_slip_and_nearly_every_swap(code: str) -> None:
    right = check(code)
    for at, old in enumerate(code):
        if old != "-":
            slips = (code[:at] + new + code[at + 1 :] for new in links.ALPHABET if new != old)
            same_kind = [one for one in slips if one.isdigit() == code.isdigit()]
            assert all(check(one) != right for one in same_kind)


def test_the_check_character_is_the_standards() -> None:
    assert check("A12425GABC1234002") == "m"  # the example of ISO 7064 MOD 37,36
    assert check("572") == "4"  # H. M. Damm's example


def test_swapped_neighbours_are_found() -> None:
    pairs = [one + other for one in links.ALPHABET for other in links.ALPHABET if one != other]
    missed = [pair for pair in pairs if check("x" + pair) == check("x" + pair[::-1])]
    assert len(missed) / len(pairs) < 0.01


@given(st.sampled_from([Kind.VILLAGE, Kind.POINT]), CODES, SOURCES)
def test_what_can_be_written_can_be_read(kind: Kind, code: str, source: str) -> None:
    link = Link(kind, code, source=source)
    assert read(write(link)) == link
    assert len(write(link)) <= links.LONGEST


@given(st.text(max_size=80))
def test_anything_may_be_read(payload: str) -> None:
    found = read(payload)
    assert found is None or isinstance(found, Slip | Link)


@pytest.mark.parametrize(
    "payload", ["", "v", "v_", "t_1001_x", "x_1", "😀", "\x00", "v_" + "1" * 70, "7", "_"]
)
def test_what_is_no_link_is_none(payload: str) -> None:
    assert read(payload) is None


@pytest.mark.parametrize(
    "payload", ["v_x", "v_x_", "v_x_!", "p_", "v_41702205805010_3", "s_Плакат", "s_A", "r_water_1_z"]
)
def test_what_is_misspelt_is_not_guessed(payload: str) -> None:
    assert not isinstance(read(payload), Link)


@pytest.mark.parametrize(
    "link",
    [
        Link(Kind.VILLAGE, "with_line"),
        Link(Kind.VILLAGE, "a" * 61),
        Link(Kind.POINT, ""),
        Link(Kind.SOURCE, source="too-long-or-odd"),
        Link(Kind.RATING, "x", "во"),
    ],
)
def test_what_does_not_fit_is_refused(link: Link) -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        write(link)
