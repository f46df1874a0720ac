"""A report that was begun and not sent: when its owner is reminded of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

SCRIPT = "complaint"
REMINDED_AFTER = timedelta(hours=24)
NOT_AFTER = timedelta(days=7)
"""Whoever wrote longer ago than this is left in peace: after an outage of ours nobody is reminded of last month."""


def is_told(memory: Mapping[str, Any]) -> bool:
    """Whether a draft, as it is kept, has anything to send: pairs of a message and its words, or its file."""
    return bool(memory.get("files")) or any(words for _, words in memory.get("story", ()))
