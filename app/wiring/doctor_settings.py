"""Do the settings fit together and fit the world?"""

import re
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.settings import Mode
from app.wiring.finding import Finding, Look
from app.wiring.house import House

AT_HOME = timedelta(hours=6)
"""Kyrgyzstan's distance from UTC, all year."""
SHORTEST_SECRET = 32
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


def _addresses(house: House) -> Iterator[Finding]:
    settings = house.settings
    if settings.secure:
        yield Finding("public address", True, "is https; cookies are Secure")
    else:
        local = settings.public_url.startswith(("http://127.0.0.1", "http://localhost"))
        said = "is plain http: good for this machine alone; set DOBUSH_PUBLIC_URL to your https address"
        yield Finding("public address", local, said)
    if settings.telegram_mode is Mode.WEBHOOK and not settings.secure:
        yield Finding("webhook", False, "Telegram calls https only; set DOBUSH_PUBLIC_URL, or use polling")


def _time_zone(house: House) -> Iterator[Finding]:
    name = house.settings.timezone
    fits = house.now().astimezone(ZoneInfo(name)).utcoffset() == AT_HOME
    said = (
        f"is {name}" if fits else f"is {name}, not the hour of Kyrgyzstan; set DOBUSH_TIMEZONE=Asia/Bishkek"
    )
    yield Finding("time zone", fits, said)


def _secrets(house: House) -> Iterator[Finding]:
    settings = house.settings
    webhook, key = (one.get_secret_value() for one in (settings.webhook_secret, settings.secret_key))
    if settings.telegram_mode is Mode.WEBHOOK and not WEBHOOK_SECRET.fullmatch(webhook):
        advice = (
            "16 to 256 of A-Z a-z 0-9 _ -; set DOBUSH_WEBHOOK_SECRET to what `openssl rand -hex 32` prints"
        )
        yield Finding("webhook secret", False, f"is not {advice}")
    if settings.secure and not key:
        said = "is not set: each process counts tries to sign in for itself, and forgets them with its end"
        yield Finding("secret key", True, said)
    if key and len(key) < SHORTEST_SECRET:
        advice = "set DOBUSH_SECRET_KEY to what `openssl rand -hex 32` prints"
        yield Finding("secret key", False, f"is shorter than {SHORTEST_SECRET} characters; {advice}")


LOOKS: tuple[Look, ...] = (_addresses, _time_zone, _secrets)
