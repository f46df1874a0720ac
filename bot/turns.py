"""One received update -> conversation -> action -> outbox -> done, in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import acts
from bot.acts import Chat
from bot.reading import Unreadable, read
from bot.scripts import advance
from bot.steps import Memory, Person, Prompt, Said, Scene, Turn
from casework.desk import Desk
from casework.people import came_back
from db.queries import conversations, limits, outbox, people, received
from db.queries.directory import Directory, Shelf
from db.queries.outbox import Debt
from rules.limits import CHAT, STRANGERS
from rules.refusals import Refusal
from rules.text import guess_language

log = structlog.get_logger(__name__)

PARKED, GOING, PACE = "parked", "going", "pace"
"""Where the stored memory keeps a report that was laid aside, what may still go on, and how fast the person writes."""
LAST_WORD_AFTER = timedelta(seconds=3)
"""In a flood an answer waits so long for the next message, whose answer takes its place."""
OTHERS_FIRST = timedelta(milliseconds=200)
"""So long a flood leaves its place to other chats, after each of its messages."""
SAID_ONCE_IN = timedelta(minutes=10)


class Done(Enum):
    NOTHING_READY = "nothing_ready"
    TURN = "turn"
    FAILED = "failed"


class TurnFailed(Exception):
    """A bug met this update. Carries its row, so that the failure is counted outside the lost transaction."""

    def __init__(self, row_id: int, chat_id: int, cause: BaseException) -> None:
        super().__init__(type(cause).__name__)
        self.row_id, self.chat_id = row_id, chat_id


class Turns:
    """Takes turns: whoever calls, each waiting update is taken once, oldest of its chat first."""

    def __init__(self, shelf: Shelf, *, now: Callable[[], datetime]) -> None:
        self._shelf, self._now = shelf, now

    def take(self, session: Session) -> Done:
        """One turn. Raises TurnFailed; the caller gives it to `count_failure` in a transaction of its own."""
        at = self._now()
        row = received.take_next(session, at=at)
        if row is None:
            return Done.NOTHING_READY
        try:
            said = read(row.body)
            if said is None or row.chat_id <= 0 or self._turn(session, row.chat_id, said, at):
                received.finish(session, row.id, forget=said is not None and bool(said.contact))
        except Unreadable as error:
            log.warning("update_unreadable", update=row.id, error=str(error))
            received.bury(session, row.id, error="unreadable")
            if row.chat_id > 0:
                _owe(session, row.chat_id, (Prompt("cannot_read"),), said=Said(), memory=Memory(), at=at)
        except OperationalError:
            raise  # the database went away: nothing is wrong with this update
        except Exception as error:
            raise TurnFailed(row.id, row.chat_id, error) from error
        return Done.TURN

    def count_failure(self, session: Session, failure: TurnFailed) -> None:
        """Back off; an update that never works becomes a dead letter, its writer is told, the next message goes on."""
        at = self._now()
        dead = received.fail(session, failure.row_id, error=str(failure), at=at)
        if dead and failure.chat_id > 0:
            conversations.reset(session, failure.chat_id)
            _owe(session, failure.chat_id, (Prompt("stumbled"),), said=Said(), memory=Memory(), at=at)

    def _turn(self, session: Session, chat_id: int, said: Said, at: datetime) -> bool:
        """False when there are too many strangers at once: this one's messages wait, those we know come first."""
        directory = self._shelf.directory(session, at=at)
        desk = Desk(session, directory, at)
        citizen = people.citizen_of_chat(session, chat_id)
        known = citizen is not None
        if not known and (wait := limits.take(session, "strangers", STRANGERS, at=at)):
            received.put_off(session, chat_id, until=at + timedelta(seconds=wait))
            return False
        citizen = citizen or people.welcome_citizen(session, chat_id, at=at)
        memory, debt = _remembered(session, chat_id)
        if citizen.language is None and said.text and memory.step != "village":  # a name is of no language
            citizen.guessed_language = guess_language(said.text) or citizen.guessed_language
        if not citizen.reachable and not said.left:
            came_back(desk, citizen)
        person = Person(
            language=citizen.language or citizen.guessed_language or "ky",
            chosen_language=citizen.language is not None,
            village=_code(directory, citizen.village_id),
            known=known,
            is_colleague=said.command == "inbox" and people.user_of_chat(session, chat_id) is not None,
        )
        scene = _scene(desk, chat_id, citizen.id, person, said)
        turn = advance(memory, said, scene)
        turn = _perform(desk, Chat(chat_id, citizen.id, person.language), memory, turn)
        session.flush()
        spent = CHAT.spent(debt, at.timestamp()) if said.button is None else debt
        flood = spent is None
        _keep(session, chat_id, memory, turn.memory, at, debt=debt if spent is None else spent)
        if said.press_id and outbox.answers_press(session, chat_id, said.press_id):
            said = replace(said, press_id=None)  # a letter does it, in the place of the card
        if flood:
            _slow_down(session, chat_id, at)
        _owe(session, chat_id, turn.prompts, said=said, memory=turn.memory, at=at, flood=flood)
        return True


