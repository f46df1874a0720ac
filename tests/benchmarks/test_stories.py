"""The invented data: repeatable, like life, and row for row what the real actions leave behind."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import orjson
import pytest
from sqlalchemy import select, text

from benchmarks.acting import Players
from benchmarks.loading import FIRST_TICKET, Load, hire, prepare
from benchmarks.rows import (
    EVENT_COLUMNS,
    EVENTS_OF_A_TICKET,
    RATING_COLUMNS,
    TICKET_COLUMNS,
    Row,
    Scribe,
    stored,
)
from benchmarks.stories import Story, Teller, chapters
from casework import seals
from casework.desk import Desk
from casework.reports import response_times
from casework.reports.asking import Asked
from db.engine import Database
from db.queries import timelines
from db.queries.directory import Directory, read
from db.queries.lists import Filter, latest
from db.queries.timelines import Filed, Scope
from db.tables.ratings import AnswerRating
from db.tables.tickets import Event, EventText, Ticket
from rules.lifecycle import Move, Role
from rules.permissions import Reach
from rules.text import guess_language, sought
from tests.conftest import NewUrl

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
TODAY = NOW.date()
SEEN = {Move.TAKE, Move.ASK, Move.TRANSFER, Move.RESOLVE, Move.DECLINE, Move.EXPIRE, Move.REOPEN, Move.ADD}
UNTOLD = {"id", "event_id", "salt", "text_digest", "seal", "draft_key"}
"""Numbers given by the database, and what chance salts."""


@pytest.fixture
def directory(catalogue_database: Database) -> Directory:
    with catalogue_database.reading() as session:
        return read(session, TODAY)


def told(directory: Directory, stories: int, *, until: date = TODAY, seed: int = 1) -> tuple[Story, ...]:
    teller = Teller(directory, seed=seed, stories=stories, now=NOW)
    return tuple(story for one in chapters(stories, until=until) for story in teller.tell(one))


def test_the_same_seed_tells_the_same_stories(directory: Directory) -> None:
    assert told(directory, 300) == told(directory, 300)
    assert told(directory, 300) != told(directory, 300, seed=2)


def test_there_are_as_many_as_asked_for_and_none_lies_ahead(directory: Directory) -> None:
    for many in (1, 300, 2000):
        stories = told(directory, many)
        assert len(stories) == many
        assert all(step.at < NOW for story in stories for step in story.steps)
    days = [sum(one.days for one in chapters(many, until=TODAY)) for many in (10_000, 100_000, 1_000_000)]
    assert days == [36, 365, 3650]


def test_summer_asks_for_water_and_winter_for_light(directory: Directory) -> None:
    may, december = (
        Counter(story.service for story in told(directory, 1500, until=until))
        for until in (date(2026, 6, 1), date(2025, 12, 31))
    )
    assert may["irrigation"] > 5 * max(1, december["irrigation"])
    assert december["streetlight"] > 3 * may["streetlight"]


def test_a_burst_pipe_brings_a_village_to_its_telephones(directory: Directory) -> None:
    calls: dict[str, list[datetime]] = defaultdict(list)
    for story in told(directory, 2000):
        if story.category == "water_leak":
            calls[story.village].append(story.filed_at)
    quickest_five = min(
        later - first for at in calls.values() for first, later in zip(at, at[4:], strict=False)
    )
    assert quickest_five < timedelta(hours=6)


def test_both_languages_are_spoken_and_mostly_recognised(directory: Directory) -> None:
    stories = told(directory, 2000)
    spoken = Counter(story.language for story in stories)
    assert spoken["ky"] > spoken["ru"] > 300
    right = sum(guess_language(story.text) == story.language for story in stories)
    assert right > 0.7 * len(stories)
    assert len({story.text for story in stories}) > 0.6 * len(stories)


def test_offices_work_in_office_hours(directory: Directory) -> None:
    moments = [step.at for story in told(directory, 500) for step in story.steps if step.by is Role.CLERK]
    assert moments
    assert all(directory.calendar.within_hours(at) for at in moments)


def test_rows_are_what_the_real_actions_leave_behind(catalogue_database: Database) -> None:
    with catalogue_database.writing() as session:
        directory = read(session, TODAY)
        clerks = hire(Desk(session, directory, NOW))
    stories = told(directory, 120, until=date(2026, 10, 1))
    assert {step.move for story in stories for step in story.steps} > SEEN
    players = Players(catalogue_database, directory, clerks)
    players.play(stories)
    with catalogue_database.reading() as session:
        citizens = {row.id: row.citizen_id for row in session.scalars(select(Ticket))}
    scribe = Scribe(directory, clerks, Random(1))
    for number, story in enumerate(stories):
        ticket = players.tickets[number]
        scribe.write(ticket, citizens[ticket] or 0, story)
    with catalogue_database.reading() as session:
        acted_tickets = session.scalars(select(Ticket).order_by(Ticket.id)).all()
        acted_events = session.scalars(select(Event).order_by(Event.ticket_id, Event.seq)).all()
        acted_ratings = session.scalars(select(AnswerRating).order_by(AnswerRating.ticket_id)).all()
    written = scribe.written
    assert _acted(acted_tickets, TICKET_COLUMNS) == _laid(sorted(written.tickets), TICKET_COLUMNS)
    assert _acted(acted_events, EVENT_COLUMNS) == _laid(sorted(written.events), EVENT_COLUMNS)
    assert _acted(acted_ratings, RATING_COLUMNS) == _laid(sorted(written.ratings), RATING_COLUMNS)


def _acted(rows: Sequence[object], columns: Sequence[str]) -> list[dict[str, object]]:
    return [{name: stored(getattr(row, name)) for name in columns if name not in UNTOLD} for row in rows]


def _laid(rows: Sequence[Row], columns: Sequence[str]) -> list[dict[str, object]]:
    laid = [dict(zip(columns, row, strict=True)) for row in rows]
    for row in laid:
        if "facts" in row:
            row["facts"] = orjson.loads(row["facts"])
    return [{name: value for name, value in row.items() if name not in UNTOLD} for row in laid]


def test_a_load_satisfies_the_readers(new_url: NewUrl) -> None:
    fresh, url = Database(new_url()), new_url("bare")
    prepare(url, Load(400, NOW), processes=1)
    database = Database(url)
    with database.reading() as session:
        rows = session.scalars(select(Event).order_by(Event.ticket_id, Event.seq)).all()
        by_ticket: dict[int, list[Event]] = {}
        for row in rows:
            by_ticket.setdefault(row.ticket_id, []).append(row)
        assert sorted(by_ticket) == list(range(FIRST_TICKET, FIRST_TICKET + 400))
        assert {seals.broken_at(events) for events in by_ticket.values()} == {None}
        words = {one.event_id: one for one in session.scalars(select(EventText))}
        for row in rows:
            if row.text_digest is not None:
                kept = words[row.id]
                assert row.text_digest == seals.words_digest(kept.text, kept.salt)
        everything = Filed(NOW - timedelta(days=60), NOW, Scope())
        assert sum(1 for _ in timelines.histories(session, everything)) == 400
        directory = read(session, TODAY)
        asked = Asked(TODAY - timedelta(days=60), TODAY, "service", Scope())
        groups = response_times.run(Desk(session, directory, NOW), asked)
        assert sum(group.filed for group in groups) == 400
        some = session.get_one(Ticket, FIRST_TICKET + 7)
        reach = Reach(inboxes=frozenset({some.inbox_id}))
        found = latest(session, Filter(search=sought(some.text)), reach=reach, limit=50)
        assert some.id in {one.id for one in found}
        assert session.scalars(select(AnswerRating)).all()
    assert _indexes(database) == _indexes(fresh)
    for one in (fresh, database):
        one.close()


def test_numbering_goes_on_behind_a_load(new_url: NewUrl) -> None:
    url = new_url("bare")
    prepare(url, Load(50, NOW), processes=1)
    database = Database(url)
    with database.writing() as session:
        directory = read(session, TODAY)
    clerks = {inbox.id: 1 for inbox in directory.inboxes}
    players = Players(database, directory, clerks)
    players.play(told(directory, 50, seed=3)[:2])
    assert set(players.tickets.values()) == {FIRST_TICKET + 50, FIRST_TICKET + 51}
    with database.reading() as session:
        newest = session.scalars(select(Event.id).order_by(Event.id.desc()).limit(1)).one()
    assert newest > (FIRST_TICKET + 49) * EVENTS_OF_A_TICKET
    database.close()


def _indexes(database: Database) -> set[str]:
    """The names of all indexes and triggers."""
    ask = (
        "SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger')"
        if database.is_sqlite
        else "SELECT indexname FROM pg_indexes UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with database.reading() as session:
        return set(session.execute(text(ask)).scalars())
