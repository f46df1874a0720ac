"""The Bot API over HTTP: /bot<token>/<method>, /file/bot<token>/<path>; beside it the stage's own doors."""

import asyncio
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from simulator import control, copying, editing, marking, sending, settings, topics
from simulator.faults import Fault, Kind
from simulator.refusals import NotPlayed, Refusal
from simulator.schema import Json, Method, check_request, complaint, method_named
from simulator.wire import Call, read_call, settle_types
from simulator.world import World

PAGE = Path(__file__).with_name("page")
BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>"

PLAYED: dict[str, Callable[[World, Call], Any]] = {
    "getMe": settings.get_me,
    "getUpdates": settings.get_updates,
    "setWebhook": settings.set_webhook,
    "deleteWebhook": settings.delete_webhook,
    "getWebhookInfo": settings.get_webhook_info,
    "getFile": settings.get_file,
    "getChat": settings.get_chat,
    "getChatMember": settings.get_chat_member,
    "getChatAdministrators": settings.get_chat_administrators,
    "getChatMemberCount": settings.get_chat_member_count,
    "leaveChat": settings.leave_chat,
    "setMyCommands": settings.set_my_commands,
    "getMyCommands": settings.get_my_commands,
    "setMyName": settings.set_profile,
    "setMyDescription": settings.set_profile,
    "setMyShortDescription": settings.set_profile,
    "setChatMenuButton": settings.set_profile,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendVoice": sending.send_voice,
    "sendVideo": sending.send_video,
    "sendVideoNote": sending.send_video_note,
    "sendAudio": sending.send_audio,
    "sendSticker": sending.send_sticker,
    "sendVenue": sending.send_venue,
    "sendContact": sending.send_contact,
    "sendLocation": sending.send_location,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "copyMessage": copying.copy_message,
    "copyMessages": copying.copy_messages,
    "forwardMessage": copying.forward_message,
    "forwardMessages": copying.forward_messages,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "setMessageReaction": marking.set_message_reaction,
    "pinChatMessage": marking.pin_chat_message,
    "unpinChatMessage": marking.unpin_chat_message,
    "createForumTopic": topics.create_forum_topic,
    "editForumTopic": topics.edit_forum_topic,
    "closeForumTopic": topics.close_forum_topic,
    "reopenForumTopic": topics.reopen_forum_topic,
    "deleteForumTopic": topics.delete_forum_topic,
    "answerCallbackQuery": editing.answer_callback_query,
}
# What a ceiling counts: all that shows in a chat.
RATED = ("send", "edit", "copy", "forward", "create", "pin")


class Silence(Response):
    """No answer at all: the connection is gone."""

    async def __call__(self, *_: Any) -> None:
        await asyncio.sleep(0)


def create_app(world: World) -> Starlette:
    routes: list[BaseRoute] = [
        Route("/bot{token}/{method}", bot_api, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download),
        Mount("/sim", routes=control.ROUTES),
        Mount("/", StaticFiles(directory=PAGE, html=True)),
    ]
    app = Starlette(routes=routes)
    app.state.world = world
    world.perform = perform
    return app


async def perform(world: World, said: Json) -> None:
    """A method in a bot's answer to a webhook's update: done, but nobody is told what came of it."""
    call = Call({name: value for name, value in said.items() if name != "method"})
    name = str(said["method"])
    try:
        method = method_named(name)
        settle_types(method, call)
        body = await _play(world, method, call)
    except Refusal as refusal:
        body = refusal.as_json()
    _note(world, name, call, body.get("error_code", 200), body.get("description"))


async def bot_api(request: Request) -> Response:
    world: World = request.app.state.world
    name = request.path_params["method"]
    if _down(request):
        return _cut(request)
    call = Call({})
    try:
        if request.path_params["token"] != world.token:
            raise Refusal(401, "Unauthorized")
        method = method_named(name)
        name = method.name
        call = await read_call(request)
        settle_types(method, call)
        fault = world.faults.strike(name, call.chat_id())
        body = await (_struck(world, request, method, call, fault) if fault else _play(world, method, call))
    except Refusal as refusal:
        body = refusal.as_json()
        if isinstance(refusal, NotPlayed):
            world.flaws.append(refusal.description)
    if isinstance(body, Response):
        return body
    if _down(request):
        return _cut(request)
    _note(world, name, call, body.get("error_code", 200), body.get("description"))
    return JSONResponse(body, body.get("error_code", 200))


