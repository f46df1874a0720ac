"""The web process: API and pages, and Telegram's webhook. Never loads aiogram."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import uvicorn
from fastapi import FastAPI
from starlette.routing import Route

from admin_api.application import create_application
from admin_api.leaving import Leaving
from admin_api.visits import Watch
from app.settings import Mode, Settings, WrongSetting
from app.wiring.house import House, open_house
from app.wiring.logs import start_log
from app.wiring.running import Part, run_until_told
from app.wiring.waiting import wait_for_database
from bot.webhook import PATH as WEBHOOK_PATH
from bot.webhook import Webhook

QUIET_AFTER = {Mode.POLLING: timedelta(minutes=2), Mode.WEBHOOK: timedelta(days=1)}
"""A long poll ends within half a minute; of a webhook we hear when somebody writes."""


def application(
    house: House, *, wake_serving: Callable[[], None], wake_letters: Callable[[], None]
) -> FastAPI:
    settings = house.settings
    app = create_application(
        house.database,
        house.shelf,
        files=house.files,
        now=house.now,
        secure=settings.secure,
        public_url=settings.public_url,
        wake_letters=wake_letters,
        secret_key=settings.secret_key.get_secret_value(),
        calls_per_minute=settings.calls_per_minute,
        watch=Watch(
            metrics_token=settings.metrics_token.get_secret_value(),
            telegram_quiet_after=QUIET_AFTER[settings.telegram_mode],
        ),
    )
    if settings.telegram_mode is Mode.WEBHOOK:
        hook = Webhook(
            house.database,
            bot_id=_bot_id(settings),
            secret=settings.webhook_secret.get_secret_value(),
            now=house.now,
            wake=wake_serving,
            beat=house.pulse.beat,
        )
        app.router.routes.append(Route(WEBHOOK_PATH, hook, methods=["POST"]))
    return app


def _bot_id(settings: Settings) -> int:
    """Whose updates the webhook stores: the number before the colon of the token."""
    number = settings.telegram_token.get_secret_value().partition(":")[0]
    if not number:
        raise WrongSetting(
            "DOBUSH_TELEGRAM_TOKEN: the webhook needs the token, to know whose updates it stores"
        )
    return int(number)


class Server(uvicorn.Server):
    """uvicorn would take SIGTERM for itself and raise it again after its goodbye; our process has its own."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def web_part(house: House, app: FastAPI) -> Part:
    async def serve(stop: asyncio.Event) -> None:
        door = Leaving(app)
        config = uvicorn.Config(
            door,
            host=house.settings.host,
            port=house.settings.port,
            log_config=None,  # its own would write tracebacks past our sieve
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=10,
            proxy_headers=True,
            forwarded_allow_ips=house.settings.trusted_proxies,
            server_header=False,
        )
        server = Server(config)
        running = asyncio.create_task(server.serve())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        door.begun = True
        await asyncio.wait({running}, timeout=house.settings.leave_seconds)
        server.should_exit = True
        await running
        stopping.cancel()

    return serve


def run_web(settings: Settings) -> int:
    start_log(secrets=settings.secrets)
    house = open_house(settings)
    try:
        wait_for_database(house)
        app = application(house, wake_serving=_nobody, wake_letters=_nobody)
        return asyncio.run(run_until_told([web_part(house, app), house.pulse.run]))
    finally:
        house.close()


def _nobody() -> None:
    """Bot and worker run elsewhere; they look for themselves."""
