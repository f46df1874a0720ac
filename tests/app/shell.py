"""A folder with its own environment, in which the commands are typed as people type them."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.settings import PREFIX

ROOT = Path(__file__).parents[2]
WRONG_USE = 2
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


class Shell:
    """A folder of its own, and an environment that says only what the test says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        self.environment |= {"PYTHONPATH": str(ROOT), "COLUMNS": "60", "DOBUSH_TELEGRAM_API": NOWHERE}

    def set(self, **settings: str) -> "Shell":
        self.environment |= {f"{PREFIX}{name.upper()}": value for name, value in settings.items()}
        return self

    def starts(self, *arguments: str, by: tuple[str, ...] = ("-m", "app")) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *by, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def runs(self, *arguments: str, by: tuple[str, ...] = ("-m", "app")) -> Done:
        running = self.starts(*arguments, by=by)
        out, err = running.communicate(timeout=120)
        return Done(running.returncode, out, err)

    def finds(self) -> dict[str, str]:
        """What the doctor calls wrong: the matter and the sentence."""
        done = self.runs("doctor", "--json")
        findings = json.loads(done.out)
        wrong = {one["about"]: one["sentence"] for one in findings if not one["fine"]}
        assert done.code == (1 if wrong else 0)
        return wrong
