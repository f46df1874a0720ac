"""`python -m tests.steps`: what each step of a conversation costs, in calls to Telegram and statements to the database.

The real bot on the stage, by hand and on a standing clock. Not counted: looking whether anything came or is owed, and
fetching the files that came, which happens beside the conversation.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.settings import read
from app.wiring.bot import open_telegram, poller
from app.wiring.demo_pump import Hourglass
from app.wiring.house import House, open_house
from app.wiring.worker import letter_courier
from benchmarks.recording import CHANGES, Recording, recorded
from bot.rendering import Rendering
from bot.scripts import place
from bot.serving import Serving
from bot.turns import Turns
from casework import closing, handling
from casework.desk import Actor, Desk
from casework.people import add_user
from db.catalogue.loader import import_catalogue
from db.migrations import upgrade
from db.queries import outbox
from rules.lifecycle import Outcome, Role
from rules.permissions import Reach
from simulator import TOKEN, started
from simulator.client import Person, Stage
from tests.village import AK_BULAN, MONDAY
from worker.courier import Courier

ACKNOWLEDGEMENT = "answerCallbackQuery"
SOON = timedelta(seconds=10)
"""What is owed within it keeps the pace of a chat, or waits for the rest of an album."""
PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


@dataclass(slots=True)
class Cost:
    """Of one step; statements of the turn and of the courier, of which some change a row."""

    step: str
    calls: Counter[str] = field(default_factory=Counter)
    turns: int = 0
    in_turns: int = 0
    changes_in_turns: int = 0
    in_couriers: int = 0

    @property
    def messages(self) -> int:
        """Sent or changed."""
        return self.calls.total() - self.calls[ACKNOWLEDGEMENT]

    @property
    def told(self) -> str:
        return ", ".join(f"{name} {n}" if n > 1 else name for name, n in sorted(self.calls.items())) or "–"


class Hands:
    """Everything that runs between a person's act and the answer, carried out until nothing moves."""

    def __init__(self, house: House, clock: Hourglass, stage: Stage, loop: asyncio.AbstractEventLoop) -> None:
        self.house, self.clock, self.stage, self._loop = house, clock, stage, loop
        self._telegram = open_telegram(house)
        self._poller = poller(house, wake=lambda: None)
        self._serving = Serving(house.database, Turns(house.shelf, now=clock), wake_couriers=lambda: None)
        prompts = Courier(house.database, self._telegram, Rendering(house.shelf), kind="prompt", now=clock)
        self._couriers = (prompts, letter_courier(house, self._telegram))

    def cost(self, step: str, act: Callable[[], Any]) -> Cost:
        """Of whatever the act sets going."""
        before, cost = self._calls(), Cost(step)
        act()
        self._loop.run_until_complete(self._until_quiet(cost))
        cost.calls = self._calls() - before
        self.clock.turn_to(self.clock.at + timedelta(minutes=1))
        return cost

    def close(self) -> None:
        self._loop.run_until_complete(self._telegram.close())

    def _calls(self) -> Counter[str]:
        counts = self.stage.counts()
        answered = Counter({method: sum(codes.values()) for method, codes in counts.items()})
        del answered["getUpdates"]
        return answered

    async def _until_quiet(self, cost: Cost) -> None:
        moved = True
        while moved:
            moved = await self._poller.once()
            moved = await self._turns(cost) or moved
            for courier in self._couriers:
                moved = await self._carries(courier, cost) or moved
            moved = self._waits() or moved

    async def _turns(self, cost: Cost) -> bool:
        with recorded() as said:
            taken = await self._serving.take()
        if not taken:
            return False
        cost.turns += taken
        cost.in_turns += len(said.statements)
        cost.changes_in_turns += _changes(said)
        return True

    async def _carries(self, courier: Courier, cost: Cost) -> bool:
        with recorded() as said:
            handled = await courier.empty()
        if handled:
            cost.in_couriers += len(said.statements) - 1  # the last look finds nothing
        return bool(handled)

    def _waits(self) -> bool:
        with self.house.database.reading() as session:
            ready = [
                outbox.next_ready_at(session, kind=kind, channel="telegram") for kind in ("prompt", "letter")
            ]
        soon = [at for at in ready if at is not None and at < self.clock.at + SOON]
        if soon:
            self.clock.turn_to(max(min(soon), self.clock.at + timedelta(milliseconds=100)))
        return bool(soon)


def _changes(said: Recording) -> int:
    return sum(statement.startswith(CHANGES) for statement, _ in said.statements)


