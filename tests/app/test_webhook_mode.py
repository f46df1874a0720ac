"""Webhook mode as in life: Telegram, a proxy that ends the encryption, `dobush web` twice, `dobush bot` twice."""

import signal
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot.discretion import KINDS
from bot.webhook import LARGEST_BODY, PATH
from db.engine import Database
from db.queries import lists, received
from rules.permissions import Reach
from rules.reference import shown
from simulator import TOKEN, started
from simulator.client import Stage
from tests.conftest import NewUrl
from tests.faults.crowd import Crowd, number_in
from tests.processes import Process, surroundings
from tests.tls_proxy import TlsProxy

SECRET = "only-telegram-and-we-know-this"
WITHIN = 60.0


class Town:
    """One database, one stage, one proxy; processes are started as a test needs them."""

    def __init__(self, url: str, stage: Stage, proxy: TlsProxy, folder: Path) -> None:
        self.stage, self.proxy, self._folder = stage, proxy, folder
        self.database = Database(url)
        self._environment = {
            **surroundings(database=url, stage=stage.url, folder=folder),
            "DOBUSH_WEBHOOK_SECRET": SECRET,
            "DOBUSH_PUBLIC_URL": proxy.url,
        }
        self.processes: list[Process] = []

    def starts(self, *commands: str, mode: str = "webhook") -> list[Process]:
        new = []
        for command in commands:
            log = self._folder / f"{command}{len(self.processes)}.log"
            environment = {**self._environment, "DOBUSH_TELEGRAM_MODE": mode}
            new.append(Process(command, environment, log))
            self.processes.append(new[-1])
        for process in new:
            process.start()
        for process in new:
            process.works()
            if process.command == "web":
                process.serves()
                self.proxy.backends.append(process.port)
        return new

    def bot_api(self, method: str, **said: Any) -> Any:
        answer = httpx.post(f"{self.stage.url}/bot{TOKEN}/{method}", json=said, trust_env=False).json()
        assert answer["ok"], answer
        return answer["result"]

    def calls_in(self, content: Any, secret: str = SECRET) -> httpx.Response:
        """As Telegram would, or somebody who says to be Telegram."""
        trusts = ssl.create_default_context(cadata=self.proxy.authority)
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        with httpx.Client(verify=trusts, trust_env=False, timeout=WITHIN) as http:
            return http.post(self.proxy.url + PATH, headers=headers, json=content)

    @property
    def stored(self) -> int:
        with self.database.reading() as session:
            return sum(received.counts(session).values())

    def failures(self) -> int:
        return int(self.stage.state()["failed_deliveries"])

    def set_webhooks(self) -> list[Any]:
        """The calls that Telegram granted."""
        return [call for call in self.stage.calls("setWebhook") if call["code"] == httpx.codes.OK]

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """The table is gone for a while, which either database says with an error of its own."""
        self._rename("received_updates", "lost_updates")
        try:
            yield
        finally:
            self._rename("lost_updates", "received_updates")

    def _rename(self, before: str, after: str) -> None:
        with self.database.writing() as session:
            session.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))

    def close(self) -> None:
        for process in self.processes:
            if process.alive():
                process.kill()
        self.database.close()


@pytest.fixture
def town(new_url: NewUrl, tmp_path: Path) -> Iterator[Town]:
    with started() as url, Stage(url) as stage, TlsProxy() as proxy:
        stage.webhook(public=True, trust=proxy.authority)
        town = Town(new_url("catalogue"), stage, proxy, tmp_path)
        yield town
        town.close()
        stage.must_be_flawless()


def until(true: Callable[[], object], seconds: float = WITHIN) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_stories_are_told_over_https_while_the_web_is_restarted(town: Town) -> None:
    *_, left, right = town.starts("bot", "bot", "worker", "web", "web")
    until(lambda: town.bot_api("getWebhookInfo")["url"] == town.proxy.url + PATH)
    crowd = Crowd(town.stage.url, citizens=6, messages=60)
    talking = threading.Thread(target=crowd.talks)
    talking.start()
    until(lambda: len(crowd.said.sent) > 2)
    for process, how in ((left, signal.SIGKILL), (right, signal.SIGTERM)):
        process.kill(how)
        time.sleep(1)
        process.start()
        process.serves()
    talking.join(3 * WITHIN)
    assert not talking.is_alive()
    until(lambda: town.stage.pending() == 0)

    with town.database.reading() as session:
        page = lists.page(session, lists.Filter(), reach=Reach(everything=True), limit=200)
    assert Counter(ticket.text for ticket in page) == dict.fromkeys(crowd.said.sent, 1)
    told = {number_in(m.text) for person in town.stage.people() for m in person.chat() if m.from_bot}
    assert {shown(ticket.id) for ticket in page} <= told
    assert town.proxy.requests >= crowd.said.messages
    # Both bots set it, and nothing that waited was thrown away for it. Telegram may have asked one to come again.
    until(lambda: len(town.set_webhooks()) > 1)
    asked = town.set_webhooks()
    assert sorted(call["said"] for call in asked) == ["Webhook is already set", "Webhook was set"]
    assert all(sorted(call["params"]["allowed_updates"]) == sorted(KINDS) for call in asked)
    assert not any("drop_pending_updates" in call["params"] for call in asked)
    assert town.stage.calls("deleteWebhook") == []


