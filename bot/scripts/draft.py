"""What is told of a complaint before it is sent: a value, and how it becomes another one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from bot.scripts import parts, place
from bot.scripts.parts import Piece
from bot.steps import Scene


@dataclass(frozen=True, slots=True)
class Draft:
    key: str
    story: tuple[tuple[int, str], ...] = ()
    """Messages in the order they were sent: (message id, text)."""
    files: tuple[Piece, ...] = ()
    forwarded: bool = False
    village: str | None = None
    service: str | None = None
    category: str | None = None
    chosen: bool = False
    """The topic was tapped, not guessed: words said later do not change it."""
    pin: tuple[float, float] | None = None
    """Latitude and longitude of the very spot."""
    point: str | None = None
    """The pump, container or lamp whose code was scanned."""
    official: Mapping[str, str] = field(default_factory=dict)
    """What was told for an official appeal so far: name, address, contact, consent; see scripts/appeal.py."""

    @property
    def text(self) -> str:
        return "\n".join(said for _, said in self.story if said)

    @property
    def told(self) -> bool:
        """There is something to send."""
        return bool(self.text or self.files)

    @property
    def ready(self) -> bool:
        """Nothing is missing."""
        return bool(self.told and self.village and self.service)


FIELDS = frozenset(one.name for one in fields(Draft))


def remembered(data: Mapping[str, Any]) -> Draft:
    """From the stored memory; what an older or a newer version kept beside it is let be."""
    story = tuple((int(message_id), str(words)) for message_id, words in data.get("story", ()))
    pin = data.get("pin")
    kept = {
        "story": story,
        "files": parts.remembered(data.get("files", ())),
        "pin": (float(pin[0]), float(pin[1])) if pin else None,
    }
    return Draft(**{**{name: data[name] for name in FIELDS & data.keys()}, **kept})


def is_official(told: Mapping[str, str]) -> bool:
    """Everything is told that the law asks for, and agreed to."""
    return all(told.get(one) for one in ("name", "address", "contact", "consent"))


def guessed(draft: Draft, scene: Scene) -> Draft:
    guess = scene.directory.guess_topic(draft.text)
    if draft.chosen:
        known = guess.category or draft.category
        return replace(draft, category=known) if guess.service == draft.service else draft
    return replace(draft, service=guess.service, category=guess.category)


def linked(draft: Draft, scene: Scene, village: str, point: str | None) -> Draft:
    there = replace(draft, **place.linked(scene, village, point))
    return guessed(there, scene) if there.text else there


def placed(draft: Draft, scene: Scene, village: str) -> Draft:
    return replace(draft, **place.chosen(scene, village, draft.pin, draft.point))


def untold(draft: Draft) -> Draft:
    """The words are told anew; files stay, they are not asked for by this button."""
    return replace(draft, story=tuple((message_id, "") for message_id, _ in draft.files))


def on_card(draft: Draft, scene: Scene) -> dict[str, Any]:
    return {
        "service": draft.service,
        "category": draft.category,
        "village": draft.village,
        "pin": draft.pin,
        "point": draft.point,
        "text": draft.text,
        "official": is_official(draft.official),
        "offer_language": not scene.person.chosen_language,
        **parts.told(draft.files),
    }
