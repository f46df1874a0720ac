"""A spot on the map: a value, the distance to another, and how it is written as words of a case."""

import math
import re
from dataclasses import dataclass

EARTH_KM = 6371.0
WRITTEN = re.compile(r"📍 (-?\d{1,2}\.\d{5}), (-?\d{1,3}\.\d{5})")


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, WGS 84."""

    lat: float
    lon: float

    def __str__(self) -> str:
        """To the metre: `📍 42.49068, 78.39362`."""
        return f"📍 {self.lat:.5f}, {self.lon:.5f}"


def point(lat: float, lon: float) -> Point | None:
    """None for what is nowhere on earth."""
    there = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    return Point(lat, lon) if there else None


def read(words: str) -> Point | None:
    """The point, when the words are nothing else."""
    found = WRITTEN.fullmatch(words.strip())
    return point(float(found[1]), float(found[2])) if found else None


def kilometres(one: Point, other: Point) -> float:
    """Over the ground, on a round earth (haversine)."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    north = math.sin((other_lat - lat) / 2) ** 2
    east = math.cos(lat) * math.cos(other_lat) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, north + east)))
