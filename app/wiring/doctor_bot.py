"""Does Telegram know the bot, and do we agree with it about the time?"""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx

from app.wiring.finding import Finding, Look
from app.wiring.house import House

SECONDS = 10
CLOCKS_AGREE_WITHIN = timedelta(seconds=30)


def _telegram(house: House) -> Iterator[Finding]:
    token = house.settings.telegram_token.get_secret_value()
    if not token:
        yield Finding("bot token", False, "is missing; set DOBUSH_TELEGRAM_TOKEN (from @BotFather)")
        return
    try:
        answer = httpx.get(f"{house.settings.telegram_api}/bot{token}/getMe", timeout=SECONDS)
        told = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        advice = "look at DOBUSH_TELEGRAM_API and at the line to the world"
        yield Finding("Telegram", False, f"cannot be reached ({type(error).__name__}); {advice}")
        return
    yield _known(told, token)
    yield from _clock(house, answer.headers.get("date", ""))


def _known(told: object, token: str) -> Finding:
    match told:
        case {"ok": True, "result": {"username": str(name)}}:
            return Finding("Telegram", True, f"knows the bot as @{name}")
        case {"description": str(why)}:
            why = why.replace(token, "…")
            return Finding("Telegram", False, f"refuses the token ({why}); set the one @BotFather shows")
    return Finding("Telegram", False, "answers like somebody else; look at DOBUSH_TELEGRAM_API")


def _clock(house: House, date: str) -> Iterator[Finding]:
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return
    apart = abs(house.now() - theirs)
    agrees = apart <= CLOCKS_AGREE_WITHIN
    said = (
        "agrees with Telegram's" if agrees else f"is off by {str(apart).partition('.')[0]}; set it, use NTP"
    )
    yield Finding("clock", agrees, said)


LOOKS: tuple[Look, ...] = (_telegram,)
