"""aiogram and python-telegram-bot under one hat: the same words to both, and the same refusals from both."""

from dataclasses import dataclass
from typing import Any, Protocol, Self

import aiogram
import pytest
import telegram
from aiogram import exceptions as aiogram_errors
from aiogram import types as aiogram_types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram import error as telegram_errors
from telegram.request import HTTPXRequest

from simulator import TOKEN

PATIENCE = 2.0


@dataclass
class Refused(Exception):
    kind: str
    words: str
    retry_after: int | None = None
    moved_to: int | None = None


class Client(Protocol):
    async def ask(self, method: str, /, **said: Any) -> Any: ...
    def keyboard(self, *buttons: tuple[str, str]) -> Any: ...
    def file(self, content: bytes, name: str) -> Any: ...
    def album(self, *photos: bytes) -> list[Any]: ...
    def reaction(self, emoji: str) -> list[Any]: ...
    async def download(self, file_id: str) -> bytes: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...


class Aiogram:
    KINDS = (
        (aiogram_errors.TelegramRetryAfter, "too many"),
        (aiogram_errors.TelegramMigrateToChat, "moved"),
        (aiogram_errors.TelegramForbiddenError, "forbidden"),
        (aiogram_errors.TelegramConflictError, "conflict"),
        (aiogram_errors.TelegramUnauthorizedError, "unauthorized"),
        (aiogram_errors.TelegramBadRequest, "bad request"),
        (aiogram_errors.TelegramServerError, "server"),
        (aiogram_errors.TelegramNetworkError, "network"),
        (aiogram_errors.ClientDecodeError, "not json"),
    )

    def __init__(self, url: str, token: str = TOKEN) -> None:
        self.session = AiohttpSession(api=TelegramAPIServer.from_base(url), timeout=PATIENCE)
        self.bot = aiogram.Bot(token, session=self.session)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        # Its own close() sleeps a quarter of a second for the sake of TLS, which is not spoken here.
        if self.session._session:
            await self.session._session.close()

    async def ask(self, method: str, /, **said: Any) -> Any:
        try:
            return await getattr(self.bot, method)(**said)
        except (aiogram_errors.TelegramAPIError, aiogram_errors.ClientDecodeError) as error:
            kind = next(kind for known, kind in self.KINDS if isinstance(error, known))
            retry_after = getattr(error, "retry_after", None)
            raise Refused(
                kind, str(error), retry_after, getattr(error, "migrate_to_chat_id", None)
            ) from error

    def keyboard(self, *buttons: tuple[str, str]) -> Any:
        row = [aiogram_types.InlineKeyboardButton(text=text, callback_data=data) for text, data in buttons]
        return aiogram_types.InlineKeyboardMarkup(inline_keyboard=[row])

    def file(self, content: bytes, name: str) -> Any:
        return aiogram_types.BufferedInputFile(content, name)

    def album(self, *photos: bytes) -> list[Any]:
        return [aiogram_types.InputMediaPhoto(media=self.file(photo, "a.png")) for photo in photos]

    def reaction(self, emoji: str) -> list[Any]:
        return [aiogram_types.ReactionTypeEmoji(emoji=emoji)]

    async def download(self, file_id: str) -> bytes:
        stream = await self.bot.download(file_id)
        assert stream is not None
        return stream.read()


class PythonTelegramBot:
    KINDS = (
        (telegram_errors.RetryAfter, "too many"),
        (telegram_errors.ChatMigrated, "moved"),
        (telegram_errors.Forbidden, "forbidden"),
        (telegram_errors.Conflict, "conflict"),
        (telegram_errors.InvalidToken, "unauthorized"),
        (telegram_errors.BadRequest, "bad request"),
        (telegram_errors.NetworkError, "network"),
    )

    def __init__(self, url: str, token: str = TOKEN) -> None:
        def request() -> HTTPXRequest:
            return HTTPXRequest(read_timeout=PATIENCE, httpx_kwargs={"trust_env": False, "verify": False})

        base, files = f"{url}/bot", f"{url}/file/bot"
        self.bot = telegram.Bot(token, base, files, request=request(), get_updates_request=request())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.bot.shutdown()

    async def ask(self, method: str, /, **said: Any) -> Any:
        try:
            return await getattr(self.bot, method)(**said)
        except telegram_errors.TelegramError as error:
            kind = next(kind for known, kind in self.KINDS if isinstance(error, known))
            retry_after = error.retry_after if isinstance(error, telegram_errors.RetryAfter) else None
            raise Refused(kind, str(error), retry_after, getattr(error, "new_chat_id", None)) from error  # type: ignore[arg-type]

    def keyboard(self, *buttons: tuple[str, str]) -> Any:
        row = [telegram.InlineKeyboardButton(text, callback_data=data) for text, data in buttons]
        return telegram.InlineKeyboardMarkup([row])

    def file(self, content: bytes, name: str) -> Any:
        return telegram.InputFile(content, name)

    def album(self, *photos: bytes) -> list[Any]:
        return [telegram.InputMediaPhoto(photo) for photo in photos]

    def reaction(self, emoji: str) -> list[Any]:
        return [telegram.ReactionTypeEmoji(emoji)]

    async def download(self, file_id: str) -> bytes:
        file = await self.bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())


CLIENTS = {"aiogram": Aiogram, "python-telegram-bot": PythonTelegramBot}


async def refusal(client: Client, method: str, **parameters: object) -> Refused:
    with pytest.raises(Refused) as caught:
        await client.ask(method, **parameters)
    return caught.value


def said(refused: Refused, words: str) -> bool:
    """python-telegram-bot capitalizes what Telegram says."""
    return words.casefold() in refused.words.casefold()
