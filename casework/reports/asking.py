"""What is asked of a report: a period, a grouping, and how far the asker sees."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from casework.desk import Desk
from db.queries.timelines import Filed, Scope
from rules.lifecycle import Role
from rules.permissions import Reach
from rules.ratings import Stream
from rules.refusals import Invalid


@dataclass(frozen=True, slots=True)
class Asked:
    """Both days belong to the period. Raises Invalid when it ends before it begins."""

    since: date
    until: date
    by: str
    scope: Scope
    stream: str = Stream.VOLUNTARY

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise Invalid("period_backwards", since=self.since, until=self.until)

    def filed(self, desk: Desk) -> Filed:
        """The period as moments: days begin at the office's midnight."""
        zone = desk.directory.calendar.timezone
        begin = datetime.combine(self.since, time(), zone)
        end = datetime.combine(self.until + timedelta(days=1), time(), zone)
        return Filed(begin, end, self.scope)


def scope_of(role: Role, reach: Reach) -> Scope:
    """The office reads what came to its inboxes, the council what happened in its municipalities."""
    if reach.everything:
        return Scope()
    if role is Role.COUNCIL:
        return Scope(municipalities=reach.municipalities)
    return Scope(inboxes=reach.inboxes)


def villages_within(desk: Desk, scope: Scope) -> frozenset[int] | None:
    """Villages of the municipalities, and of those that the inboxes serve; None is everywhere."""
    if scope.inboxes is None and scope.municipalities is None:
        return None
    units = set(scope.municipalities or ())
    units |= {desk.directory.inbox(id).unit_id for id in scope.inboxes or ()}
    return frozenset(village.id for unit in units for village in desk.directory.villages_of(unit))
