"""What the runs wrote down, as the table at the end of `make faults`."""

import json
from collections.abc import Callable

import pytest

ROW = "faults_row"
WriteDown = Callable[..., None]


@pytest.fixture
def write_down(record_property: Callable[[str, object], None]) -> WriteDown:
    """One line of the table. Of a list, which names what went wrong, the table says the length."""

    def write(**row: object) -> None:
        line = {name: len(value) if isinstance(value, list) else value for name, value in row.items()}
        record_property(ROW, json.dumps(line, ensure_ascii=False))

    return write


def pytest_terminal_summary(terminalreporter) -> None:
    reports = [
        *terminalreporter.stats.get("passed", []),
        *terminalreporter.stats.get("failed", []),
    ]
    rows = [json.loads(said) for one in reports for name, said in one.user_properties if name == ROW]
    for columns in dict.fromkeys(tuple(row) for row in rows):
        lines = [columns, ["---"] * len(columns), *(row.values() for row in rows if tuple(row) == columns)]
        terminalreporter.write_line("")
        for line in lines:
            terminalreporter.write_line("| " + " | ".join(str(cell) for cell in line) + " |")
