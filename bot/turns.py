"""Received updates -> conversations -> actions -> outbox -> done: a round of turns in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import acts, farewell
from bot.doing import Chat
from bot.reading import Unreadable, read
from bot.scripts import advance, appeal, privacy
from bot.sitting import Sitting
from bot.steps import Memory, Person, Prompt, Said, Scene, Turn
from casework.desk import Desk
from casework.people import came_back
from db.queries import conversations, outbox, people, received
from db.queries.directory import Directory, Shelf
from db.queries.outbox import Debt
from db.queries.people import CitizenRow
from db.queries.received import Taken
from rules.limits import CHAT
from rules.refusals import Refusal
from rules.text import guess_language

log = structlog.get_logger(__name__)

ROUND = 32
"""Chats served in one transaction when so many wait; they share its commit. A person alone never waits for others."""
LAST_WORD_AFTER = timedelta(seconds=3)
"""In a flood an answer waits so long for the next message, whose answer takes its place."""
OTHERS_FIRST = timedelta(milliseconds=200)
"""So long a flood leaves its place to other chats, after each of its messages."""
SAID_ONCE_IN = timedelta(minutes=10)
NOTHING, AT_REST = Said(), Memory()


class TurnFailed(Exception):
    """A bug met this update. Carries its row, so that the failure is counted outside the lost transaction."""

    def __init__(self, row_id: int, chat_id: int, cause: BaseException) -> None:
        super().__init__(type(cause).__name__)
        self.row_id, self.chat_id = row_id, chat_id


class Turns:
    """Takes turns: whoever calls, each waiting update is taken once, oldest of its chat first."""

    def __init__(self, shelf: Shelf, *, now: Callable[[], datetime]) -> None:
        self._shelf, self._now = shelf, now

    def take(self, session: Session, *, most: int = ROUND) -> int:
        """A round of turns; how many were taken, 0 when nothing is ready.

        Raises TurnFailed, and the whole round is undone: the caller gives it to `count_failure` in a transaction of
        its own, and the others come in the next round.
        """
        at = self._now()
        rows = received.take_next(session, at=at, most=most)
        if not rows:
            return 0
        heard = {row.id: _heard(row) for row in rows}
        passing = [row.chat_id for row in rows if privacy.is_of_nobody(heard[row.id])]
        sitting = Sitting(session, [row.chat_id for row in rows if row.chat_id > 0], passing, at=at)
        desk = Desk(session, self._shelf.directory(session, at=at), at)
        for row in rows:
            try:
                self._take_one(desk, sitting, row, heard[row.id])
            except OperationalError:
                raise  # the database went away: nothing is wrong with this update
            except Exception as error:
                raise TurnFailed(row.id, row.chat_id, error) from error
        sitting.close()
        return len(rows)

    def count_failure(self, session: Session, failure: TurnFailed) -> None:
        """Back off; an update that never works becomes a dead letter, its writer is told, the next message goes on."""
        at = self._now()
        dead = received.fail(session, failure.row_id, error=str(failure), at=at)
        if dead and failure.chat_id > 0:
            conversations.reset(session, failure.chat_id)
            outbox.owe(session, _debts(failure.chat_id, (Prompt("stumbled"),), at=at), at=at)

    def _take_one(self, desk: Desk, sitting: Sitting, row: Taken, said: Said | Unreadable | None) -> None:
        if row.chat_id in sitting.turned_away:
            return
        if isinstance(said, Unreadable):
            log.warning("update_unreadable", update=row.id, error=str(said))
            received.bury(desk.session, row.id, error="unreadable")
            if row.chat_id > 0:
                sitting.owe(_debts(row.chat_id, (Prompt("cannot_read"),), at=desk.at))
            return
        if said is not None and row.chat_id in sitting.passers_by:
            farewell.meet_nobody(desk.session, row.chat_id, said, at=desk.at)
            return
        forget = False
        if said is not None and row.chat_id > 0:
            forget = _turn(desk, sitting, row.chat_id, said)
        elif said is not None:
            sitting.owe([_said_once(row.chat_id, "in_group", desk.at)])
        sitting.finish(row.id, forget=forget)


def _heard(row: Taken) -> Said | Unreadable | None:
    """What cannot be read comes back as what it is: others of its round are not to suffer for it."""
    try:
        return read(row.body)
    except Unreadable as error:
        return error
    except Exception as error:
        raise TurnFailed(row.id, row.chat_id, error) from error


def _turn(desk: Desk, sitting: Sitting, chat_id: int, said: Said) -> bool:
    """Whether the message is to be forgotten at once, because it speaks of a person."""
    citizen = sitting.citizen(chat_id)
    memory, debt = sitting.remembered(chat_id)
    if citizen.language is None and said.text and memory.step != "village":  # a name is of no language
        citizen.guessed_language = guess_language(said.text) or citizen.guessed_language
    if not citizen.reachable and not said.left:
        came_back(desk, citizen)
    scene = _scene(desk, sitting, citizen, said)
    turn = advance(memory, said, scene)
    unheard = said.edited and not turn.prompts and not turn.acts  # maybe of a name that was written
    turn = _perform(desk, Chat(chat_id, citizen.id, scene.person.language), memory, turn)
    if turn.farewell:
        farewell.take_leave(desk.session, chat_id, said, appeals=turn.prompts[0].facts["appeals"], at=desk.at)
        return True
    spent = CHAT.spent(debt, desk.at.timestamp()) if said.button is None else debt
    flood = spent is None
    sitting.keep(chat_id, memory, turn.memory, debt=debt if spent is None else spent)
    if said.press_id and turn.acts and outbox.answers_press(desk.session, chat_id, said.press_id):
        said = replace(said, press_id=None)  # a letter does it, in the place of the card
    if flood:
        _slow_down(desk.session, chat_id, desk.at)
    sitting.owe(_debts(chat_id, turn.prompts, said=said, memory=turn.memory, at=desk.at, flood=flood))
    return bool(said.contact) or appeal.asks_who(memory) or unheard


def _slow_down(session: Session, chat_id: int, at: datetime) -> None:
    """Every message is taken, one answer is given: the last. Once the person is asked to write slower."""
    received.put_off(session, chat_id, until=at + OTHERS_FIRST)
    outbox.drop_unsaid(session, chat_id, after=at, at=at)
    outbox.owe(session, [_said_once(chat_id, "slow_down", at)], at=at)


def _said_once(chat_id: int, content: str, at: datetime) -> Debt:
    once = f"{content}:{chat_id}:{int(at.timestamp() // SAID_ONCE_IN.total_seconds())}"
    return Debt(kind="prompt", chat_id=chat_id, content=content, facts={}, ready_at=at, once_key=once)


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


def _scene(desk: Desk, sitting: Sitting, citizen: CitizenRow, said: Said) -> Scene:
    chat_id, known = citizen.chat_id, citizen.chat_id not in sitting.strangers
    person = Person(
        language=citizen.language or citizen.guessed_language or "ky",
        chosen_language=citizen.language is not None,
        village=_code(desk.directory, citizen.village_id),
        known=known,
        is_colleague=said.command == "inbox" and people.user_of_chat(desk.session, chat_id) is not None,
    )
    replied = outbox.ticket_of_message(desk.session, chat_id, said.replied_to) if said.replied_to else None
    speaks = said.says_something or said.point is not None
    asked = sitting.asked_cases(citizen.id) if speaks else ()
    return Scene(desk.directory, person, desk.today, replied_case=replied, asked_cases=asked)


def _debts(
    chat_id: int,
    prompts: tuple[Prompt, ...],
    *,
    at: datetime,
    said: Said = NOTHING,
    memory: Memory = AT_REST,
    flood: bool = False,
) -> list[Debt]:
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
    return debts


def _code(directory: Directory, place_id: int | None) -> str | None:
    return directory.place(place_id).code if place_id is not None else None
