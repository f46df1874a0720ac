"""Who may be asked how a service is, who was drawn, and of whom an answer is still awaited."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from db.queries.inserting import insert_new
from db.queries.ratings import Subject
from db.tables.people import Citizen
from db.tables.ratings import PanelAsk, ServiceRating

STANDS = ServiceRating.replaced_at.is_(None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put."""

    citizen_id: int
    month: date
    service: str
    village_id: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """A question whose answer is still wanted."""

    id: int
    service: str
    village_id: int


def _may_be_asked() -> tuple[ColumnElement[bool], ...]:
    return Citizen.reachable.is_(True), Citizen.left_panel_at.is_(None), Citizen.village_id.is_not(None)


def villages(session: Session) -> list[int]:
    """Where somebody lives who may be asked."""
    found = select(Citizen.village_id).where(*_may_be_asked()).distinct()
    return [village for village in session.scalars(found) if village is not None]


def municipalities_drawn(session: Session, month: date) -> set[int]:
    return set(session.scalars(select(PanelAsk.municipality_id).where(PanelAsk.month == month).distinct()))


def people(session: Session, village_ids: Collection[int], month: date) -> list[int]:
    """Citizens of these villages who may be asked, and were not drawn elsewhere this month."""
    drawn = exists().where(PanelAsk.citizen_id == Citizen.id, PanelAsk.month == month)
    return list(
        session.scalars(
            select(Citizen.id).where(*_may_be_asked(), Citizen.village_id.in_(village_ids), ~drawn)
        )
    )


def keep(session: Session, drawn: dict[int, date], *, municipality_id: int, month: date) -> None:
    rows = [
        {"citizen_id": citizen, "municipality_id": municipality_id, "month": month, "ask_on": day}
        for citizen, day in drawn.items()
    ]
    insert_new(session, PanelAsk, rows)


def due(session: Session, *, month: date, today: date, after_id: int, limit: int) -> list[int]:
    """Those drawn this month whose day has come, and who were not asked yet."""
    return list(
        session.scalars(
            select(PanelAsk.id)
            .where(PanelAsk.asked_at.is_(None), PanelAsk.ask_on <= today, PanelAsk.month == month)
            .where(PanelAsk.id > after_id)
            .order_by(PanelAsk.id)
            .limit(limit)
        )
    )


def for_update(session: Session, ask_id: int) -> PanelAsk:
    return session.get_one(PanelAsk, ask_id, with_for_update=True, populate_existing=True)


def asked(session: Session, ask_id: int) -> Asked | None:
    row = session.execute(
        select(PanelAsk.citizen_id, PanelAsk.month, PanelAsk.service_code, PanelAsk.village_id).where(
            PanelAsk.id == ask_id, PanelAsk.asked_at.is_not(None)
        )
    ).first()
    return Asked(row.citizen_id, row.month, row.service_code, row.village_id) if row else None


def awaited(session: Session, ask_id: int, *, month: date) -> Awaited | None:
    """None when the month is over, the person has answered, or wants no more questions."""
    row = session.execute(
        select(PanelAsk.id, PanelAsk.service_code, PanelAsk.village_id)
        .join(Citizen, Citizen.id == PanelAsk.citizen_id)
        .where(PanelAsk.id == ask_id, PanelAsk.month == month, PanelAsk.asked_at.is_not(None))
        .where(Citizen.left_panel_at.is_(None), ~_answered())
    ).first()
    return Awaited(row.id, row.service_code, row.village_id) if row else None


def chats_asked(session: Session, *, since: datetime) -> set[int]:
    """The chats in which a question of the panel was put since then."""
    asked = select(Citizen.chat_id).join(PanelAsk, PanelAsk.citizen_id == Citizen.id)
    return set(session.scalars(asked.where(PanelAsk.asked_at >= since)))


def was_asked(session: Session, citizen_id: int | None, subject: Subject) -> bool:
    wanted = exists().where(
        PanelAsk.citizen_id == citizen_id,
        PanelAsk.month == subject.month,
        PanelAsk.service_code == subject.service,
        PanelAsk.village_id == subject.village_id,
    )
    return bool(session.scalar(select(wanted)))


def _answered() -> ColumnElement[bool]:
    """Whether this person has rated what was asked about, in its month."""
    return exists().where(
        ServiceRating.citizen_id == PanelAsk.citizen_id,
        ServiceRating.service_code == PanelAsk.service_code,
        ServiceRating.village_id == PanelAsk.village_id,
        ServiceRating.month == PanelAsk.month,
        STANDS,
    )


def rated(session: Session, citizen_id: int, village_id: int, month: date) -> set[str]:
    """Services about which this person has said this month how they are in this village, or ever that they use none."""
    said = select(ServiceRating.service_code, ServiceRating.month, ServiceRating.score).where(
        ServiceRating.citizen_id == citizen_id, ServiceRating.village_id == village_id, STANDS
    )
    latest: dict[str, tuple[date, int | None]] = {}
    for row in session.execute(said.order_by(ServiceRating.month)):
        latest[row.service_code] = (row.month, row.score)
    return {code for code, (when, score) in latest.items() if when == month or score is None}


def used_by_nobody(session: Session, village_id: int, *, from_voices: int) -> set[str]:
    """Services of which so many in the village say that they do not use them, and nobody has ever rated them."""
    counts = (
        select(ServiceRating.service_code)
        .where(ServiceRating.village_id == village_id, STANDS)
        .group_by(ServiceRating.service_code)
        .having(func.count(ServiceRating.score) == 0)
        .having(func.count(ServiceRating.citizen_id.distinct()) >= from_voices)
    )
    return set(session.scalars(counts))
