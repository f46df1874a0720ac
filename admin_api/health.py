"""Whether the process runs, and whether it can do its work; and the API's own description."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from admin_api import problems
from admin_api.problems import Problem
from admin_api.visits import Everybody, Office
from db.queries import readiness
from db.queries.readiness import Signs

log = structlog.get_logger(__name__)

router = APIRouter(include_in_schema=False)
ANYBODY: Office = Depends(Everybody())

TICK_QUIET_AFTER = timedelta(minutes=5)
RECEIVED_OLD_AFTER = timedelta(minutes=1)
OUTBOX_OLD_AFTER = timedelta(minutes=5)
"""docs/operating.md names these; they warn and never answer 503: other processes must not be cut off for them."""


@router.get("/healthz")
async def healthz(office: Office = ANYBODY) -> dict[str, str]:
    """On the event loop, so that it answers while every thread is busy."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(request: Request, office: Office = ANYBODY) -> Response:
    """Before the migration, and while the database is away, others must do the work."""
    try:
        with office.database.reading() as session:
            if not readiness.is_migrated(session):
                return _not_ready(request, "not_migrated")
            signs = readiness.signs(session, at=office.now())
    except SQLAlchemyError as error:
        log.warning("database_away", error=type(error).__name__)
        return _not_ready(request, "database_away")
    told = {
        "status": "ready",
        "migration": signs.migration,
        "seconds": {
            "since_tick": _seconds(signs.tick),
            "since_telegram": _seconds(signs.telegram),
            "oldest_received": _seconds(signs.received),
            "oldest_outbox": _seconds(signs.outbox),
        },
        "warnings": list(warnings(signs, telegram_quiet_after=office.watch.telegram_quiet_after)),
    }
    return JSONResponse(told, headers={"cache-control": "no-store"})


@router.get("/api/v1/openapi.json")
async def openapi(request: Request, office: Office = ANYBODY) -> dict[str, Any]:
    described: dict[str, Any] = request.app.openapi()
    return described


def warnings(signs: Signs, *, telegram_quiet_after: timedelta) -> Iterator[str]:
    """What somebody should look at, by code. Silence that nobody has broken yet is no news."""
    limits = (
        ("worker_silent", signs.tick, TICK_QUIET_AFTER),
        ("telegram_silent", signs.telegram, telegram_quiet_after),
        ("updates_wait", signs.received, RECEIVED_OLD_AFTER),
        ("outbox_waits", signs.outbox, OUTBOX_OLD_AFTER),
    )
    for code, age, limit in limits:
        if age is not None and age > limit:
            yield code


def _not_ready(request: Request, reason: str) -> Response:
    return problems.answer(request, Problem(503, "not_ready", {"reason": reason}, {"retry-after": "5"}))


def _seconds(age: timedelta | None) -> float | None:
    return round(age.total_seconds(), 1) if age is not None else None
