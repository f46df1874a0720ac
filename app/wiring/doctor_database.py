"""Is the database there, and does it have the newest shape?"""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from app.wiring.finding import Finding
from app.wiring.house import House
from db import migrations


def reach(house: House) -> Iterator[Finding]:
    try:
        now = migrations.current(house.database)
    except SQLAlchemyError as error:
        advice = "look at DOBUSH_DATABASE_URL, and whether it runs"
        yield Finding("database", False, f"cannot be reached ({type(error).__name__}); {advice}")
        return
    if now is not None and not migrations.is_known(now):
        yield Finding(
            "database", False, f"has a newer shape ({now}) than this program; install the newer Dobush"
        )
    elif now != migrations.head():
        yield Finding("database", False, "is not at the newest shape; run: dobush migrate")
    else:
        yield Finding("database", True, "answers and has the newest shape")
