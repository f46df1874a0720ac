"""Ratings that stand, counted by score. No means: five counts tell more and mislead less."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.tables.ratings import AnswerRating, PanelAsk, ServiceRating


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rating is about."""

    service: str
    village_id: int
    month: date


@dataclass(frozen=True, slots=True)
class Count:
    service: str
    village_id: int
    month: date
    said: Any
    n: int


def standing_answer_rating(session: Session, ticket_id: int) -> AnswerRating | None:
    return session.scalars(
        select(AnswerRating).where(AnswerRating.ticket_id == ticket_id, AnswerRating.replaced_at.is_(None))
    ).one_or_none()


def standing_service_rating(
    session: Session, citizen_id: int | None, subject: Subject
) -> ServiceRating | None:
    return session.scalars(
        select(ServiceRating).where(
            ServiceRating.citizen_id == citizen_id, *_about(subject), ServiceRating.replaced_at.is_(None)
        )
    ).one_or_none()


def latest_service_rating(session: Session, citizen_id: int | None, service: str) -> ServiceRating | None:
    """The one that stands and was given last, in whichever village."""
    return session.scalars(
        select(ServiceRating)
        .where(
            ServiceRating.citizen_id == citizen_id,
            ServiceRating.service_code == service,
            ServiceRating.replaced_at.is_(None),
        )
        .order_by(ServiceRating.at.desc(), ServiceRating.id.desc())
        .limit(1)
    ).first()


def answer_scores(session: Session, ticket_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(AnswerRating.ticket_id, AnswerRating.score).where(
            AnswerRating.ticket_id.in_(ticket_ids), AnswerRating.replaced_at.is_(None)
        )
    )
    return {row.ticket_id: row.score for row in rows}


@dataclass(frozen=True, slots=True)
class Within:
    """Of which months, of which stream, and how far the asker sees."""

    since: date
    until: date
    stream: str
    villages: Sequence[int] | None

    def of(self, table: type[ServiceRating | PanelAsk]) -> tuple[ColumnElement[bool], ...]:
        months = table.month.between(self.since, self.until)
        return (months,) if self.villages is None else (months, table.village_id.in_(self.villages))


def service_counts(session: Session, within: Within) -> list[Count]:
    """Those who gave which score; a score of None does not use the service."""
    return _standing(session, within, ServiceRating.score)


def reason_counts(session: Session, within: Within) -> list[Count]:
    """Those who found which reason."""
    return [one for one in _standing(session, within, ServiceRating.reason_code) if one.said is not None]


def asked_counts(session: Session, within: Within) -> list[Count]:
    """Those of the panel who were asked, whether or not they answered."""
    key = PanelAsk.service_code, PanelAsk.village_id, PanelAsk.month
    wanted = (
        select(*key, func.count().label("n"))
        .where(PanelAsk.asked_at.is_not(None), *within.of(PanelAsk))
        .group_by(*key)
    )
    rows = session.execute(wanted)
    return [Count(row.service_code, row.village_id, row.month, None, row.n) for row in rows]


def _standing(session: Session, within: Within, said: InstrumentedAttribute[Any]) -> list[Count]:
    key = ServiceRating.service_code, ServiceRating.village_id, ServiceRating.month, said
    wanted = (
        select(*key, func.count())
        .where(ServiceRating.replaced_at.is_(None), ServiceRating.stream == within.stream)
        .where(*within.of(ServiceRating))
        .group_by(*key)
    )
    return [Count(*row) for row in session.execute(wanted)]


def month_scores(session: Session, subject: Subject, *, stream: str) -> list[int | None]:
    """Every score of one stream that stands."""
    return list(
        session.scalars(
            select(ServiceRating.score).where(
                *_about(subject), ServiceRating.stream == stream, ServiceRating.replaced_at.is_(None)
            )
        )
    )


def _about(subject: Subject) -> tuple[ColumnElement[bool], ...]:
    return (
        ServiceRating.service_code == subject.service,
        ServiceRating.village_id == subject.village_id,
        ServiceRating.month == subject.month,
    )
