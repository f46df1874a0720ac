"""Telegram through aiogram's client: one call a message in the normal case, every failure named."""

import asyncio
from datetime import timedelta

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from aiogram.types import Message as Sent

from db.files.storage import ObjectMissing, Storage, StorageAway
from rules.messages import Message, Paper, Voice
from worker.channels import Delivered, GiveUp, Outcome, TryLater, Uploaded

SECONDS = 20
"""For one call. A timeout does not say whether Telegram took the message: the case number makes a double harmless."""

SAME = "message is not modified"
NOT_EDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
)
UNKNOWN_FILE = ("wrong file", "wrong remote file", "invalid file_id")
"""Said of the file of another bot: the token was changed, or it was tried on a stage before."""
GONE = ("chat not found", "user is deactivated", "bot was blocked", "peer_id_invalid")


class Telegram:
    name = "telegram"

    def __init__(self, token: str, api: str, files: Storage, *, seconds: float = SECONDS) -> None:
        self._files = files
        self._bot = Bot(
            token,
            session=AiohttpSession(api=TelegramAPIServer.from_base(api), timeout=seconds),
            default=DefaultBotProperties(
                parse_mode="HTML", link_preview=LinkPreviewOptions(is_disabled=True)
            ),
        )

    async def close(self) -> None:
        await self._bot.session.close()

    async def send(self, chat_id: int, message: Message) -> Outcome:
        try:
            if message.answers_press is not None:
                await self._acknowledge(message)
            if message.voice is not None:
                return await self._play(chat_id, message.voice, silent=message.silent)
            if not message.text:
                return Delivered()
            return Delivered(await self._say(chat_id, message))
        except Exception as error:
            return outcome_of(error)

    async def _acknowledge(self, message: Message) -> None:
        """Stops the button's spinner. A press lives 150 s; nobody misses the acknowledgement of an older one."""
        try:
            await self._bot.answer_callback_query(message.answers_press or "", text=message.toast or None)
        except TelegramBadRequest:
            return

    async def _say(self, chat_id: int, message: Message) -> int:
        buttons = _inline(message)
        if message.paper is not None:
            return await self._hand_over(chat_id, message, message.paper)
        if message.replaces is not None:
            try:
                await self._bot.edit_message_text(
                    message.text, chat_id=chat_id, message_id=message.replaces, reply_markup=buttons
                )
                return message.replaces
            except TelegramBadRequest as error:
                if SAME in _words(error):
                    return message.replaces
                if not any(words in _words(error) for words in NOT_EDITABLE):
                    raise
        sent: Sent = await self._bot.send_message(
            chat_id,
            message.text,
            reply_markup=buttons or _menu(message),
            disable_notification=message.silent or None,
        )
        return sent.message_id

    async def _hand_over(self, chat_id: int, message: Message, paper: Paper) -> int:
        sent: Sent = await self._bot.send_document(
            chat_id,
            BufferedInputFile(paper.content, filename=paper.name),
            caption=message.text,
            reply_markup=_inline(message),
            disable_content_type_detection=True,
        )
        return sent.message_id

    async def _play(self, chat_id: int, voice: Voice, *, silent: bool) -> Outcome:
        """By the id it got when it was first sent; uploaded where there is none, or it is not known any more."""
        if voice.file_id is not None:
            try:
                sent = await self._voice(chat_id, voice, voice.file_id, silent)
                return Delivered(sent.message_id)
            except TelegramBadRequest as error:
                if not any(words in _words(error) for words in UNKNOWN_FILE):
                    raise
        try:
            content = await asyncio.to_thread(self._files.whole, voice.token)
        except StorageAway:
            return TryLater("storage_away")
        except ObjectMissing:
            return GiveUp("recording_missing")
        sent = await self._voice(chat_id, voice, BufferedInputFile(content, "voice.ogg"), silent)
        uploaded = Uploaded(voice.token, sent.voice.file_id) if sent.voice else None
        return Delivered(sent.message_id, uploaded)

    async def _voice(self, chat_id: int, voice: Voice, what: str | BufferedInputFile, silent: bool) -> Sent:
        return await self._bot.send_voice(
            chat_id, what, duration=voice.seconds, disable_notification=silent or None
        )


def outcome_of(error: Exception) -> Outcome:
    """What a failed call means. Anything that is no answer of Telegram's is tried again; our own bugs rise."""
    match error:
        case TelegramRetryAfter():
            return TryLater("retry_after", timedelta(seconds=error.retry_after), whole_chat=True)
        case TelegramMigrateToChat():
            return GiveUp("moved", moved_to=error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return GiveUp("forbidden", unreachable=True)
        case TelegramBadRequest() if any(words in _words(error) for words in GONE):
            return GiveUp("gone", unreachable=True)
        case TelegramBadRequest() if error.message:
            return GiveUp(f"refused: {reason(error.message)}")
        case TelegramUnauthorizedError():
            return TryLater("token_refused")
        case ClientDecodeError(data={"ok": True, "result": {"message_id": int(message_id)}}):
            # Telegram took it, though aiogram cannot read the rest: tried again, it would be said again and again.
            return Delivered(message_id)
        case TelegramAPIError() | ClientDecodeError() | asyncio.TimeoutError():
            return TryLater(type(error).__name__)
        case TypeError() if "NoneType" in str(error):
            # aiogram reads the description of every 5xx; a server without one meets it as a TypeError.
            return TryLater("no_description")
    raise error


def _words(error: TelegramAPIError) -> str:
    return (error.message or "").lower()


def reason(description: str) -> str:
    """Of Telegram's description what is its own: further on, or in quotes, it may repeat the message to us."""
    own = ":".join(description.split(":")[:2]).partition('"')[0]
    plain = (sign for sign in own if sign.isascii() and (sign.isalpha() or sign in " _:'"))
    return "".join(plain)[:100].strip()


def _inline(message: Message) -> InlineKeyboardMarkup | None:
    if not message.choices:
        return None
    rows = [
        [InlineKeyboardButton(text=one.label, callback_data=one.says, style=one.style) for one in row]
        for row in message.choices
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _menu(message: Message) -> ReplyKeyboardMarkup | None:
    if message.menu is None:
        return None
    rows = [
        [
            KeyboardButton(
                text=key.label,
                request_location=key.shares_place or None,
                request_contact=key.shares_contact or None,
            )
            for key in row
        ]
        for row in message.menu
    ]
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, is_persistent=True)
