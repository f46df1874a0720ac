"""PRINTING ROOM: what is handed out on paper or as a file. Values in, a document out; no database, no network."""

from enum import StrEnum


class Size(StrEnum):
    """Of paper."""

    A4 = "a4"
    A5 = "a5"
