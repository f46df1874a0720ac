"""A crowd of citizens and an office at work while processes die: what was said is compared with what is stored."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from bot.scripts import place
from simulator.client import Message, Person, Stage
from tests.village import AK_BULAN

PATIENCE = 240.0
"""Seconds a citizen waits before the run fails: kills, starts and leases fit into it, also on a busy machine."""
TOPICS = ("Суу жок", "Таштанды алынбай жатат", "Көчө жарыгы күйбөйт", "Жол бузулуп калды")


@dataclass
class Said:
    """What the crowd knows it said, whatever the processes know."""

    sent: dict[str, int] = field(default_factory=dict)
    """Story -> chat, for every story whose Send was tapped."""
    told: Counter[str] = field(default_factory=Counter)
    """Number -> how often a message told it to its citizen."""
    answers: dict[str, str] = field(default_factory=dict)
    """Number -> the office's answer that was accepted."""
    messages: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Crowd:
    def __init__(self, stage_url: str, *, citizens: int, messages: int) -> None:
        self._url, self._citizens = stage_url, citizens
        self._stories_each = max(1, (messages // citizens - 2) // 2)
        self.said = Said()

    def talks(self) -> None:
        with ThreadPoolExecutor(self._citizens) as pool:
            for done in [pool.submit(self._citizen, number) for number in range(self._citizens)]:
                done.result()

    def _citizen(self, number: int) -> None:
        with Stage(self._url) as stage:
            person = stage.person(f"Тургун {number}")
            time.sleep(random.Random(number).random() * 3)
            person.starts(place.payload(AK_BULAN))
            person.waits_for(lambda message: "Кыргызча" in message.buttons, PATIENCE)
            person.presses("Кыргызча")
            person.waits_for(lambda message: "📍" in message.text, PATIENCE)
            for turn in range(self._stories_each):
                self._complains(person, f"{TOPICS[turn % len(TOPICS)]}, үй {number}-{turn}.")
            with self.said.lock:
                self.said.messages += 2 + 2 * self._stories_each

    def _complains(self, person: Person, story: str) -> None:
        person.says(story)
        card = person.waits_for(lambda message: story in message.text and _sendable(message), PATIENCE)
        with self.said.lock:
            self.said.sent[story] = person.id
        person.presses(next(label for label in card.buttons if label.startswith("✅")), on=card)
        person.waits_for(
            lambda message: story in message.text and number_in(message.text) is not None, PATIENCE
        )


class Office:
    """A clerk who answers every case over the API, and tries again when the web is away."""

    def __init__(self, address: Callable[[], str], key: str, said: Said) -> None:
        self._address, self._key, self._said = address, key, said
        self.stop = threading.Event()

    def works(self) -> None:
        with httpx.Client(headers={"authorization": f"Bearer {self._key}"}, timeout=20) as http:
            while not self.stop.is_set():
                cases = self._get(http, "/api/v1/tickets?status=filed&limit=50")
                for case in cases.get("items", []):
                    self._answers(http, case)
                if not cases.get("items"):
                    time.sleep(0.3)

    def _answers(self, http: httpx.Client, case: dict) -> None:
        number = case["reference"]
        words = f"Жооп {number}: бригада чыкты."
        try:
            done = http.post(
                f"{self._address()}/api/v1/tickets/{number}/answer",
                json={"version": case["version"], "text": words},
            )
        except httpx.HTTPError:
            return  # whether it was taken, the next look at the list tells
        if done.status_code == httpx.codes.OK:
            with self._said.lock:
                self._said.answers[number] = words
        else:
            assert done.status_code in (409, 502, 503), done.text

    def _get(self, http: httpx.Client, path: str) -> dict:
        try:
            answer = http.get(self._address() + path)
        except httpx.HTTPError:
            time.sleep(0.2)
            return {}
        return answer.json() if answer.status_code == httpx.codes.OK else {}


def number_in(text: str) -> str | None:
    found = re.search(r"\b(\d{4,}-\d)\b", text)
    return found[1] if found else None


def _sendable(message: Message) -> bool:
    return any(label.startswith("✅") for label in message.buttons)
