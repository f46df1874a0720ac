"""`/metrics` for Prometheus: what the database knows of the whole house, and the requests of this process."""

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta

from fastapi import APIRouter, Depends, Request
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_api.visits import Office, Watchers
from db.queries import backlog, pulse
from db.queries.pulse import Beat

router = APIRouter(include_in_schema=False)
WATCHERS: Office = Depends(Watchers())

PREFIX = "/api/v1"
NOWHERE = "none"
"""The route of a request that no route took: addresses are made up by strangers, labels are not."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Requests:
    """Of this process alone: every web process is scraped by itself."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "dobush_http_request_seconds",
            "Requests by route, method and status",
            ("route", "method", "status"),
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
        )


class Measured:
    """Outermost: the time that the caller waits."""

    def __init__(self, app: ASGIApp, *, requests: Requests) -> None:
        self._app, self._requests = app, requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began, status = time.monotonic(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._requests.seconds.labels(_route(scope), method, status).observe(time.monotonic() - began)


def _route(scope: Scope) -> str:
    """The route's pattern; of the API it knows only what comes after the prefix."""
    pattern: str | None = getattr(scope.get("route"), "path", None)
    if pattern is None:
        return NOWHERE
    return (
        PREFIX + pattern
        if scope["path"].startswith(f"{PREFIX}/") and not pattern.startswith(PREFIX)
        else pattern
    )


@router.get("/metrics")
def metrics(request: Request, office: Office = WATCHERS) -> Response:
    """Every look into the database is bounded; nothing here is about a person."""
    registry = CollectorRegistry()
    registry.register(_Read(list(_of_the_house(office))))
    requests: Requests = request.app.state.requests
    told = generate_latest(registry) + generate_latest(requests.registry)
    return Response(told, media_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Read(Collector):
    """What was read a moment ago."""

    def __init__(self, read: Iterable[Metric]) -> None:
        self._read = read

    def collect(self) -> Iterable[Metric]:
        return self._read


def _of_the_house(office: Office) -> Iterator[Metric]:
    at = office.now()
    with office.database.reading() as session:
        beats = pulse.beats(session)
        waiting = backlog.look(session, at=at)
        today = office.shelf.directory(session, at=at).calendar.local_day(at)
        still_open, overdue = backlog.open_cases(session, today)
    gauges: dict[str, tuple[str, float | None]] = {
        "received_waiting": (
            f"Updates that wait for their turn, up to {backlog.CAP}",
            waiting.received_waiting,
        ),
        "received_oldest_seconds": ("How long the oldest of them waits", _seconds(waiting.received_age)),
        "received_dead": ("Updates that were given up", waiting.received_dead),
        "outbox_waiting": (f"Messages not sent yet, up to {backlog.CAP}", waiting.outbox_waiting),
        "outbox_oldest_seconds": ("How long the oldest of them is due", _seconds(waiting.outbox_age)),
        "outbox_most_attempts": ("How often the most tried of them was tried", waiting.outbox_attempts),
        "outbox_failed": ("Messages that were given up, but for people out of reach", waiting.outbox_failed),
        "tickets_open": (f"Open cases, up to {backlog.CAP}", still_open),
        "tickets_overdue": ("Open cases past a day that was promised", overdue),
        "last_tick_timestamp_seconds": (
            "When the worker last looked at its timetable",
            _when(beats, pulse.TICK),
        ),
        "last_backup_timestamp_seconds": ("When the last backup was made", _when(beats, pulse.BACKUP)),
        "last_telegram_timestamp_seconds": ("When Telegram last answered or called", _contact(beats)),
    }
    for name, (says, value) in gauges.items():
        if value is not None:
            yield GaugeMetricFamily(f"dobush_{name}", says, value=value)
    yield from _counters(beats)


def _counters(beats: dict[str, Beat]) -> Iterator[Metric]:
    """Summed over all processes and restarts: each brings what it counted to the database."""
    yield CounterMetricFamily("dobush_updates_received", "Updates kept", value=_times(beats, pulse.RECEIVED))
    conflicts = _times(beats, pulse.CONFLICT)
    yield CounterMetricFamily(
        "dobush_telegram_conflicts", "Somebody else polls with our token", value=conflicts
    )
    turns = CounterMetricFamily("dobush_turns", "Turns of conversations", labels=("outcome",))
    sent = CounterMetricFamily(
        "dobush_deliveries", "Attempts to deliver; too_many is Telegram's 429", labels=("kind", "outcome")
    )
    for name, beat in sorted(beats.items()):
        if name.startswith(pulse.TURN):
            turns.add_metric([name.removeprefix(pulse.TURN)], beat.beats)
        elif name.startswith(pulse.DELIVERY):
            sent.add_metric(name.removeprefix(pulse.DELIVERY).split(".", 1), beat.beats)
    yield from (turns, sent)


def _times(beats: dict[str, Beat], name: str) -> int:
    return beats[name].beats if name in beats else 0


def _when(beats: dict[str, Beat], name: str) -> float | None:
    return beats[name].at.timestamp() if name in beats else None


def _contact(beats: dict[str, Beat]) -> float | None:
    last = pulse.last_contact(beats)
    return last.timestamp() if last else None


def _seconds(age: timedelta | None) -> float:
    return age.total_seconds() if age else 0.0
