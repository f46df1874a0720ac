"""Ratings that stand, counted by score. No means: five counts tell more and mislead less."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.tables.ratings import AnswerRating, ServiceRating


@dataclass(frozen=True, slots=True)
class Count:
    service: str
    village_id: int
    month: date
    score: int | None
    n: int


def standing_answer_rating(session: Session, ticket_id: int) -> AnswerRating | None:
    return session.scalars(
        select(AnswerRating).where(AnswerRating.ticket_id == ticket_id, AnswerRating.replaced_at.is_(None))
    ).one_or_none()


def answer_scores(session: Session, ticket_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(AnswerRating.ticket_id, AnswerRating.score).where(
            AnswerRating.ticket_id.in_(ticket_ids), AnswerRating.replaced_at.is_(None)
        )
    )
    return {row.ticket_id: row.score for row in rows}


def service_counts(
    session: Session, *, since: date, until: date, stream: str | None, villages: Sequence[int] | None
) -> list[Count]:
    wanted = (
        select(
            ServiceRating.service_code,
            ServiceRating.village_id,
            ServiceRating.month,
            ServiceRating.score,
            func.count(),
        )
        .where(ServiceRating.replaced_at.is_(None), ServiceRating.month.between(since, until))
        .group_by(
            ServiceRating.service_code, ServiceRating.village_id, ServiceRating.month, ServiceRating.score
        )
    )
    if stream is not None:
        wanted = wanted.where(ServiceRating.stream == stream)
    if villages is not None:
        wanted = wanted.where(ServiceRating.village_id.in_(villages))
    return [Count(*row) for row in session.execute(wanted)]


def month_scores(session: Session, *, service: str, village_id: int, month: date) -> list[int | None]:
    """Every standing score of this month in this village."""
    return list(
        session.scalars(
            select(ServiceRating.score).where(
                ServiceRating.service_code == service,
                ServiceRating.village_id == village_id,
                ServiceRating.month == month,
                ServiceRating.replaced_at.is_(None),
            )
        )
    )
