"""Around every request: headers that keep a browser careful, and an answer even when we break."""

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_api import problems
from admin_api.problems import Problem
from admin_api.visits import API

log = structlog.get_logger(__name__)

LARGEST_BODY = 1_000_000
"""Bytes."""
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script runs on our pages, not even one of ours; templates hold no style either, and a test reads them."""
EVERYWHERE = {
    "cache-control": "no-store",
    "content-security-policy": CONTENT_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
HSTS = "max-age=31536000"


class CarefulHeaders:
    """Outermost, so that what the other guards answer has them too."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app, self._secure = app, secure
        self._headers = EVERYWHERE | ({"strict-transport-security": HSTS} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(API):
                    headers.setdefault("cache-control", "no-store")
                if self._secure:
                    message["headers"] = [_kept_from_http(*one) for one in message["headers"]]
            await send(message)

        return await self._app(scope, receive, careful)


class Bounded:
    """The body is here, and is not too large, before anybody begins to read it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            body = await _body(scope, receive)
        except ClientDisconnect:
            return None  # half a form is not what anybody meant to send
        if body is None:
            response = problems.answer(Request(scope), Problem(413, "too_large"))
            return await response(scope, receive, send)
        told = False

        async def retold() -> Message:
            nonlocal told
            if told:
                return await receive()
            told = True
            return {"type": "http.request", "body": body, "more_body": False}

        return await self._app(scope, retold, send)


class Unbroken:
    """An accident is logged by its kind and its place, never by its message: that may hold what a citizen wrote."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            route = getattr(scope.get("route"), "path", None)
            log.error("request_failed", route=route, error=type(error).__name__, at=_place(error))
            if begun:
                raise  # half an answer: only the server can break the connection off
            response = problems.answer(Request(scope), Problem(500, "internal_error"))
            await response(scope, receive, send)


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """None when there is more than we take. Raises ClientDisconnect when the rest will never come."""
    announced = Headers(scope=scope).get("content-length", "0")
    if announced.isdecimal() and int(announced[:20]) > LARGEST_BODY:
        return None
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _kept_from_http(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Whoever sets a cookie may forget to say Secure; we do not."""
    forgotten = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return name, value + b"; Secure" if forgotten else value


def _place(error: BaseException) -> str | None:
    """File and line of the innermost step."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return f"{step.tb_frame.f_code.co_filename.rpartition('/')[2]}:{step.tb_lineno}" if step else None