def steps(hands: Hands) -> Iterator[Cost]:
    """Somebody new, then the same person again: a complaint by words, by voice and by album; ratings; an addition."""
    person = hands.stage.person("Айгүл", language_code="ru")
    cost = hands.cost
    yield cost("/start", person.starts)
    yield cost("language tapped", lambda: person.presses("Русский"))
    yield cost("the story: which village?", lambda: person.says("Помогите соседям, пожалуйста, третий день"))
    for name in ("Ак-Суу", "Ак-Булун", "Ак-Булун"):
        yield cost(f"{name} tapped", _taps(person, name))
    yield cost("topic tapped: the card", _taps(person, "Питьевая вода"))
    yield cost("Send tapped: the number", _taps(person, "Отправить"))
    yield cost("voice: which topic?", lambda: person.sends_voice(b"OggS" + bytes(60)))
    yield cost("topic tapped: the card", _taps(person, "Мусор"))
    yield cost("Send tapped: the number", _taps(person, "Отправить"))
    yield cost("album of three: the card", lambda: person.sends_album([PHOTO] * 3, "Яма на дороге"))
    yield cost("Send tapped: the number", _taps(person, "Отправить"))
    yield cost("the clerk asks", lambda: _office(hands, handling.ask, 1001, said="Какая улица?"))
    yield cost("Answer tapped", _taps(person, "Ответить"))
    yield cost("the answer in words", lambda: person.says("Ленина"))
    yield cost(
        "the clerk resolves",
        lambda: _office(hands, closing.resolve, 1001, outcome=Outcome.FIXED, said="Готово"),
    )
    yield cost("Yes tapped", _taps(person, "Да"))
    yield cost("the handling rated by tap", _taps(person, "5 😀"))
    yield cost("/rate", lambda: person.says("/rate"))
    yield cost("service tapped", _taps(person, "Питьевая вода"))
    yield cost("4 tapped: thanks", _taps(person, "4 🙂"))
    poster = f"r_waste_{place.payload(AK_BULAN)}"
    yield cost("a poster to rate", lambda: person.starts(poster))
    yield cost("2 tapped: what was wrong?", _taps(person, "2 🙁"))
    yield cost("reason tapped: thanks", _taps(person, "Редко вывозят"))
    yield cost("Send a report tapped", _taps(person, "Отправить обращение"))
    yield cost("the story: the card", lambda: person.says("Вывозят раз в месяц"))
    yield cost("Cancel tapped", _taps(person, "Отменить"))
    yield cost("/my", lambda: person.says("/my"))
    yield cost("case tapped", _taps(person, "№ 1002"))
    yield cost("Add tapped", _taps(person, "Дополнить"))
    yield cost("the addition in words", lambda: person.says("Ещё и пахнет"))


def _taps(person: Person, label: str) -> Callable[[], Any]:
    """The newest button that begins so."""

    def tap() -> Any:
        for message in reversed(person.chat()):
            found = [one for one in message.buttons if label in one]
            if found:
                return person.presses(found[0], on=message)
        raise AssertionError(f"no button {label!r}")

    return tap


def _office(hands: Hands, action: Callable[..., object], ticket: int, **more: Any) -> None:
    at = hands.clock.at
    with hands.house.database.writing() as session:
        desk = Desk(session, hands.house.shelf.directory(session, at=at), at)
        clerk = Actor(Role.CLERK, user_id=add_user(desk, "Нурлан", Role.CLERK).id)
        action(desk, ticket, by=clerk, reach=Reach(everything=True), **more)


@contextmanager
def on_stage(folder: Path, at: datetime = MONDAY) -> Iterator[Hands]:
    """A house of its own, on SQLite, beside an empty stage."""
    loop, clock = asyncio.new_event_loop(), Hourglass(at)
    with started() as address, Stage(address) as stage:
        settings = read(
            data_dir=folder, telegram_api=address, telegram_token=TOKEN, database_url="", files=""
        )
        house = open_house(settings, now=clock)
        upgrade(house.database)
        with house.database.writing() as session:
            import_catalogue(session, at=at, today=house.today(at))
        hands = Hands(house, clock, stage, loop)
        try:
            yield hands
        finally:
            hands.close()
            house.close()
            loop.close()
        stage.must_be_flawless()


def table(costs: Iterator[Cost]) -> Iterator[str]:
    """For a page of the docs."""
    yield "| step | calls to Telegram | turns | their statements | of which change a row | the courier's statements |"
    yield "|---|---|---:|---:|---:|---:|"
    for one in costs:
        counted = (one.turns, one.in_turns, one.changes_in_turns, one.in_couriers)
        yield f"| {one.step} | {one.told} | " + " | ".join(map(str, counted)) + " |"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, on_stage(Path(folder)) as hands:
        for line in table(steps(hands)):
            sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
