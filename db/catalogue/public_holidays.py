"""Days off of Kyrgyzstan from the `holidays` library: Labour Code of 23 January 2025, and the aits.

Copied once, day by day, so that an upgrade of the library never moves a promised day.
"""

from collections.abc import Container
from datetime import date
from importlib.metadata import version

import holidays

from db.catalogue.sheets import HOLIDAYS, Record

LANGUAGES = {"name_ky": "ky", "name_ru": "ru_KG", "name_en": "en_US"}
"""The library's own names for them; with any other it answers in English without a word."""
YEARS_BEFORE, YEARS_AFTER = 1, 2
SOURCE = f"holidays {version('holidays')}"


def public_holidays(today: date, known: Container[date]) -> tuple[Record, ...]:
    """The days of last year through the year after next that are not known yet."""
    years = range(today.year - YEARS_BEFORE, today.year + YEARS_AFTER + 1)
    names = {
        column: holidays.country_holidays("KG", years=years, language=language)
        for column, language in LANGUAGES.items()
    }
    days = sorted(day for day in names["name_ky"] if day not in known)
    return tuple(_record(day, {column: str(found[day]) for column, found in names.items()}) for day in days)


def _record(day: date, names: dict[str, str]) -> Record:
    values = {"on": day, "kind": "holiday", **names, "source": SOURCE}
    return Record(0, tuple(values[name] for name in HOLIDAYS.key), values)
