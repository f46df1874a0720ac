"""The stage: people, chats, the bot's side of Telegram and one clock. All in memory, in one event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from jsonschema import ValidationError

from simulator.clock import Clock
from simulator.faults import DELIVERY, Faults
from simulator.files import Shelves
from simulator.log import CallLog
from simulator.people import Chat, Person, Standing
from simulator.rates import Rates
from simulator.refusals import bad_request, forbidden, migrated
from simulator.schema import UPDATE, Json, complaint
from simulator.updates import Pending, Updates
from simulator.webhook import Webhook

TOKEN = "700000007:simulated-telegram-token"  # noqa: S105 - opens nothing but this stage
# Real ids have outgrown 32 bits; so have these.
FIRST_PERSON = 5_000_000_001
LISTENER_HOLDS = 1_000


class World:
    def __init__(
        self,
        token: str = TOKEN,
        *,
        bot_name: str = "Добуш",
        username: str = "dobush_bot",
        now: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self.bot: Json = {"id": _bot_id(token), "is_bot": True, "first_name": bot_name, "username": username}
        self.profile: Json = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.clock = Clock(now)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Json] = {}
        self.files = Shelves(self.clock.moment)
        self.log = CallLog()
        self.faults = Faults()
        self.rates = Rates(self.clock.moment)
        self.updates = Updates(self.clock)
        self.webhook = Webhook(self.clock, self.updates, self._delivered_twice, self._perform)
        self.perform: Callable[[World, Json], Awaitable[None]] | None = None
        self.webhook_is_public = False
        self.webhook_trusts = ""
        self.webhook_set_at = float("-inf")
        self.flaws: list[str] = []
        self.down = False
        self.closing = False
        self._errands: set[asyncio.Task[None]] = set()
        self._listeners: set[asyncio.Queue[Json]] = set()
        self._serial = 0

    # People and chats

    def person(self, first_name: str, *, id: int | None = None, **about: Any) -> Person:
        person = Person(id or FIRST_PERSON + len(self.people), first_name, **about)
        self.people[person.id] = person
        self.chats[person.id] = Chat(person.as_chat(), members={person.id: person})
        self.tell({"kind": "person", "chat_id": person.id})
        return person

    def reach(self, chat_id: Any) -> Chat:
        """The chat the bot may write to; raises the refusal it gets when it may not."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None or (chat.private and chat.standing is Standing.STRANGER):
            raise bad_request("chat not found")
        if chat.migrated_to:
            raise migrated(chat.migrated_to)
        if chat.standing is Standing.KICKED:
            by_whom = "blocked by the user" if chat.private else f"kicked from the {_kind(chat)} chat"
            raise forbidden(f"bot was {by_whom}")
        return chat

    # Messages

    def serial(self) -> int:
        self._serial += 1
        return self._serial

    def continue_after(self, serial: int, update_id: int) -> None:
        """Numbers given before the stage was put away are not given again."""
        self._serial = serial
        self.updates.skip_to(update_id)

    def post(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Message ids count within a chat, as Telegram's do: nobody may take them for unique."""
        chat.last_message_id += 1
        place = {"message_id": chat.last_message_id, "date": self.clock(), "chat": chat.about, "from": sender}
        return self._shown(chat, "message", place | content)

    def change(self, chat: Chat, message: Json) -> Json:
        return self._shown(chat, "edit", message)

    def remove(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        self.tell(chat.note("delete", message_id=message_id))

    def _shown(self, chat: Chat, kind: str, message: Json) -> Json:
        # A stored message is never changed in place: an update keeps the picture it was made of.
        chat.messages[message["message_id"]] = message
        self.tell(chat.note(kind, message_id=message["message_id"]))
        return message

    # Updates on their way to the bot

    def update(self, kind: str, body: Json, *, late: float = 0) -> None:
        """It is numbered when it sets out, `late` seconds from now: Telegram's numbers tell the order of arrival."""
        if late > 0:
            errand = asyncio.create_task(self._later(late, kind, body))
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)
            return
        update = {"update_id": self.updates.next_id(), kind: body}
        if error := complaint(UPDATE, update):
            self.flaw("an update of ours", error)
        self.enqueue(update)

    async def _later(self, seconds: float, kind: str, body: Json) -> None:
        await self.clock.sleep(seconds)
        self.update(kind, body)

    async def _perform(self, said: Json) -> None:
        if self.perform:
            await self.perform(self, said)

    def flaw(self, what: str, error: ValidationError) -> None:
        """A mistake of the stage itself; tests ask for these at their end."""
        self.flaws.append(f"{what} is not Telegram's: {error.json_path}: {error.message[:200]}")

    def enqueue(self, update: Json) -> None:
        if pending := self.updates.add(update):
            self.webhook.carry(pending)

    def _delivered_twice(self, pending: Pending) -> bool:
        return self.twice(pending.update)

    def twice(self, update: Json) -> bool:
        """Whether the script says that this taken update is to come once more."""
        chat_id = ((update.get("message") or {}).get("chat") or {}).get("id")
        return self.faults.strike(DELIVERY, chat_id) is not None

    # Those who watch

    def tell(self, event: Json) -> None:
        for listener in list(self._listeners):
            if listener.full():
                self._listeners.discard(listener)
            else:
                listener.put_nowait(event)

    def listen(self) -> asyncio.Queue[Json]:
        queue: asyncio.Queue[Json] = asyncio.Queue(LISTENER_HOLDS)
        self._listeners.add(queue)
        return queue

    def listens(self, queue: asyncio.Queue[Json]) -> bool:
        return queue in self._listeners

    def leave(self, queue: asyncio.Queue[Json]) -> None:
        self._listeners.discard(queue)

    # The whole of Telegram

    def set_down(self, down: bool) -> None:
        self.down = down
        self.webhook.pause(down)
        self.updates.end_poll("terminated")
        self.tell({"kind": "down", "down": down})

    def anew(self) -> "World":
        """The same bot before an empty house."""
        named = {"bot_name": self.bot["first_name"], "username": self.bot["username"]}
        fresh = World(self.token, now=self.clock.source, **named)
        fresh.perform = self.perform
        return fresh

    async def close(self) -> None:
        """Let go of everyone who waits, so that the process can end."""
        self.closing = True
        self.updates.end_poll("terminated by shutdown")
        for errand in self._errands:
            errand.cancel()
        await self.webhook.close()
        for chat in self.chats.values():
            chat.changed.ring()
        self.tell({"kind": "bye"})


def _kind(chat: Chat) -> str:
    return str(chat.about["type"])


def _bot_id(token: str) -> int:
    number = token.partition(":")[0]
    if not number.isdigit():
        raise ValueError("a token begins with the bot's number and a colon")
    return int(number)
