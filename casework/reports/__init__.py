"""Every report there is. One report is one file beside this one and its entry here; page, CSV and JSON follow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from casework.desk import Desk
from casework.reports import ratings, response_times
from casework.reports.asking import Asked, scope_of
from locales import Phrase, phrase

__all__ = ["REPORTS", "Asked", "Column", "Report", "scope_of"]


@dataclass(frozen=True, slots=True)
class Column:
    """An attribute of a row and its heading."""

    name: str
    title: Phrase


@dataclass(frozen=True, slots=True)
class Report:
    slug: str
    title: Phrase
    by: tuple[str, ...]
    """How its rows can be grouped; the first is the usual way."""
    columns: tuple[Column, ...]
    run: Callable[[Desk, Asked], Sequence[Any]]


RESPONSE_TIMES = Report(
    slug="response-times",
    title=phrase("report", "Response times"),
    by=response_times.BY,
    columns=(
        Column("filed", phrase("report", "Filed")),
        Column("answered", phrase("report", "Answered")),
        Column("answered_on_time", phrase("report", "Answered on time")),
        Column("answered_late", phrase("report", "Answered late")),
        Column("already_late", phrase("report", "Not answered, and late")),
        Column("open", phrase("report", "Open")),
        Column("open_overdue", phrase("report", "Open and overdue")),
        Column("oldest_open_days", phrase("report", "Oldest open case, working days")),
        Column("median_days", phrase("report", "Half resolved within, working days")),
        Column("p75_days", phrase("report", "Three quarters resolved within, working days")),
        Column("confirmed", phrase("report", "Confirmed by the citizen")),
        Column("not_confirmed", phrase("report", "Not confirmed")),
        Column("no_answer", phrase("report", "No answer from the citizen")),
        Column("reopened", phrase("report", "Reopened")),
        Column("withdrawn", phrase("report", "Withdrawn")),
        Column("duplicates", phrase("report", "Duplicates")),
        Column("answer_rating", phrase("report", "Ratings of answers")),
    ),
    run=response_times.run,
)
RATINGS = Report(
    slug="ratings",
    title=phrase("report", "Ratings of services"),
    by=ratings.BY,
    columns=(
        Column("n", phrase("report", "Ratings")),
        Column("counts", phrase("report", "From 1 to 5")),
        Column("not_used", phrase("report", "Do not use it")),
        Column("reasons", phrase("report", "What was wrong")),
        Column("asked", phrase("report", "Were asked")),
    ),
    run=ratings.run,
)

REPORTS = {report.slug: report for report in (RESPONSE_TIMES, RATINGS)}
