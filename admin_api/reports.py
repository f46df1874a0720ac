"""Figures over the API. They follow from the recorded events, within what the asker may see."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from admin_api.schemas import Day
from admin_api.visits import Caller, Visit, admit
from casework.reports import RATINGS, RESPONSE_TIMES, Asked, scope_of
from db.queries.directory.places import Entry
from rules.permissions import MAY, Right
from rules.ratings import Stream

router = APIRouter(prefix="/reports", tags=["reports"])
SEES_FIGURES = admit(*MAY[Right.SEE_FIGURES])

ResponseTimesBy = Literal["inbox", "municipality", "service", "village", "month"]
RatingsBy = Literal["service", "village", "month"]


Since = Annotated[
    Day | None, Query(alias="from", description="First day; 1 January of this year if left out.")
]
Until = Annotated[Day | None, Query(alias="to", description="Last day; today if left out.")]


class AnswerRating(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    n: int
    counts: tuple[int, int, int, int, int]


class ResponseTimesGroup(BaseModel):
    """Days are working days; `n` of "on time" is `answered + already_late`."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    key_name: str = ""
    filed: int
    answered: int
    answered_on_time: int
    answered_late: int
    already_late: int
    open: int
    open_overdue: int
    oldest_open_days: int | None
    median_days: int | None
    p75_days: int | None
    confirmed: int
    not_confirmed: int
    no_answer: int
    reopened: int
    withdrawn: int
    duplicates: int
    answer_rating: AnswerRating


class ResponseTimes(BaseModel):
    as_of: date
    groups: list[ResponseTimesGroup]


class RatingsGroup(BaseModel):
    """`asked` is how many of the panel were asked, null for volunteers; `reasons` counts what was wrong, by code."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    key_name: str = ""
    n: int
    counts: tuple[int, int, int, int, int]
    not_used: int
    asked: int | None
    reasons: dict[str, int]


class Ratings(BaseModel):
    groups: list[RatingsGroup]


@router.get("/response-times")
def response_times(
    since: Since = None, until: Until = None, by: ResponseTimesBy = "inbox", visit: Visit = SEES_FIGURES
) -> ResponseTimes:
    with visit.reading() as caller:
        rows = RESPONSE_TIMES.run(caller.desk, _asked(caller, since, until, by))
        groups = [ResponseTimesGroup.model_validate(row) for row in rows]
        for group in groups:
            group.key_name = _name(caller, by, group.key)
        return ResponseTimes(as_of=caller.desk.today, groups=groups)


@router.get("/ratings")
def ratings(
    since: Since = None,
    until: Until = None,
    by: RatingsBy = "service",
    stream: Stream = Stream.VOLUNTARY,
    visit: Visit = SEES_FIGURES,
) -> Ratings:
    with visit.reading() as caller:
        rows = RATINGS.run(caller.desk, _asked(caller, since, until, by, stream))
        groups = [RatingsGroup.model_validate(row) for row in rows]
        for group in groups:
            group.key_name = _name(caller, by, group.key)
        return Ratings(groups=groups)


def _asked(
    caller: Caller, since: date | None, until: date | None, by: str, stream: Stream = Stream.VOLUNTARY
) -> Asked:
    last = until or caller.desk.today
    first = since or date(last.year, 1, 1)
    return Asked(first, last, by, scope_of(caller.role, caller.reach), stream)


def _name(caller: Caller, by: str, key: str) -> str:
    """The name of what the key stands for; a month stands for itself."""
    directory = caller.desk.directory
    match by:
        case "inbox":
            entry: Entry | None = directory.inbox_by_code(key)
        case "service":
            entry = directory.service_by_code(key)
        case "month":
            entry = None
        case _:
            entry = directory.place_by_code(key)
    return entry.name(caller.language) if entry else key
