"""A server that speaks S3, as a process of its own: moto's."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

START_WITHIN = 60.0


@contextmanager
def s3_server() -> Iterator[str]:
    """Its address."""
    with tempfile.NamedTemporaryFile(prefix="dobush-s3-") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
        try:
            yield _address(server, Path(log.name))
        finally:
            server.terminate()
            server.wait(20)


def make_bucket(address: str, name: str) -> None:
    httpx.put(f"{address}/{name}").raise_for_status()


def _address(server: "subprocess.Popen[bytes]", log: Path) -> str:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and server.poll() is None:
        found = re.search(r"Running on (http://127\.0\.0\.1:\d+)", log.read_text(errors="replace"))
        if found:
            return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace"))
