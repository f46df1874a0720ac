"""Plays the demo's stories: people talk to the real bot on the stage, the office works, months pass."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from app.wiring.demo_citizen import CitizenOnStage
from app.wiring.demo_office import DemoOffice
from app.wiring.demo_pump import Hourglass, Pump
from app.wiring.house import House, utc_now
from db.queries import panel
from simulator.client import Stage

MORNING = time(9, 30)
AFTER_THE_QUESTIONS = timedelta(hours=3)
Told = dict[str, Any]


@cache
def script() -> Told:
    told: Told = yaml.safe_load(files("app.wiring").joinpath("demo_stories.yaml").read_text("utf-8"))
    return told


@dataclass(order=True, slots=True)
class Scene:
    """Something that happens at a moment."""

    at: datetime
    order: int
    happens: Callable[[], None] = field(compare=False)


class Player:
    """Plays the script from its first day to now."""

    def __init__(self, house: House, stage: Stage, pump: Pump, office: DemoOffice) -> None:
        self._house, self._stage, self._pump, self._office = house, stage, pump, office
        self._zone = ZoneInfo(house.settings.timezone)
        self._now = utc_now()
        self._people = {
            one["key"]: CitizenOnStage(stage.person(one["name"], language_code="ru"), one["language"], pump)
            for one in script()["people"]
        }
        scenes = [*self._stories(), *self._ratings()]
        self.scenes = sorted(scenes + list(self._mornings(min(scene.at for scene in scenes))))

    def play(self, scenes: Iterable[Scene]) -> None:
        for scene in scenes:
            self._pump.hourglass.turn_to(scene.at)
            self._stage.clock(set=scene.at.timestamp())
            self._pump.run()  # what came due comes first
            scene.happens()
            self._pump.run()
        self._pump.hourglass.turn_to(utc_now())
        self._stage.clock(set=utc_now().timestamp())
        self._pump.run()

    def _stories(self) -> Iterator[Scene]:
        for number, story in enumerate(script()["stories"]):
            citizen = self._people[story["who"]]
            at = self._day(story["days_ago"], story.get("hour", "10:00"))
            case = Case(citizen, self._office, story)
            yield Scene(at, number, case.filed)
            for step in story.get("then", ()):
                at += _after(step)
                if at < self._now:
                    yield Scene(at, number, case.step(step))

    def _ratings(self) -> Iterator[Scene]:
        for number, rating in enumerate(script()["ratings"]):
            citizen = self._people[rating["who"]]
            at = self._day(rating["days_ago"], f"{12 + number % 8}:{number % 6}5")
            yield Scene(
                at, number, _later(citizen.rates, rating["service"], rating["village"], str(rating["score"]))
            )

    def _mornings(self, since: datetime) -> Iterator[Scene]:
        day = since.astimezone(self._zone).date()
        while (at := datetime.combine(day, MORNING, self._zone).astimezone(UTC)) < self._now:
            yield Scene(at, -1, self._pump.duties)
            if at + AFTER_THE_QUESTIONS < self._now:
                yield Scene(at + AFTER_THE_QUESTIONS, -1, self._panel_answers)
            day += timedelta(days=1)

    def _panel_answers(self) -> None:
        """Of three who were asked this morning two answer, as people are: content, or not."""
        since = self._pump.hourglass.at - AFTER_THE_QUESTIONS
        with self._house.database.reading() as session:
            asked = panel.chats_asked(session, since=since)
        for citizen in self._people.values():
            if citizen.chat_id in asked and citizen.chat_id % 3:
                citizen.answers_panel(5 - citizen.chat_id % 7 % 5)

    def _day(self, days_ago: int, hour: str) -> datetime:
        on = (self._now.astimezone(self._zone) - timedelta(days=days_ago)).date()
        at = datetime.combine(on, time.fromisoformat(hour.zfill(5)), self._zone).astimezone(UTC)
        return min(at, self._now - timedelta(minutes=10))


class Case:
    """One story while it is played: its number becomes known when it is sent."""

    def __init__(self, citizen: CitizenOnStage, office: DemoOffice, story: Told) -> None:
        self._citizen, self._office, self._story = citizen, office, story
        self._ticket = 0

    def filed(self) -> None:
        self._citizen.complains(self._story["village"], self._story["says"], self._story["topic"])
        self._ticket = self._office.newest_case_of(self._citizen.chat_id)

    def step(self, told: Told) -> Callable[[], None]:
        if told["by"] == "citizen":
            return lambda: self._citizen.follows_up(self._ticket, told)
        return lambda: self._office.does(self._ticket, told)


def _after(step: Told) -> timedelta:
    return timedelta(
        days=step.get("after_days", 0), hours=step.get("after_hours", 0), minutes=step.get("after_minutes", 0)
    )


def _later(work: Callable[..., None], *args: str) -> Callable[[], None]:
    return lambda: work(*args)


def hourglass_at_beginning() -> Hourglass:
    return Hourglass(utc_now() - timedelta(days=400))
