"""What is kept of an update: all of it in a private chat, of a group only that it called us, else that it came.

In a group people talk to each other. Whoever made the bot an administrator there made it hear all of that.
"""

from collections.abc import Mapping
from typing import Any

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we ask Telegram for. It may send others all the same."""
CALLS = frozenset({"/start", "/new", "/aryz", "/help"})
GROUPS = frozenset({"group", "supergroup"})


def kept_of(update: Mapping[str, Any]) -> dict[str, Any]:
    kind, part = _part(update)
    chat = _chat(part)
    if kind and chat.get("type") not in GROUPS | {"channel"}:
        return dict(update)
    bare = {"update_id": update["update_id"]}
    if kind == "message" and (call := called(part)):
        where = {key: chat.get(key) for key in ("id", "type")}
        numbers = {key: part.get(key) for key in ("message_id", "date")}
        return {**bare, "message": {**numbers, "chat": where, "text": call}}
    return bare


def called(message: Mapping[str, Any]) -> str:
    """The command by which somebody in a group calls the bot: `/aryz`, `/aryz@bot Суу жок`; "" for anything else."""
    text = message.get("text")
    if not isinstance(text, str) or _chat(message).get("type") not in GROUPS:
        return ""
    words = text.split(maxsplit=1)
    first = words[0].partition("@")[0].lower() if words else ""
    return first if first in CALLS else ""


def _part(update: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Of what kind it is; "" for one we never asked for."""
    for kind in KINDS:
        if isinstance(part := update.get(kind), dict):
            return kind, part
    return "", {}


def _chat(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a message, or of the message whose button was pressed."""
    inner = part.get("message") if "chat" not in part else part
    chat = inner.get("chat") if isinstance(inner, dict) else part.get("chat")
    return chat if isinstance(chat, dict) else {}
