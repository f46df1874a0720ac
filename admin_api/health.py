"""Whether the process runs, and whether it can do its work; and the API's own description."""

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

log = structlog.get_logger(__name__)

router = APIRouter(include_in_schema=False)
ANYBODY: Office = Depends(Everybody())


@router.get("/healthz")
async def healthz(office: Office = ANYBODY) -> dict[str, str]:
    """On the event loop, so that it answers while every thread is busy."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(request: Request, office: Office = ANYBODY) -> Response:
    """Before the migration, and while the database is away, others must do the work."""
    if _is_ready(office):
        return JSONResponse({"status": "ready"})
    return problems.answer(request, Problem(503, "not_ready", headers={"retry-after": "5"}))


@router.get("/api/v1/openapi.json")
async def openapi(request: Request, office: Office = ANYBODY) -> dict[str, Any]:
    described: dict[str, Any] = request.app.openapi()
    return described


def _is_ready(office: Office) -> bool:
    try:
        with office.database.reading() as session:
            return readiness.is_migrated(session)
    except SQLAlchemyError as error:
        log.warning("database_away", error=type(error).__name__)
        return False
