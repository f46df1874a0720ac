"""Every table, imported once so that the metadata is whole."""

from db.base import Base
from db.tables import (
    catalogue,
    conversations,
    files,
    followers,
    limits,
    operations,
    outbox,
    people,
    places,
    ratings,
    recordings,
    tickets,
)

metadata = Base.metadata

__all__ = [
    "catalogue",
    "conversations",
    "files",
    "followers",
    "limits",
    "metadata",
    "operations",
    "outbox",
    "people",
    "places",
    "ratings",
    "recordings",
    "tickets",
]
