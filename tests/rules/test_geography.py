import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.geography import Point, kilometres, point, read

KARAKOL, MANAS = Point(42.49068, 78.39362), Point(40.93333, 73.0)
POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


def test_karakol_is_a_days_drive_from_manas() -> None:
    assert kilometres(KARAKOL, MANAS) == pytest.approx(479, abs=2)
    assert kilometres(KARAKOL, Point(43.49068, 78.39362)) == pytest.approx(111.2, abs=0.1)


@given(POINTS, POINTS)
def test_the_way_back_is_as_long_and_never_longer_than_half_the_earth(one: Point, other: Point) -> None:
    assert kilometres(one, other) == pytest.approx(kilometres(other, one), abs=1e-6)
    assert 0 <= kilometres(one, other) <= math.pi * 6371 + 1e-6
    assert kilometres(one, one) == 0


@given(POINTS)
def test_a_point_in_words_is_read_back_to_the_metre(one: Point) -> None:
    found = read(str(one))
    assert found is not None
    assert kilometres(one, found) < 0.002


@pytest.mark.parametrize(
    "words",
    ["", "📍", "42.49068, 78.39362", "📍 42, 78", "📍 91.00000, 0.00000", "тут 📍 42.49068, 78.39362"],
)
def test_other_words_are_no_point(words: str) -> None:
    assert read(words) is None


@pytest.mark.parametrize(("lat", "lon"), [(math.nan, 0), (0, math.inf), (91, 0), (0, -181)])
def test_what_is_nowhere_on_earth_is_no_point(lat: float, lon: float) -> None:
    assert point(lat, lon) is None
