"""What the council reads: figures only, from the report functions. No case and no person is ever looked up here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from admin_api.pages.page import Reader, reader, render, with_query
from admin_api.visits import Caller, Visit, admit
from casework import reports
from casework.reports import RATINGS, RESPONSE_TIMES
from casework.reports.ratings import Ratings
from locales import Phrase, phrase
from rules.permissions import MAY, Right
from rules.ratings import Share, Showing, Stream, share
from rules.response_times import Group

router = APIRouter()
SEES_FIGURES = admit(*MAY[Right.SEE_FIGURES])
MONTHS_OF_QUARTER = 3
NAMED_TOGETHER = 3


class Period(StrEnum):
    THIS_QUARTER = "this-quarter"
    LAST_QUARTER = "last-quarter"
    YEAR = "12-months"


class By(StrEnum):
    SERVICE = "service"
    VILLAGE = "village"
    INBOX = "inbox"


PERIODS: dict[Period, Phrase] = {
    Period.THIS_QUARTER: phrase("page", "This quarter"),
    Period.LAST_QUARTER: phrase("page", "Last quarter"),
    Period.YEAR: phrase("page", "12 months"),
}
GROUPINGS: dict[By, Phrase] = {
    By.SERVICE: phrase("page", "By service"),
    By.VILLAGE: phrase("page", "By village"),
    By.INBOX: phrase("page", "By office"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    words: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the figures; `low` and `high` bound its share, in per cent."""

    name: str
    group: Group
    on_time: Share
    percent: int | None
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Totals:
    filed: int
    on_time: Share
    percent: int | None
    low: int
    high: int
    open_overdue: int
    oldest_open_days: int | None
    confirmed: int
    not_confirmed: int
    no_answer: int


@router.get("/council")
def council(request: Request, period: str = "", by: str = "", visit: Visit = SEES_FIGURES) -> HTMLResponse:
    with visit.reading() as caller:
        who = reader(request, visit, caller)
        chosen = Period(period) if period in set(Period) else Period.THIS_QUARTER
        grouping = By(by) if by in set(By) else By.SERVICE
        since, until = days_of(chosen, caller.desk.today)
        scope = reports.scope_of(caller.role, caller.reach)
        lines = _lines(who, reports.Asked(since, until, grouping.value, scope), grouping)
        return render(
            who,
            "council.html",
            office=_whose(who, caller),
            since=who.day(since),
            until=who.day(until),
            as_of=who.clock(caller.desk.at),
            periods=[
                Tab(who.say(spoken), _address(one, grouping), one is chosen)
                for one, spoken in PERIODS.items()
            ],
            groupings=[
                Tab(who.say(spoken), _address(chosen, one), one is grouping)
                for one, spoken in GROUPINGS.items()
            ],
            lines=lines,
            totals=_totals(lines),
            volunteers=_rated(who, reports.Asked(since, until, By.SERVICE.value, scope, Stream.VOLUNTARY)),
            panel=_rated(who, reports.Asked(since, until, By.SERVICE.value, scope, Stream.PANEL)),
        )


def days_of(period: Period, today: date) -> tuple[date, date]:
    """First and last day, both in the period."""
    quarter = date(today.year, today.month - (today.month - 1) % MONTHS_OF_QUARTER, 1)
    match period:
        case Period.THIS_QUARTER:
            return quarter, today
        case Period.LAST_QUARTER:
            last = quarter - timedelta(days=1)
            return date(last.year, last.month - MONTHS_OF_QUARTER + 1, 1), last
        case Period.YEAR:
            return date(today.year - 1, today.month, 1), today


def _address(period: Period, by: By) -> str:
    return with_query(
        "/council",
        period="" if period is Period.THIS_QUARTER else period.value,
        by="" if by is By.SERVICE else by.value,
    )


def _lines(who: Reader, asked: reports.Asked, by: By) -> list[Line]:
    groups = sorted(RESPONSE_TIMES.run(who.known.desk, asked), key=lambda group: _order(who, group.key))
    return [
        Line(_name(who, by, group.key), group, group.on_time, *_in_percent(group.on_time)) for group in groups
    ]


def _rated(who: Reader, asked: reports.Asked) -> list[tuple[str, Ratings]]:
    """Each service by name. Those who came of themselves and those who were asked stand in tables of their own."""
    rated = sorted(RATINGS.run(who.known.desk, asked), key=lambda one: _order(who, one.key))
    return [(_name(who, By.SERVICE, one.key), one) for one in rated]


def _order(who: Reader, key: str) -> tuple[int, str]:
    """Services in the order of their buttons, the rest by their codes."""
    codes = [service.code for service in who.known.desk.directory.services]
    return codes.index(key) if key in codes else len(codes), key


def _name(who: Reader, by: By, key: str) -> str:
    directory = who.known.desk.directory
    match by:
        case By.SERVICE:
            return directory.service(key).name(who.language)
        case By.VILLAGE:
            place = directory.place_by_code(key)
            return place.name(who.language) if place else key
        case By.INBOX:
            inbox = directory.inbox_by_code(key)
            return inbox.name(who.language) if inbox else key


def _in_percent(part: Share) -> tuple[int | None, int, int]:
    """The share itself only where it may be shown, and its interval."""
    whole = None if part.showing is not Showing.SHARE else round(100 * part.k / part.n)
    return whole, round(100 * part.low), round(100 * part.high)


def _totals(lines: Iterable[Line]) -> Totals:
    groups = [line.group for line in lines]
    on_time = share(sum(one.on_time.k for one in groups), sum(one.on_time.n for one in groups))
    percent, low, high = _in_percent(on_time)
    return Totals(
        filed=sum(one.filed for one in groups),
        on_time=on_time,
        percent=percent,
        low=low,
        high=high,
        open_overdue=sum(one.open_overdue for one in groups),
        oldest_open_days=max((one.oldest_open_days or 0 for one in groups if one.open), default=None),
        confirmed=sum(one.confirmed for one in groups),
        not_confirmed=sum(one.not_confirmed for one in groups),
        no_answer=sum(one.no_answer for one in groups),
    )


def _whose(who: Reader, caller: Caller) -> str:
    """Whose figures these are."""
    directory, reach = caller.desk.directory, caller.reach
    if reach.everything:
        return who.t("All offices")
    scope = reports.scope_of(caller.role, reach)
    names = [directory.inbox(id).name(who.language) for id in sorted(scope.inboxes or ())]
    names += [who.place(directory.place(id)) for id in sorted(scope.municipalities or ())]
    return ", ".join(names) if len(names) <= NAMED_TOGETHER else who.t("Offices: {n}", n=len(names))
