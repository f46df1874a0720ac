import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import delete, inspect, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from db import shape
from db.engine import Database
from db.migrations import BrokenReference, config, current, downgrade, head, is_current, is_modelled, upgrade
from db.tables import metadata
from db.tables.catalogue import Service
from db.tables.people import Access, User
from db.tables.places import Inbox, Unit
from db.tables.tickets import Event, Ticket

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
MIGRATE = """
import sys
from db import shape
from db.engine import Database
from db.migrations import upgrade
upgrade(Database(sys.argv[1]))
"""


@pytest.fixture
def bare(new_url) -> Iterator[Database]:
    database = Database(new_url("bare"))
    yield database
    database.close()


def a_ticket(session: Session) -> Ticket:
    names = {"name_ky": "Суу", "name_ru": "Вода", "name_en": "Water"}
    unit = Unit(code="kg", kind="village", point_certain=False, name_certain=True, valid_from=TODAY, **names)
    service = Service(
        code="water",
        position=1,
        emoji="💧",
        rated=True,
        answer_within=3,
        resolve_within=10,
        words=[],
        **names,
    )
    session.add_all([unit, service])
    session.flush()
    inbox = Inbox(code="kg", kind="municipality", unit_id=unit.id, valid_from=TODAY, **names)
    session.add(inbox)
    session.flush()
    ticket = Ticket(
        track="feedback",
        source="telegram",
        status="filed",
        status_since=NOW,
        inbox_id=inbox.id,
        routed_by="place",
        municipality_id=unit.id,
        village_id=unit.id,
        service_code="water",
        language="ky",
        text="суу жок",
        search_text="суу жок",
        filed_at=NOW,
        answer_due_on=TODAY,
        resolve_due_on=TODAY,
        updated_at=NOW,
    )
    session.add(ticket)
    session.flush()
    return ticket


def an_event(session: Session) -> Event:
    ticket = a_ticket(session)
    event = Event(
        ticket_id=ticket.id, seq=1, at=NOW, move="file", by_role="citizen", status="filed", facts={}, seal="x"
    )
    session.add(event)
    session.flush()
    return event


def an_access(session: Session) -> Access:
    user = User(name="Нурлан", role="admin", created_at=NOW)
    session.add(user)
    session.flush()
    access = Access(user_id=user.id, what="read", at=NOW)
    session.add(access)
    session.flush()
    return access


def test_the_migrations_have_one_head() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [head()]


def test_a_migrated_database_is_current_and_a_bare_one_is_not(bare: Database) -> None:
    assert current(bare) is None
    assert not is_current(bare)
    upgrade(bare)
    assert is_current(bare)


def test_the_migrations_make_the_tables_that_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_modelled}
        )
        assert compare_metadata(context, metadata) == []


def test_all_the_way_up_and_down_and_up(bare: Database) -> None:
    upgrade(bare)
    downgrade(bare, "base")
    assert set(inspect(bare.engine).get_table_names()) <= {"alembic_version"}
    upgrade(bare)
    assert is_current(bare)


def test_every_step_down_can_be_taken_back(database: Database) -> None:
    for revision in ScriptDirectory.from_config(config()).walk_revisions():
        if revision.down_revision is not None:
            downgrade(database, str(revision.down_revision))
            upgrade(database)
    assert is_current(database)


def test_upgrading_again_changes_nothing(database: Database) -> None:
    upgrade(database)
    assert is_current(database)


def test_three_processes_migrate_at_once(new_url) -> None:
    url = new_url("bare")
    all_three = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, url], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60)[1] for process in all_three]
    assert [process.returncode for process in all_three] == [0, 0, 0], said
    database = Database(url)
    assert is_current(database)
    database.close()


def test_a_migration_that_leaves_a_broken_reference_on_sqlite_is_taken_back(sqlite_url, monkeypatch) -> None:
    database = Database(sqlite_url())
    with database.writing() as session:
        a_ticket(session)

    def lose_the_inboxes(settings: object, to: str) -> None:
        settings.attributes["connection"].execute(text("DELETE FROM inboxes"))  # type: ignore[attr-defined]

    monkeypatch.setattr("alembic.command.upgrade", lose_the_inboxes)
    with pytest.raises(BrokenReference, match="tickets"):
        upgrade(database)
    with database.reading() as session:
        assert session.scalars(select(Inbox)).one()
    with database.writing() as session, pytest.raises(DatabaseError, match="FOREIGN KEY"):
        session.execute(delete(Inbox))
    database.close()


@pytest.mark.parametrize("make", [an_event, an_access])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_history_is_appended_and_never_edited(database: Database, make, change: str) -> None:
    with database.writing() as session:
        row = make(session)
    table = type(row)
    statement = (
        update(table).values(at=datetime(2020, 1, 1, tzinfo=UTC)) if change == "update" else delete(table)
    )
    with pytest.raises(DatabaseError, match="only appended to"), database.writing() as session:
        session.execute(statement)
    with database.reading() as session:
        assert session.scalars(select(table)).one().at == NOW


def test_history_cannot_be_emptied_at_a_stroke_on_postgres(postgres_url) -> None:
    database = Database(postgres_url())
    for table in ("events", "accesses"):
        with pytest.raises(DatabaseError, match="only appended to"), database.writing() as session:
            session.execute(text(f"TRUNCATE {table} CASCADE"))
    database.close()


def test_the_first_case_is_number_1001(database: Database) -> None:
    with database.writing() as session:
        assert a_ticket(session).id == 1001


def test_a_number_is_not_given_again_after_its_case_is_gone(database: Database) -> None:
    with database.writing() as session:
        first = a_ticket(session)
        again = {
            column.key: getattr(first, column.key) for column in inspect(Ticket).columns if column.key != "id"
        }
        session.execute(delete(Ticket))
        session.add(second := Ticket(**again))
        session.flush()
        assert second.id == 1002


def test_numbering_goes_on_after_a_step_down_and_up(database: Database) -> None:
    with database.writing() as session:
        first = a_ticket(session)
        again = {
            column.key: getattr(first, column.key) for column in inspect(Ticket).columns if column.key != "id"
        }
    downgrade(database, "0001")
    upgrade(database)
    with database.writing() as session:
        session.add(second := Ticket(**again))
        session.flush()
        assert second.id == 1002


def test_the_shape_is_known_without_alembic(bare: Database) -> None:
    assert shape.wanted() == head()
    with bare.engine.connect() as connection:
        assert shape.current(connection) is None
    upgrade(bare)
    with bare.engine.connect() as connection:
        found = shape.current(connection)
    assert found == current(bare) == head()
