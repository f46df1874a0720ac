"""Commands of Dobush as processes of their own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

ROOT = Path(__file__).parent.parent
START_WITHIN = 60.0


class Process:
    def __init__(self, command: str, database: str, **settings: str) -> None:
        self._command, self._folder = command, tempfile.TemporaryDirectory(prefix="dobush-bench-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        ours = {name: value for name, value in os.environ.items() if not name.startswith("DOBUSH_")}
        self._environment = ours | {
            "DOBUSH_DATABASE_URL": database,
            "DOBUSH_PORT": str(self._port),
            "DOBUSH_DATA_DIR": self._folder.name,
            **settings,
        }
        self._running: subprocess.Popen[bytes] | None = None
        self.began = 0.0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def answers(self) -> float:
        """Seconds until it said that it is ready."""
        while time.perf_counter() - self.began < START_WITHIN:
            try:
                if httpx.get(f"{self.address}/readyz", timeout=2).status_code == httpx.codes.OK:
                    return time.perf_counter() - self.began
            except httpx.HTTPError:
                pass
            assert self._running is not None
            assert self._running.poll() is None, f"{self._command} ended"
            time.sleep(0.02)
        raise TimeoutError(f"{self._command} is not ready after {START_WITHIN} s")

    def megabytes(self, kind: str = "VmRSS") -> float:
        """Resident now; `VmHWM` is the most there ever was."""
        assert self._running is not None
        status = Path(f"/proc/{self._running.pid}/status").read_text()
        return int(status.partition(f"{kind}:")[2].split()[0]) / 1024

    def __enter__(self) -> Self:
        self.began = time.perf_counter()
        self._running = subprocess.Popen(
            [sys.executable, "-m", "app", self._command],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        assert self._running is not None
        self._running.send_signal(signal.SIGTERM)
        try:
            self._running.wait(30)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        self._folder.cleanup()
