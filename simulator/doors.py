"""What every door behind the stage needs: the world, what was said, a refusal."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse

from simulator.schema import Json
from simulator.world import World


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


def no(code: int, why: str) -> JSONResponse:
    return JSONResponse({"error": why}, code)


async def said_in(request: Request) -> Json:
    body = await request.body()
    said = json.loads(body) if body else {}
    return said if isinstance(said, dict) else {}
