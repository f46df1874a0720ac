"""/sim/…: the doors behind the stage, for tests, the demo and the page. Plain JSON; no Telegram here."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator import groups, weather
from simulator.acts import ACTS
from simulator.doors import no, said_in, world_of
from simulator.people import Chat
from simulator.schema import Json
from simulator.telling import CannotAct
from simulator.world import World

LONGEST_WAIT = 60.0
HEARTBEAT = 15.0


def _chat_at(request: Request) -> Chat | None:
    # A group's id is negative, which Starlette's own int in a path cannot be.
    number = request.path_params["chat"]
    return world_of(request).chats.get(int(number)) if number.lstrip("-").isdigit() else None


async def state(request: Request) -> Response:
    world = world_of(request)
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
    before = world_of(request)
    request.app.state.world = before.anew()
    await before.close()
    return await state(request)


async def people(request: Request) -> Response:
    world = world_of(request)
    if request.method == "POST":
        said = await said_in(request)
        if said.get("id") in world.people:
            return no(409, "there is such a person already")
        try:
            person = world.person(**said)
        except TypeError as wrong:
            return no(422, str(wrong))
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
    world, said = world_of(request), await said_in(request)
    person = world.people.get(request.path_params["person"])
    doing = ACTS.get(request.path_params["act"])
    chat = world.chats.get(said.get("chat_id", person.id)) if person else None
    if person is None or doing is None or chat is None or person.id not in chat.members:
        return no(404, "no such person, act or chat")
    before = chat.revision
    try:
        return JSONResponse(doing(world, person, chat, said) | {"revision": max(before, chat.revision)})
    except CannotAct as why:
        return no(409, str(why))
    except (KeyError, TypeError, ValueError) as wrong:
        return no(422, f"{type(wrong).__name__}: {wrong}")


async def chat(request: Request) -> Response:
    """With `after` and `wait`, answers as soon as the chat has gone beyond that revision."""
    world = world_of(request)
    found = _chat_at(request)
    if found is None:
        return no(404, "no such chat")
    after = int(request.query_params.get("after", 0))
    await _beyond(world, found, after, float(request.query_params.get("wait", 0)))
    return JSONResponse(found.view(after))


async def _beyond(world: World, found: Chat, revision: int, seconds: float) -> None:
    until = asyncio.get_running_loop().time() + min(seconds, LONGEST_WAIT)
    while found.revision <= revision and not world.closing:
        left = until - asyncio.get_running_loop().time()
        if left <= 0 or not await found.changed.heard_within(left):
            return


async def list_or_form(request: Request) -> Response:
    world, said = world_of(request), await said_in(request)
    if request.method == "GET":
        return JSONResponse([_group(chat) for chat in world.chats.values() if not chat.private])
    try:
        members = [world.people[person_id] for person_id in said.pop("members")]
        return JSONResponse(groups.form(world, said.pop("title"), members, **said).about, 201)
    except (KeyError, TypeError) as wrong:
        return no(422, f"{type(wrong).__name__}: {wrong}")


def _group(chat: Chat) -> Json:
    last = next(reversed(chat.messages.values()), None)
    about = {"standing": chat.standing, "revision": chat.revision, "last": last}
    return chat.about | about | {"members": list(chat.members), "migrated_to": chat.migrated_to}


async def upgrade(request: Request) -> Response:
    world = world_of(request)
    found = _chat_at(request)
    if found is None or found.private:
        return no(404, "no such group")
    return JSONResponse(groups.upgrade(world, found).about)


async def file(request: Request) -> Response:
    stored = world_of(request).files.by_id.get(request.path_params["file_id"])
    if stored is None:
        return no(404, "no such file")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return Response(stored.upload.content, media_type=stored.upload.mime, headers=headers)


async def events(request: Request) -> Response:
    return StreamingResponse(_stream(world_of(request)), media_type="text/event-stream")


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
    Route("/groups", list_or_form, methods=["GET", "POST"]),
    Route("/groups/{chat}/upgrade", upgrade, methods=["POST"]),
    *weather.ROUTES,
    Route("/files/{file_id}", file),
    Route("/events", events),
]
