from collections.abc import Iterator
from pathlib import Path
from signal import SIGTERM

import pytest

from tests.conftest import NewUrl
from tests.journeys.cast import House
from tests.processes import Process, StageProcess, surroundings

STARTS_WITHIN = 120
"""Seconds: the machine may have other work."""


@pytest.fixture
def house(new_url: NewUrl, tmp_path: Path) -> Iterator[House]:
    """The whole of Dobush in one process, the stage in another, HTTP between them."""
    with StageProcess(tmp_path) as stage:
        around = surroundings(database=new_url("catalogue"), stage=stage.url, folder=tmp_path)
        serve = Process("serve", around, tmp_path / "serve.log")
        serve.start()
        try:
            serve.serves(STARTS_WITHIN)
            yield House(serve, stage)
        finally:
            ended = serve.kill(SIGTERM)
        assert ended == 0
        stage.must_be_flawless()
