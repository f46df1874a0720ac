"""When something may be said that nobody asked for: not at night, and once a day to one person."""

from datetime import datetime, time

from casework.desk import Desk
from db.queries import manners
from db.queries.manners import Told
from db.queries.outbox import Leased
from rules.notices import UNPROMPTED


def free_moment(desk: Desk, chat_id: int, wanted: datetime) -> datetime:
    """The moment that is wanted, or the next free morning of this chat; no other duty may choose until we are done."""
    manners.hold_citizen(desk.session, chat_id)
    calendar = desk.directory.calendar
    taken = {
        calendar.local_day(max(one.at, desk.at) if not one.sent else one.at) for one in _told(desk, chat_id)
    }
    return calendar.free_moment(wanted, taken)


def put_off_until(desk: Desk, held: Leased) -> datetime | None:
    """Asked just before it is sent, since it may be late: until when it waits, or None where it may go out now."""
    calendar = desk.directory.calendar
    if held.content not in UNPROMPTED:
        return None
    others = _told(desk, held.chat_id, besides=held.id)
    sent_today = any(one.sent for one in others)
    if not sent_today and not calendar.is_quiet(desk.at):
        return None
    ahead = {calendar.local_day(one.at) for one in others}
    return calendar.free_moment(desk.at, ahead)


def _told(desk: Desk, chat_id: int, *, besides: int = 0) -> list[Told]:
    calendar = desk.directory.calendar
    midnight = datetime.combine(desk.today, time(), calendar.timezone)
    return manners.told(desk.session, chat_id, UNPROMPTED, since=midnight, besides=besides)
