"""The front desk, assembled: the JSON API, the pages, and what stands guard around both."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from admin_api import attachments, directory, health, metrics, pages, problems, reports, tickets
from admin_api.guards import Bounded, CarefulHeaders, Unbroken
from admin_api.schemas import Problem
from admin_api.turnstile import Turnstile
from admin_api.visits import UNWATCHED, Office, Watch
from db.engine import Database
from db.files.storage import Storage
from db.queries.directory import Shelf

VERSION = "1.0"
CALLS_PER_MINUTE = 12_000
"""Of one key or session. No quota: it stops a loop that somebody forgot, before others feel it."""
SMALLEST_PACKED = 1000
"""Bytes. Below, packing a response makes it no smaller; villages are on slow lines."""
PACKED_ALREADY = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf")
DESCRIPTION = """\
What citizens say about local services, what was done about it, and the figures that follow from it.

Sign requests with `Authorization: Bearer KEY`. Who calls too often gets 429 and `Retry-After`. A browser's session
works too; what it sends must carry its `Origin`, and `X-Form-Token` with the `form_token` of any page's form.

Errors are `application/problem+json` with a stable `code`; their sentences and all `…_name` fields come in the
language of `Accept-Language` (ky, ru, en), else in your own.
"""
REFUSED: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "Refused, with a stable code",
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    },
    422: {"model": Problem, "description": "Not what is expected", "content": {problems.MEDIA_TYPE: {}}},
}
BEARER = HTTPBearer(auto_error=False, description="`dobush user add NAME --role ROLE --api-key` prints one.")


def create_application(
    database: Database,
    shelf: Shelf,
    *,
    files: Storage,
    now: Callable[[], datetime],
    secure: bool,
    public_url: str,
    wake_letters: Callable[[], None],
    secret_key: str = "",
    calls_per_minute: int = CALLS_PER_MINUTE,
    watch: Watch = UNWATCHED,
) -> FastAPI:
    """Without a `secret_key` this process counts addresses for itself and forgets them with its end."""
    app = FastAPI(
        title="Dobush",
        version=VERSION,
        description=DESCRIPTION,
        openapi_url=None,  # health.py serves it, admitted like any other route
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
    )
    key = secret_key.encode() or secrets.token_bytes(32)
    turnstile = Turnstile(database, now=now, key=key, calls_per_minute=calls_per_minute)
    app.state.office = Office(database, shelf, files, now, secure, public_url, wake_letters, turnstile, watch)
    app.state.problem_page = pages.problem_page
    problems.install(app)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(_api())
    app.include_router(pages.router)
    app.add_middleware(Bounded)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED, exclude_content_types=PACKED_ALREADY)
    app.add_middleware(Unbroken)
    app.add_middleware(CarefulHeaders, secure=secure)
    app.state.requests = metrics.Requests()
    app.add_middleware(metrics.Measured, requests=app.state.requests)
    return app


def _api() -> APIRouter:
    api = APIRouter(prefix="/api/v1", responses=REFUSED, dependencies=[Depends(BEARER)])
    for room in (tickets, attachments, reports, directory):
        api.include_router(room.router)
    return api
