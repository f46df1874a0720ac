"""Every table, imported once so that the metadata is whole."""

from db.base import Base
from db.tables import catalogue, conversations, files, operations, outbox, people, places, ratings, tickets

metadata = Base.metadata

__all__ = [
    "catalogue",
    "conversations",
    "files",
    "metadata",
    "operations",
    "outbox",
    "people",
    "places",
    "ratings",
    "tickets",
]
