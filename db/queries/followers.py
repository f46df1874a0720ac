"""Who said "the same here" to a case, and to which cases somebody could say it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from db.queries.inserting import insert_new
from db.tables.followers import Follower
from db.tables.people import Citizen
from db.tables.tickets import STILL_OPEN, Ticket
from rules.geography import Point
from rules.lifecycle import Track
from rules.nearby import LATELY, Trouble, may_be_same

MOST_LOOKED_AT = 200
"""Open cases of one service in one municipality, the newest; among them the nearest is sought."""


def join(session: Session, ticket_id: int, citizen_id: int, *, at: datetime) -> bool:
    """False for somebody who follows it already."""
    row = {"ticket_id": ticket_id, "citizen_id": citizen_id, "joined_at": at}
    return bool(insert_new(session, Follower, [row]))


def leave(session: Session, ticket_id: int, citizen_id: int, *, at: datetime) -> bool:
    """False for somebody who does not follow it."""
    left = session.execute(
        update(Follower)
        .where(Follower.ticket_id == ticket_id, Follower.citizen_id == citizen_id, Follower.left_at.is_(None))
        .values(left_at=at)
        .returning(Follower.id)
        .execution_options(synchronize_session=False)
    )
    return left.first() is not None


def follows(session: Session, ticket_id: int, citizen_id: int) -> bool:
    standing = select(Follower.id).where(Follower.ticket_id == ticket_id, Follower.left_at.is_(None))
    return session.scalar(standing.where(Follower.citizen_id == citizen_id)) is not None


def of_ticket(session: Session, ticket_id: int) -> Sequence[Citizen]:
    """Those who follow it, in the order in which they joined."""
    return session.scalars(
        select(Citizen)
        .join(Follower, Follower.citizen_id == Citizen.id)
        .where(Follower.ticket_id == ticket_id, Follower.left_at.is_(None))
        .order_by(Follower.id)
    ).all()


def count(session: Session, ticket_id: int) -> int:
    standing = select(func.count()).select_from(Follower)
    return session.scalar(standing.where(Follower.ticket_id == ticket_id, Follower.left_at.is_(None))) or 0


def confirm(session: Session, ticket_id: int, citizen_id: int, confirmation: str) -> None:
    session.execute(
        update(Follower)
        .where(Follower.ticket_id == ticket_id, Follower.citizen_id == citizen_id, Follower.left_at.is_(None))
        .values(confirmation=confirmation)
        .execution_options(synchronize_session=False)
    )


def followed_by(session: Session, citizen_id: int, *, limit: int) -> Sequence[Ticket]:
    """The newest first."""
    return session.scalars(
        select(Ticket)
        .join(Follower, Follower.ticket_id == Ticket.id)
        .where(Follower.citizen_id == citizen_id, Follower.left_at.is_(None))
        .order_by(Ticket.id.desc())
        .limit(limit)
    ).all()


def probably_same(
    session: Session, trouble: Trouble, *, municipality_id: int, citizen_id: int
) -> Ticket | None:
    """The open case of other people that this is probably about: with most voices, then the newest."""
    theirs = select(Follower.ticket_id).where(Follower.citizen_id == citizen_id, Follower.left_at.is_(None))
    looked_at = session.scalars(
        select(Ticket)
        .where(
            Ticket.municipality_id == municipality_id,
            Ticket.service_code == trouble.service,
            Ticket.track == Track.FEEDBACK.value,
            STILL_OPEN,
            or_(Ticket.citizen_id.is_(None), Ticket.citizen_id != citizen_id),
            or_(Ticket.filed_at >= trouble.at - LATELY, Ticket.lat.is_not(None)),
            Ticket.id.not_in(theirs),
        )
        .order_by(Ticket.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    same = [ticket for ticket in looked_at if may_be_same(trouble, trouble_of(ticket))]
    return max(same, key=lambda ticket: (ticket.joined, ticket.id), default=None)


def trouble_of(ticket: Ticket) -> Trouble:
    pin = Point(ticket.lat, ticket.lon) if ticket.lat is not None and ticket.lon is not None else None
    return Trouble(ticket.service_code, ticket.category_code, ticket.village_id, pin, ticket.filed_at)
