"""Which move owes a notice, and to whom. No wording lives here: letters are worded when they are sent."""

from dataclasses import dataclass
from enum import StrEnum

from rules.lifecycle import Confirmation, Move, Outcome, Status


class To(StrEnum):
    CITIZEN = "citizen"
    ASSIGNEE = "assignee"
    """The person in charge; where nobody is, everybody of the inbox."""
    INBOX = "inbox"
    OLD_INBOX = "old_inbox"
    HEAD = "head"


class Notice(StrEnum):
    ACCEPTED = "accepted"
    NEW_CASE = "new_case"
    ADDED = "added"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    ANSWER = "answer"
    QUESTION = "question"
    QUESTION_REMINDER = "question_reminder"
    QUESTION_LAPSED = "question_lapsed"
    TRANSFERRED = "transferred"
    CASE_LEFT = "case_left"
    CASE_ARRIVED = "case_arrived"
    EXTENDED = "extended"
    FIXED_ASK = "fixed_ask"
    PLANNED_ASK = "planned_ask"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    FIXED_REMINDER = "fixed_reminder"
    REOPENED = "reopened"
    CASE_REOPENED = "case_reopened"
    REOPENED_HEAD = "reopened_head"
    JOINED = "joined"
    """A neighbour has the same trouble."""
    WITHDRAWN = "withdrawn"
    WITHDRAWN_DONE = "withdrawn_done"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    OVERDUE_CLERK = "overdue_clerk"
    OVERDUE_HEAD = "overdue_head"
    PANEL_ASK = "panel_ask"
    REGISTERED = "registered"
    APPEAL_ACCEPTED = "appeal_accepted"
    NEW_APPEAL = "new_appeal"
    FEEDBACK_AGAIN = "feedback_again"
    APPEAL_DROPPED = "appeal_dropped"
    REGISTER_SOON = "register_soon"
    REGISTER_LATE = "register_late"
    REGISTER_LATE_CLERK = "register_late_clerk"
    REGISTER_LATE_HEAD = "register_late_head"


@dataclass(frozen=True, slots=True)
class Owed:
    notice: Notice
    to: To
    once: bool = False
    """Once in the ticket's life, however often the move is made."""


_OWED: dict[Move, tuple[Owed, ...]] = {
    Move.FILE: (Owed(Notice.ACCEPTED, To.CITIZEN), Owed(Notice.NEW_CASE, To.INBOX)),
    Move.ADD: (Owed(Notice.ADDED, To.ASSIGNEE),),
    Move.TAKE: (Owed(Notice.TAKEN, To.CITIZEN, once=True),),
    Move.ASSIGN: (Owed(Notice.TAKEN, To.CITIZEN, once=True), Owed(Notice.ASSIGNED, To.ASSIGNEE)),
    Move.ANSWER: (Owed(Notice.ANSWER, To.CITIZEN),),
    Move.ASK: (Owed(Notice.QUESTION, To.CITIZEN),),
    Move.TRANSFER: (
        Owed(Notice.TRANSFERRED, To.CITIZEN),
        Owed(Notice.CASE_LEFT, To.OLD_INBOX),
        Owed(Notice.CASE_ARRIVED, To.INBOX),
    ),
    Move.EXTEND: (Owed(Notice.EXTENDED, To.CITIZEN),),
    Move.RESOLVE: (Owed(Notice.FIXED_ASK, To.CITIZEN),),
    Move.DECLINE: (Owed(Notice.DECLINED, To.CITIZEN),),
    Move.CONFIRM: (Owed(Notice.CONFIRMED, To.ASSIGNEE),),
    Move.REOPEN: (
        Owed(Notice.REOPENED, To.CITIZEN),
        Owed(Notice.CASE_REOPENED, To.ASSIGNEE),
        Owed(Notice.REOPENED_HEAD, To.HEAD),
    ),
    Move.WITHDRAW: (Owed(Notice.WITHDRAWN_DONE, To.CITIZEN), Owed(Notice.WITHDRAWN, To.INBOX)),
    Move.EXPIRE: (),
    Move.RESUME: (Owed(Notice.QUESTION_LAPSED, To.ASSIGNEE),),
    Move.NOTE: (),
    Move.JOIN: (Owed(Notice.JOINED, To.ASSIGNEE),),
    Move.LEAVE: (),
    Move.REGISTER: (Owed(Notice.REGISTERED, To.CITIZEN),),
    Move.TO_APPEAL: (Owed(Notice.APPEAL_ACCEPTED, To.CITIZEN), Owed(Notice.NEW_APPEAL, To.ASSIGNEE)),
    Move.TO_FEEDBACK: (Owed(Notice.FEEDBACK_AGAIN, To.CITIZEN), Owed(Notice.APPEAL_DROPPED, To.ASSIGNEE)),
}

TOLD_TO_FOLLOWERS = frozenset(
    {
        Notice.TAKEN,
        Notice.ANSWER,
        Notice.TRANSFERRED,
        Notice.EXTENDED,
        Notice.FIXED_ASK,
        Notice.PLANNED_ASK,
        Notice.DECLINED,
        Notice.OVERDUE,
    }
)
"""Everybody who said "the same here" gets every answer. The office's question is for the one who filed the case."""
OF_THE_ACT = frozenset({Notice.REOPENED, Notice.WITHDRAWN_DONE})
"""What only the citizen hears who did it."""
URGENT = frozenset({Notice.OVERDUE_HEAD, Notice.REOPENED_HEAD, Notice.REGISTER_LATE_HEAD})
MORNING = frozenset(
    {
        Notice.QUESTION_REMINDER,
        Notice.QUESTION_LAPSED,
        Notice.FIXED_REMINDER,
        Notice.DUE_SOON,
        Notice.OVERDUE,
        Notice.OVERDUE_CLERK,
        Notice.PANEL_ASK,
        Notice.REGISTER_SOON,
        Notice.REGISTER_LATE,
        Notice.REGISTER_LATE_CLERK,
    }
)
"""Reminders and notices nobody is waiting for: they keep quiet between 22:00 and 07:00."""

DRAFT_REMINDER = "draft_reminder"
"""Of a report that was not sent: the bot's own prompt, about no case."""
UNPROMPTED: frozenset[str] = frozenset(
    {Notice.QUESTION_REMINDER, Notice.FIXED_REMINDER, Notice.PANEL_ASK, DRAFT_REMINDER}
)
"""What a citizen did not ask for at that moment. One person gets at most one of them a day, and none at night."""
REMINDS_OF: dict[Notice, Status] = {
    Notice.QUESTION_REMINDER: Status.WAITING,
    Notice.FIXED_REMINDER: Status.RESOLVED,
}
"""The status a reminder speaks of."""


def is_needless(notice: Notice, status: Status, confirmation: Confirmation | None) -> bool:
    """Whether the citizen has done meanwhile what a reminder asks for."""
    reminds_of = REMINDS_OF.get(notice)
    said = reminds_of is Status.RESOLVED and confirmation is not None
    return reminds_of is not None and (status is not reminds_of or said)


def owed_after(move: Move, outcome: Outcome | None = None) -> tuple[Owed, ...]:
    if move is Move.RESOLVE and outcome is Outcome.PLANNED:
        return (Owed(Notice.PLANNED_ASK, To.CITIZEN),)
    return _OWED[move]
