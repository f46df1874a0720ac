"""The stage's weather: faults, the fallen Telegram, the clock, the ceilings, and what the bot asked meanwhile."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.doors import no, said_in, world_of
from simulator.faults import Fault


async def calls(request: Request) -> Response:
    world, asked = world_of(request), request.query_params
    if request.method == "DELETE":
        world.log.clear()
        return Response(status_code=204)
    picked = world.log.select(
        method=asked.get("method"),
        chat_id=int(asked["chat_id"]) if "chat_id" in asked else None,
        after=int(asked.get("after", 0)),
        limit=int(asked.get("limit", 1000)),
    )
    return JSONResponse({"total": world.log.total, "counts": world.log.counts(), "calls": picked})


async def faults(request: Request) -> Response:
    world = world_of(request)
    if request.method == "POST":
        try:
            return JSONResponse(world.faults.add(Fault(**await said_in(request))).as_json(), 201)
        except (TypeError, ValueError) as wrong:
            return no(422, str(wrong))
    if request.method == "DELETE":
        one = request.query_params.get("id")
        world.faults.clear(int(one) if one else None)
    return JSONResponse(world.faults.list())


async def down(request: Request) -> Response:
    world_of(request).set_down(bool((await said_in(request))["down"]))
    return JSONResponse({"down": world_of(request).down})


async def clock(request: Request) -> Response:
    """Any of `stop`, `set`, `advance`, `go`, in this order."""
    clock, said = world_of(request).clock, await said_in(request)
    if said.get("stop"):
        clock.stop()
    if "set" in said:
        clock.set(float(said["set"]))
    if "advance" in said:
        clock.advance(float(said["advance"]))
    if said.get("go"):
        clock.go()
    return JSONResponse({"now": clock.moment(), "stopped": clock.stopped})


async def webhook(request: Request) -> Response:
    """`public`: https and Telegram's four ports only; `trust`: PEM of whoever signed the bot's certificate."""
    world, said = world_of(request), await said_in(request)
    world.webhook_is_public = bool(said.get("public", world.webhook_is_public))
    world.webhook_trusts = str(said.get("trust", world.webhook_trusts))
    return JSONResponse({"public": world.webhook_is_public, "trust": world.webhook_trusts})


async def rate(request: Request) -> Response:
    world_of(request).rates.configure(await said_in(request))
    return JSONResponse(world_of(request).rates.as_json())


async def inject(request: Request) -> Response:
    """An update as it stands, however odd: only its number is ours when it brings none."""
    world = world_of(request)
    update = {"update_id": world.updates.next_id()} | (await said_in(request))["update"]
    world.enqueue(update)
    return JSONResponse({"update_id": update["update_id"]})


ROUTES = [
    Route("/calls", calls, methods=["GET", "DELETE"]),
    Route("/faults", faults, methods=["GET", "POST", "DELETE"]),
    Route("/down", down, methods=["PUT"]),
    Route("/clock", clock, methods=["PUT"]),
    Route("/rate", rate, methods=["PUT"]),
    Route("/webhook", webhook, methods=["PUT"]),
    Route("/updates", inject, methods=["POST"]),
]
