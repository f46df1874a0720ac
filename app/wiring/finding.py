"""What `dobush doctor` says of one matter."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    about: str
    fine: bool
    sentence: str
