"""What citizens say of an answer and of a service. A change replaces, and keeps what was said before."""

from dataclasses import dataclass

from casework.desk import Actor, Desk
from casework.handling import own
from db.queries import panel, ratings, tickets
from db.queries.ratings import Subject
from db.tables.ratings import AnswerRating, ServiceRating
from rules.lifecycle import OPEN, Status
from rules.ratings import Stream, month_of
from rules.refusals import Invalid, NotFound, NotNow
from rules.text import clean

SCALE = range(1, 6)
LONGEST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Rated:
    """What was rated, and in which way the person came to it."""

    subject: Subject
    stream: str


def rate_answer(desk: Desk, ticket_id: int, *, score: int, by: Actor) -> None:
    ticket = tickets.for_update(desk.session, ticket_id)
    own(ticket, by)
    _check_score(score)
    if Status(ticket.status) in OPEN or ticket.first_answer_at is None:
        raise NotNow("rate_after_answer")
    standing = ratings.standing_answer_rating(desk.session, ticket_id)
    if standing is not None and standing.score == score:
        return
    if standing is not None:
        standing.replaced_at = desk.at
        desk.session.flush()
    desk.session.add(AnswerRating(ticket_id=ticket_id, score=score, at=desk.at))
    desk.session.flush()


def rate_service(desk: Desk, *, service: str, village: str, score: int | None, by: Actor) -> Rated:
    """One stands per person, service, village and month; `score` None means "I do not use it". Raises Invalid."""
    entry = desk.directory.service_by_code(service)
    place = desk.directory.place_by_code(village)
    if entry is None or not entry.rated:
        raise Invalid("unknown_service", service=service)
    if place is None:
        raise Invalid("unknown_village", village=village)
    return _rate(desk, service, place.id, score, by)


def answer_panel(desk: Desk, ask_id: int, *, score: int | None, by: Actor) -> Rated:
    """Raises NotFound for what this person was not asked, NotNow once its month is over."""
    asked = panel.asked(desk.session, ask_id)
    if asked is None or asked.citizen_id != by.citizen_id:
        raise NotFound("panel_not_asked")
    if asked.month != month_of(desk.today):
        raise NotNow("panel_over")
    return _rate(desk, asked.service, asked.village_id, score, by)


def say_why(desk: Desk, *, service: str, reason: str | None, words: str, by: Actor) -> Rated:
    """Beside the latest rating of this service: a reason, words, or neither. Raises NotFound where there is none."""
    standing = ratings.latest_service_rating(desk.session, by.citizen_id, service)
    if standing is None:
        raise NotFound("not_rated")
    if reason is not None:
        known = desk.directory.reason_by_code(reason)
        if known is None or known.service != service:
            raise Invalid("unknown_reason", reason=reason)
        standing.reason_code = reason
    standing.words = clean(words).strip()[:LONGEST_WORDS] or standing.words
    desk.session.flush()
    return Rated(Subject(service, standing.village_id, standing.month), standing.stream)


def _rate(desk: Desk, service: str, village_id: int, score: int | None, by: Actor) -> Rated:
    """Whoever was asked speaks for the panel in that month, by whichever door the answer comes."""
    if score is not None:
        _check_score(score)
    subject = Subject(service, village_id, month_of(desk.today))
    was_asked = panel.was_asked(desk.session, by.citizen_id, subject)
    stream = Stream.PANEL if was_asked else Stream.VOLUNTARY
    rated = Rated(subject, stream)
    standing = ratings.standing_service_rating(desk.session, by.citizen_id, subject)
    if standing is not None and (standing.score, standing.stream) == (score, stream):
        return rated  # a second tap: what was said with the first stays
    if standing is not None:
        standing.replaced_at = desk.at
        desk.session.flush()
    desk.session.add(
        ServiceRating(
            citizen_id=by.citizen_id,
            service_code=service,
            village_id=village_id,
            month=subject.month,
            stream=stream,
            score=score,
            at=desk.at,
        )
    )
    desk.session.flush()
    return rated


def _check_score(score: int) -> None:
    if score not in SCALE:
        raise Invalid("unknown_score", score=score)
