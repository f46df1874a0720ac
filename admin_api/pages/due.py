"""How a case stands against its clock, in a word and a colour; and its pills."""

from dataclasses import dataclass
from datetime import date

from admin_api.pages import wording
from admin_api.pages.page import Reader
from db.queries.directory import Directory
from db.queries.tickets import TicketRow
from rules import deadlines
from rules.deadlines import Punctuality
from rules.lifecycle import OPEN, Outcome, Status, Track

PAUSED, ENDED = "paused", "ended"
TONES: dict[str, str] = {
    Status.FILED: "blue",
    Status.IN_PROGRESS: "teal",
    Status.WAITING: "grey",
    Status.CLOSED: "grey",
}
OUTCOME_TONES: dict[str, str] = {Outcome.FIXED: "green", Outcome.PLANNED: "yellow"}


@dataclass(frozen=True, slots=True)
class Due:
    """`tone` is a Punctuality, or says that no clock runs."""

    tone: str
    clock: str
    """Which clock runs: of the answer, or of the solution."""
    words: str


@dataclass(frozen=True, slots=True)
class Pill:
    tone: str
    words: str


def due_of(reader: Reader, directory: Directory, ticket: TicketRow) -> Due:
    """`ticket` is the row of a case."""
    if ticket.status == Status.WAITING:
        return Due(PAUSED, "", reader.t("The clock stands still"))
    if ticket.status not in OPEN:
        return Due(ENDED, "", "")
    on, clock = _running(reader, ticket)
    calendar, today = directory.calendar, directory.today
    tone = deadlines.punctuality(calendar.local_day(ticket.filed_at), on, today, calendar)
    return Due(tone, clock, _words(reader, tone, deadlines.days_left(on, today, calendar), last=on == today))


def _running(reader: Reader, ticket: TicketRow) -> tuple[date, str]:
    """The clock that ends first: an appeal is registered before anything else."""
    if ticket.register_due_on is not None:
        return ticket.register_due_on, reader.t("Registration")
    if ticket.first_answer_at is None:
        return ticket.answer_due_on, reader.t("Answer")
    return ticket.resolve_due_on, reader.t("Solution")


def _words(reader: Reader, tone: Punctuality, left: int, *, last: bool) -> str:
    if tone is Punctuality.VERY_LATE:
        return reader.t("Very late, days: {n}", n=-left)
    if tone is Punctuality.LATE:
        return reader.t("Days late: {n}", n=-left) if left else reader.t("Overdue")
    return reader.t("Last day: today") if last else reader.t("Days left: {n}", n=left)


def pills(reader: Reader, ticket: TicketRow, *, reopened: bool) -> tuple[Pill, ...]:
    """An outcome says more than "finished"; a case that came back says so; an official appeal is called one."""
    status = Pill(TONES.get(ticket.status, "blue"), reader.say(wording.STATUS[ticket.status]))
    shown: tuple[Pill, ...] = () if ticket.status == Status.RESOLVED else (status,)
    if ticket.track == Track.APPEAL:
        shown = (Pill("purple", reader.say(wording.TRACK[Track.APPEAL])), *shown)
    if ticket.outcome is not None:
        tone = OUTCOME_TONES.get(ticket.outcome, "orange")
        shown = (*shown, Pill(tone, reader.say(wording.OUTCOME[ticket.outcome])))
    return (*shown, Pill("magenta", reader.t("Reopened"))) if reopened else shown
