"""What is done when somebody rates: an answer, a service, the panel's question; and what is said about it."""

from bot.doing import Chat, Doing, Facts
from bot.steps import Prompt
from casework import panel, people, rating
from casework.desk import Desk
from casework.rating import Rated
from db.queries import ratings
from rules.ratings import asks_why, result_of_month, tally


def _rate_answer(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    rating.rate_answer(desk, facts["ticket"], score=facts["score"], by=chat.citizen)
    return (Prompt("rate_thanks", {}, in_place=True),)


def _rate_service(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    rated = rating.rate_service(
        desk, service=facts["service"], village=facts["village"], score=facts["score"], by=chat.citizen
    )
    people.choose_village(desk, people.citizen_of(desk, chat.citizen_id), facts["village"])
    return () if asks_why(facts["score"]) else _thanks(desk, rated, facts)


def _answer_panel(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    rated = rating.answer_panel(desk, facts["ask"], score=facts["score"], by=chat.citizen)
    return _thanks(desk, rated, facts) if facts["thanks"] else ()


def _say_why(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    """Nothing is said where the question is skipped; the thanks and the offer are the same."""
    rated = rating.say_why(
        desk, service=facts["service"], reason=facts["reason"], words=facts["words"], by=chat.citizen
    )
    about = {
        "service": rated.subject.service,
        "village_id": rated.subject.village_id,
        "reason": facts["reason"],
    }
    return _thanks(desk, rated, {**facts, **about, "offer": True})


def _thanks(desk: Desk, rated: Rated, facts: Facts) -> tuple[Prompt, ...]:
    """What the month says so far, of those who came to it in the same way as this person."""
    scores = ratings.month_scores(desk.session, rated.subject, stream=rated.stream)
    result = result_of_month(tally(scores))
    shown = {"n": result.n, "good": result.good} if result else {}
    told = {
        name: facts[name]
        for name in ("replaces", "offer", "service", "village_id", "reason")
        if name in facts
    }
    return (Prompt("rate_thanks", {**told, **shown}, in_place=True),)


def _leave_panel(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    panel.leave(desk, people.citizen_of(desk, chat.citizen_id))
    return (Prompt("panel", {"asked": False}, in_place=True),)


def _join_panel(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    panel.come_back(desk, people.citizen_of(desk, chat.citizen_id))
    return (Prompt("panel", {"asked": True}, in_place=True),)


def _settings(desk: Desk, chat: Chat, facts: Facts) -> tuple[Prompt, ...]:
    citizen = people.citizen_of(desk, chat.citizen_id)
    return (Prompt("settings", {"asked": citizen.left_panel_at is None}),)


RATING: dict[str, Doing] = {
    "rate_answer": _rate_answer,
    "rate_service": _rate_service,
    "answer_panel": _answer_panel,
    "say_why": _say_why,
    "leave_panel": _leave_panel,
    "join_panel": _join_panel,
    "settings": _settings,
}
