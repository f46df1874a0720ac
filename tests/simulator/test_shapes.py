"""Answers of a Telegram that is newer than its clients, or that broke its word: sent all the same."""

import pytest

from simulator.client import Person, Stage
from tests.simulator.clients import Client, Refused


async def test_fields_that_nobody_knows_yet_disturb_no_client(
    client: Client, stage: Stage, aigul: Person
) -> None:
    stage.fault("newer", "sendMessage")
    sent = await client.ask("send_message", chat_id=aigul.id, text="AK-7F3")
    assert (sent.text, sent.message_id) == ("AK-7F3", aigul.chat()[-1].id)


async def test_an_answer_out_of_shape_is_no_answer_to_a_client_though_the_message_is_there(
    client: Client, stage: Stage, aigul: Person
) -> None:
    stage.fault("misshapen", "sendMessage")
    with pytest.raises((Refused, KeyError)):
        await client.ask("send_message", chat_id=aigul.id, text="AK-7F3")
    assert aigul.waits_for("AK-7F3")
    await client.ask("send_message", chat_id=aigul.id, text="!")
