"""`make demo`, the first thing anybody sees: it plays to its end, and the house stands open."""

import json
from pathlib import Path

import httpx

from tests.pictures import demo


def test_the_demo_plays_to_its_end_and_opens_the_house(tmp_path: Path) -> None:
    with demo(tmp_path, None) as house:
        assert httpx.get(f"{house.serve.address}/readyz").status_code == 200
        assert len(list(house.stage.people())) > 20
        assert house.stage.calls("sendMessage"), "people were answered"
    said = [json.loads(line) for line in (tmp_path / "demo.log").read_text().splitlines() if line[:1] == "{"]
    assert [one for one in said if one["level"] in ("error", "critical")] == []
