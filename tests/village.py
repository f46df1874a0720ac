"""A village for tests: the shipped catalogue, a standing clock, people with telephones, an office that answers."""

import itertools
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bot.receiving import arrived
from bot.rendering import Rendering
from bot.scripts import place
from bot.turns import ROUND, TurnFailed, Turns
from casework.desk import Actor, Desk
from casework.intake import Complaint, file_complaint
from casework.people import add_user
from db.engine import Database
from db.queries import outbox, received
from db.queries.directory import Directory, Shelf
from db.queries.outbox import Leased
from db.tables.tickets import Ticket
from rules.lifecycle import Role, Source
from rules.messages import Message
from rules.permissions import Reach
from rules.working_time import BISHKEK
from worker.letters import Letters

MONDAY = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)
"""Ten in the morning in Bishkek, on the first of five working days before Nooruz."""
AK_BULAN = "41702205805010"
"""The village Ак-Булуң of the aimak Ак-Булуң in Ак-Суу."""
EVERYWHERE = Reach(everything=True)
BOT_ID = 7


class Shelves:
    """A shelf for each day: every test database has the same catalogue, which takes a moment to read."""

    def __init__(self, database: Database) -> None:
        self._kind = "sqlite" if database.is_sqlite else "postgres"

    def directory(self, session, *, at: datetime) -> Directory:  # type: ignore[no-untyped-def]
        return _shelf(self._kind, at.astimezone(BISHKEK).date()).directory(session, at=at)


@cache
def _shelf(kind: str, day: date) -> Shelf:
    return Shelf()


class Village:
    """The whole house without its wires: updates go in as JSON, messages come out as values."""

    def __init__(self, database: Database, at: datetime = MONDAY) -> None:
        self.database, self.at = database, at
        self.shelf = Shelves(database)
        self.turns = Turns(self.shelf, now=self.now)
        self.wordings = {
            "prompt": Rendering(self.shelf),
            "letter": Letters(self.shelf, public_url="https://d.kg"),
        }
        self.update_ids = itertools.count(1000)
        self.message_ids = itertools.count(1)
        self.phones: dict[int, Phone] = {}

    def now(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)

    def phone(self, name: str = "Айгүл", chat_id: int | None = None) -> "Phone":
        chat_id = chat_id or 5_000_000_000 + len(self.phones)
        self.phones[chat_id] = Phone(self, chat_id, name)
        return self.phones[chat_id]

    def desk(self, session) -> Desk:  # type: ignore[no-untyped-def]
        return Desk(session, self.shelf.directory(session, at=self.at), self.at)

    def do(self, work, *args, **kwargs):  # type: ignore[no-untyped-def]
        """One action in a transaction of its own."""
        with self.database.writing() as session:
            return work(self.desk(session), *args, **kwargs)

    def colleague(
        self, role: Role = Role.CLERK, *, name: str = "Нурлан", inboxes: tuple[str, ...] = ()
    ) -> Actor:
        return Actor(role, user_id=self.do(add_user, name, role, inboxes=inboxes).id)

    def case(
        self,
        text: str = "Суу жок",
        *,
        village: str = AK_BULAN,
        service: str = "water",
        by: Actor | None = None,
    ) -> Ticket:
        complaint = Complaint(service, village, text, "ky", Source.WALK_IN)
        return self.do(file_complaint, complaint, by=by or Actor(Role.CLERK))

    def inbox_of(self, village: str) -> str:
        with self.database.reading() as session:
            directory = self.shelf.directory(session, at=self.at)
            found = directory.place_by_code(village)
            assert found is not None
            return directory.inbox(directory.route("dogs", None, found.id).inbox_id).code

    def receives(self, **update: object) -> None:
        self.stores(**update)
        self.works()

    def stores(self, **update: object) -> None:
        body = {"update_id": next(self.update_ids), **update}
        with self.database.writing() as session:
            received.store(session, [arrived(BOT_ID, body)], at=self.at)

    def works(self) -> None:
        """All turns that are ready, then everything that is owed and ready."""
        self.takes_turns()
        self.delivers()

    def takes_turns(self) -> None:
        while self.takes_turn():
            pass

    def takes_turn(self, *, most: int = ROUND) -> int:
        """A round of turns: how many updates it took on, well or not."""
        try:
            with self.database.writing() as session:
                return self.turns.take(session, most=most)
        except TurnFailed as failure:
            with self.database.writing() as session:
                self.turns.count_failure(session, failure)
            return 1

    def delivers(self, *, ahead: float = 2.0) -> None:
        """What is ready, and what only keeps Telegram's pace: nobody wants to wait for that in a test."""
        while self._round("prompt", ahead) | self._round("letter", ahead):
            pass

    def _round(self, kind: str, ahead: float) -> bool:
        with self.database.writing() as session:
            ids = outbox.ready(
                session, kind=kind, channel="telegram", at=self.at + timedelta(seconds=ahead), limit=20
            )
            for held in outbox.lease(session, ids, at=self.at, seconds=10):
                message = self.wordings[kind](session, held, self.at)
                if message is None:
                    outbox.dropped(session, held, at=self.at)
                else:
                    outbox.delivered(session, held, at=self.at, message_id=self._arrives(held, message))
            return bool(ids)

    def _arrives(self, held: Leased, message: Message) -> int | None:
        phone = self.phones.get(held.chat_id)
        return phone.shows(held, message) if phone else next(self.message_ids)


