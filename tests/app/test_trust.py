"""Which proxy is believed about where a request comes from: the real web process, and what it is told."""

import time
from pathlib import Path

import httpx
import pytest

from rules.limits import SIGN_IN_FROM
from tests.app.test_commands import Shell
from tests.conftest import NewUrl
from tests.processes import free_port


def status_of_tries(address: str, tries: int) -> list[int]:
    """Each under another name of its own making."""
    return [
        httpx.post(
            f"{address}/sign-in/invented{number}", headers={"x-forwarded-for": f"198.51.100.{number}"}
        ).status_code
        for number in range(tries)
    ]


@pytest.mark.parametrize(("trusted", "slowed_down"), [("10.0.0.0/8", True), ("127.0.0.1", False)])
def test_only_our_own_proxies_are_believed(
    sqlite_url: NewUrl, tmp_path: Path, trusted: str, slowed_down: bool
) -> None:
    port = free_port()
    shell = Shell(tmp_path).set(database_url=sqlite_url("catalogue"), port=str(port), trusted_proxies=trusted)
    process, address = shell.starts("web"), f"http://127.0.0.1:{port}"
    try:
        _until_it_serves(address)
        answers = status_of_tries(address, SIGN_IN_FROM.free + 3)
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert (429 in answers) is slowed_down, answers


def _until_it_serves(address: str, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            httpx.get(f"{address}/healthz", timeout=2)
            return
        except httpx.TransportError:
            assert time.monotonic() < until, "the web process did not begin"
            time.sleep(0.2)
