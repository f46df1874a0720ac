"""Telegram's updates as the poller and the webhook get them, and a complaint as three of them."""

import itertools
from random import Random
from typing import Any

from benchmarks.stories import words
from bot.receiving import arrived
from db.queries.directory import Directory
from db.queries.received import Arrived
from rules.messages import Button

BOT_ID = 7
FIRST_CHAT = 7_000_000_000
QUESTIONS = 2
"""The village, and the card: the number that the button under the card carries."""
VILLAGES = ("Барскоон", "Сузак", "Масы", "Тамга", "Ананьево")


class Phones:
    """People who write to the bot for the first time, one after another."""

    def __init__(self, directory: Directory, seed: int = 1) -> None:
        self._directory, self._numbers, self._chance = directory, itertools.count(1), Random(seed)

    def message(self, chat: int, said: str) -> Arrived:
        number = next(self._numbers)
        return arrived(
            BOT_ID,
            {"update_id": number, "message": {**_shown(chat, number), "from": _person(chat), "text": said}},
        )

    def press(self, chat: int, data: str) -> Arrived:
        number = next(self._numbers)
        pressed = {"id": f"press{number}", "from": _person(chat), "chat_instance": "1", "data": data}
        shown = {**_shown(chat, number), "text": "…"}
        return arrived(BOT_ID, {"update_id": number, "callback_query": {**pressed, "message": shown}})

    def story(self) -> str:
        """One whose topic is clear and which names no village, so that every complaint takes the same way."""
        while True:
            language = self._chance.choice(("ky", "ru"))
            told = words()["services"]["water"][language]
            slots = {slot: self._chance.choice(words()[slot][language]) for slot in ("where", "since", "ask")}
            said: str = self._chance.choice(told).format(**slots).strip()
            if self._directory.guess_topic(said).service and not self._directory.villages_in(said):
                return said

    def complaint(self, person: int) -> list[Arrived]:
        """The story, the village by its name, Send."""
        chat = FIRST_CHAT + person
        send = Button("c", QUESTIONS, "send").encode()
        return [
            self.message(chat, self.story()),
            self.message(chat, VILLAGES[person % len(VILLAGES)]),
            self.press(chat, send),
        ]


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Айгүл", "language_code": "ru"}


def _shown(chat: int, number: int) -> dict[str, Any]:
    where = {"id": chat, "type": "private", "first_name": "Айгүл"}
    return {"message_id": number, "date": 1_790_000_000 + number, "chat": where}
