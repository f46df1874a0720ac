"""Telegram calls us: the same table, the same order of things, behind a secret."""

import hmac
import json
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.receiving import Keeping, arrived, is_update
from db.engine import Database
from db.queries.pulse import CALLED, Beating, unheard

log = structlog.get_logger(__name__)

PATH = "/telegram/update"
LARGEST_BODY = 1_000_000
"""Bytes; Telegram's updates stay far below."""


Event = MutableMapping[str, Any]
"""What ASGI passes about."""


class Webhook:
    """Telegram calls here. A pure ASGI application: the endpoint of a route, not a mount, which would redirect."""

    def __init__(
        self,
        database: Database,
        *,
        bot_id: int,
        secret: str,
        now: Callable[[], datetime],
        wake: Callable[[], None],
        beat: Beating = unheard,
    ) -> None:
        if not secret:
            raise ValueError("a webhook without a secret would believe anybody")
        self._keeping = Keeping(database, beat=beat)
        self._bot_id, self._now, self._wake, self._beat = bot_id, now, wake, beat
        self._secret = secret.encode()

    async def __call__(
        self,
        scope: Event,
        receive: Callable[[], Awaitable[Event]],
        send: Callable[[Event], Awaitable[None]],
    ) -> None:
        headers = dict(scope["headers"])
        if not hmac.compare_digest(headers.get(b"x-telegram-bot-api-secret-token", b""), self._secret):
            return await _answer(send, 401)
        body = await _body(receive)
        if body is None:
            return await _answer(send, 413)
        update = _one_update(body)
        if update is None:
            return await _answer(send, 400)
        try:
            await self._keeping.keep(arrived(self._bot_id, update), at=self._now())
        except SQLAlchemyError as error:
            log.warning("database_away", error=type(error).__name__)
            return await _answer(send, 503, (b"retry-after", b"5"))
        self._beat(CALLED)
        self._wake()
        await _answer(send, 200)


async def _body(receive: Callable[[], Awaitable[Event]]) -> bytes | None:
    body, more = b"", True
    while more:
        part = await receive()
        body += part.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
        more = part.get("more_body", False)
    return body


def _one_update(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if is_update(told) else None


async def _answer(
    send: Callable[[Event], Awaitable[None]], status: int, *headers: tuple[bytes, bytes]
) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0"), *headers]}
    )
    await send({"type": "http.response.body", "body": b""})
