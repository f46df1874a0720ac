"""How many people are asked about services is data: a unit's own number, or that of the nearest unit above."""

from pathlib import Path

import pytest

from db.catalogue.loader import Unreadable
from db.engine import Database
from rules.panel import PEOPLE
from tests.db.test_loader import SMALL
from tests.db.test_reasons import imported


def test_a_number_holds_for_all_that_lies_in_a_unit(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SMALL, "panels.csv", "unit,people\nr1,25\nv1,0\n")
    directory = imported(database, tmp_path, SMALL["services.yaml"])
    sizes = {code: directory.panel_size(directory.place_by_code(code).id) for code in ("r1", "a1", "v1")}
    assert sizes == {"r1": 25, "a1": 25, "v1": 0}


def test_without_a_number_it_is_the_usual_one(database: Database, tmp_path: Path) -> None:
    directory = imported(database, tmp_path, SMALL["services.yaml"])
    assert directory.panel_size(directory.place_by_code("a1").id) == PEOPLE


@pytest.mark.parametrize(
    ("line", "sentence"),
    [("r9,25", 'the unit "r9" is not in units.csv'), ("r1,many", "a whole number from 0")],
)
def test_a_slip_is_named(
    line: str, sentence: str, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SMALL, "panels.csv", f"unit,people\n{line}\n")
    with pytest.raises(Unreadable) as refused:
        imported(database, tmp_path, SMALL["services.yaml"])
    assert any(sentence in str(problem) for problem in refused.value.problems)
