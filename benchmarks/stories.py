"""Invented cases, from the complaint to the last word said in them. The same seed tells the same stories.

A country of 274 complaints a day: ten thousand are five weeks of it, a million ten years. The season decides what is
wrong, a burst pipe brings a street to its telephones at once, citizens write mornings and evenings, offices answer in
office hours.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from benchmarks.lives import Life, Step
from benchmarks.typing_errors import as_typed
from db.queries.directory import Directory, Place
from rules.working_time import BISHKEK

A_DAY = 274
DAYS_OF_CHAPTER = 30
HOURS = tuple(range(24))
WRITES_AT = (2, 1, 0, 0, 1, 3, 9, 18, 24, 26, 22, 18, 15, 14, 14, 14, 15, 18, 22, 28, 30, 25, 14, 6)
"""How many of a day's complaints come in each hour."""
SPEAKS_KYRGYZ = 0.68
CITIZENS_PER_CASE, FEWEST_CITIZENS = 0.3, 5_000
A_BURST_IN, OF_A_BURST = 150, (5, 30)
TOWN_WEIGHT = 12


@dataclass(frozen=True, slots=True)
class Story:
    citizen: int
    language: str
    village: str
    service: str
    category: str | None
    text: str
    filed_at: datetime
    steps: tuple[Step, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Stories of some days, told independently of the others: two processes may tell two of them."""

    number: int
    first_day: date
    days: int
    stories: int
    before: int
    """Stories of the chapters before it."""


def chapters(stories: int, *, until: date) -> list[Chapter]:
    """Chapters that end on the day before `until` and hold so many stories."""
    days = max(1, round(stories / A_DAY))
    begin, told, found = until - timedelta(days=days), 0, list[Chapter]()
    for number, start in enumerate(range(0, days, DAYS_OF_CHAPTER)):
        end = min(start + DAYS_OF_CHAPTER, days)
        upto = stories * end // days
        found.append(Chapter(number, begin + timedelta(days=start), end - start, upto - told, told))
        told = upto
    return found


def citizens_of(stories: int) -> int:
    return max(FEWEST_CITIZENS, int(stories * CITIZENS_PER_CASE))


class Teller:
    """Tells the stories of a catalogue, as far as they have happened by `now`."""

    def __init__(self, directory: Directory, *, seed: int, stories: int, now: datetime) -> None:
        self._directory, self._seed, self._now = directory, seed, now
        self._citizens = citizens_of(stories)
        self._villages = self._by_size(Random(f"{seed} villages"))

    def tell(self, chapter: Chapter) -> Iterator[Story]:
        """In the order in which they were filed."""
        chance = Random(f"{self._seed} {chapter.number}")
        planned = sorted(self._plan(chance, chapter), key=lambda plan: plan[0])
        return (self._story(chance, *plan) for plan in planned)

    def home_of(self, citizen: int) -> Place:
        return self._villages[citizen % len(self._villages)]

    def _by_size(self, chance: Random) -> Sequence[Place]:
        """Each village as often as its share of the complaints."""
        slots = []
        for village in self._directory.villages:
            slots += [village] * (TOWN_WEIGHT if village.kind == "town" else chance.choice((1, 1, 2, 3)))
        chance.shuffle(slots)
        return slots

    def _plan(self, chance: Random, chapter: Chapter) -> Iterator[tuple[datetime, int, str | None]]:
        """When, who, and the street whose pipe burst, if one did."""
        left = chapter.stories
        while left > 0:
            at = _moment(chance, chapter)
            citizen = chance.randrange(self._citizens)
            if left > OF_A_BURST[1] and chance.random() < 1 / A_BURST_IN:
                many, street = chance.randint(*OF_A_BURST), str(chance.randrange(1_000))
                for neighbour in self._neighbours(citizen, many):
                    later = at + timedelta(minutes=round(chance.expovariate(1 / 90)))
                    yield min(later, self._now - timedelta(minutes=1)), neighbour, street
                left -= many
            else:
                yield at, citizen, None
                left -= 1

    def _neighbours(self, citizen: int, many: int) -> Iterator[int]:
        """Citizens of the same village, some of them twice when it is small."""
        village = range(citizen % len(self._villages), self._citizens, len(self._villages))
        return (village[at % len(village)] for at in range(many))

    def _story(self, chance: Random, at: datetime, citizen: int, street: str | None) -> Story:
        language = "ky" if Random(citizen).random() < SPEAKS_KYRGYZ else "ru"
        service = "water" if street is not None else _service_in(chance, at.month)
        said = _sentence(chance, language, service, street)
        categories = self._directory.categories_of(service)
        known = categories and chance.random() < 0.6
        category = "water_leak" if street is not None else chance.choice(categories).code if known else None
        home = self.home_of(citizen).code
        life = Life(chance, self._directory, language, _phrases(language), until=self._now)
        return Story(citizen, language, home, service, category, said, at, life.after(at))


def _moment(chance: Random, chapter: Chapter) -> datetime:
    day = chapter.first_day + timedelta(days=chance.randrange(chapter.days))
    hour = chance.choices(HOURS, WRITES_AT)[0]
    local = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), BISHKEK)
    return local.astimezone(UTC)


@cache
def words() -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.safe_load(files("benchmarks").joinpath("words.yaml").read_text("utf-8"))
    return told


@cache
def _phrases(language: str) -> Mapping[str, Sequence[str]]:
    told = words()
    slots = {slot: told[slot][language] for slot in ("where", "since", "ask")}
    return slots | {kind: said[language] for kind, said in told["said"].items()}


def _service_in(chance: Random, month: int) -> str:
    services, often = _season(month)
    return chance.choices(services, cum_weights=often)[0]


@cache
def _season(month: int) -> tuple[Sequence[str], Sequence[int]]:
    told, sum_, often = words()["services"], 0, []
    for entry in told.values():
        often.append(sum_ := sum_ + entry["months"][month - 1])
    return tuple(told), often


def _sentence(chance: Random, language: str, service: str, street: str | None) -> str:
    told = words()
    if street is not None:
        form, where = chance.choice(told["burst"][language]), Random(street).choice(told["where"][language])
    else:
        form = chance.choice(told["services"][service][language])
        where = chance.choice(told["where"][language])
    since, ask = chance.choice(told["since"][language]), chance.choice(told["ask"][language])
    said = form.format(where=where, since=since, ask=ask).strip()
    return as_typed(chance, said[0].upper() + said[1:])
