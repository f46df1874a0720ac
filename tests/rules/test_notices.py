"""Which move owes what to whom: the contract's last column."""

import pytest

from rules.lifecycle import Confirmation, Move, Outcome, Status
from rules.notices import DRAFT_REMINDER, MORNING, UNPROMPTED, Notice, To, is_needless, owed_after

COLUMN: dict[Move, set[tuple[Notice, To]]] = {
    Move.FILE: {(Notice.ACCEPTED, To.CITIZEN), (Notice.NEW_CASE, To.INBOX)},
    Move.ADD: {(Notice.ADDED, To.ASSIGNEE)},
    Move.TAKE: {(Notice.TAKEN, To.CITIZEN)},
    Move.ASSIGN: {(Notice.TAKEN, To.CITIZEN), (Notice.ASSIGNED, To.ASSIGNEE)},
    Move.ANSWER: {(Notice.ANSWER, To.CITIZEN)},
    Move.ASK: {(Notice.QUESTION, To.CITIZEN)},
    Move.TRANSFER: {
        (Notice.TRANSFERRED, To.CITIZEN),
        (Notice.CASE_LEFT, To.OLD_INBOX),
        (Notice.CASE_ARRIVED, To.INBOX),
    },
    Move.EXTEND: {(Notice.EXTENDED, To.CITIZEN)},
    Move.RESOLVE: {(Notice.FIXED_ASK, To.CITIZEN)},
    Move.DECLINE: {(Notice.DECLINED, To.CITIZEN)},
    Move.CONFIRM: {(Notice.CONFIRMED, To.ASSIGNEE)},
    Move.REOPEN: {
        (Notice.REOPENED, To.CITIZEN),
        (Notice.CASE_REOPENED, To.ASSIGNEE),
        (Notice.REOPENED_HEAD, To.HEAD),
    },
    Move.EXPIRE: set(),
    Move.RESUME: {(Notice.QUESTION_LAPSED, To.ASSIGNEE)},
    Move.WITHDRAW: {(Notice.WITHDRAWN_DONE, To.CITIZEN), (Notice.WITHDRAWN, To.INBOX)},
    Move.NOTE: set(),
    Move.JOIN: {(Notice.JOINED, To.ASSIGNEE)},
    Move.LEAVE: set(),
    Move.REGISTER: {(Notice.REGISTERED, To.CITIZEN)},
    Move.TO_APPEAL: {(Notice.APPEAL_ACCEPTED, To.CITIZEN), (Notice.NEW_APPEAL, To.ASSIGNEE)},
    Move.TO_FEEDBACK: {(Notice.FEEDBACK_AGAIN, To.CITIZEN), (Notice.APPEAL_DROPPED, To.ASSIGNEE)},
}
OF_THE_CLOCK = {
    Notice.QUESTION_REMINDER,
    Notice.FIXED_REMINDER,
    Notice.DUE_SOON,
    Notice.OVERDUE,
    Notice.OVERDUE_CLERK,
    Notice.OVERDUE_HEAD,
    Notice.PANEL_ASK,
    Notice.REGISTER_SOON,
    Notice.REGISTER_LATE,
    Notice.REGISTER_LATE_CLERK,
    Notice.REGISTER_LATE_HEAD,
}


@pytest.mark.parametrize("move", Move)
def test_every_move_owes_what_the_contract_says(move: Move) -> None:
    assert {(owed.notice, owed.to) for owed in owed_after(move)} == COLUMN[move]


def test_a_plan_is_told_as_a_plan_and_not_as_a_repair() -> None:
    planned = owed_after(Move.RESOLVE, Outcome.PLANNED)
    assert [(owed.notice, owed.to) for owed in planned] == [(Notice.PLANNED_ASK, To.CITIZEN)]
    assert owed_after(Move.RESOLVE, Outcome.FIXED) == owed_after(Move.RESOLVE)


def test_the_citizen_hears_once_that_the_case_was_taken() -> None:
    once = {owed.notice for move in Move for owed in owed_after(move) if owed.once}
    assert once == {Notice.TAKEN}


def test_every_notice_is_owed_by_a_move_or_by_the_clock() -> None:
    by_moves = {owed.notice for move in Move for owed in owed_after(move)} | {Notice.PLANNED_ASK}
    assert by_moves | OF_THE_CLOCK == set(Notice)
    assert not by_moves & OF_THE_CLOCK


def test_what_the_clock_says_waits_for_the_morning_but_what_the_head_must_know_does_not() -> None:
    at_once = {Notice.OVERDUE_HEAD, Notice.REGISTER_LATE_HEAD}
    assert OF_THE_CLOCK - at_once | {Notice.QUESTION_LAPSED} == MORNING


def test_what_nobody_asked_for_waits_for_the_morning_and_is_never_owed_by_a_move() -> None:
    by_moves = {owed.notice for move in Move for owed in owed_after(move)} | {Notice.PLANNED_ASK}
    of_cases = {Notice.QUESTION_REMINDER, Notice.FIXED_REMINDER, Notice.PANEL_ASK}
    assert of_cases | {DRAFT_REMINDER} == UNPROMPTED
    assert of_cases <= MORNING
    assert not UNPROMPTED & by_moves


@pytest.mark.parametrize(
    ("notice", "status", "confirmation", "needless"),
    [
        (Notice.QUESTION_REMINDER, Status.WAITING, None, False),
        (Notice.QUESTION_REMINDER, Status.WAITING, Confirmation.NO, False),  # reopened, then asked
        (Notice.QUESTION_REMINDER, Status.IN_PROGRESS, None, True),
        (Notice.FIXED_REMINDER, Status.RESOLVED, None, False),
        (Notice.FIXED_REMINDER, Status.RESOLVED, Confirmation.UNSURE, True),
        (Notice.FIXED_REMINDER, Status.CLOSED, Confirmation.YES, True),
        (Notice.FIXED_REMINDER, Status.IN_PROGRESS, Confirmation.NO, True),
        (Notice.ANSWER, Status.CLOSED, Confirmation.YES, False),
    ],
)
def test_a_reminder_of_what_was_done_meanwhile_is_needless(
    notice: Notice, status: Status, confirmation: Confirmation | None, needless: bool
) -> None:
    assert is_needless(notice, status, confirmation) is needless
