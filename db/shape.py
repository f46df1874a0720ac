"""Which shape the tables have, and which one this program wants: asked without Alembic, which long-running processes
would keep in memory for it."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

VERSIONS = Path(__file__).parent / "migrations" / "versions"


@cache
def wanted() -> str:
    """The newest migration. They are numbered, one after the other; a test compares with Alembic."""
    return max(path.name for path in VERSIONS.glob("[0-9]*.py")).partition("_")[0]


def current(connection: Connection) -> str | None:
    """None for a database without tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
