"""A spot on the map as links. The page asks nobody for a map: whoever wants to see one goes there."""

from dataclasses import dataclass

from rules.geography import Point


@dataclass(frozen=True, slots=True)
class MapLinks:
    words: str
    map: str
    """OpenStreetMap, in any browser."""
    app: str
    """What a telephone opens in its own map (RFC 5870)."""


def map_links(point: Point) -> MapLinks:
    lat, lon = f"{point.lat:.5f}", f"{point.lon:.5f}"
    there = f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"
    return MapLinks(f"{lat}, {lon}", there, f"geo:{lat},{lon}")
