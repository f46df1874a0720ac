"""The far end of the wire: a stage Telegram that a channel is pointed at."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from tests.bot.conftest import stage, theatre

__all__ = ["stage", "theatre"]


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What was logged; also, drawing a traceback takes a second."""
    with capture_logs() as events:
        yield events
