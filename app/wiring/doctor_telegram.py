"""Can updates reach us the way the settings say? Telegram tells by getWebhookInfo."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from app.settings import Mode, Settings
from app.wiring.finding import Finding, Look
from app.wiring.house import House
from bot.discretion import KINDS
from bot.webhook import PATH

SECONDS = 10
MANY_PENDING = 100
LATELY = timedelta(minutes=10)
"""An error older than this, with nothing pending, is history: Telegram never takes it back."""
PORTS = (443, 80, 88, 8443)
"""Where Telegram's public server calls."""


def _updates(house: House) -> Iterator[Finding]:
    """Nothing where Telegram cannot be asked: that is said by the look at the token."""
    token = house.settings.telegram_token.get_secret_value()
    if not token:
        return
    try:
        told = httpx.get(f"{house.settings.telegram_api}/bot{token}/getWebhookInfo", timeout=SECONDS).json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return
    match told:
        case {"ok": True, "result": {"url": str()} as hook}:
            yield from updates(house.settings, hook, at=house.now())


def updates(settings: Settings, hook: dict[str, Any], *, at: datetime) -> Iterator[Finding]:
    """What getWebhookInfo says, held against what the settings ask for."""
    wrong = list(_address(settings, hook))
    if settings.telegram_mode is Mode.WEBHOOK and hook.get("url"):
        wrong += [*_error(hook, at), *_kinds(hook)]
    wrong += _pending(hook)
    if wrong:
        yield from (Finding(about, False, sentence) for about, sentence in wrong)
    elif settings.telegram_mode is Mode.WEBHOOK:
        yield Finding("updates", True, "are brought by Telegram to our webhook")
    else:
        yield Finding("updates", True, "are fetched by polling, and no webhook is in the way")


Wrong = tuple[str, str]


def _address(settings: Settings, hook: dict[str, Any]) -> Iterator[Wrong]:
    there, ours = hook.get("url", ""), settings.public_url + PATH
    if settings.telegram_mode is Mode.WEBHOOK and settings.secure and _port(ours) not in PORTS:
        yield "public address", "Telegram calls the ports 443, 80, 88 and 8443 only; change DOBUSH_PUBLIC_URL"
    if settings.telegram_mode is Mode.POLLING:
        if there:
            yield (
                "webhook",
                f"is set to {_host(there)}, so Telegram refuses to be polled; remove it once with "
                "deleteWebhook, or set DOBUSH_TELEGRAM_MODE=webhook",
            )
    elif not settings.secure:
        return  # it cannot be set, and the look at the settings says why
    elif not there:
        yield (
            "webhook",
            "is not set, so no update arrives; start dobush bot (or serve), which sets it, and look in its "
            "log for introduction_failed",
        )
    elif there != ours:
        yield (
            "webhook",
            f"points to {_host(there)} and not to our {ours}; another Dobush may use the same token, or "
            "DOBUSH_PUBLIC_URL changed: restart dobush bot",
        )


def _error(hook: dict[str, Any], at: datetime) -> Iterator[Wrong]:
    words, moment = hook.get("last_error_message"), hook.get("last_error_date")
    if not words or not moment:
        return
    age = at - datetime.fromtimestamp(moment, UTC)
    if age < LATELY or hook.get("pending_update_count"):
        yield "webhook error", f"{_ago(age)}: {words}; {_remedy(words)}"


def _remedy(words: str) -> str:
    """What to look at, by what Telegram said."""
    for sign, remedy in REMEDIES.items():
        if sign in words:
            return remedy
    return "look at the proxy and at the log of dobush web"


REMEDIES = {
    "certificate": "the proxy's certificate is not one that Telegram trusts, is out of date or lacks its chain",
    "SSL": "the proxy does not speak TLS on that port, or its certificate is broken",
    "401": "the secret differs: every process needs the same DOBUSH_WEBHOOK_SECRET; restart dobush bot",
    "404": "the proxy does not pass the path on, or dobush web does not run in webhook mode",
    "413": "the proxy's limit for bodies is too small; Dobush itself takes 1 MB",
    "502": "the proxy does not reach dobush web; is it running?",
    "503": "dobush web could not write to its database",
    "resolve": "the name of DOBUSH_PUBLIC_URL is not known to the world's DNS",
    "refused": "nothing listens at DOBUSH_PUBLIC_URL; look at the proxy and the firewall",
    "time": "the address does not answer in time; look at the proxy and the firewall",
}


def _kinds(hook: dict[str, Any]) -> Iterator[Wrong]:
    missing = sorted(set(KINDS) - set(hook.get("allowed_updates") or KINDS))
    if missing:
        yield "webhook", f"does not bring {', '.join(missing)}; restart dobush bot, which asks for them"


def _pending(hook: dict[str, Any]) -> Iterator[Wrong]:
    count = hook.get("pending_update_count", 0)
    if count > MANY_PENDING:
        yield (
            "updates",
            f"{count} are waiting at Telegram; is dobush bot (polling) or dobush web (webhook) running? Telegram "
            "keeps messages for a day, button presses for 150 seconds",
        )


def _port(url: str) -> int:
    return httpx.URL(url).port or PORTS[0]


def _host(url: str) -> str:
    """Of a foreign address the host alone: some put their token into the path."""
    return httpx.URL(url).host


def _ago(age: timedelta) -> str:
    minutes = max(int(age.total_seconds()) // 60, 0)
    if minutes < 1:
        return "less than a minute ago"
    return f"{minutes} min ago" if minutes < 120 else f"{minutes // 60} h ago"


LOOKS: tuple[Look, ...] = (_updates,)
