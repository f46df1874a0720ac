"""What the bot asks about itself and others, and how updates reach it."""

import json
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from simulator import groups
from simulator.people import Standing
from simulator.refusals import bad_request, conflict, too_many_requests
from simulator.schema import LIMITS, Json
from simulator.webhook import DEFAULT_CONNECTIONS, Target, trusting
from simulator.wire import Call
from simulator.world import World

WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
HTTPS = 443
PORTS = (80, 88, HTTPS, 8443)
ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


@dataclass(frozen=True, slots=True)
class Told:
    """A result with the remark that Telegram adds to it."""

    result: Any
    description: str


def get_me(world: World, _: Call) -> Json:
    return world.bot | ABILITIES


async def get_updates(world: World, call: Call) -> list[Json]:
    if world.webhook.target:
        raise conflict(WEBHOOK_ACTIVE)
    if "allowed_updates" in call.params:
        world.updates.allowed = frozenset(call.params["allowed_updates"])
    taken = world.updates.confirm_below(call.params.get("offset", 0))
    for update in reversed(taken):
        if world.twice(update):
            world.updates.take_back(update)
    limit = call.params.get("limit", LIMITS["updates"])
    seconds = min(max(call.params.get("timeout", 0), 0), LIMITS["poll_seconds"])
    return await world.updates.poll(min(max(limit, 1), LIMITS["updates"]), seconds)


def set_webhook(world: World, call: Call) -> Any:
    asked = call.params
    if not asked["url"]:
        return delete_webhook(world, call)
    secret, most = asked.get("secret_token", ""), asked.get("max_connections", DEFAULT_CONNECTIONS)
    own = call.uploads["certificate"].content.decode("ascii", "replace") if call.uploads else ""
    target = Target(asked["url"], secret, most, own or world.webhook_trusts, bool(own))
    check_target(target, public=world.webhook_is_public)
    _not_too_often(world)
    if asked.get("drop_pending_updates"):
        world.updates.drop_all()
    if "allowed_updates" in asked:
        world.updates.allowed = frozenset(asked["allowed_updates"])
    if target == world.webhook.target:
        return Told(True, "Webhook is already set")
    world.updates.end_poll("terminated by setWebhook request")
    world.webhook.aim(target)
    return Told(True, "Webhook was set")


def _not_too_often(world: World) -> None:
    """Telegram's public server sets a webhook once a second."""
    now = world.clock.moment()
    if world.webhook_is_public and now < world.webhook_set_at + 1:
        raise too_many_requests(1)
    world.webhook_set_at = now


def check_target(target: Target, *, public: bool) -> None:
    """Telegram's public server is stricter than one that somebody runs for himself."""
    try:
        address = urlsplit(target.url)
        port = address.port or HTTPS
    except ValueError as wrong:
        raise bad_request("invalid webhook URL specified") from wrong
    if not address.hostname:
        raise bad_request("invalid webhook URL specified")
    if public and address.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if public and port not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    try:
        trusting(target.trust)
    except ssl.SSLError as wrong:
        raise bad_request("bad webhook: can't read the certificate") from wrong


def delete_webhook(world: World, call: Call) -> Told:
    if call.params.get("drop_pending_updates"):
        world.updates.drop_all()
    had = world.webhook.target is not None
    world.webhook.forget()
    return Told(True, "Webhook was deleted" if had else "Webhook is already deleted")


def get_webhook_info(world: World, _: Call) -> Json:
    target = world.webhook.target
    info = {
        "url": target.url if target else "",
        "has_custom_certificate": bool(target and target.own_certificate),
    }
    info |= {"pending_update_count": len(world.updates)} | world.webhook.last_error
    if target:
        info["max_connections"] = target.max_connections
    if world.updates.allowed:
        info["allowed_updates"] = sorted(world.updates.allowed)
    return info


def get_file(world: World, call: Call) -> Json:
    stored = world.files.link(call.params["file_id"])
    return stored.as_json() | {"file_path": stored.path}


def get_chat(world: World, call: Call) -> Json:
    chat = world.reach(call.params["chat_id"])
    pinned = {"pinned_message": chat.messages[chat.pinned[-1]]} if chat.pinned else {}
    return (
        chat.about
        | pinned
        | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": NO_GIFTS}
    )


def get_chat_member(world: World, call: Call) -> Json:
    return groups.member(world, world.reach(call.params["chat_id"]), call.params["user_id"])


def get_chat_administrators(world: World, call: Call) -> list[Json]:
    chat = world.reach(call.params["chat_id"])
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [groups.membership(world, chat)] if chat.led_by_bot else []


def get_chat_member_count(world: World, call: Call) -> int:
    return len(world.reach(call.params["chat_id"]).members) + 1


def leave_chat(world: World, call: Call) -> bool:
    chat = world.reach(call.params["chat_id"])
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.standing = Standing.KICKED
    return True


def set_my_commands(world: World, call: Call) -> bool:
    world.commands[_audience(call)] = call.params["commands"]
    return True


def get_my_commands(world: World, call: Call) -> list[Json]:
    return world.commands.get(_audience(call), [])


def set_profile(world: World, call: Call) -> bool:
    """Name, descriptions and menu button: kept by language, shown by the page, asked for by nobody else."""
    language = call.params.get("language_code", "")
    for name, value in call.params.items():
        if name not in ("language_code", "chat_id"):
            world.profile.setdefault(name, {})[language] = value
    return True


def _audience(call: Call) -> tuple[str, str]:
    scope = call.params.get("scope", {"type": "default"})
    return json.dumps(scope, sort_keys=True), call.params.get("language_code", "")
