"""What may come with words, and how much of it."""

import pytest

from rules.attachments import (
    DOWNLOADABLE,
    LARGEST_DOCUMENT,
    MAY_HOLD,
    MOST_FILES,
    MOST_OF_ALBUM,
    Attached,
    Kind,
    Reason,
    counted,
    kept_of,
    objection,
)


def photos(number: int, album: str = "") -> list[Attached]:
    return [Attached(Kind.PHOTO, f"{album}{at}", f"{album}{at}", album=album) for at in range(number)]


def test_every_kind_may_hold_something() -> None:
    assert MAY_HOLD.keys() == set(Kind)
    assert all(MAY_HOLD.values())


@pytest.mark.parametrize(
    ("mime", "size", "reason"),
    [
        ("application/pdf", LARGEST_DOCUMENT, None),
        ("image/jpeg", 1, None),
        ("", None, None),
        ("application/pdf", LARGEST_DOCUMENT + 1, Reason.TOO_BIG),
        ("image/heic", 1, Reason.FILE_TYPE),
        ("text/html", 1, Reason.FILE_TYPE),
        ("application/zip", LARGEST_DOCUMENT + 1, Reason.FILE_TYPE),
    ],
)
def test_a_document_is_judged_by_what_it_claims(mime: str, size: int | None, reason: Reason | None) -> None:
    assert objection(Attached(Kind.DOCUMENT, "x", "y", mime=mime, bytes=size)) is reason


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.DOCUMENT}))
def test_what_a_telephone_records_is_always_taken(kind: Kind) -> None:
    large = Attached(kind, "x", "y", mime="application/x-unheard", bytes=DOWNLOADABLE + 1)
    assert objection(large) is None
    assert not large.downloadable


def test_each_album_has_its_own_limit_and_all_of_them_a_common_one() -> None:
    assert len(kept_of(photos(9, "a"))) == MOST_OF_ALBUM
    assert len(kept_of(photos(9))) == 9
    both = kept_of([*photos(4, "a"), *photos(7, "b")])
    assert [one.album for one in both] == ["a"] * 4 + ["b"] * MOST_OF_ALBUM
    assert len(kept_of([*photos(9, "a"), *photos(9, "b"), *photos(9)])) == MOST_FILES


def test_kinds_are_counted_in_their_order() -> None:
    voice = Attached(Kind.VOICE, "v", "v")
    assert list(counted([*photos(2), voice]).items()) == [("voice", 1), ("photo", 2)]
    assert counted([]) == {}
