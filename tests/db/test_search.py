"""Search on both databases: what is found is what a person would find who reads every case."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pytest
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Executable, delete, select, text, update

from db.engine import Database
from db.migrations import config, downgrade, upgrade
from db.queries import lists, search
from db.queries.lists import Filter, Place
from db.tables.places import Inbox, Unit
from db.tables.tickets import Ticket
from rules.permissions import Reach
from rules.text import clean, searchable, sought, tokens

NOW = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)
EVERYWHERE = Reach(everything=True)
WORDS = [
    "суу",
    "Суубуз",
    "сууну",
    "жок",
    "ЖОЛ",
    "көчө",
    "кочодо",
    "Ленина",
    "улица",
    "үй",
    "17",
    "1_7",
    "i17",
    "№5",
]
STORIES = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=6).map(" ".join).map(clean)
SOUGHT = st.lists(
    st.sampled_from(WORDS).flatmap(lambda word: st.integers(1, len(word)).map(lambda n: word[:n]))
    | st.text(max_size=3),
    min_size=1,
    max_size=3,
).map(" ".join)


def offices(database: Database) -> tuple[list[int], int]:
    with database.reading() as session:
        inboxes = session.scalars(select(Inbox.id).order_by(Inbox.id).limit(3)).all()
        return list(inboxes), session.scalars(select(Unit.id).where(Unit.kind == "village").limit(1)).one()


def files(database: Database, told: Iterable[tuple[int, str]]) -> list[int]:
    """A ticket for each inbox and story."""
    _, village = offices(database)
    with database.writing() as session:
        rows = [_ticket(inbox, village, story) for inbox, story in told]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def _ticket(inbox: int, village: int, story: str) -> Ticket:
    return Ticket(
        track="feedback",
        source="telegram",
        status="filed",
        status_since=NOW,
        inbox_id=inbox,
        routed_by="place",
        municipality_id=village,
        village_id=village,
        service_code="water",
        language="ky",
        text=story,
        search_text=searchable(story),
        filed_at=NOW,
        answer_due_on=NOW.date(),
        resolve_due_on=NOW.date(),
        updated_at=NOW,
    )


def found(database: Database, words: str, reach: Reach = EVERYWHERE, **more: object) -> set[int]:
    with database.reading() as session:
        asked = Filter(search=sought(words), **more)  # type: ignore[arg-type]
        return {one.id for one in lists.latest(session, asked, reach=reach, limit=1000)}


class Three:
    """Three cases in three inboxes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.inboxes, _ = offices(database)
        told = ("Суубуз жок, Ленин көчөсү", "Сууну качан бересиз?", "Нет воды с утра")
        self.ids = files(database, zip(self.inboxes, told, strict=True))

    def finds(self, words: str, reach: Reach = EVERYWHERE, **more: object) -> set[int]:
        return found(self.database, words, reach, **more)

    def does(self, statement: Executable) -> None:
        with self.database.writing() as session:
            session.execute(statement)


@pytest.fixture
def three(catalogue_database: Database) -> Three:
    return Three(catalogue_database)


def holds(story: str, words: str) -> bool:
    """The oracle: somebody reads the story."""
    return all(any(word.startswith(start) for word in tokens(story)) for start in sought(words))


def test_a_word_is_found_by_its_beginning_in_any_spelling(three: Three) -> None:
    first, second, third = three.ids
    assert three.finds("суу") == {first, second}
    assert three.finds("СУУБ") == {first}
    assert three.finds("жок КОЧО") == {first}
    assert three.finds("вод") == {third}
    assert three.finds("оды") == set()


def test_an_office_finds_its_own_and_an_inbox_its_own(three: Three) -> None:
    here, there, _ = three.inboxes
    first, second, _ = three.ids
    assert three.finds("суу", Reach(inboxes=frozenset({here}))) == {first}
    assert three.finds("суу", Reach(inboxes=frozenset({here, there}))) == {first, second}
    assert three.finds("суу", inbox_id=there) == {second}
    assert three.finds("суу", Reach()) == set()


def test_a_number_is_no_inbox(three: Three) -> None:
    """The index spells inbox 1 as `_1_…`: who looks for 1 does not mean it."""
    for inbox in three.inboxes:
        assert three.finds(str(inbox)) == set()
        assert three.finds(f"_{inbox}_") == set()


def test_a_number_is_found_beside_the_words(three: Three) -> None:
    first, second, third = three.ids
    assert three.finds("суу", numbers=(third,)) == {first, second, third}
    ours = Reach(inboxes=frozenset({three.inboxes[0]}))
    assert three.finds("суу", ours, numbers=(third,)) == {first}


