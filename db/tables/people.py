"""Citizens, known by a chat and nothing more; and those who work on cases."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, BigKey


class Citizen(Base):
    """No name, no phone. `chat_id` leaves this table only towards Telegram."""

    __tablename__ = "citizens"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    language: Mapped[str | None] = mapped_column(String(2))
    """What the person chose; null until then. Never the phone's interface language."""
    guessed_language: Mapped[str | None] = mapped_column(String(2))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    source: Mapped[str | None] = mapped_column(String(16))
    """Which way the person came, as the first link said: poster, meeting, school."""
    reachable: Mapped[bool] = mapped_column(default=True)
    left_panel_at: Mapped[datetime | None]
    """Since when this person does not want to be asked how a service was."""
    first_seen_at: Mapped[datetime]


class User(Base):
    """A clerk, dispatcher, head, council member or administrator."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2), default="ky")
    chat_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    """Their own Telegram chat, once they opened an invitation link there."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class UserInbox(Base):
    __tablename__ = "user_inboxes"
    __table_args__ = (UniqueConstraint("user_id", "inbox_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inboxes.id"), index=True)


class UserMunicipality(Base):
    __tablename__ = "user_municipalities"
    __table_args__ = (UniqueConstraint("user_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)


class Secret(Base):
    """API keys, sign-in links, invitations and sessions. Only the SHA-256 of the token is kept."""

    __tablename__ = "secrets"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Access(Base):
    """What an administrator looked at or did with somebody's case: recorded, never edited."""

    __tablename__ = "accesses"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    ticket_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    what: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
