import pytest

from db.engine import Database
from tests.admin_api.front import Front


@pytest.fixture
def front(catalogue_database: Database) -> Front:
    return Front(catalogue_database)
