"""A citizen on the stage: talks to the bot through its buttons and words alone."""

from typing import Any

from app.wiring.demo_pump import Pump
from bot.scripts import place
from locales import OWN_NAMES, say
from rules.links import Kind, Link, write
from rules.reference import shown
from simulator.client import Message, Person

PRESSES = {"yes": "✅ Yes", "no": "❌ No", "unsure": "🤷 Not sure"}
SCORES = {
    "5": "5 😀 Very good",
    "4": "4 🙂 Good",
    "3": "3 😐 So-so",
    "2": "2 🙁 Bad",
    "1": "1 😞 Very bad",
    "none": "I do not use it",
}


class CitizenOnStage:
    def __init__(self, person: Person, language: str, pump: Pump) -> None:
        self._person, self._language, self._pump = person, language, pump
        self._met = False

    @property
    def chat_id(self) -> int:
        return self._person.id

    def complains(self, village: str, story: list[str], topic: str) -> None:
        """From the poster of the village: the story, the topic where the bot asks, and Send."""
        self._meets(place.payload(village))
        for words in story:
            self._then(self._person.says, words)
        asked = self._newest_with_button()
        if self._send_of(asked) is None:
            service = self._service(topic)
            self._then(self._person.presses, next(label for label in asked.buttons if service in label))
        send = self._send_of(self._newest_with_button())
        assert send is not None, "a story that the demo tells becomes a card"
        self._then(self._person.presses, send)

    def _send_of(self, card: Message) -> str | None:
        """The button that sends; where neighbours reported the same it says that this is something else."""
        send = (self._button("✅ Send"), self._button("✅ Send: mine is different"))
        return next((label for label in send if label in card.buttons), None)

    def follows_up(self, ticket: int, told: dict[str, Any]) -> None:
        if "reply" in told:
            self._replies(ticket, told["reply"])
        elif "rate" in told:
            self._then(self._person.presses, self._button(SCORES[str(told["rate"])]))
        elif told["press"] == "withdraw":
            self._then(self._person.says, "/my")
            self._then(self._person.presses, f"№ {shown(ticket)}")
            for _ in ("asked", "sure"):
                self._then(self._person.presses, self._button("❌ Withdraw"))
        else:
            self._press_on(ticket, PRESSES[told["press"]])

    def rates(self, service: str, village: str, score: str) -> None:
        self._meets(write(Link(Kind.RATING, village, service)))
        self._then(self._person.presses, self._button(SCORES[score.lower()]))
        self._says_why()

    def answers_panel(self, score: int) -> None:
        """The question stands where it was sent, whatever came after it."""
        leave = self._button("🔕 Do not ask me again")
        asked = (message for message in reversed(self._person.chat()) if leave in message.buttons)
        question = next(asked, None)
        if question is not None:
            self._person.presses(self._button(SCORES[str(score)]), on=question)
            self._pump.run()
            self._says_why()

    def _says_why(self) -> None:
        """The first reason, where the bot asks what was wrong."""
        newest = self._person.last()
        if newest is not None and self._button("Skip") in newest.buttons:
            self._then(self._person.presses, newest.buttons[0])

    def _meets(self, payload: str) -> None:
        """START from a poster; the first time the bot asks for the language, and the poster is read again."""
        self._then(self._person.starts, payload)
        if not self._met:
            self._met = True
            self._then(self._person.starts, "")
            self._then(self._person.presses, OWN_NAMES[self._language])
            self._then(self._person.starts, payload)

    def _replies(self, ticket: int, words: str) -> None:
        """Straight away where the bot has just asked; otherwise by the button under its question."""
        newest = self._person.last()
        asked = [self._button("✍️ Answer"), self._button("➕ Add to it")]
        on = next((label for label in asked if newest is not None and label in newest.buttons), None)
        if on is not None:
            self._then(self._person.presses, on)
        self._then(self._person.says, words)

    def _press_on(self, ticket: int, label: str) -> None:
        wanted = self._button(label)
        for message in reversed(self._person.chat()):
            if shown(ticket) in message.text and wanted in message.buttons:
                self._person.presses(wanted, on=message)
                self._pump.run()
                return
        raise LookupError(f"nobody asked about {shown(ticket)}")

    def _newest_with_button(self) -> Message:
        return next(message for message in reversed(self._person.chat()) if message.buttons)

    def _then(self, act: Any, *said: str) -> None:
        act(*said)
        self._pump.run()

    def _button(self, message: str) -> str:
        return say(self._language, "button", message)

    def _service(self, code: str) -> str:
        with self._pump.house.database.reading() as session:
            directory = self._pump.house.shelf.directory(session, at=self._pump.hourglass.at)
            return directory.service(code).name(self._language)
