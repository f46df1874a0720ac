"""A file from Telegram: `getFile`, then the download. Both addresses hold the token, so neither is ever told."""

import json
from datetime import timedelta
from typing import Any

import httpx

from rules.attachments import DOWNLOADABLE

BIG = "file is too big"
BAD_REQUEST, TOO_MANY = 400, 429


class TooLarge(Exception):
    """More than Telegram hands to a bot, or more than was claimed."""


class NotGiven(Exception):
    """Telegram says that it has no such file, now or ever."""


class AwayForNow(Exception):
    """Telegram, or the way there. `after` is what it asked us to wait."""

    def __init__(self, why: str, after: timedelta | None = None) -> None:
        super().__init__(why)
        self.after = after


class Downloads:
    def __init__(self, http: httpx.AsyncClient, *, api: str, token: str) -> None:
        self._http = http
        self._calls, self._files = f"{api}/bot{token}", f"{api}/file/bot{token}"

    async def take(self, file_id: str) -> bytes:
        """The file's bytes. Raises TooLarge, NotGiven, AwayForNow; none of them holds an address."""
        try:
            return await self._download(await self._path(file_id))
        except httpx.HTTPError as error:
            raise AwayForNow(type(error).__name__) from None

    async def _path(self, file_id: str) -> str:
        answer = await self._http.post(f"{self._calls}/getFile", json={"file_id": file_id})
        told = _json(answer.content)
        path = told.get("result", {}).get("file_path") if told.get("ok") else None
        if isinstance(path, str):
            return path
        if answer.status_code == BAD_REQUEST:
            raise TooLarge() if BIG in str(told.get("description")) else NotGiven()
        raise AwayForNow(str(answer.status_code), _retry_after(answer, told))

    async def _download(self, path: str) -> bytes:
        content = bytearray()
        async with self._http.stream("GET", f"{self._files}/{path}") as answer:
            if answer.status_code != httpx.codes.OK:
                raise AwayForNow(str(answer.status_code))
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > DOWNLOADABLE:
                    raise TooLarge()
        return bytes(content)


def _json(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _retry_after(answer: httpx.Response, told: dict[str, Any]) -> timedelta | None:
    if answer.status_code != TOO_MANY:
        return None
    wait = told.get("parameters", {}).get("retry_after")
    return timedelta(seconds=wait) if isinstance(wait, int) else None
