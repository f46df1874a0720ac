"""How soon `serve` and `web` are ready, and what memory they keep, with the stage as Telegram."""

import time
from collections.abc import Iterator

from benchmarks.bases import Bases
from benchmarks.loading import Load
from benchmarks.measuring import AT_MOST, Line
from benchmarks.processes import Process
from simulator import started
from simulator.world import TOKEN

SERVE_SECONDS, SERVE_MEGABYTES, WEB_MEGABYTES = 5.0, 250.0, 120.0
SETTLES = 3.0
"""Seconds after which the catalogue was read and the first rounds were made."""


def measure(bases: Bases, load: Load) -> Iterator[Line]:
    url = bases.copy(bases.new(load))
    with started() as stage:
        for command, seconds, megabytes in (
            ("serve", SERVE_SECONDS, SERVE_MEGABYTES),
            ("web", None, WEB_MEGABYTES),
        ):
            with Process(command, url, DOBUSH_TELEGRAM_API=stage, DOBUSH_TELEGRAM_TOKEN=TOKEN) as process:
                ready = process.answers()
                time.sleep(SETTLES)
                settled, most = process.megabytes(), process.megabytes("VmHWM")
            yield Line(f"{command}: ready", bases.kind, ready, "s", limit=seconds, sense=AT_MOST)
            yield Line(
                f"{command}: memory, settled", bases.kind, settled, "MB", limit=megabytes, sense=AT_MOST
            )
            yield Line(f"{command}: memory, at most", bases.kind, most, "MB", limit=megabytes, sense=AT_MOST)
