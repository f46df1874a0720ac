"""The step kit: what a person said, what a script may know, and what a turn is. Everything here is a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from db.queries.directory import Directory
from rules.attachments import Attached
from rules.geography import Point
from rules.messages import Button, units

PATIENCE = 2.0
"""Seconds in which more of the same may come: parts of an album, the rest of a long text."""
LONG_TEXT = 4000
"""UTF-16 units. Telegram's apps cut a longer text than 4096 into several messages."""


@dataclass(frozen=True, slots=True)
class Said:
    """One update, stripped to what a conversation needs."""

    text: str = ""
    command: str = ""
    """`/new` and the menu's words alike: "new"."""
    payload: str = ""
    button: Button | None = None
    press_id: str | None = None
    message_id: int | None = None
    """The person's own message, or the message whose button was pressed."""
    replied_to: int | None = None
    edited: bool = False
    point: Point | None = None
    """A place on the map: a pin, a venue, or where a shared location began."""
    sent_at: int = 0
    """Telegram's clock, in seconds."""
    attached: tuple[Attached, ...] = ()
    forwarded: bool = False
    contact: str = ""
    """ "own" or "other": whose card was sent. Of another person's nothing else is read."""
    phone: str = field(default="", repr=False)
    """The own number, taken only where it is asked for: an official appeal needs a contact."""
    unread: str = ""
    """A kind of content that cannot be read: "sticker", "location", …"""
    came_back: bool = False
    left: bool = False

    @property
    def says_something(self) -> bool:
        return bool(self.attached or self.text.strip())

    @property
    def album(self) -> str:
        return self.attached[0].album if self.attached else ""

    @property
    def may_go_on(self) -> bool:
        """The next message may be a part of this one."""
        return bool(self.album) or units(self.text) >= LONG_TEXT


@dataclass(frozen=True, slots=True)
class Person:
    language: str
    chosen_language: bool
    village: str | None
    known: bool
    """False at the very first message."""
    is_colleague: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What a script may know: the catalogue, the person, the day, and which of their cases speak here."""

    directory: Directory
    person: Person
    today: date
    replied_case: int | None = None
    asked_cases: tuple[int, ...] = ()
    """Cases in which the office waits for this person's answer."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Where a conversation stands. `version` rises with every question; buttons carry it."""

    script: str = ""
    step: str = ""
    version: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)
    card: int | None = None
    """The message that shows the present question."""
    parked: Mapping[str, Any] = field(default_factory=dict)
    """An unsent report that waits while something else is asked."""
    going: Mapping[str, Any] = field(default_factory=dict)
    """Where the parts belong that may still come of what a case was given; see scripts/parts.py."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to say, worded when it is sent. A question is void once a newer one was asked."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    question: bool = False
    in_place: bool = False
    wait: float = 0.0
    """Seconds: until then a newer question replaces this one unseen."""
    once: str = ""
    """What is said once for several messages, however they come: an album's code."""

    @property
    def speaks_of(self) -> int | None:
        """The case that a reply to this belongs to; a refusal speaks of none, and who asks for a name of a person."""
        return None if self.facts.get("refusal") or self.facts.get("official") else self.facts.get("ticket")


@dataclass(frozen=True, slots=True)
class Act:
    """Something to be done by the casework, named by the script."""

    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    memory: Memory
    prompts: tuple[Prompt, ...] = ()
    acts: tuple[Act, ...] = ()
    if_refused: "Turn | None" = None
    """What follows when an act is refused; None leaves the conversation where it stood."""
    farewell: bool = False
    """After its acts nothing of this person is here any more: there is no conversation to go on with."""


def ask(
    memory: Memory, code: str, *, in_place: bool = False, acts: tuple[Act, ...] = (), **facts: Any
) -> Turn:
    """Put the next question; older buttons are old from now on."""
    asked = replace(memory, version=memory.version + 1)
    prompt = Prompt(code, {**facts, "version": asked.version}, question=True, in_place=in_place)
    return Turn(asked, (prompt,), acts)


def tell(
    memory: Memory, code: str, *, acts: tuple[Act, ...] = (), in_place: bool = False, **facts: Any
) -> Turn:
    """Say something and leave the conversation where it stands."""
    return Turn(memory, (Prompt(code, facts, in_place=in_place),), acts)


def do(memory: Memory, name: str, **facts: Any) -> Turn:
    return Turn(memory, (), (Act(name, facts),))


def rest(memory: Memory, **data: Any) -> Memory:
    """Nothing is being asked any more."""
    return Memory(version=memory.version + 1, data=data, parked=memory.parked, going=memory.going)


def patiently(turn: Turn) -> Turn:
    """The question waits for what may still come; the next part puts it anew."""
    return replace(
        turn, prompts=tuple(replace(one, wait=PATIENCE) if one.question else one for one in turn.prompts)
    )
