"""Service and place decide the inbox; the reason is kept so that a clerk and a citizen can read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    PROVIDER = "provider"
    """A route of the catalogue names this inbox for the service in this place."""
    MUNICIPALITY = "municipality"
    FALLBACK = "fallback"
    """The municipality has no inbox of its own: the rayon's inbox takes it."""


@dataclass(frozen=True, slots=True)
class Route:
    unit_id: int
    service: str
    category: str | None
    inbox_id: int
    priority: int


@dataclass(frozen=True, slots=True)
class Post:
    """An inbox as routing sees it."""

    inbox_id: int
    kind: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class Routed:
    inbox_id: int
    reason: Reason


def route(
    service: str, category: str | None, place: Sequence[int], routes: Iterable[Route], posts: Iterable[Post]
) -> Routed | None:
    """The inbox for a service at a place.

    `place` is the chain of unit ids from the village upwards; the nearest unit wins, then the route that names
    the category, then the higher priority. None only when not even one inbox stands anywhere above the place.
    """
    nearness = {unit_id: steps for steps, unit_id in enumerate(place)}
    fitting = [
        r for r in routes if r.unit_id in nearness and r.service == service and r.category in (None, category)
    ]
    if fitting:
        best = min(fitting, key=lambda r: (nearness[r.unit_id], r.category is None, -r.priority, r.inbox_id))
        return Routed(best.inbox_id, Reason.PROVIDER)
    standing = sorted(
        (nearness[post.unit_id], post.inbox_id, post.kind)
        for post in posts
        if post.unit_id in nearness and post.kind != "provider"
    )
    if not standing:
        return None
    _, inbox_id, kind = standing[0]
    return Routed(inbox_id, Reason.MUNICIPALITY if kind == "municipality" else Reason.FALLBACK)
