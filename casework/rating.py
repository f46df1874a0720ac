"""What citizens say of an answer and of a service. A change replaces, and keeps what was said before."""

from sqlalchemy import update

from casework.desk import Actor, Desk
from casework.handling import own
from db.queries import ratings, tickets
from db.tables.ratings import AnswerRating, ServiceRating
from rules.lifecycle import OPEN, Status
from rules.ratings import month_of
from rules.refusals import Invalid, NotNow

SCALE = range(1, 6)


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


def rate_service(
    desk: Desk, *, service: str, village: str, score: int | None, by: Actor, stream: str = "voluntary"
) -> None:
    """Once per person, service, village and month; `score` None means "I do not use it". Raises Invalid."""
    entry = desk.directory.service_by_code(service)
    place = desk.directory.place_by_code(village)
    if entry is None or not entry.rated:
        raise Invalid("unknown_service", service=service)
    if place is None:
        raise Invalid("unknown_village", village=village)
    if score is not None:
        _check_score(score)
    month = month_of(desk.today)
    desk.session.execute(
        update(ServiceRating)
        .where(
            ServiceRating.citizen_id == by.citizen_id,
            ServiceRating.service_code == service,
            ServiceRating.village_id == place.id,
            ServiceRating.month == month,
            ServiceRating.replaced_at.is_(None),
        )
        .values(replaced_at=desk.at)
    )
    desk.session.add(
        ServiceRating(
            citizen_id=by.citizen_id,
            service_code=service,
            village_id=place.id,
            month=month,
            stream=stream,
            score=score,
            at=desk.at,
        )
    )
    desk.session.flush()


def _check_score(score: int) -> None:
    if score not in SCALE:
        raise Invalid("unknown_score", score=score)
