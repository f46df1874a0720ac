from collections.abc import Iterator

import pytest

from db.engine import Database
from tests.admin_api.front import Front
from tests.conftest import NewUrl
from tests.pages.browser import Browser


@pytest.fixture
def front(sqlite_url: NewUrl) -> Iterator[Front]:
    """On SQLite: pages do no SQL of their own. One journey goes through both databases."""
    database = Database(sqlite_url("catalogue"))
    yield Front(database)
    database.close()


@pytest.fixture
def browser(front: Front) -> Browser:
    return Browser(front)


@pytest.fixture
def clerk(browser: Browser) -> Browser:
    return browser.signs_in("clerk")
