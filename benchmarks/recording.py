"""Which statements a piece of work makes, so that the bare driver can be asked for the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

CHANGES = ("INSERT", "UPDATE", "DELETE")
Statement = tuple[str, Any]


class Recording:
    def __init__(self) -> None:
        self.statements: list[Statement] = []

    @property
    def writes(self) -> list[Statement]:
        return [one for one in self.statements if one[0].startswith(CHANGES)]

    @property
    def reads(self) -> list[Statement]:
        return [one for one in self.statements if one[0].startswith(("SELECT", "WITH"))]


@contextmanager
def recorded() -> Iterator[Recording]:
    """What this process says to any database while this is open."""
    recording = Recording()

    def hear(*said: Any) -> None:
        _, _, statement, values, _, _ = said
        for each in values if isinstance(values, list) else [values]:  # a list: the same statement many times
            recording.statements.append((statement, each))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield recording
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
