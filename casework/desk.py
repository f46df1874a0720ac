"""What every action works with, and who works."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from db.queries.directory import Directory
from rules.lifecycle import Role


@dataclass(frozen=True, slots=True)
class Desk:
    """The caller's transaction, the catalogue as it stands, and the moment it is done."""

    session: Session
    directory: Directory
    at: datetime

    @property
    def today(self) -> date:
        return self.directory.calendar.local_day(self.at)


@dataclass(frozen=True, slots=True)
class Actor:
    role: Role
    user_id: int | None = None
    citizen_id: int | None = None


CLOCK = Actor(Role.CLOCK)
