"""The bot process: receives, takes turns, and sends the questions of conversations."""

from collections.abc import Callable, Sequence

from app.settings import Mode, Settings, WrongSetting
from app.wiring.house import House
from app.wiring.running import Part
from bot.fetching import Fetcher
from bot.introducing import Introduction
from bot.receiving import Poller
from bot.rendering import Rendering
from bot.serving import Serving
from bot.turns import Turns
from bot.webhook import PATH as WEBHOOK_PATH
from worker.channels.telegram import Telegram
from worker.courier import Courier


def token_of(settings: Settings) -> str:
    token = settings.telegram_token.get_secret_value()
    if not token:
        raise WrongSetting("DOBUSH_TELEGRAM_TOKEN: the bot needs a token; @BotFather gives one")
    return token


def open_telegram(house: House) -> Telegram:
    return Telegram(token_of(house.settings), house.settings.telegram_api, house.files)


def bot_parts(
    house: House, telegram: Telegram, *, wake_letters: Callable[[], None]
) -> tuple[Serving, Sequence[Part]]:
    """Everything the bot process runs. The serving's `wake` is for whoever stores updates in the same process."""
    rendering = Rendering(house.shelf, public_url=house.settings.public_url)
    prompts = Courier(
        house.database, telegram, rendering, kind="prompt", now=house.now, beat=house.pulse.beat
    )

    fetcher = open_fetcher(house)

    def wake_couriers() -> None:
        prompts.wake()
        fetcher.wake()
        wake_letters()

    serving = Serving(
        house.database, Turns(house.shelf, now=house.now), wake_couriers=wake_couriers, beat=house.pulse.beat
    )
    parts: list[Part] = [serving.run, prompts.run, fetcher.run, _introduction(house.settings).run]
    if house.settings.telegram_mode is Mode.POLLING:
        parts.append(poller(house, wake=serving.wake).run)
    return serving, parts


def open_fetcher(house: House) -> Fetcher:
    settings = house.settings
    return Fetcher(
        house.database, house.files, api=settings.telegram_api, token=token_of(settings), now=house.now
    )


def poller(house: House, *, wake: Callable[[], None]) -> Poller:
    settings = house.settings
    return Poller(
        house.database,
        api=settings.telegram_api,
        token=token_of(settings),
        now=house.now,
        wake=wake,
        beat=house.pulse.beat,
    )


def _introduction(settings: Settings) -> Introduction:
    listens = settings.telegram_mode is Mode.WEBHOOK
    return Introduction(
        api=settings.telegram_api,
        token=token_of(settings),
        webhook=settings.public_url + WEBHOOK_PATH if listens else None,
        secret=settings.webhook_secret.get_secret_value(),
    )
