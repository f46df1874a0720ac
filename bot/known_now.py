"""Facts of a prompt that are looked up when it is worded, not when it was owed: they change, or must not lie about."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from bot.scripts import draft, parts
from casework import following
from casework.desk import Desk
from db.queries import conversations
from db.queries.conversations import Kept
from db.queries.outbox import Leased
from db.queries.people import CitizenRow
from rules import drafts
from rules.geography import Point
from rules.lifecycle import Status
from rules.notices import DRAFT_REMINDER


def facts_of(desk: Desk, citizen: CitizenRow | None, owed: Leased) -> Mapping[str, Any] | None:
    """None when there is nothing to say any more."""
    if owed.content == DRAFT_REMINDER:
        return _unsent(_kept(desk.session, owed.chat_id))
    if owed.facts.get("official"):
        return {**owed.facts, "applicant": _applicant(_kept(desk.session, owed.chat_id))}
    if owed.content == "card" and citizen is not None:
        return {**owed.facts, **_same_trouble(desk, citizen, owed.facts)}
    return owed.facts


def _unsent(kept: Kept | None) -> Mapping[str, Any] | None:
    if kept is None or kept.script != drafts.SCRIPT or not drafts.is_told(kept.memory):
        return None
    told = draft.remembered(kept.memory)
    shown = {"text": told.text, "version": kept.version, "asked": kept.step}
    return {**shown, **parts.told(told.files)}


def _applicant(kept: Kept | None) -> Mapping[str, Any]:
    """What a person told of themselves is in their conversation, and never in the outbox."""
    return (kept.memory.get("official") if kept else None) or {}


def _same_trouble(desk: Desk, citizen: CitizenRow, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Other people's case that the card may offer to join: it must be possible at the moment it is shown."""
    same = following.probably_same(
        desk,
        service=told["service"],
        category=told["category"],
        village=told["village"],
        pin=Point(*told["pin"]) if told["pin"] else None,
        citizen_id=citizen.id,
    )
    if same is None:
        return {}
    in_work = same.status != Status.FILED
    return {"same": {"ticket": same.id, "people": following.voices(same), "in_work": in_work}}


def _kept(session: Session, chat_id: int) -> Kept | None:
    return conversations.of_chats(session, [chat_id]).get(chat_id)
