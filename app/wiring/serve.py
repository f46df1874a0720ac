"""The long-running commands with Telegram in them: bot, worker, and both with the web in one process."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from app.settings import Settings
from app.wiring.bot import bot_parts, open_telegram
from app.wiring.house import House, open_house
from app.wiring.logs import start_log
from app.wiring.running import Part, run_until_told
from app.wiring.waiting import wait_for_database
from app.wiring.web import application, web_part
from app.wiring.worker import worker_parts


def run_serve(settings: Settings) -> int:
    return _run(settings, serve)


def run_bot(settings: Settings) -> int:
    return _run(settings, _bot)


def run_worker(settings: Settings) -> int:
    return _run(settings, _worker)


async def serve(house: House, *beside: Part) -> int:
    telegram = open_telegram(house)
    letters, worker = worker_parts(house, telegram)
    serving, bot = bot_parts(house, telegram, wake_letters=letters.wake)
    web = web_part(house, application(house, wake_serving=serving.wake, wake_letters=letters.wake))
    try:
        return await run_until_told([*bot, *worker, web, house.pulse.run, *beside])
    finally:
        await telegram.close()


async def _bot(house: House) -> int:
    telegram = open_telegram(house)
    _, parts = bot_parts(house, telegram, wake_letters=lambda: None)
    try:
        return await run_until_told([*parts, house.pulse.run])
    finally:
        await telegram.close()


async def _worker(house: House) -> int:
    telegram = open_telegram(house)
    _, parts = worker_parts(house, telegram)
    try:
        return await run_until_told([*parts, house.pulse.run])
    finally:
        await telegram.close()


def _run(settings: Settings, work: Callable[[House], Coroutine[Any, Any, int]]) -> int:
    start_log(secrets=settings.secrets)
    house = open_house(settings)
    try:
        wait_for_database(house)
        return asyncio.run(work(house))
    finally:
        house.close()
