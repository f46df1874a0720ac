"""Citizens' choices, and colleagues coming in: invitations, one-time links, sessions, keys."""

import math
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import update

from casework.desk import Actor, Desk
from db.queries import limits, outbox, people
from db.tables.outbox import OutboxRow
from db.tables.people import Citizen, Secret, User, UserInbox, UserMunicipality
from rules.lifecycle import Role
from rules.limits import LINKS, MINUTE
from rules.refusals import Invalid, NotAllowed, NotFound, TooMany, Unauthenticated

LINK_LIVES = timedelta(days=3)
CHAT_LINK_LIVES = timedelta(minutes=10)
INVITATION_LIVES = timedelta(days=14)
SESSION_LIVES = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=2)
COME_BACK_WITHIN = timedelta(days=30)
"""How old an undelivered letter may be and still be sent to somebody who unblocks the bot."""

STAFF = frozenset({Role.CLERK, Role.DISPATCHER, Role.HEAD, Role.COUNCIL, Role.ADMIN, Role.CLIENT})


def citizen_of(desk: Desk, citizen_id: int) -> Citizen:
    return desk.session.get_one(Citizen, citizen_id)


def colleague_of_chat(desk: Desk, chat_id: int) -> User:
    """Raises NotAllowed for a chat that belongs to no colleague."""
    user = people.user_of_chat(desk.session, chat_id)
    if user is None:
        raise NotAllowed("not_a_colleague")
    return user


def choose_language(desk: Desk, citizen: Citizen, language: str) -> None:
    citizen.language = language
    desk.session.flush()


def choose_village(desk: Desk, citizen: Citizen, village: str) -> None:
    place = desk.directory.place_by_code(village)
    if place is None:
        raise Invalid("unknown_village", village=village)
    citizen.village_id = place.id
    desk.session.flush()


def came_by(citizen: Citizen, source: str) -> None:
    """Which way the person came, once: whoever is here already came another way."""
    citizen.source = citizen.source or source


def left(desk: Desk, chat_id: int) -> None:
    """The person blocked the bot."""
    outbox.unreachable(desk.session, chat_id, at=desk.at)


def came_back(desk: Desk, citizen: Citizen) -> None:
    """What could not be delivered meanwhile is owed again."""
    citizen.reachable = True
    desk.session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.chat_id == citizen.chat_id,
            OutboxRow.kind == "letter",
            OutboxRow.status == "failed",
            OutboxRow.created_at > desk.at - COME_BACK_WITHIN,
        )
        .values(
            status="waiting", ready_at=desk.at, settled_at=None, error=None, lease=None, leased_until=None
        )
    )


def add_user(
    desk: Desk,
    name: str,
    role: Role,
    *,
    inboxes: Sequence[str] = (),
    municipalities: Sequence[str] = (),
    language: str = "ky",
) -> User:
    """Raises Invalid for a role that does not work here or a code the catalogue does not know."""
    if role not in STAFF:
        raise Invalid("unknown_role", role=role)
    user = User(name=name, role=role.value, language=language, active=True, created_at=desk.at)
    desk.session.add(user)
    desk.session.flush()
    for code in dict.fromkeys(inboxes):
        inbox = desk.directory.inbox_by_code(code)
        if inbox is None:
            raise Invalid("unknown_inbox", inbox=code)
        desk.session.add(UserInbox(user_id=user.id, inbox_id=inbox.id))
    for code in dict.fromkeys(municipalities):
        place = desk.directory.place_by_code(code)
        if place is None:
            raise Invalid("unknown_municipality", municipality=code)
        desk.session.add(UserMunicipality(user_id=user.id, unit_id=place.id))
    desk.session.flush()
    return user


def give_link(desk: Desk, user_id: int, *, lives: timedelta = LINK_LIVES) -> str:
    """A one-time sign-in token. It is shown once; only its digest is kept."""
    return _give(desk, user_id, "link", lives)


def give_chat_link(desk: Desk, user_id: int) -> str:
    """A short-lived link for a colleague who asks in Telegram. Raises TooMany."""
    wait = limits.take(desk.session, f"links:{user_id}", LINKS, at=desk.at)
    if wait:
        raise TooMany("too_many_requests", minutes=math.ceil(wait / MINUTE))
    return _give(desk, user_id, "link", CHAT_LINK_LIVES)


def give_key(desk: Desk, user_id: int) -> str:
    return _give(desk, user_id, "key", None)


def give_invitation(desk: Desk, user_id: int) -> str:
    """A token that ties the Telegram chat which opens it to this colleague."""
    return _give(desk, user_id, "invite", INVITATION_LIVES)


def sign_in(desk: Desk, link: str, *, instead_of: str = "") -> str:
    """Use the one-time link up; returns a new session's token, never one that somebody brought along.

    `instead_of` is the session of the same browser, which ends. Raises Unauthenticated when the link is used, old
    or unknown.
    """
    found = people.holder(desk.session, link, kind="link", at=desk.at)
    if found is None or not people.end_secret(desk.session, link, at=desk.at):
        raise Unauthenticated("link_used_or_old")
    if instead_of:
        people.end_secret(desk.session, instead_of, at=desk.at, kind="session")
    return _give(desk, found[1].id, "session", SESSION_LIVES)


def sign_out(desk: Desk, session_token: str) -> None:
    people.end_secret(desk.session, session_token, at=desk.at, kind="session")


def change_role(desk: Desk, user: User, role: Role) -> None:
    """Sessions, links and keys of the old role end; a new link brings them in again. Raises Invalid."""
    if role not in STAFF:
        raise Invalid("unknown_role", role=role)
    user.role = role.value
    people.end_secrets(desk.session, user.id, at=desk.at)
    desk.session.flush()


def accept_invitation(desk: Desk, token: str, chat_id: int) -> User:
    found = people.holder(desk.session, token, kind="invite", at=desk.at)
    if found is None or not people.end_secret(desk.session, token, at=desk.at):
        raise Invalid("invitation_used_or_old")
    _, user = found
    desk.session.execute(update(User).where(User.chat_id == chat_id).values(chat_id=None))
    user.chat_id = chat_id
    desk.session.flush()
    return user


def end_user(desk: Desk, user_id: int) -> User:
    """Nobody comes in by this account any more, from this moment on. Raises NotFound."""
    user = people.user(desk.session, user_id)
    if user is None or not user.active:
        raise NotFound("unknown_user", user=user_id)
    user.active, user.chat_id = False, None
    people.end_secrets(desk.session, user_id, at=desk.at)
    desk.session.flush()
    return user


def keep_alive(desk: Desk, secret: Secret) -> None:
    """A session that is used lives on, up to its end. Raises Unauthenticated when it idled too long."""
    last = secret.last_used_at or secret.created_at
    if secret.kind == "session" and desk.at - last > SESSION_IDLE:
        raise Unauthenticated("session_idle")


def actor(user: User) -> Actor:
    return Actor(Role(user.role), user_id=user.id)


def _give(desk: Desk, user_id: int, kind: str, lives: timedelta | None) -> str:
    token = secrets.token_urlsafe(24)
    people.keep_secret(desk.session, token, kind=kind, user_id=user_id, at=desk.at, lives=lives)
    return token
