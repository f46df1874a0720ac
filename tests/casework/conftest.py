import pytest

from db.engine import Database
from tests.casework.office import Office


@pytest.fixture
def office(catalogue_database: Database) -> Office:
    return Office(catalogue_database)
