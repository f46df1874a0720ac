"""Before a process goes to work: the database is there, and has the newest shape."""

import time

import structlog
from sqlalchemy.exc import OperationalError

from app.wiring.house import House
from db import shape

log = structlog.get_logger(__name__)

BETWEEN_TRIES = 2.0


def wait_for_database(house: House) -> None:
    """A database that is not there yet is waited for, audibly; then it is brought to the newest shape."""
    while True:
        try:
            with house.database.engine.connect() as connection:
                ready = shape.current(connection) == shape.wanted()
            if not ready:
                from db import migrations  # what it needs is not kept in memory where nothing is to be done

                migrations.upgrade(house.database)
            return
        except OperationalError as error:
            log.warning("database_away", error=type(error).__name__)
            time.sleep(BETWEEN_TRIES)
