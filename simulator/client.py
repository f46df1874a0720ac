"""The hands of a test or a demo on the stage: people who write, press and wait, and the strings behind."""

import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

from simulator.messages import Message
from simulator.schema import Json

__all__ = ["Message", "NotOnStage", "Person", "Stage"]

PATIENCE = 10.0
Wanted = str | Callable[[Message], bool]


class NotOnStage(AssertionError):
    """The stage cannot do what was asked: no such button, the chat is blocked."""


@dataclass(slots=True)
class Person:
    """Someone with a telephone; `waits_for` looks at what the bot says after this person's newest act."""

    stage: "Stage"
    id: int
    name: str
    acted_at: int = 0
    last_query: str = field(default="", repr=False)

    def starts(self, payload: str = "") -> Self:
        return self._act("start", payload=payload)

    def says(self, text: str, **more: Any) -> Self:
        return self._act("say", text=text, **more)

    def presses(self, label: str, *, on: Message | None = None) -> Self:
        """An inline button by what is written on it, or else a button of the reply keyboard."""
        return self._act("press", label=label, **({"message_id": on.id} if on else {}))

    def taps(self, message_id: int, data: str, **more: Any) -> Self:
        """A press that was under way when the button went: nobody looks whether it is still there."""
        return self._act("press", message_id=message_id, data=data, **more)

    def sends_photo(self, content: bytes, caption: str = "", **more: Any) -> Self:
        return self._act("photo", content=_text(content), caption=caption, **more)

    def sends_album(self, photos: list[bytes], caption: str = "", **more: Any) -> Self:
        """`late=[0, 2, 1]`: how many seconds each part is under way to the bot."""
        return self._act("album", photos=[_text(photo) for photo in photos], caption=caption, **more)

    def sends_voice(self, content: bytes, duration: int = 3, **more: Any) -> Self:
        return self._act("voice", content=_text(content), duration=duration, **more)

    def sends_document(self, content: bytes, name: str, mime: str, caption: str = "", **more: Any) -> Self:
        return self._act("document", content=_text(content), name=name, mime=mime, caption=caption, **more)

    def sends(self, kind: str, content: bytes, **more: Any) -> Self:
        """`kind`: video, video_note, audio, sticker."""
        return self._act(kind, content=_text(content), **more)

    def shares_location(self, latitude: float, longitude: float, **more: Any) -> Self:
        """`live_period=600`: it may be moved for ten minutes."""
        return self._act("location", latitude=latitude, longitude=longitude, **more)

    def moves_to(self, message_id: int, latitude: float, longitude: float) -> Self:
        return self._act("move", message_id=message_id, latitude=latitude, longitude=longitude)

    def shares_venue(self, title: str, latitude: float, longitude: float, **more: Any) -> Self:
        return self._act("venue", title=title, latitude=latitude, longitude=longitude, **more)

    def shares_contact(self, phone_number: str | None = None, first_name: str = "?") -> Self:
        """One's own card, or somebody else's when a number is given."""
        other = {"phone_number": phone_number, "first_name": first_name} if phone_number else {}
        return self._act("contact", **other)

    def forwards(self, text: str, from_name: str = "?") -> Self:
        return self._act("forward", text=text, from_name=from_name)

    def edits(self, message_id: int, text: str) -> Self:
        return self._act("edit", message_id=message_id, text=text)

    def blocks(self, **more: Any) -> Self:
        """With `chat_id`: puts the bot out of a group."""
        return self._act("block", **more)

    def unblocks(self, **more: Any) -> Self:
        return self._act("unblock", **more)

    def chat(self, *, after: int = 0, wait: float = 0) -> list[Message]:
        return [Message(raw) for raw in self.view(after=after, wait=wait)["messages"]]

    def view(self, *, after: int = 0, wait: float = 0) -> Json:
        asked = {"after": after, "wait": wait}
        return dict(self.stage.ask("GET", f"chats/{self.id}", params=asked, timeout=wait + PATIENCE))

    def last(self) -> Message | None:
        """The newest message of the bot."""
        return next((message for message in reversed(self.chat()) if message.from_bot), None)

    def keyboard(self) -> list[str]:
        rows = (self.view()["keyboard"] or {}).get("keyboard", [])
        return [button["text"] for row in rows for button in row]

    def told(self) -> list[str]:
        """The little notes that button presses were answered with."""
        return [event["text"] for event in self.view()["events"] if event["kind"] == "answer"]

    def waits_for(self, wanted: Wanted = "", seconds: float = PATIENCE) -> Message:
        """The newest wanted message that the bot sent or edited since this person's newest act."""
        until, seen, heard = time.monotonic() + seconds, self.acted_at, list[Message]()
        while (left := until - time.monotonic()) > 0:
            view = self.view(after=seen, wait=min(left, PATIENCE))
            seen = view["revision"]
            for message in reversed([Message(raw) for raw in view["messages"]]):
                if message.from_bot:
                    heard.append(message)
                    if _wanted(message, wanted):
                        return message
        said = "\n---\n".join(message.text for message in heard) or "nothing"
        raise AssertionError(f"{self.name} waited {seconds:g} s for {wanted!r}; the bot said:\n{said}")

    def hears_nothing(self, seconds: float = 0.5) -> None:
        for message in self.chat(after=self.acted_at, wait=seconds):
            assert not message.from_bot, f"{self.name} heard {message.text!r}"

    def _act(self, act: str, **said: Any) -> Self:
        done = self.stage.ask("POST", f"people/{self.id}/{act}", json=said)
        if said.get("chat_id", self.id) == self.id:
            self.acted_at = done["revision"]
        self.last_query = done.get("query_id", self.last_query)
        return self


