"""/sim/…: the doors behind the stage, for tests, the demo and the page. Plain JSON; no Telegram here."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator.acts import ACTS, CannotAct
from simulator.faults import Fault
from simulator.people import Chat
from simulator.schema import Json
from simulator.world import World

LONGEST_WAIT = 60.0
HEARTBEAT = 15.0


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _no(code: int, why: str) -> JSONResponse:
    return JSONResponse({"error": why}, code)


def _chat_at(request: Request) -> Chat | None:
    # A group's id is negative, which Starlette's own int in a path cannot be.
    number = request.path_params["chat"]
    return _world(request).chats.get(int(number)) if number.lstrip("-").isdigit() else None


async def _said(request: Request) -> Json:
    body = await request.body()
    said = json.loads(body) if body else {}
    return said if isinstance(said, dict) else {}


async def state(request: Request) -> Response:
    world = _world(request)
    target = world.webhook.target
    return JSONResponse(
        {
            "bot": world.bot,
            "profile": world.profile,
            "commands": [
                {"scope": json.loads(scope), "language_code": language, "commands": commands}
                for (scope, language), commands in world.commands.items()
            ],
            "now": world.clock.moment(),
            "clock_stopped": world.clock.stopped,
            "down": world.down,
            "pending_updates": len(world.updates),
            "webhook": target.url if target else None,
            "failed_deliveries": world.webhook.failures,
            "calls": world.log.total,
            "rate": world.rates.as_json(),
            "flaws": world.flaws,
        }
    )


async def reset(request: Request) -> Response:
    before = _world(request)
    request.app.state.world = before.anew()
    await before.close()
    return await state(request)


async def people(request: Request) -> Response:
    world = _world(request)
    if request.method == "POST":
        said = await _said(request)
        if said.get("id") in world.people:
            return _no(409, "there is such a person already")
        try:
            person = world.person(**said)
        except TypeError as wrong:
            return _no(422, str(wrong))
        return JSONResponse(_card(world, person.id), 201)
    return JSONResponse([_card(world, person_id) for person_id in world.people])


def _card(world: World, person_id: int) -> Json:
    person, chat = world.people[person_id], world.chats[person_id]
    names = ("id", "first_name", "last_name", "username", "language_code", "phone")
    last = next(reversed(chat.messages.values()), None)
    return {n: getattr(person, n) for n in names} | {
        "standing": chat.standing,
        "revision": chat.revision,
        "last": last,
    }


async def act(request: Request) -> Response:
    world, said = _world(request), await _said(request)
    person = world.people.get(request.path_params["person"])
    doing = ACTS.get(request.path_params["act"])
    chat = world.chats.get(said.get("chat_id", person.id)) if person else None
    if person is None or doing is None or chat is None:
        return _no(404, "no such person, act or chat")
    before = chat.revision
    try:
        return JSONResponse(doing(world, person, chat, said) | {"revision": max(before, chat.revision)})
    except CannotAct as why:
        return _no(409, str(why))
    except (KeyError, TypeError, ValueError) as wrong:
        return _no(422, f"{type(wrong).__name__}: {wrong}")


async def chat(request: Request) -> Response:
    """With `after` and `wait`, answers as soon as the chat has gone beyond that revision."""
    world = _world(request)
    found = _chat_at(request)
    if found is None:
        return _no(404, "no such chat")
    after = int(request.query_params.get("after", 0))
    await _beyond(world, found, after, float(request.query_params.get("wait", 0)))
    return JSONResponse(found.view(after))


async def _beyond(world: World, found: Chat, revision: int, seconds: float) -> None:
    until = asyncio.get_running_loop().time() + min(seconds, LONGEST_WAIT)
    while found.revision <= revision and not world.closing:
        left = until - asyncio.get_running_loop().time()
        if left <= 0 or not await found.changed.heard_within(left):
            return


async def groups(request: Request) -> Response:
    world, said = _world(request), await _said(request)
    members = [world.people[person_id] for person_id in said["members"]]
    made = world.group(said["title"], members, sees_everything=said.get("sees_everything", False))
    return JSONResponse(made.about, 201)


async def upgrade(request: Request) -> Response:
    world = _world(request)
    found = _chat_at(request)
    if found is None or found.private:
        return _no(404, "no such group")
    return JSONResponse(world.upgrade(found).about)


async def calls(request: Request) -> Response:
    world, asked = _world(request), request.query_params
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
    world = _world(request)
    if request.method == "POST":
        try:
            return JSONResponse(world.faults.add(Fault(**await _said(request))).as_json(), 201)
        except (TypeError, ValueError) as wrong:
            return _no(422, str(wrong))
    if request.method == "DELETE":
        one = request.query_params.get("id")
        world.faults.clear(int(one) if one else None)
    return JSONResponse(world.faults.list())


async def down(request: Request) -> Response:
    _world(request).set_down(bool((await _said(request))["down"]))
    return await state(request)


async def clock(request: Request) -> Response:
    """Any of `stop`, `set`, `advance`, `go`, in this order."""
    clock, said = _world(request).clock, await _said(request)
    if said.get("stop"):
        clock.stop()
    if "set" in said:
        clock.set(float(said["set"]))
    if "advance" in said:
        clock.advance(float(said["advance"]))
    if said.get("go"):
        clock.go()
    return JSONResponse({"now": clock.moment(), "stopped": clock.stopped})


async def rate(request: Request) -> Response:
    _world(request).rates.configure(await _said(request))
    return JSONResponse(_world(request).rates.as_json())


async def inject(request: Request) -> Response:
    """An update as it stands, however odd: only its number is ours when it brings none."""
    world = _world(request)
    update = {"update_id": world.updates.next_id()} | (await _said(request))["update"]
    world.enqueue(update)
    return JSONResponse({"update_id": update["update_id"]})


async def file(request: Request) -> Response:
    stored = _world(request).files.by_id.get(request.path_params["file_id"])
    if stored is None:
        return _no(404, "no such file")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return Response(stored.upload.content, media_type=stored.upload.mime, headers=headers)


async def events(request: Request) -> Response:
    return StreamingResponse(_stream(_world(request)), media_type="text/event-stream")


async def _stream(world: World) -> AsyncIterator[str]:
    queue = world.listen()
    try:
        yield "retry: 1000\n\n"
        while not world.closing and world.listens(queue):
            try:
                event: Any = await asyncio.wait_for(queue.get(), HEARTBEAT)
                yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        world.leave(queue)


ROUTES = [
    Route("/state", state),
    Route("/reset", reset, methods=["POST"]),
    Route("/people", people, methods=["GET", "POST"]),
    Route("/people/{person:int}/{act}", act, methods=["POST"]),
    Route("/chats/{chat}", chat),
    Route("/groups", groups, methods=["POST"]),
    Route("/groups/{chat}/upgrade", upgrade, methods=["POST"]),
    Route("/calls", calls, methods=["GET", "DELETE"]),
    Route("/faults", faults, methods=["GET", "POST", "DELETE"]),
    Route("/down", down, methods=["PUT"]),
    Route("/clock", clock, methods=["PUT"]),
    Route("/rate", rate, methods=["PUT"]),
    Route("/updates", inject, methods=["POST"]),
    Route("/files/{file_id}", file),
    Route("/events", events),
]
