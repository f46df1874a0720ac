"""Tells Telegram who we are and where we listen. Any replica may; nothing that is pending is ever dropped."""

import asyncio

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.types import BotCommand

from bot.discretion import KINDS
from locales import LANGUAGES, phrase, say_phrase

log = structlog.get_logger(__name__)

AGAIN_SECONDS = 30.0
COMMANDS = {
    "new": phrase("command", "A new report"),
    "my": phrase("command", "My reports"),
    "rate": phrase("command", "Rate a service"),
    "language": phrase("command", "Language"),
    "settings": phrase("command", "Settings"),
    "help": phrase("command", "Help and phones"),
    "privacy": phrase("command", "What is kept, who sees it"),
    "my_data": phrase("command", "My data as a file"),
    "delete_me": phrase("command", "Delete my data"),
    "cancel": phrase("command", "Cancel"),
}


class Introduction:
    def __init__(self, *, api: str, token: str, webhook: str | None, secret: str) -> None:
        self._api, self._token = api, token
        self._webhook, self._secret = webhook, secret

    async def run(self, stop: asyncio.Event) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(self._api))
        try:
            telegram = Bot(self._token, session=session)
            while not stop.is_set() and (again_after := await self._introduced(telegram)) is not None:
                await asyncio.wait([asyncio.create_task(stop.wait())], timeout=again_after)
        finally:
            await session.close()
        await stop.wait()

    async def _introduced(self, telegram: Bot) -> float | None:
        """None when it is done, otherwise the seconds until it is tried again."""
        try:
            if self._webhook is not None:
                await telegram.set_webhook(
                    self._webhook, secret_token=self._secret, allowed_updates=list(KINDS)
                )
            for language in LANGUAGES:
                commands = [
                    BotCommand(command=name, description=say_phrase(language, words))
                    for name, words in COMMANDS.items()
                ]
                # Most Kyrgyz speakers' phones say "ru" or "en"; who says neither gets Kyrgyz.
                code = None if language == "ky" else language
                await telegram.set_my_commands(commands, language_code=code)
        except (AiogramError, TypeError) as error:
            log.warning("introduction_failed", error=type(error).__name__)
            return float(error.retry_after) if isinstance(error, TelegramRetryAfter) else AGAIN_SECONDS
        return None
