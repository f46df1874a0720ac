"""The stories of the demo: told by nobody real, playable to the last step, and mixed enough for figures."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from importlib.resources import files
from typing import Any

import pytest
import yaml

from bot.scripts import smalltalk
from bot.scripts.complaint import NAME_LIKE
from db.catalogue.loader import SHIPPED
from db.engine import Database
from db.queries.directory import Directory, read
from rules.lifecycle import (
    OPEN,
    Confirmation,
    Move,
    Outcome,
    Role,
    Standing,
    Status,
    check_outcome,
    next_status,
)
from rules.ratings import SCALE, SHOWN_FROM
from tests.conftest import CATALOGUE_AT, NewUrl

TOLD: dict[str, Any] = yaml.safe_load(files("app.wiring").joinpath("demo_stories.yaml").read_text("utf-8"))
STORIES: list[dict[str, Any]] = TOLD["stories"]
PEOPLE = {person["key"]: person for person in TOLD["people"]}
NAMES = [f"{story['who']} {story['days_ago']}" for story in STORIES]
SILENCE_CLOSES_AFTER = timedelta(days=14)
KEYS = {
    "move": {"by", "move", "text", "outcome", "planned_in_days", "days", "to"},
    "press": {"by", "press"},
    "reply": {"by", "reply"},
    "rate": {"by", "rate"},
}
NEEDS = {
    "answer": {"text"},
    "ask": {"text"},
    "note": {"text"},
    "resolve": {"text", "outcome"},
    "decline": {"text", "outcome"},
    "transfer": {"text", "to"},
    "extend": {"text", "days"},
}
PRESSES = {
    "yes": (Move.CONFIRM, Confirmation.YES),
    "unsure": (Move.CONFIRM, Confirmation.UNSURE),
    "no": (Move.REOPEN, None),
    "withdraw": (Move.WITHDRAW, None),
}


def codes(table: str) -> dict[str, dict[str, str]]:
    with (SHIPPED / f"{table}.csv").open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


UNITS, INBOXES = codes("units"), codes("inboxes")
SERVICES = {
    service["code"]: service for service in yaml.safe_load((SHIPPED / "services.yaml").read_text("utf-8"))
}


def after(step: dict[str, Any]) -> timedelta:
    return timedelta(
        minutes=step.get("after_minutes", 0), hours=step.get("after_hours", 0), days=step.get("after_days", 0)
    )


def filed(story: dict[str, Any]) -> timedelta:
    """From the midnight with which today begins: below zero is before today."""
    hour = time.fromisoformat(story.get("hour", "09:00"))
    return timedelta(days=-story["days_ago"], hours=hour.hour, minutes=hour.minute)


def timed(story: dict[str, Any]) -> Iterator[tuple[timedelta, dict[str, Any]]]:
    at = filed(story)
    for step in story["then"]:
        at += after(step)
        yield at, step


@dataclass
class Played:
    """Where a story stands when all its steps are done."""

    status: Status = Status.FILED
    outcome: Outcome | None = None
    confirmation: Confirmation | None = None
    since: timedelta = timedelta(0)
    """When the status began."""
    resolved: timedelta | None = None
    answered: bool = False
    moves: tuple[str, ...] = ()

    def do(self, move: Move, role: Role, at: timedelta, confirmation: Confirmation | None = None) -> None:
        days = (at - self.resolved).days if self.resolved is not None else None
        standing = Standing(self.status, days_since_resolution=days)
        before, self.status = self.status, next_status(standing, move, role, confirmation=confirmation)
        if before is not self.status:
            self.since = at
        self.moves += (str(move),)

    def clerk(self, step: dict[str, Any], at: timedelta) -> None:
        move = Move(step["move"])
        outcome = Outcome(step["outcome"]) if "outcome" in step else None
        check_outcome(move, outcome)
        self.do(move, Role.CLERK, at)
        self.answered |= move in (Move.ANSWER, Move.ASK, Move.RESOLVE, Move.DECLINE)
        if outcome is not None:
            self.outcome, self.resolved, self.confirmation = outcome, at, None

    def citizen(self, step: dict[str, Any], at: timedelta) -> None:
        if "press" in step:
            move, confirmation = PRESSES[step["press"]]
            self.do(move, Role.CITIZEN, at, confirmation)
            self.confirmation = Confirmation.NO if move is Move.REOPEN else confirmation
        elif "reply" in step:
            self.do(Move.ADD, Role.CITIZEN, at)
        else:
            assert self.status not in OPEN, "an answer is rated when there is one"


def played(story: dict[str, Any]) -> Played:
    case = Played(since=filed(story))
    for at, step in timed(story):
        (case.clerk if step["by"] == "clerk" else case.citizen)(step, at)
    return case


def kind(story: dict[str, Any]) -> str:
    case = played(story)
    match case.status:
        case Status.FILED | Status.IN_PROGRESS if not case.answered:
            return "new" if story["days_ago"] <= 5 else "late"
        case Status.IN_PROGRESS:
            return "reopened" if case.confirmation is Confirmation.NO else "in work"
        case Status.WAITING:
            return "waiting"
        case Status.CLOSED:
            return "yes" if case.confirmation is Confirmation.YES else "withdrawn"
    if case.outcome is not Outcome.FIXED:
        return str(case.outcome)
    if case.confirmation is Confirmation.UNSURE:
        return "unsure"
    return "silent" if case.since < -SILENCE_CLOSES_AFTER else "asked"


def texts(told: Any) -> Iterator[str]:
    """Everything that somebody will read: values, never keys and codes."""
    if isinstance(told, dict):
        for key, value in told.items():
            if key in {"says", "text", "reply", "name"} or isinstance(value, (dict, list)):
                yield from texts(value)
    elif isinstance(told, list):
        for one in told:
            yield from texts(one)
    else:
        yield str(told)


SAID = [*texts(TOLD["people"]), *texts(STORIES)]

# Codes and shapes


def test_people_are_told_apart() -> None:
    assert 24 <= len(PEOPLE) == len(TOLD["people"]) <= 30
    assert {person["language"] for person in PEOPLE.values()} == {"ky", "ru"}
    assert len({person["name"] for person in PEOPLE.values()}) == len(PEOPLE)
    assert {story["who"] for story in STORIES} == set(PEOPLE), "everybody has something to say"


def test_places_and_services_are_of_the_catalogue() -> None:
    assert all(UNITS[code]["kind"] == "aimak" for code in TOLD["municipalities"])
    assert set(TOLD["inboxes"]) <= set(INBOXES)
    for told in (*STORIES, *TOLD["ratings"]):
        assert UNITS[told["village"]]["kind"] == "village"
        assert told["who"] in PEOPLE
    assert {story["topic"] for story in STORIES} == set(SERVICES), "every service occurs"


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_a_step_says_all_that_it_needs_and_nothing_else(story: dict[str, Any]) -> None:
    assert story["says"]
    assert set(story) <= {"who", "days_ago", "hour", "village", "says", "topic", "then"}
    for step in story["then"]:
        spans = {key for key in step if key.startswith("after_")}
        (what,) = set(step) & set(KEYS)
        assert len(spans) == 1
        assert after(step) > timedelta(0)
        assert set(step) - spans <= KEYS[what]
        assert step["by"] == ("clerk" if what == "move" else "citizen")
        assert NEEDS.get(step.get("move", ""), set()) <= set(step)
        assert ("planned_in_days" in step) == (step.get("outcome") == "planned")
        if what == "rate":
            assert step["rate"] in SCALE
        if what == "press":
            assert step["press"] in PRESSES, "unquoted yes and no are true and false"
        assert step.get("days", 1) > 0


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_what_must_follow_at_once_follows_at_once(story: dict[str, Any]) -> None:
    steps = [*story["then"], {}]
    for before, step in zip([{}, *steps], steps, strict=False):
        if "rate" in step:
            assert before.get("press") == "yes"
        if "reply" in step:
            assert before.get("press") == "no" or before.get("move") == "ask"
        if before.get("press") == "no":
            assert "reply" in step


# The law and the clock


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_every_move_is_lawful_where_the_case_stands(story: dict[str, Any]) -> None:
    played(story)


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_nothing_happens_in_the_future_or_at_an_office_that_is_shut(story: dict[str, Any]) -> None:
    assert 0 <= story["days_ago"] <= 120
    if story["days_ago"] == 0:
        assert not story["then"]
        assert filed(story) < timedelta(hours=8)
    for at, step in timed(story):
        assert at < timedelta(0), "the last step is of yesterday"
        if step["by"] == "clerk":
            assert timedelta(hours=8) <= at % timedelta(days=1) < timedelta(hours=18)
    lapses_at = timedelta(days=14)  # ten working days
    if played(story).status is Status.WAITING:
        assert played(story).since > -lapses_at


def test_nobody_tells_a_new_story_while_the_office_waits_for_an_answer() -> None:
    """The bot would ask which of the two it is."""
    for story in STORIES:
        asked = next((at for at, step in timed(story) if step.get("move") == "ask"), None)
        if asked is None:
            continue
        told = next((at for at, step in timed(story) if "reply" in step), timedelta(days=1))
        others = [filed(one) for one in STORIES if one["who"] == story["who"] and one is not story]
        assert not [at for at in others if asked < at < told]


# Words


def test_no_text_is_empty_or_too_long_to_be_read() -> None:
    for said in SAID:
        assert 1 < len(said.strip()) <= 300
        assert said == said.strip()
        assert not re.search(r"\d{6}|@|https?:", said), "no telephone numbers, no links"


def test_no_latin_letter_hides_in_a_cyrillic_word() -> None:
    for said in SAID:
        words = re.findall(r"[^\W\d_]+", said)
        assert not [w for w in words if re.search("[a-zA-Z]", w) and re.search("[а-яёөүңА-ЯЁӨҮҢ]", w)]
        if re.search("[а-яё]", said):
            assert not [w for w in words if re.fullmatch("[a-zA-Z]", w)]
        assert not re.search("[ѳӊєїўѲӉЄЇЎ]", said)


def test_the_bot_takes_every_story_for_a_story() -> None:
    for story in STORIES:
        for said in story["says"]:
            assert not smalltalk.kind(said)
        for said in story["says"][1:]:
            assert len(said) > NAME_LIKE, "it would be taken for the name of a village"


def test_the_bot_guesses_the_topic_that_is_meant_or_asks_and_the_case_comes_to_an_inbox_named(
    sqlite_url: NewUrl,
) -> None:
    directory = shipped(sqlite_url)
    asked, reasons, inboxes = 0, Counter[str](), set[str]()
    for story in STORIES:
        guess = directory.guess_topic("\n".join(story["says"]))
        assert guess.service in (None, story["topic"]), story["says"]
        asked += guess.service is None
        village = directory.place_by_code(story["village"])
        assert village is not None
        assert {found.place.code for found in directory.villages_in("\n".join(story["says"]))} <= {
            village.code
        }
        routed = directory.route(story["topic"], guess.category, village.id)
        reasons[routed.reason] += 1
        current = directory.inbox(routed.inbox_id).code
        inboxes.add(current)
        for step in story["then"]:
            if "to" in step:
                assert step["to"] != current
                current = step["to"]
                inboxes.add(current)
    assert inboxes == set(TOLD["inboxes"])
    assert 1 <= asked <= 4
    assert reasons["fallback"] == 1


def shipped(sqlite_url: NewUrl) -> Directory:
    database = Database(sqlite_url("catalogue"))
    try:
        with database.reading() as session:
            return read(session, CATALOGUE_AT.date())
    finally:
        database.close()


# The mixture


def test_figures_have_something_of_everything() -> None:
    found = Counter(kind(story) for story in STORIES)
    assert found == {
        "new": 8, "late": 6, "in work": 6, "waiting": 3,
        "yes": 9, "reopened": 2, "unsure": 2, "silent": 2, "asked": 1,
        "refused": 1, "not_ours": 1, "duplicate": 1, "planned": 1, "withdrawn": 1,
    }  # fmt: skip
    moves = Counter(move for story in STORIES for move in played(story).moves)
    assert moves["reopen"] == 3
    assert moves["transfer"] == 2
    assert moves["extend"] == 1
    assert moves["note"] >= 4
    assert {step["rate"] for story in STORIES for step in story["then"] if "rate" in step} == {2, 3, 4, 5}
    assert sum(story["days_ago"] == 0 for story in STORIES) == 2


def test_both_languages_and_both_municipalities_are_heard() -> None:
    kyrgyz = sum(PEOPLE[story["who"]]["language"] == "ky" for story in STORIES)
    assert 0.5 < kyrgyz / len(STORIES) < 0.7
    aimaks = Counter(UNITS[story["village"]]["parent"] for story in STORIES)
    here = [aimaks[code] for code in TOLD["municipalities"]]
    assert min(here) >= 12
    assert 3 <= len(STORIES) - sum(here) <= 4
    topics = Counter(story["topic"] for story in STORIES)
    assert topics.most_common(1)[0][0] == "water"
    assert max(story["days_ago"] for story in STORIES) >= 100


def test_ratings_are_of_rated_services_once_a_month_and_ten_for_one_village() -> None:
    ratings = TOLD["ratings"]
    assert 28 <= len(ratings) <= 36
    for rating in ratings:
        assert set(rating) == {"who", "days_ago", "service", "village", "score"}
        assert SERVICES[rating["service"]]["rated"]
        assert rating["score"] == "none" or rating["score"] in SCALE
        assert 1 <= rating["days_ago"] <= 120
    assert len({(one["who"], one["service"], one["village"]) for one in ratings}) == len(ratings)
    lately = Counter(
        (one["service"], one["village"]) for one in ratings if one["days_ago"] <= 4 and one["score"] != "none"
    )
    assert max(lately.values()) >= SHOWN_FROM
