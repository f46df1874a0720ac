"""Citizens by chat; colleagues by inbox; who holds a token."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from db.queries.inserting import insert_new
from db.tables.people import Access, Citizen, Secret, User, UserInbox, UserMunicipality
from db.tables.places import Inbox
from db.tables.tickets import Ticket
from rules.lifecycle import OPEN, Role
from rules.permissions import Reach


@dataclass(frozen=True, slots=True)
class Colleague:
    id: int
    name: str
    role: Role
    language: str
    chat_id: int | None


OF_CHATS = select(Citizen).where(Citizen.chat_id.in_(bindparam("chats", expanding=True)))
"""Said in every round of turns; built once, it is compiled once."""

COLLEAGUE = select(User.id, User.name, User.role, User.language, User.chat_id).where(
    User.active, User.id == bindparam("user")
)
COLLEAGUES_OF_INBOX = (
    select(User.id, User.name, User.role, User.language, User.chat_id)
    .join(UserInbox, UserInbox.user_id == User.id)
    .where(User.active, UserInbox.inbox_id == bindparam("inbox"))
    .order_by(User.id)
)
"""These are said whenever something is owed to colleagues; built once, they are compiled once."""

CitizenRow = Citizen
"""For the edges, which read rows and know no tables."""


def citizen(session: Session, citizen_id: int) -> Citizen | None:
    return session.get(Citizen, citizen_id)


def citizen_of_chat(session: Session, chat_id: int) -> Citizen | None:
    return citizens_of_chats(session, [chat_id]).get(chat_id)


def citizens_of_chats(session: Session, chat_ids: Sequence[int]) -> dict[int, Citizen]:
    found = session.scalars(OF_CHATS, {"chats": list(chat_ids)})
    return {citizen.chat_id: citizen for citizen in found}


def welcome_citizen(session: Session, chat_id: int, *, at: datetime) -> Citizen:
    return welcome_citizens(session, [chat_id], at=at)[chat_id]


def welcome_citizens(session: Session, chat_ids: Sequence[int], *, at: datetime) -> dict[int, Citizen]:
    """The citizens of these chats, known from now on."""
    new = [{"chat_id": chat_id, "first_seen_at": at, "reachable": True} for chat_id in chat_ids]
    insert_new(session, Citizen, new)
    return citizens_of_chats(session, chat_ids)


def count_by_source(session: Session) -> dict[str, int]:
    """How many citizens came which way; "" where no link said so."""
    rows = session.execute(select(Citizen.source, func.count()).group_by(Citizen.source))
    return {source or "": count for source, count in rows}


def colleagues(
    session: Session, *, user_id: int | None = None, inbox_id: int | None = None, roles: Sequence[Role] = ()
) -> list[Colleague]:
    """Active people: one by id, or those of an inbox in the given roles. Provider inboxes have no other people."""
    if user_id is not None:
        rows = session.connection().execute(COLLEAGUE, {"user": user_id})
    elif inbox_id is not None:
        rows = session.connection().execute(COLLEAGUES_OF_INBOX, {"inbox": inbox_id})
    else:
        return []
    found = [Colleague(id_, name, Role(role), language, chat) for id_, name, role, language, chat in rows]
    return found if user_id is not None else [one for one in found if one.role in roles]


def user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def user_of_chat(session: Session, chat_id: int) -> User | None:
    return session.scalars(select(User).where(User.chat_id == chat_id, User.active)).first()


def user_by_name(session: Session, name: str) -> User | None:
    return session.scalars(select(User).where(User.name == name, User.active).order_by(User.id)).first()


def names(session: Session, user_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def reach(session: Session, of: User) -> Reach:
    """How far this person sees: their inboxes and what these serve; a council its places; an administrator all."""
    if of.role == Role.ADMIN:
        return Reach(everything=True)
    inboxes = frozenset(session.scalars(select(UserInbox.inbox_id).where(UserInbox.user_id == of.id)))
    places = set(session.scalars(select(UserMunicipality.unit_id).where(UserMunicipality.user_id == of.id)))
    if of.role in (Role.HEAD, Role.CLERK, Role.DISPATCHER) and inboxes:
        places |= set(
            session.scalars(select(Inbox.unit_id).where(Inbox.id.in_(inboxes), Inbox.kind == "municipality"))
        )
    return Reach(inboxes=inboxes, municipalities=frozenset(places))


def digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def keep_secret(
    session: Session, token: str, *, kind: str, user_id: int, at: datetime, lives: timedelta | None
) -> None:
    session.execute(
        insert(Secret).values(
            digest=digest(token),
            kind=kind,
            user_id=user_id,
            created_at=at,
            expires_at=at + lives if lives else None,
        )
    )


def holder(session: Session, token: str, *, kind: str, at: datetime) -> tuple[Secret, User] | None:
    """Who holds this token, if it is alive and its holder still works here."""
    row = session.execute(
        select(Secret, User)
        .join(User, User.id == Secret.user_id)
        .where(Secret.digest == digest(token), Secret.kind == kind, Secret.ended_at.is_(None), User.active)
    ).first()
    if row is None or (row.Secret.expires_at is not None and row.Secret.expires_at <= at):
        return None
    return row.Secret, row.User


def end_secret(session: Session, token: str, *, at: datetime, kind: str | None = None) -> bool:
    """End it; True for the one who did: a one-time link is used by whoever ends it first."""
    meant = update(Secret).where(Secret.digest == digest(token), Secret.ended_at.is_(None))
    if kind is not None:
        meant = meant.where(Secret.kind == kind)
    return session.execute(meant.values(ended_at=at).returning(Secret.id)).first() is not None


def end_secrets(session: Session, user_id: int, *, at: datetime) -> None:
    """Every session, key, link and invitation of one person."""
    session.execute(
        update(Secret).where(Secret.user_id == user_id, Secret.ended_at.is_(None)).values(ended_at=at)
    )


def seen(session: Session, token: str, *, at: datetime) -> None:
    session.execute(update(Secret).where(Secret.digest == digest(token)).values(last_used_at=at))


def note_access(session: Session, *, user_id: int, ticket_id: int | None, what: str, at: datetime) -> None:
    session.execute(insert(Access).values(user_id=user_id, ticket_id=ticket_id, what=what, at=at))


def count_users(session: Session) -> int:
    """Those who can come in."""
    return session.scalar(select(func.count()).select_from(User).where(User.active)) or 0


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who works or worked here, as administrators see them."""

    id: int
    name: str
    role: str
    active: bool
    in_telegram: bool
    inboxes: tuple[str, ...]
    keys: int
    last_seen_at: datetime | None
    open_cases: int