def test_a_transferred_case_is_found_where_it_is_now(three: Three) -> None:
    here, there, _ = three.inboxes
    first, second, _ = three.ids
    three.does(update(Ticket).where(Ticket.id == first).values(inbox_id=there, version=2))
    assert three.finds("суу", Reach(inboxes=frozenset({here}))) == set()
    assert three.finds("суу", Reach(inboxes=frozenset({there}))) == {first, second}


def test_forgotten_words_are_not_found_and_not_kept(three: Three) -> None:
    first, second, third = three.ids
    three.does(update(Ticket).where(Ticket.id == first).values(search_text=""))
    three.does(delete(Ticket).where(Ticket.id == third))
    assert three.finds("суу") == {second}
    assert three.finds("воды") == set()
    three.does(update(Ticket).where(Ticket.id == first).values(search_text="жаны соз"))
    assert three.finds("жаны") == {first}


def test_a_case_that_is_rolled_back_is_not_found(three: Three) -> None:
    database = three.database
    inbox, village = three.inboxes[0], offices(database)[1]
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(_ticket(inbox, village, "жалган"))
        session.flush()
        raise ZeroDivisionError
    assert three.finds("жалган") == set()


def test_of_too_many_the_newest_are_found(
    catalogue_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PORTIONS", (1, 1))
    inbox = offices(catalogue_database)[0][0]
    ids = files(catalogue_database, [(inbox, "суу жок")] * 4)
    assert found(catalogue_database, "суу") == set(ids[2:])
    assert found(catalogue_database, "суу", Reach(inboxes=frozenset({inbox}))) == set(ids[2:])


@pytest.mark.parametrize("portions", [(1, 1, 9), (2, 9), (60,)])
def test_pages_from_the_newest_back_show_each_case_once(
    catalogue_database: Database, monkeypatch: pytest.MonkeyPatch, portions: tuple[int, ...]
) -> None:
    monkeypatch.setattr(search, "PORTIONS", portions)
    inbox = offices(catalogue_database)[0][0]
    ids = files(catalogue_database, [(inbox, story) for story in ("суу жок", "жол", "суу", "сууну", "суу")])
    asked, seen, last = Filter(search=sought("суу"), numbers=(ids[1],)), [], None
    with catalogue_database.reading() as session:
        while page := lists.page(session, asked, reach=EVERYWHERE, limit=2, after=last):
            seen += [one.id for one in page]
            last = Place(page[-1].answer_due_on, page[-1].id)
        assert seen == ids[::-1]
        assert lists.count(session, asked, reach=EVERYWHERE) == len(ids)
        assert lists.count(session, asked, reach=EVERYWHERE, cap=3) == 3


def test_a_very_long_word_is_kept_and_found(catalogue_database: Database) -> None:
    endless = "суу" * 5000
    (id,) = files(catalogue_database, [(offices(catalogue_database)[0][0], f"жок {endless}")])
    for words in ("суусуу", endless, f"{endless} жок"):
        assert found(catalogue_database, words) == {id}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(st.tuples(st.integers(0, 2), STORIES), max_size=8),
    words=SOUGHT,
    who=st.sets(st.integers(0, 2)),
)
def test_what_a_reader_finds_the_search_finds(
    catalogue_database: Database, told: Sequence[tuple[int, str]], words: str, who: set[int]
) -> None:
    inboxes, _ = offices(catalogue_database)
    with catalogue_database.writing() as session:
        session.execute(delete(Ticket))
    ids = files(catalogue_database, [(inboxes[at], story) for at, story in told])
    everywhere = {id for id, (_, story) in zip(ids, told, strict=True) if holds(story, words)}
    assert found(catalogue_database, words) == everywhere
    ours = {id for id, (at, _) in zip(ids, told, strict=True) if at in who}
    reach = Reach(inboxes=frozenset(inboxes[at] for at in who))
    assert found(catalogue_database, words, reach) == everywhere & ours


def test_cases_filed_before_the_index_are_found_after_it(catalogue_database: Database) -> None:
    before = ScriptDirectory.from_config(config()).get_revision("0007").down_revision
    inbox = offices(catalogue_database)[0][0]
    (id,) = files(catalogue_database, [(inbox, "x")])
    downgrade(catalogue_database, str(before))
    with catalogue_database.writing() as session:
        session.execute(text("UPDATE tickets SET search_text = 'кочодо, №5: «суу» жок!'"))
    upgrade(catalogue_database)
    for words in ("суу", "жок көчө", "5"):
        assert found(catalogue_database, words, Reach(inboxes=frozenset({inbox}))) == {id}
    with catalogue_database.reading() as session:
        assert session.scalars(select(Ticket.search_text)).one() == "кочодо 5 суу жок"
