"""The catalogue as it stands today: one frozen snapshot in memory, shared between threads."""

from db.queries.directory.answers import Answer
from db.queries.directory.places import Place
from db.queries.directory.reading import Shelf, read
from db.queries.directory.snapshot import (
    CategoryEntry,
    Directory,
    InboxEntry,
    PointEntry,
    RecordingEntry,
    ServiceEntry,
)
from db.queries.directory.spots import Spot
from db.queries.directory.villages import Found

__all__ = [
    "Answer",
    "CategoryEntry",
    "Directory",
    "Found",
    "InboxEntry",
    "Place",
    "PointEntry",
    "RecordingEntry",
    "ServiceEntry",
    "Shelf",
    "Spot",
    "read",
]
