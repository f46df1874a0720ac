"""A process that is about to end says so first, so that whoever balances the load turns to another one."""

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READY = "/readyz"


class Leaving:
    """Outside the application: once `begun`, not ready, and no connection is kept for a next request.

    Whatever still comes is served as ever. A client that reuses a connection would otherwise meet it closed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.begun:
            return await self._app(scope, receive, send)

        async def last(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["connection"] = "close"
            await send(message)

        if scope["path"] == READY:
            return await JSONResponse({"status": "leaving"}, 503)(scope, receive, last)
        await self._app(scope, receive, last)