def test_the_proxy_lets_nobody_in_who_does_not_know_the_secret(town: Town) -> None:
    town.starts("web")
    update = {"update_id": 1, "message": {"chat": {"id": 5}, "text": "Суу жок"}}
    for wrong in ("", "wrong", SECRET + "x"):
        assert town.calls_in(update, wrong).status_code == 401
    assert town.calls_in(update | {"x": "x" * LARGEST_BODY}).status_code == 413
    assert town.stored == 0
    assert town.calls_in(update).status_code == 200
    assert town.stored == 1


def test_while_the_database_is_away_telegram_keeps_what_it_has_for_as_long_as_it_is_asked(town: Town) -> None:
    town.starts("web")
    town.stage.clock(stop=True)
    town.bot_api("setWebhook", url=town.proxy.url + PATH, secret_token=SECRET)
    with town.without_database():
        town.stage.person("Айгүл").starts()
        until(lambda: town.failures() == 1)
        assert "503" in town.bot_api("getWebhookInfo")["last_error_message"]
    # Without Retry-After the first repetition would be at once.
    town.stage.clock(advance=4.9)
    time.sleep(0.3)
    assert (town.failures(), town.stage.pending(), town.stored) == (1, 1, 0)
    town.stage.clock(advance=0.1)
    until(lambda: town.stage.pending() == 0)
    assert town.stored == 1


def test_what_waits_survives_restarts_and_the_change_between_polling_and_webhook(town: Town) -> None:
    aigul = town.stage.person("Айгүл")
    town.bot_api("setWebhook", url=town.proxy.url + PATH, secret_token=SECRET)
    aigul.starts()
    until(lambda: "502" in town.bot_api("getWebhookInfo").get("last_error_message", ""))
    # A bot that polls does not take the webhook away from whoever set it; the operator does.
    (poller,) = town.starts("bot", mode="polling")
    until(lambda: 409 in {call["code"] for call in town.stage.calls("getUpdates")})
    assert town.stage.pending() == 1
    town.bot_api("deleteWebhook")
    until(lambda: town.stored == 1)
    assert poller.kill(signal.SIGTERM) == 0

    aigul.says("Суу жок")
    assert town.stage.pending() >= 1
    town.starts("web", "bot")
    until(lambda: town.stage.pending() == 0)
    assert town.stored == 2


def test_an_address_that_telegram_cannot_call_is_refused_and_the_bot_says_so_in_its_log(
    town: Town, tmp_path: Path
) -> None:
    town._environment["DOBUSH_PUBLIC_URL"] = "http://dobush.example"
    (bot,) = town.starts("bot")
    until(lambda: 400 in {call["code"] for call in town.stage.calls("setWebhook")})
    assert "HTTPS URL must be provided" in town.stage.calls("setWebhook")[0]["said"]
    until(lambda: "introduction_failed" in (tmp_path / "bot0.log").read_text())
    assert bot.alive()


def test_a_certificate_that_telegram_does_not_trust_lets_nothing_through(town: Town) -> None:
    with TlsProxy() as stranger:
        town.stage.webhook(trust=stranger.authority)
        town.bot_api("setWebhook", url=town.proxy.url + PATH, secret_token=SECRET)
        town.stage.person("Айгүл").starts()
        until(lambda: town.failures() > 0)
    assert "certificate verify failed" in town.bot_api("getWebhookInfo")["last_error_message"]
    assert (town.proxy.requests, town.stage.pending()) == (0, 1)
    # One's own certificate may be sent along, as Telegram allows; it sets a webhook once a second.
    town.stage.clock(advance=1)
    certificate = {"certificate": ("ca.pem", town.proxy.authority.encode())}
    said = {"url": town.proxy.url + PATH, "secret_token": SECRET}
    assert httpx.post(
        f"{town.stage.url}/bot{TOKEN}/setWebhook", data=said, files=certificate, trust_env=False
    ).json()["ok"]
    assert town.bot_api("getWebhookInfo")["has_custom_certificate"]
    town.starts("web")
    until(lambda: town.stage.pending() == 0)
    assert town.stored == 1
