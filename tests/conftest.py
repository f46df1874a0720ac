"""Every test that needs a database gets a real, migrated, empty one of its own: SQLite and PostgreSQL alike.

Migrating takes a second and copying a template a few milliseconds, so each template is made once in a test run.
"""

import fcntl
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL

from db.engine import Database
from db.migrations import upgrade
from tests.keeper import dismiss_keeper, shared_server

KINDS = ("sqlite", "postgres")
CATALOGUE_AT = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
"""When the catalogue of `catalogue_database` was imported: a Monday, nine in the morning in Bishkek."""

NewUrl = Callable[..., str]
"""`new_url()` is migrated and empty, `new_url("catalogue")` has the shipped catalogue, `new_url("bare")` nothing."""


class Postgres:
    """Makes and drops databases on the server of this test run."""

    def __init__(self, server: URL, run: Path) -> None:
        self.prefix = run.name.replace("-", "_")
        self._server = server
        self._run = run
        plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(plain, autocommit=True)

    def url(self, name: str) -> str:
        there = self._server.set(drivername="postgresql+psycopg", database=name)
        return there.render_as_string(hide_password=False)

    def create(self, name: str, source: str) -> None:
        self._connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy'.encode())

    def drop(self, name: str) -> None:
        self._connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    def drop_all(self) -> None:
        """On a server that outlives the run."""
        ours = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for (name,) in self._connection.execute(ours, [self.prefix]).fetchall():
            self.drop(name)

    def template(self, kind: str) -> str:
        name = f"{self.prefix}_{kind}"
        done = self._run / f"{kind}.postgres"
        with _locked(done):
            if not done.exists():
                self.create(name, "template0")
                _fill(self.url(name), kind)
                done.touch()
        return name

    def close(self) -> None:
        self._connection.close()


def pytest_configure(config: pytest.Config) -> None:
    if "DOBUSH_TEST_RUN" not in os.environ:  # xdist's workers inherit it
        os.environ["DOBUSH_TEST_RUN"] = tempfile.mkdtemp(prefix="dobush-tests-")
        os.environ["DOBUSH_TEST_RUN_BY"] = str(os.getpid())


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.environ.get("DOBUSH_TEST_RUN_BY") == str(os.getpid()):
        run = Path(os.environ.pop("DOBUSH_TEST_RUN"))
        if "DOBUSH_TEST_POSTGRES" in os.environ:
            with suppress(psycopg.OperationalError), closing(Postgres(shared_server(run), run)) as postgres:
                postgres.drop_all()
        dismiss_keeper(run)
        shutil.rmtree(run, ignore_errors=True)


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database."""
    yield from _opened(request.getfixturevalue(f"{request.param}_url")())


@pytest.fixture(params=KINDS)
def catalogue_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with the shipped catalogue: places, services, inboxes, holidays, terms."""
    yield from _opened(request.getfixturevalue(f"{request.param}_url")("catalogue"))


@pytest.fixture(params=KINDS)
def new_url(request: pytest.FixtureRequest) -> NewUrl:
    """Makes databases for processes that open them themselves."""
    made: NewUrl = request.getfixturevalue(f"{request.param}_url")
    return made


@pytest.fixture
def sqlite_url(run: Path, tmp_path: Path) -> NewUrl:
    numbers = itertools.count(1)

    def new(template: str = "tables") -> str:
        path = tmp_path / f"dobush-{next(numbers)}.db"
        if template != "bare":
            shutil.copyfile(_sqlite_template(run, template), path)
        return f"sqlite:///{path}"

    return new


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[NewUrl]:
    made: list[str] = []

    def new(template: str = "tables") -> str:
        source = "template0" if template == "bare" else postgres.template(template)
        name = f"{postgres.prefix}_{os.getpid()}_{next(_NUMBERS)}"
        postgres.create(name, source)
        made.append(name)
        return postgres.url(name)

    yield new
    for name in made:
        postgres.drop(name)


@pytest.fixture(scope="session")
def run() -> Path:
    """What the processes of one test run share."""
    return Path(os.environ["DOBUSH_TEST_RUN"])


@pytest.fixture(scope="session")
def postgres(run: Path) -> Iterator[Postgres]:
    with _locked(run / "server"):
        server = shared_server(run)
    with closing(Postgres(server, run)) as postgres:
        yield postgres


_NUMBERS = itertools.count(1)


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def _sqlite_template(run: Path, template: str) -> Path:
    path = run / f"{template}.db"
    with _locked(path):
        if not path.exists():
            draft = run / f"{template}.draft"
            _fill(f"sqlite:///{draft}", template)
            draft.rename(path)
    return path


def _fill(url: str, template: str) -> None:
    database = Database(url)
    upgrade(database)
    if template == "catalogue":
        from db.catalogue.loader import import_catalogue

        with database.writing() as session:
            import_catalogue(session, at=CATALOGUE_AT, today=date(2026, 1, 5))
    database.close()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
