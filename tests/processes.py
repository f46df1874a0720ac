"""Real processes of the house and the stage they play on: started, watched, killed at random."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

from simulator.client import Stage
from simulator.world import TOKEN

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """One `dobush` command. Killed and started again, it is the same role under a new pid."""

    def __init__(
        self, command: str, environment: dict[str, str], log: Path, *arguments: str, port: int = 0
    ) -> None:
        self.command, self._arguments, self._log = command, arguments, log
        self.port = port or free_port()
        self.environment = {
            "DOBUSH_PUBLIC_URL": self.address,
            **environment,
            "DOBUSH_PORT": str(self.port),
        }
        self.starts = 0
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    def start(self) -> None:
        self.starts += 1
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "app", self.command, *self._arguments],
                cwd=ROOT,
                env=self.environment,
                stderr=log,
                stdout=log,
            )

    def lines(self) -> list[dict[str, str]]:
        """What it logged, over all its starts."""
        return [json.loads(line) for line in self._log.read_text().splitlines() if line.startswith("{")]

    def said(self, event: str) -> int:
        return sum(line["event"] == event for line in self.lines())

    def kill(self, number: signal.Signals = signal.SIGKILL) -> int:
        assert self._running is not None
        self._running.send_signal(number)
        return self._running.wait(30)

    def alive(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def works(self, seconds: float = 240) -> None:
        """Until its newest start says in the log that it runs."""
        until = time.monotonic() + seconds
        while self.said("started") < self.starts:
            if not self.alive() or time.monotonic() > until:
                raise AssertionError(f"{self.command} did not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.1)

    def serves(self, seconds: float = 240) -> None:
        """Until the web answers."""
        until = time.monotonic() + seconds
        with httpx.Client(base_url=self.address, timeout=2) as http:
            while time.monotonic() < until:
                assert self.alive(), f"{self.command} ended: {self._log.read_text()[-2000:]}"
                try:
                    if http.get("/healthz").status_code == httpx.codes.OK:
                        return
                except httpx.HTTPError:
                    pass
                time.sleep(0.2)
        raise AssertionError(f"{self.command} did not serve: {self._log.read_text()[-2000:]}")


def surroundings(*, database: str, stage: str, folder: Path) -> dict[str, str]:
    """The environment of a command of this run, whatever the machine's own says."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("DOBUSH_")},
        "DOBUSH_DATABASE_URL": database,
        "DOBUSH_TELEGRAM_API": stage,
        "DOBUSH_TELEGRAM_TOKEN": TOKEN,
        "DOBUSH_DATA_DIR": str(folder),
    }


class Company:
    """All processes of a run, and the one that kills them."""

    def __init__(
        self, commands: list[str], *, database: str, stage: str, folder: Path, **settings: str
    ) -> None:
        environment = {**surroundings(database=database, stage=stage, folder=folder), **settings}
        self.processes = [
            Process(command, environment, folder / f"{command}{number}.log")
            for number, command in enumerate(commands)
        ]
        self.kills = 0
        self._quiet = threading.Event()

    def start(self) -> None:
        for process in self.processes:
            process.start()
        for process in self.processes:
            process.works()
        for process in self.webs:
            process.serves()

    @property
    def webs(self) -> list[Process]:
        return [process for process in self.processes if process.command in ("web", "serve")]

    def web_address(self) -> str:
        return random.choice(self.webs).address

    def kill_now_and_then(self, every: tuple[float, float], seed: int) -> threading.Thread:
        chance = random.Random(seed)

        def killer() -> None:
            while not self._quiet.wait(chance.uniform(*every)):
                victim = chance.choice(self.processes)
                victim.kill()
                self.kills += 1
                victim.start()
                victim.works()

        thread = threading.Thread(target=killer, daemon=True)
        thread.start()
        return thread

    def leave_alone(self, killer: threading.Thread) -> None:
        self._quiet.set()
        killer.join(60)

    def stop(self) -> list[int]:
        """SIGTERM to all. Returns their exit codes."""
        return [process.kill(signal.SIGTERM) for process in self.processes]

    def __enter__(self) -> "Company":
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._quiet.set()
        for process in self.processes:
            if process.alive():
                process.kill()


class StageProcess:
    """The simulator as a process of its own: nobody kills it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()

    def __enter__(self) -> Stage:
        command = [sys.executable, "-m", "app", "simulator", "--port", str(self._port)]
        with (self._folder / "stage.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, stderr=log)
        self._stage = Stage(f"http://127.0.0.1:{self._port}")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                self._stage.state()
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return self._stage
        raise AssertionError("the stage did not start")

    def __exit__(self, *error: object) -> None:
        self._stage.close()
        self._process.terminate()
        self._process.wait(20)
