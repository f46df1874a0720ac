"""Lists and searches while the history grows: the time that the database itself takes, and how much it grows.

Each question is asked once through db/queries and recorded; the bare driver then asks it again and again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.bases import Bare, Bases
from benchmarks.loading import Load
from benchmarks.measuring import AT_MOST, Line, milliseconds
from benchmarks.recording import Statement, recorded
from db.engine import Database
from db.queries import lists
from db.queries.lists import Filter, Place
from db.queries.standing import OPEN_STATUSES
from db.tables.tickets import Ticket
from rules.permissions import Reach
from rules.text import sought

FLAT, TRIFLE = 1.5, 1.0
"""Times as long as with the fewest tickets, and milliseconds."""
ROWS, COUNTED_TO = 50, 100
"""A page of the API, and how far the inbox counts."""
TIMES = 30
EVERYWHERE = Reach(everything=True)
Asking = Callable[[Session], object]

COMMON, MID, RARE, BEGINNING = "суу", "фонарь", "көрүстөн", "ко"
"""One case in five, in thirty, in a hundred; and two letters that begin many words."""


@dataclass(frozen=True, slots=True)
class Office:
    """Whose list it is: the busiest inbox, and where its list is deep."""

    inbox_id: int
    middle: Place
    number: int

    @property
    def reach(self) -> Reach:
        return Reach(inboxes=frozenset({self.inbox_id}))


def measure(bases: Bases, loads: Sequence[Load], *, times: int = TIMES) -> Iterator[Line]:
    smallest: dict[str, float] = {}
    for load in loads:
        url = bases.new(load)
        database, bare = Database(url), Bare(url)
        with database.reading() as session:
            questions = _questions(_office(session), load)
        for what, asking in questions.items():
            took = milliseconds(partial(bare.answers, _asked(database, asking)), times=times)
            first = smallest.setdefault(what, took)
            yield Line(
                f"{what}, {load.tickets:,} tickets", bases.kind, took, "ms",
                first if took is not first else None, FLAT if took is not first else None, AT_MOST, TRIFLE,
            )  # fmt: skip
        bare.close()
        database.close()


def _questions(office: Office, load: Load) -> dict[str, Asking]:
    today = load.today
    ours, all_ = office.reach, EVERYWHERE
    still_open = Filter(statuses=OPEN_STATUSES)
    deep = Place(today - timedelta(days=15), office.number)
    search = {
        f"{name} in one office": _page(Filter(search=sought(words)), ours)
        for name, words in (
            ("search: a common word", COMMON),
            ("search: a word now and then", MID),
            ("search: a rare word", RARE),
            ("search: two letters", BEGINNING),
            ("search: two words", f"{COMMON} жок"),
        )
    }
    return {
        "page of an office's open cases": _page(still_open, ours),
        "page of all cases of an office": _page(Filter(), ours),
        "... deep in it": _page(Filter(), ours, after=office.middle),
        "page of all cases everywhere": _page(Filter(), all_),
        "... deep in it, everywhere": _page(Filter(), all_, after=deep),
        "newest cases of an office": _latest(Filter(), ours),
        "count of open cases": _count(still_open, ours),
        "count of overdue cases": _count(Filter(overdue_on=today), ours),
        "count of overdue cases everywhere": _count(Filter(overdue_on=today), all_),
        "count of all cases everywhere": _count(Filter(), all_),
        **search,
        "search: by number": _page(Filter(search=("1042", "9"), numbers=(1042,)), ours),
        "search: a common word everywhere": _latest(Filter(search=sought(COMMON)), all_),
        "search: a rare word everywhere": _latest(Filter(search=sought(RARE)), all_),
    }


def _page(asked: Filter, reach: Reach, after: Place | None = None) -> Asking:
    return lambda session: lists.page(session, asked, reach=reach, limit=ROWS + 1, after=after)


def _latest(asked: Filter, reach: Reach) -> Asking:
    return lambda session: lists.latest(session, asked, reach=reach, limit=ROWS + 1)


def _count(asked: Filter, reach: Reach) -> Asking:
    return lambda session: lists.count(session, asked, reach=reach, cap=COUNTED_TO)


def _asked(database: Database, asking: Asking) -> list[Statement]:
    with database.reading() as session, recorded() as recording:
        asking(session)
    return recording.reads


def _office(session: Session) -> Office:
    busiest = session.scalars(
        select(Ticket.inbox_id)
        .group_by(Ticket.inbox_id)
        .order_by(func.count().desc(), Ticket.inbox_id)
        .limit(1)
    ).one()
    due = select(Ticket.answer_due_on, Ticket.id).where(Ticket.inbox_id == busiest)
    many = session.scalar(select(func.count()).select_from(due.subquery())) or 0
    middle = session.execute(due.order_by(Ticket.answer_due_on, Ticket.id).offset(many // 2).limit(1)).one()
    return Office(busiest, Place(*middle), middle.id)
