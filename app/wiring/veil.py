"""What must never be read in a log is taken out at the last door before it: the stream itself.

Every place that logs is careful already. This is for the line that nobody thought of: a library's warning, a
traceback whose message holds an address, and the address the token.
"""

from collections.abc import Sequence
from typing import TextIO

COVERED = "[secret]"
SHORTEST = 8
"""Characters. Shorter ones would be found in words that say something else."""


class Veil:
    """A stream that says everything but the secrets."""

    def __init__(self, stream: TextIO, secrets: Sequence[str]) -> None:
        self._stream = stream
        self._secrets = sorted((one for one in secrets if len(one) >= SHORTEST), key=len, reverse=True)

    def write(self, text: str) -> int:
        for secret in self._secrets:
            text = text.replace(secret, COVERED)
        return self._stream.write(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)