def _down(request: Request) -> bool:
    """Asked twice: Telegram may fall while a long poll waits."""
    return bool(request.app.state.world.down)


async def _play(world: World, method: Method, call: Call) -> Json:
    check_request(method, call.params)
    if method.name.startswith(RATED) and (chat_id := call.chat_id()):
        world.rates.spend(chat_id)
    result = PLAYED[method.name](world, call)
    if inspect.isawaitable(result):
        result = await result
    body: Json = {"ok": True}
    if isinstance(result, settings.Told):
        body["description"] = result.description
        result = result.result
    if error := complaint(method.result, result):
        world.flaw(f"our answer to {method.name}", error)
        raise Refusal(500, "Internal Server Error: the simulator's own answer is wrong")
    return body | {"result": result}


async def _struck(
    world: World, request: Request, method: Method, call: Call, fault: Fault
) -> Json | Response:
    match fault.kind:
        case Kind.TOO_MANY | Kind.BLOCKED:
            raise fault.refusal()
        case Kind.SLOW:
            await asyncio.sleep(fault.seconds)
            return await _play(world, method, call)
        case Kind.NEWER | Kind.MISSHAPEN:
            return _reshaped(await _play(world, method, call), fault.kind)
        case Kind.TIMEOUT_AFTER:
            await _play(world, method, call)
    _note(world, method.name, call, 0 if fault.silent else fault.code, f"fault: {fault.kind}")
    match fault.kind:
        case Kind.HTML:
            return Response(BAD_GATEWAY, fault.code, media_type="text/html")
        case Kind.EMPTY:
            return Response(b"", fault.code)
        case Kind.JSON:
            told = {"description": fault.description} if fault.description else {}
            return JSONResponse({"ok": False, "error_code": fault.code, **told}, fault.code)
        case Kind.TIMEOUT_BEFORE | Kind.TIMEOUT_AFTER:
            await _until_gone(world, request, fault.seconds)
    return _cut(request)


def _reshaped(body: Json, kind: Kind) -> Json:
    """The answer of a Telegram that is newer than its client, or that broke its word."""
    if not isinstance(told := body["result"], dict):
        return body
    if kind is Kind.NEWER:
        return body | {"result": told | {"mood": {"of": "the day"}}, "served_by": 7}
    return body | {"result": {name: value for name, value in told.items() if name not in ("chat", "date")}}


def _note(world: World, name: str, call: Call, code: int, said: str | None) -> None:
    entry = world.log.note(world.clock.moment(), name, call.chat_id(), code, said, call.params)
    world.tell({"kind": "call", "call": entry.as_json()})


async def _until_gone(world: World, request: Request, seconds: float) -> None:
    until = asyncio.get_running_loop().time() + seconds
    while not world.closing and asyncio.get_running_loop().time() < until:
        try:
            if (await asyncio.wait_for(request.receive(), 0.2))["type"] == "http.disconnect":
                return
        except TimeoutError:
            continue


def _cut(request: Request) -> Response:
    """ASGI has no word for a broken line, so we take uvicorn's own transport."""
    transport = getattr(getattr(request.receive, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("only a real connection can be cut: serve the simulator with uvicorn")
    transport.abort()
    return Silence()


async def download(request: Request) -> Response:
    world: World = request.app.state.world
    stored = world.files.at(request.path_params["path"])
    if _down(request):
        return _cut(request)
    if request.path_params["token"] != world.token:
        return JSONResponse(Refusal(401, "Unauthorized").as_json(), 401)
    if stored is None:
        return JSONResponse(Refusal(404, "Not Found").as_json(), 404)
    return Response(stored.upload.content, media_type="application/octet-stream")
