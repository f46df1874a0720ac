"""The keyboard under the text field, as Telegram gets it."""

import asyncio

from rules.messages import Key, Message
from simulator import started
from simulator.client import Stage
from simulator.world import TOKEN
from worker.channels import Delivered
from worker.channels.telegram import Telegram


def test_a_key_that_shares_the_place_asks_telegram_for_it() -> None:
    async def carry(url: str, chat_id: int) -> object:
        channel = Telegram(TOKEN, url)
        try:
            menu = ((Key("📝 Сообщить"), Key("📍 Я сейчас там", shares_place=True)),)
            return await channel.send(chat_id, Message("Здравствуйте", menu=menu))
        finally:
            await channel.close()

    with started() as address, Stage(address) as stage:
        aigul = stage.person("Айгүл").starts()
        assert isinstance(asyncio.run(carry(stage.url, aigul.id)), Delivered)
        sent = stage.calls("sendMessage")[-1]["params"]["reply_markup"]
        rows = sent if isinstance(sent, list) else sent["keyboard"]
        assert rows == [[{"text": "📝 Сообщить"}, {"text": "📍 Я сейчас там", "request_location": True}]]
        stage.must_be_flawless()
