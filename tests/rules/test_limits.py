"""Names that lead nowhere, and addresses that cannot be changed at will."""

import pytest

from rules import limits
from rules.limits import BackOff, Pace


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("unix", "unix", True),
    ],
)
def test_an_address_counts_as_far_as_its_owner_cannot_change_it(one: str, other: str, same: bool) -> None:
    assert (limits.household(one) == limits.household(other)) is same


def test_a_name_holds_nothing_of_what_it_stands_for_and_needs_the_key() -> None:
    name = limits.name_of("from", "203.0.113.7", b"k" * 32)
    assert name.startswith("from:")
    assert len(name) == len("from:") + 32
    assert name == limits.name_of("from", "203.0.113.7", b"k" * 32)
    assert name != limits.name_of("from", "203.0.113.7", b"l" * 32)
    assert name != limits.name_of("by", "203.0.113.7", b"k" * 32)
    assert limits.name_of("from", "\ud800", b"k")


def test_waits_double_and_stop_at_the_longest() -> None:
    assert BackOff(free=1, first=15, longest=900, forgotten=1).waits == (
        0, 15, 30, 60, 120, 240, 480, 900,
    )  # fmt: skip


def test_a_pace_leaves_room_for_its_burst() -> None:
    pace = Pace(20, 60)
    assert pace.each == 3
    assert pace.latest(100) == 157
