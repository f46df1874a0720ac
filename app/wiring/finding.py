"""What the doctor says of one matter."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.wiring.house import House


@dataclass(frozen=True, slots=True)
class Finding:
    about: str
    fine: bool
    sentence: str
    """What is wrong, and after the semicolon what to do."""


Look = Callable[[House], Iterator[Finding]]