class Stage:
    """A running simulator, by its address."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.Client(base_url=f"{self.url}/sim/", timeout=PATIENCE, trust_env=False)

    def ask(self, verb: str, path: str, **more: Any) -> Any:
        answer = self._http.request(verb, path, **more)
        if answer.status_code in (404, 409, 422):
            raise NotOnStage(answer.json()["error"])
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def person(self, first_name: str, **about: Any) -> Person:
        """`about`: id, last_name, username, language_code, phone."""
        made = self.ask("POST", "people", json={"first_name": first_name, **about})
        return Person(self, made["id"], first_name)

    def people(self) -> Iterator[Person]:
        for card in self.ask("GET", "people"):
            yield Person(self, card["id"], card["first_name"], card["revision"])

    def group(self, title: str, *members: Person, **how: bool) -> int:
        """`how`: sees_everything, led_by_bot, forum."""
        said = {"title": title, "members": [p.id for p in members], **how}
        return int(self.ask("POST", "groups", json=said)["id"])

    def chat(self, chat_id: int) -> list[Message]:
        return [Message(raw) for raw in self.ask("GET", f"chats/{chat_id}")["messages"]]

    def upgrade(self, group_id: int) -> int:
        return int(self.ask("POST", f"groups/{group_id}/upgrade")["id"])

    def reset(self) -> None:
        """An empty house: a test need not start a process of its own."""
        self.ask("POST", "reset")

    def state(self) -> Json:
        return dict(self.ask("GET", "state"))

    def calls(self, method: str | None = None, chat_id: int | None = None, after: int = 0) -> list[Json]:
        asked = {"method": method, "chat_id": chat_id, "after": after}
        given = {name: value for name, value in asked.items() if value is not None}
        return list(self.ask("GET", "calls", params=given)["calls"])

    def counts(self) -> Json:
        """How often each method was answered with which code: {"sendMessage": {"200": 3, "429": 1}}."""
        return dict(self.ask("GET", "calls", params={"limit": 0})["counts"])

    def fault(self, kind: str, method: str = "*", **more: Any) -> int:
        """`more`: the fields of faults.Fault; `times=None` is for ever."""
        return int(self.ask("POST", "faults", json={"kind": kind, "method": method, **more})["id"])

    def mend(self) -> None:
        self.ask("DELETE", "faults")

    def down(self, down: bool = True) -> None:
        self.ask("PUT", "down", json={"down": down})

    def up(self) -> None:
        self.down(False)

    def clock(self, **said: Any) -> float:
        """`stop=True`, `set=moment`, `advance=seconds`, `go=True`."""
        return float(self.ask("PUT", "clock", json=said)["now"])

    def rate(self, **ceilings: float) -> None:
        """`per_chat` and `overall` a second, `per_group_minute`, `burst`; none of them: no ceiling."""
        self.ask("PUT", "rate", json=ceilings)

    def webhook(self, **how: Any) -> None:
        """`public=True`: as strict about addresses as Telegram; `trust`: PEM of whoever signed the bot's."""
        self.ask("PUT", "webhook", json=how)

    def inject(self, update: Json) -> int:
        return int(self.ask("POST", "updates", json={"update": update})["update_id"])

    def pending(self) -> int:
        return int(self.state()["pending_updates"])

    def must_be_flawless(self) -> None:
        """Everything the stage itself said was Telegram's, and the bot asked for nothing it cannot play."""
        flaws = self.state()["flaws"]
        assert not flaws, flaws

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()


def _wanted(message: Message, wanted: Wanted) -> bool:
    return wanted in message.text if isinstance(wanted, str) else wanted(message)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
