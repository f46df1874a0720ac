"""A headless Chromium that takes pictures, spoken to over its own pipe: no driver, no library."""

import base64
import fcntl
import itertools
import json
import os
import shutil
import signal
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
FIRST_FREE = 10
"""Above the two descriptors on which Chromium speaks: 3 and 4."""


class NoChromium(SystemExit):
    def __init__(self) -> None:
        super().__init__(f"Pictures need Chromium. None of these is on the PATH: {', '.join(NAMES)}.")


class Chromium:
    """One window. `width` and `height` are CSS pixels."""

    def __enter__(self) -> Self:
        path = next((found for name in NAMES if (found := shutil.which(name))), None)
        if path is None:
            raise NoChromium
        self._profile = tempfile.mkdtemp(prefix="dobush-chromium-")
        hears, says = os.pipe(), os.pipe()
        high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, FIRST_FREE) for end in (hears[0], says[1])]
        silent = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
        spoken = [(os.POSIX_SPAWN_DUP2, end, number) for number, end in enumerate(high, start=3)]
        command = [path, *QUIET, f"--user-data-dir={self._profile}", "about:blank"]
        self._pid = os.posix_spawn(path, command, os.environ, file_actions=[silent, *spoken])
        self._to, self._from = os.fdopen(hears[1], "wb"), os.fdopen(says[0], "rb")
        for end in (hears[0], says[1], *high):
            os.close(end)
        self._numbers, self._heard, self._window = itertools.count(1), b"", ""
        target = self.does("Target.createTarget", url="about:blank")["targetId"]
        self._window = self.does("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.does("Page.enable")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        os.kill(self._pid, signal.SIGTERM)
        os.waitpid(self._pid, 0)
        self._to.close()
        self._from.close()
        shutil.rmtree(self._profile, ignore_errors=True)

    def does(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        window = {"sessionId": self._window} if self._window else {}
        asked = {"id": number, "method": method, "params": params, **window}
        self._to.write(json.dumps(asked).encode() + b"\0")
        self._to.flush()
        answer = self._until(lambda said: said.get("id") == number)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def opens(self, address: str) -> None:
        self.does("Page.navigate", url=address)
        self._until(lambda said: said.get("method") == "Page.loadEventFired")

    def runs(self, script: str) -> Any:
        """JavaScript in the page; a promise is waited for."""
        done = self.does("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def remembers(self, address: str, cookies: dict[str, str]) -> None:
        for name, value in cookies.items():
            self.does("Network.setCookie", url=address, name=name, value=value)

    def looks_through(self, width: int, height: int) -> None:
        """A window of this size in Kyrgyzstan; a narrow one is a telephone with finer pixels."""
        phone = width < 600
        self.does(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1.5 if phone else 1, mobile=phone,
        )  # fmt: skip
        self.does("Emulation.setTimezoneOverride", timezoneId="Asia/Bishkek")

    def draws(self, path: Path) -> None:
        picture = self.does("Page.captureScreenshot", format="png", optimizeForSpeed=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(picture["data"]))

    def _until(self, wanted: Any) -> Any:
        while True:
            while b"\0" not in self._heard:
                more = os.read(self._from.fileno(), 1 << 16)
                assert more, "Chromium went away"
                self._heard += more
            said, _, self._heard = self._heard.partition(b"\0")
            if wanted(message := json.loads(said)):
                return message
