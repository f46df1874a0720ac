"""Style sheets, kept in memory. Their addresses carry a digest, so browsers keep them for ever."""

from functools import cache

from fastapi import APIRouter
from fastapi.responses import Response

from admin_api.pages.page import ANYBODY, STATIC, version
from admin_api.visits import Office
from rules.refusals import NotFound

router = APIRouter()
KINDS = {".css": "text/css", ".svg": "image/svg+xml", "": "text/plain"}
FOR_EVER, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"
"""Another digest, from before or after a deployment, must not keep today's file for ever."""


@router.get("/static/{name:path}")
def asset(name: str, v: str = "", office: Office = ANYBODY) -> Response:
    if name not in assets():
        raise NotFound()
    kind, content = assets()[name]
    kept = FOR_EVER if v == version(name) else ASK_AGAIN
    return Response(content, media_type=kind, headers={"cache-control": kept})


@cache
def assets() -> dict[str, tuple[str, bytes]]:
    """Kind and content by name: only what lies in the folder can be asked for."""
    return {
        path.relative_to(STATIC).as_posix(): (KINDS[path.suffix], path.read_bytes())
        for path in sorted(STATIC.rglob("*"))
        if path.is_file() and path.suffix in KINDS
    }
