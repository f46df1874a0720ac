"""A bad day, as both libraries meet it."""

import asyncio

import pytest

from simulator.client import Person, Stage
from tests.simulator.clients import Client, refusal

# python-telegram-bot speaks of a change to come in its own types, not in the wire's.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


async def test_too_many_requests_say_how_long_to_wait(client: Client, stage: Stage, aigul: Person) -> None:
    stage.fault("429", "sendMessage", retry_after=7)
    refused = await refusal(client, "send_message", chat_id=aigul.id, text="!")
    assert (refused.kind, refused.retry_after) == ("too many", 7)
    await client.ask("send_message", chat_id=aigul.id, text="!")


async def test_a_proxys_page_is_not_an_answer(client: Client, stage: Stage, aigul: Person) -> None:
    stage.fault("html", "sendMessage", code=502)
    refused = await refusal(client, "send_message", chat_id=aigul.id, text="!")
    assert refused.kind in ("not json", "network")
    stage.fault("json", "sendMessage", code=500, description="Internal Server Error")
    assert (await refusal(client, "send_message", chat_id=aigul.id, text="!")).kind in ("server", "network")
    assert aigul.last() is None


async def test_a_timeout_does_not_say_whether_it_was_sent(
    client: Client, stage: Stage, aigul: Person
) -> None:
    message = {"chat_id": aigul.id, "text": "AK-7F3", "request_timeout": 1}
    if client.__class__.__name__ != "Aiogram":
        message = {"chat_id": aigul.id, "text": "AK-7F3", "read_timeout": 0.5}
    stage.fault("timeout_before", "sendMessage")
    assert (await refusal(client, "send_message", **message)).kind == "network"
    assert aigul.last() is None
    stage.fault("timeout_after", "sendMessage")
    assert (await refusal(client, "send_message", **message)).kind == "network"
    assert aigul.waits_for("AK-7F3")


async def test_a_broken_line_and_a_fallen_telegram(client: Client, stage: Stage, aigul: Person) -> None:
    stage.fault("reset", "sendMessage")
    assert (await refusal(client, "send_message", chat_id=aigul.id, text="!")).kind == "network"
    polling = asyncio.create_task(refusal(client, "get_updates", offset=10**9, timeout=5))
    await asyncio.sleep(0.1)
    stage.down()
    assert (await asyncio.wait_for(polling, 2)).kind == "network"
    assert (await refusal(client, "get_me")).kind == "network"
    stage.up()
    await client.ask("get_me")
