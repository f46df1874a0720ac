"""From Telegram's update to what was said. aiogram knows the shapes; the scripts never see them."""

import json
from typing import Any

from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update
from pydantic import ValidationError

from bot import discretion
from bot.steps import Said
from locales import LANGUAGES, say
from rules import geography, messages
from rules.attachments import Attached, Kind
from rules.geography import Point
from rules.text import clean

UNREAD = (
    "animation", "sticker", "location", "venue", "poll", "dice", "game", "story", "invoice",
    "successful_payment", "checklist", "paid_media",
)  # fmt: skip
PLACE = "place"
"""The menu's key that shares where the person is. Telegram for computers sends its words instead."""
GONE = frozenset({"kicked", "left"})


class Unreadable(Exception):
    """Not an update of the Bot API we know. It is kept as a dead letter; who wrote it is asked for words."""


def read(body: str) -> Said | None:
    """What the person said; None when the update says nothing to a conversation. Raises Unreadable."""
    try:
        update = Update.model_validate(json.loads(body))
    except (ValidationError, ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from None
    if update.message is not None:
        return _message(update.message, edited=False) or _call(update.message)
    if update.edited_message is not None:
        return _message(update.edited_message, edited=True)
    if update.callback_query is not None:
        return _press(update.callback_query)
    if update.my_chat_member is not None:
        return _member(update.my_chat_member)
    return None


def _message(message: Message, *, edited: bool) -> Said | None:
    if message.chat.type != "private" or message.from_user is None or message.from_user.is_bot:
        return None
    words = clean(message.text or message.caption or "")
    command, payload = _command(words) if message.text else ("", "")
    point = None if edited else _point(message)  # a shared location moves on by edits
    unread = next((kind for kind in UNREAD if getattr(message, kind, None) is not None), "")
    attached = () if unread else _attached(message)  # a GIF claims to be a document as well
    contact = _contact(message)
    return Said(
        text="" if command else words,
        command="" if edited else command,
        payload=payload,
        message_id=message.message_id,
        replied_to=message.reply_to_message.message_id if message.reply_to_message else None,
        edited=edited,
        point=point,
        sent_at=int(message.date.timestamp()),
        attached=attached,
        forwarded=message.forward_origin is not None,
        contact=contact,
        unread="" if point else unread if unread or words or attached or contact else "service",
    )


def _call(message: Message) -> Said | None:
    """Somebody in a group calls the bot."""
    called = discretion.called({"chat": {"type": message.chat.type}, "text": message.text})
    return Said(command=called.removeprefix("/")) if called else None


def _point(message: Message) -> Point | None:
    there = message.venue.location if message.venue else message.location
    return geography.point(there.latitude, there.longitude) if there else None


def _attached(message: Message) -> tuple[Attached, ...]:
    """The file of a message; of a photo its largest size."""
    for kind in Kind:
        told: Any = getattr(message, kind.value, None)
        if told:
            size = max(told, key=lambda one: one.width * one.height) if kind is Kind.PHOTO else told
            return (_file(kind, size, message.media_group_id or ""),)
    return ()


def _file(kind: Kind, told: Any, album: str) -> Attached:
    return Attached(
        kind,
        file_id=told.file_id,
        unique_id=told.file_unique_id,
        mime=clean(getattr(told, "mime_type", None) or "").lower(),
        name=clean(getattr(told, "file_name", None) or ""),
        bytes=told.file_size,
        seconds=getattr(told, "duration", None),
        album=album,
    )


def _contact(message: Message) -> str:
    if message.contact is None or message.from_user is None:
        return ""
    return "own" if message.contact.user_id == message.from_user.id else "other"


def _press(press: CallbackQuery) -> Said | None:
    if press.message is None or press.message.chat.type != "private":
        return None
    said = press.data or ""
    ours = messages.decode(said) if said.isascii() and said.isprintable() else None
    button = ours or messages.Button("x", 0, "unknown")
    return Said(button=button, press_id=press.id, message_id=press.message.message_id)


def _member(member: ChatMemberUpdated) -> Said | None:
    if member.chat.type != "private":
        return None
    was, is_now = member.old_chat_member.status in GONE, member.new_chat_member.status in GONE
    return Said(left=is_now, came_back=was and not is_now) if was != is_now else None


def _command(words: str) -> tuple[str, str]:
    """("start", "v_…") of `/start v_…` or `/start@bot v_…`; the menu's words are commands as well."""
    if words.startswith("/"):
        first, _, rest = words[1:].partition(" ")
        return first.partition("@")[0].lower()[:32], rest.strip()[:64]
    return _menu().get(words.strip(), ""), ""


def _menu() -> dict[str, str]:
    """The key to listen stands there only where there is something to hear."""
    known = {label: command for language in LANGUAGES for label, command in menu_of(language).items()}
    return known | {say(language, "button", "🔊 Listen"): "listen" for language in LANGUAGES}


def menu_of(language: str) -> dict[str, str]:
    """The keyboard under the text field: label -> command."""
    return {
        say(language, "button", "📝 Report"): "new",
        say(language, "button", "⭐ Rate"): "rate",
        say(language, "button", "📋 My reports"): "my",
        say(language, "button", "⚙️ Language"): "language",
        say(language, "button", "📍 I am there now"): PLACE,
    }
