"""Who plays: a citizen with a telephone, colleagues let in by the real command, and the process that serves them."""

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from html import unescape
from typing import Any

from httpx import Client

from locales import OWN_NAMES, say
from simulator.client import Message, Person, Stage
from tests.journeys.tongue import PLACEHOLDER, strange_words, words_of
from tests.pages.browser import Page, Visitor
from tests.processes import ROOT, Process

WAITS = 30.0
"""Seconds a citizen waits: the machine may have other work."""
WELCOME = (
    "Hello! A problem with water, waste, street lights or roads?\n"
    "Write here in your own words, or record a voice message.\n"
    "I pass it to the person in charge. The answer comes here.\n"
    "🔒 The clerk does not see your phone number."
)
ACCEPTED = "✅ Accepted.\nNumber: {ref}\nAnswer due: {date}\nIn charge: {office}"
SPEAKS = ("sendMessage", "editMessageText")
MARKS = re.compile(r"</?[a-z]+>")


@dataclass(frozen=True, slots=True)
class House:
    """`dobush serve` in a process of its own, with the stage as its Telegram."""

    serve: Process
    stage: Stage

    def lets_in(
        self, name: str, role: str, *inboxes: str, municipality: str = "", language: str = "ky"
    ) -> "Colleague":
        reach = [word for code in inboxes for word in ("--inbox", code)]
        reach += ["--municipality", municipality] if municipality else []
        about = [name, "--role", role, "--language", language, *reach]
        done = subprocess.run(
            [sys.executable, "-m", "app", "user", "add", *about, "--api-key", "--json"],
            cwd=ROOT,
            env=self.serve.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return Colleague(self, name, language, **json.loads(done.stdout))

    def meets(self, name: str, language: str) -> "Citizen":
        """Telegram has no Kyrgyz: every telephone here says that it is Russian."""
        return Citizen(self.stage.person(name, language_code="ru"), language)


class Colleague:
    """Somebody of the office: at the pages by a link, over the API by a key, in Telegram by an invitation."""

    def __init__(
        self, house: House, name: str, language: str, *, link: str, key: str, invitation: str
    ) -> None:
        self.house, self.name, self.language = house, name, language
        self._link, self._invitation = link, invitation
        address = house.serve.address
        self.page = Visitor(Client(base_url=address, headers={"accept": "text/html"}))
        self._api = Client(base_url=f"{address}/api/v1", headers={"authorization": f"Bearer {key}"})

    def signs_in(self) -> Page:
        path = self._link.removeprefix(self.house.serve.address)
        return self.page.sends(self.page.opens(path).form(path))

    def does(self, reference: str, move: str, number: int = 0, **filled: str) -> Page:
        """By the form on the case's page; `number` tells apart the two forms of a resolution."""
        page = self.page.opens(f"/inbox/{reference}")
        forms = [form for form in page.forms if form.action == f"/inbox/{reference}/{move}"]
        after = self.page.sends(forms[number], **filled)
        assert after.status == 200, after.text
        return after

    def telegram(self) -> Person:
        return self.house.stage.person(self.name, language_code="ru").starts(f"i_{self._invitation}")

    def asks(self, path: str, **asked: str) -> Any:
        answer = self._api.get(path, params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def case(self, reference: str) -> Any:
        return self.asks(f"/tickets/{reference}")

    def moves(self, reference: str, move: str, **body: str) -> Any:
        """Over the API, on the version that was read."""
        version = self.case(reference)["version"]
        answer = self._api.post(f"/tickets/{reference}/{move}", json={"version": version, **body})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def counts(self, *figures: str, by: str) -> dict[str, dict[str, int]]:
        """What the response times say, group by group."""
        groups = self.asks("/reports/response-times", by=by)["groups"]
        return {group["key"]: {name: group[name] for name in figures} for group in groups}

    def ratings(self) -> dict[str, list[int]]:
        groups = self.asks("/reports/ratings", by="service")["groups"]
        return {group["key"]: group["counts"] for group in groups if group["n"]}

    def text(self, message: str, **values: object) -> str:
        return say(self.language, "page", message, **values)


class Citizen:
    """Speaks by what stands on the buttons; labels and texts are named by their English msgids."""

    def __init__(self, person: Person, language: str) -> None:
        self.person, self.language = person, language
        self.own = words_of(person.name)
        """Words of people: the citizen's own, and what the office wrote to them."""

    def hears(self, words: str) -> str:
        self.own |= words_of(words)
        return words

    def says(self, words: str, **more: Any) -> "Citizen":
        self.person.says(self.hears(words), **more)
        return self

    def presses(self, label: str) -> "Citizen":
        return self.picks(self.label(label))

    def picks(self, name: str) -> "Citizen":
        """The button that bears the name, when it is there."""
        on = self.person.waits_for(lambda message: name in message.buttons, WAITS)
        self.person.presses(name, on=on)
        return self

    def presses_late(self, label: str, seen: Message) -> "Citizen":
        """A button as it was seen, whatever stands there now."""
        button = next(one for one in seen.inline if one["text"] in (label, self.label(label)))
        self.person.taps(seen.id, button["callback_data"])
        return self

    def is_acknowledged(self) -> None:
        """The pressed button stops spinning, whether or not anything changed."""
        until = time.monotonic() + WAITS
        while time.monotonic() < until:
            notes = self.person.view()["events"]
            if any(note.get("query_id") == self.person.last_query for note in notes):
                return
            time.sleep(0.05)
        raise AssertionError("the button spins on")

    def label(self, message: str) -> str:
        return say(self.language, "button", message)

    def text(self, message: str, **values: object) -> str:
        return say(self.language, "chat", message, **values)

    def reads(self, message: str, *parts: str, **values: object) -> Message:
        """What the bot says to the newest act: begins so, in the citizen's language, and holds the parts."""
        begins = PLACEHOLDER.split(self.text(message))[0] if not values else self.text(message, **values)
        return _holding(parts, self.person.waits_for(lambda it: it.text.startswith(begins), WAITS))

    def sees(self, button: str, *parts: str) -> Message:
        """The newest message with such a button."""
        wanted = self.label(button)
        return _holding(parts, self.person.waits_for(lambda it: wanted in it.buttons, WAITS))

    def sends(self, *parts: str) -> str:
        """The card says the parts, Send is pressed, and there is a number. It is Send whatever neighbours reported."""
        send = (self.label("✅ Send"), self.label("✅ Send: mine is different"))
        card = self.person.waits_for(lambda message: not set(send).isdisjoint(message.buttons), WAITS)
        _holding(parts, card)
        return number_in(self.picks(next(one for one in send if one in card.buttons)).reads(ACCEPTED))

    def everything_heard(self) -> list[str]:
        """Every text, label and little note ever shown, also what a newer one has replaced."""
        heard = self.person.told()
        for call in self.person.stage.calls(chat_id=self.person.id):
            if call["method"] in SPEAKS and call["code"] == 200:
                heard += [unescape(MARKS.sub("", call["params"]["text"])), *_labels(call["params"])]
        return [text for text in heard if text]

    def understood_everything(self) -> None:
        """No word of another language, no msgid, no placeholder. The welcome alone is in two languages."""
        other = {"ky": "ru", "ru": "ky"}[self.language]
        heard = self.everything_heard()
        assert len(heard) > 20, "the stage kept what was said"
        for text in heard:
            assert not PLACEHOLDER.search(text), text
            ours = text.replace(say(other, "chat", WELCOME), "")
            strange = strange_words(self.language, ours, self.own | words_of(OWN_NAMES[other]))
            assert not strange, f"{sorted(strange)} in {text!r}"


def _holding(parts: tuple[str, ...], message: Message) -> Message:
    for part in parts:
        assert part in message.text, f"{part!r} is not in {message.text!r}"
    return message


def number_in(message: Message) -> str:
    found = re.search(r"\b\d{4,}-\d\b", message.text)
    assert found, f"no number in {message.text!r}"
    return found[0]


def _labels(params: Any) -> list[str]:
    markup = params.get("reply_markup", {})
    rows = [*markup.get("inline_keyboard", []), *markup.get("keyboard", [])]
    return [button["text"] for row in rows for button in row]