def accounts(session: Session, *, limit: int = 1000) -> list[Account]:
    keys = select(func.count()).where(
        Secret.user_id == User.id, Secret.kind == "key", Secret.ended_at.is_(None)
    )
    seen_at = select(func.max(Secret.last_used_at)).where(Secret.user_id == User.id)
    cases = select(func.count()).where(
        Ticket.assignee_id == User.id, Ticket.status.in_([status.value for status in OPEN])
    )
    rows = session.execute(
        select(
            User,
            keys.scalar_subquery().label("keys"),
            seen_at.scalar_subquery().label("seen_at"),
            cases.scalar_subquery().label("cases"),
        )
        .order_by(User.id)
        .limit(limit)
    ).all()
    inboxes: dict[int, list[str]] = {}
    for user_id, code in session.execute(
        select(UserInbox.user_id, Inbox.code).join(Inbox, Inbox.id == UserInbox.inbox_id).order_by(Inbox.code)
    ):
        inboxes.setdefault(user_id, []).append(code)
    return [
        Account(
            id=row.User.id,
            name=row.User.name,
            role=row.User.role,
            active=row.User.active,
            in_telegram=row.User.chat_id is not None,
            inboxes=tuple(inboxes.get(row.User.id, ())),
            keys=row.keys,
            last_seen_at=row.seen_at,
            open_cases=row.cases,
        )
        for row in rows
    ]
