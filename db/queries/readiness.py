"""Whether the database answers, and speaks of the tables that this program knows."""

from functools import cache

from alembic.runtime.migration import MigrationContext
from sqlalchemy.orm import Session

from db import migrations


def is_migrated(session: Session) -> bool:
    return MigrationContext.configure(session.connection()).get_current_revision() == _head()


@cache
def _head() -> str | None:
    return migrations.head()