def _slow_down(session: Session, chat_id: int, at: datetime) -> None:
    """Every message is taken, one answer is given: the last. Once the person is asked to write slower."""
    received.put_off(session, chat_id, until=at + OTHERS_FIRST)
    outbox.drop_unsaid(session, chat_id, after=at, at=at)
    once = f"slow_down:{chat_id}:{int(at.timestamp() // SAID_ONCE_IN.total_seconds())}"
    debt = Debt(kind="prompt", chat_id=chat_id, content="slow_down", facts={}, ready_at=at, once_key=once)
    outbox.owe(session, [debt], at=at)


def _perform(desk: Desk, chat: Chat, before: Memory, turn: Turn) -> Turn:
    """Do what was asked for. A refusal undoes it all, is said, and leaves the conversation where it stood."""
    try:
        with desk.session.begin_nested():
            told = [prompt for act in turn.acts for prompt in acts.perform(desk, chat, act)]
            desk.session.flush()
    except Refusal as refusal:
        facts = {"refusal": refusal.code, **{key: str(value) for key, value in refusal.facts.items()}}
        then = turn.if_refused or Turn(before)
        return replace(then, prompts=(Prompt("refused", facts), *then.prompts))
    return replace(turn, prompts=(*told, *turn.prompts))


def _scene(desk: Desk, chat_id: int, citizen_id: int, person: Person, said: Said) -> Scene:
    replied = outbox.ticket_of_message(desk.session, chat_id, said.replied_to) if said.replied_to else None
    speaks = (said.says_something or said.point is not None) and person.known
    asked = conversations.asked_cases(desk.session, citizen_id) if speaks else ()
    return Scene(desk.directory, person, desk.today, replied_case=replied, asked_cases=asked)


def _remembered(session: Session, chat_id: int) -> tuple[Memory, float]:
    """Where the chat stands, and until when it has written at its pace."""
    kept = conversations.of_chat(session, chat_id)
    if kept is None:
        return Memory(), 0.0
    data = dict(kept.memory)
    parked, going, debt = data.pop(PARKED, {}), data.pop(GOING, {}), data.pop(PACE, 0.0)
    return Memory(kept.script, kept.step, kept.version, data, kept.card_message_id, parked, going), debt


def _keep(
    session: Session, chat_id: int, before: Memory, after: Memory, at: datetime, *, debt: float
) -> None:
    aside = {PARKED: after.parked, GOING: after.going, PACE: debt}
    conversations.keep(
        session,
        chat_id,
        script=after.script,
        step=after.step,
        memory={**after.data, **{name: kept for name, kept in aside.items() if kept}},
        version=after.version,
        card=after.card,
        card_stays=after.card == before.card,
        at=at,
    )


def _owe(
    session: Session,
    chat_id: int,
    prompts: tuple[Prompt, ...],
    *,
    said: Said,
    memory: Memory,
    at: datetime,
    flood: bool = False,
) -> None:
    """Prompts become rows. A pressed button is acknowledged with the first, or alone when nothing is said."""
    said_all = prompts or ((Prompt("acknowledge"),) if said.press_id else ())
    card = said.message_id if said.button is not None else memory.card
    debts = []
    for number, prompt in enumerate(said_all):
        facts: dict[str, Any] = dict(prompt.facts)
        if prompt.in_place and card is not None:
            facts.setdefault("replaces", card)
        elif prompt.in_place and prompt.question:
            facts["in_place"] = True  # of a card that is still under way
        if number == 0 and said.press_id:
            facts["press"] = said.press_id
        debts.append(
            Debt(
                kind="prompt",
                chat_id=chat_id,
                content=prompt.code,
                facts=facts,
                ticket_id=prompt.speaks_of,
                ready_at=at + max(timedelta(seconds=prompt.wait), LAST_WORD_AFTER * flood),
                asked_version=memory.version if prompt.question else None,
                once_key=f"{chat_id}:{prompt.code}:{prompt.once}"[:80] if prompt.once else None,
            )
        )
    outbox.owe(session, debts, at=at)


def _code(directory: Directory, place_id: int | None) -> str | None:
    return directory.place(place_id).code if place_id is not None else None
