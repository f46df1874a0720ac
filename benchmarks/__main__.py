"""`make bench`: what is measured here, with its peers and limits. `--help` says what may be chosen."""

import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import api, lists, receiving, starting, turns
from benchmarks.bases import KINDS, Bases, opened
from benchmarks.loading import Load
from benchmarks.measuring import Line, table

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""The moment at which the invented data end: ten in the morning in Bishkek, on a Friday."""
FEW = 10_000


class What(StrEnum):
    RECEIVING = "receiving"
    TURNS = "turns"
    API = "api"
    LISTS = "lists"
    STARTING = "starting"


MEASURES: dict[What, Callable[[Bases, Load], Iterator[Line]]] = {
    What.RECEIVING: receiving.measure,
    What.TURNS: turns.measure,
    What.API: api.measure,
    What.STARTING: starting.measure,
}


def main(
    what: Annotated[list[What] | None, typer.Argument(help="All, when none is named.")] = None,
    database: Annotated[str, typer.Option(help="sqlite, postgres, or both.")] = "both",
    sizes: Annotated[str, typer.Option(help="Tickets, for the lists.")] = "10000,100000,1000000",
    profile: Annotated[bool, typer.Option("--profile", help="Where a turn's time goes, instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    keep: Annotated[Path | None, typer.Option(help="A folder that keeps what was loaded.")] = None,
) -> None:
    """Measure, and print one table. Exit code 1 when a limit is missed."""
    kinds = KINDS if database == "both" else (database,)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="dobush-bench-", dir=keep or tempfile.gettempdir()) as temporary:
        for kind in kinds:
            with opened(kind, keep or Path(temporary), Path(temporary)) as bases:
                if profile:
                    typer.echo(turns.profile(bases, Load(FEW, NOW)))
                    continue
                for one in what or list(What):
                    found = _measured(one, bases, [int(size) for size in sizes.split(",")])
                    for line in found:
                        lines.append(line)
                        typer.echo(" ".join(line.cells()), err=True)
    if not profile:
        typer.echo(_as_json(lines) if as_json else f"{machine()}\n\n{table(lines)}")
    raise typer.Exit(any(line.verdict == "MISSES" for line in lines))


def _measured(what: What, bases: Bases, sizes: list[int]) -> Iterator[Line]:
    if what is What.LISTS:
        return lists.measure(bases, [Load(size, NOW) for size in sizes])
    return MEASURES[what](bases, Load(FEW, NOW))


def machine() -> str:
    python, load = platform.python_version(), os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {platform.system()}, Python {python}, load {load:.1f} at the end"


def _as_json(lines: list[Line]) -> str:
    return json.dumps(
        {"machine": machine(), "lines": [line.plain() for line in lines]}, ensure_ascii=False, indent=2
    )


if __name__ == "__main__":
    typer.run(main)