class Phone:
    """What one person sees: messages by id, the newest last; an edit changes a message in place."""

    def __init__(self, village: Village, chat_id: int, name: str) -> None:
        self.village, self.chat_id, self.name = village, chat_id, name
        self.chat: dict[int, Message] = {}
        self.toasts: list[str] = []
        self.acknowledged: list[str] = []
        self.calls = 0
        self.last_id = 0
        self.presses_made = 0

    @property
    def person(self) -> dict[str, object]:
        return {"id": self.chat_id, "is_bot": False, "first_name": self.name}

    @property
    def where(self) -> dict[str, object]:
        return {"id": self.chat_id, "type": "private", "first_name": self.name}

    @property
    def last(self) -> Message:
        return self.chat[self.last_id]

    @property
    def buttons(self) -> list[str]:
        return [choice.label for row in self.last.choices for choice in row]

    def starts(self, payload: str = "") -> "Phone":
        return self.says(f"/start {payload}".strip())

    def settles(self, village: str = AK_BULAN, language: str = "Русский") -> "Phone":
        """A known citizen: language chosen, village known from a poster."""
        return self.starts().presses(language).starts(place.payload(village))

    def says(self, text: str, **more: object) -> "Phone":
        self.village.receives(message=self._message(text, **more))
        return self

    def pins(self, lat: float, lon: float, **more: object) -> "Phone":
        return self.says("", location={"latitude": lat, "longitude": lon}, **more)

    def edits(self, message_id: int, text: str) -> "Phone":
        body = {**self._message(text), "message_id": message_id, "edit_date": 1}
        self.village.receives(edited_message=body)
        return self

    def presses(self, label: str, *, on: int | None = None) -> "Phone":
        message_id, says = self._button(label, on)
        return self.taps(message_id, says)

    def taps(self, message_id: int, says: str) -> "Phone":
        self.presses_made += 1
        shown = {"message_id": message_id, "date": 1, "chat": self.where, "text": "…"}
        press = {
            "id": f"press{self.presses_made}",
            "from": self.person,
            "chat_instance": "1",
            "data": says,
            "message": shown,
        }
        self.village.receives(callback_query=press)
        return self

    def blocks(self, blocked: bool = True) -> "Phone":
        states = ("member", "kicked") if blocked else ("kicked", "member")
        bot = {"id": BOT_ID, "is_bot": True, "first_name": "Dobush"}
        old, new = ({"user": bot, "status": state, "until_date": 0} for state in states)
        self.village.receives(
            my_chat_member={
                "chat": self.where,
                "from": self.person,
                "date": 1,
                "old_chat_member": old,
                "new_chat_member": new,
            }
        )
        return self

    def shows(self, held: Leased, message: Message) -> int | None:
        if message.answers_press:
            self.acknowledged.append(message.answers_press)
            self.toasts += [message.toast] if message.toast else []
        if not message.text and message.voice is None:
            return None
        self.calls += 1
        replaced = message.replaces if message.replaces in self.chat else None
        self.last_id = replaced or next(self.village.message_ids)
        self.chat[self.last_id] = message
        return self.last_id

    def read(self, part: str) -> Message:
        """The newest message with these words in it."""
        found = [message for message in self.chat.values() if part in message.text]
        assert found, f"nobody said {part!r}; the last was {self.last.text!r}"
        return found[-1]

    def has_read(self, part: str) -> bool:
        return any(part in message.text for message in self.chat.values())

    def _message(self, text: str, **more: object) -> dict[str, object]:
        self.spoke = next(self.village.message_ids)
        body: dict[str, object] = {
            "message_id": self.spoke,
            "date": 1,
            "chat": self.where,
            "from": self.person,
        }
        return {**body, **({"text": text} if text else {}), **more}

    def _button(self, label: str, on: int | None) -> tuple[int, str]:
        ids = [on] if on is not None else sorted(self.chat, reverse=True)
        for message_id in ids:
            for row in self.chat[message_id].choices:
                for choice in row:
                    if label in choice.label:
                        return message_id, choice.says
        raise AssertionError(f"no button {label!r}; the last message has {self.buttons}")
