"""What the clock obliges us to: told once, told in time, told to those whom it concerns."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text

from casework import duties, people
from casework.desk import Desk
from db.queries import conversations, outbox, received
from db.queries.directory import read
from db.queries.outbox import Debt
from db.queries.received import Arrived
from db.tables.conversations import ReceivedUpdate
from db.tables.outbox import OutboxRow
from rules import retention
from rules.lifecycle import Confirmation, Move, Outcome, Status
from rules.working_time import BISHKEK
from tests.casework.office import Office

BOTH_CLERKS = {"clerk", "colleague"}


def told(news: list[tuple[str, str]]) -> set[tuple[str, str]]:
    assert len(news) == len(set(news))
    return set(news)


class Crossing:
    """A door in which something happens between the picking of cases and the first of them."""

    def __init__(self, office: Office, happens: Callable[[], object]) -> None:
        self.office, self.happens, self.passed = office, happens, 0

    def __call__(self, work: Callable[[Desk], Any], /) -> Any:
        self.passed += 1
        if self.passed == 2:
            self.happens()
        return self.office.do(work)


def test_the_clerks_hear_one_working_day_before_the_answer_is_due(office: Office) -> None:
    """Due on Thursday the 19th."""
    office.files()
    office.comes(3, 17)
    assert office.duty(duties.remind_of_due) == []
    office.comes(3, 18, 9, 5)
    assert told(office.duty(duties.remind_of_due)) == {("due_soon", one) for one in BOTH_CLERKS}
    office.comes(3, 19, 9, 5)
    assert office.duty(duties.remind_of_due) == []


def test_days_off_do_not_count_as_the_day_before(office: Office) -> None:
    """Filed on Wednesday about waste, due on Monday the 23rd: Thursday is the working day before."""
    office.comes(3, 18)
    office.files(service="waste", by="aigul")
    assert office.ticket(1001).answer_due_on == date(2026, 3, 23)
    office.comes(3, 19, 9, 5)
    assert len(office.duty(duties.remind_of_due)) == 2


def test_whoever_has_the_case_hears_alone(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.comes(3, 18)
    assert office.duty(duties.remind_of_due) == [("due_soon", "clerk")]
    office.makes(Move.EXTEND, case, until=date(2026, 3, 30))
    assert office.duty(duties.remind_of_due) == []
    office.comes(3, 27)
    assert office.duty(duties.remind_of_due) == [("due_soon", "clerk")]


def test_nobody_is_told_early_of_a_case_that_got_a_later_day_meanwhile(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.comes(3, 18)
    office.news()
    later = date(2026, 4, 20)
    duties.remind_of_due(Crossing(office, lambda: office.makes(Move.EXTEND, case, until=later)))
    assert office.news() == [("extended", "aigul")]
    office.comes(4, 17)
    assert office.duty(duties.remind_of_due) == [("due_soon", "clerk")]


@pytest.mark.parametrize("status", [Status.WAITING, Status.RESOLVED, Status.CLOSED])
def test_of_what_is_answered_or_waits_for_the_citizen_no_clock_speaks(office: Office, status: Status) -> None:
    office.has(status)
    for day in (18, 19, 23):
        office.comes(3, day)
        assert office.duty(duties.remind_of_due) == []
        assert office.duty(duties.escalate_overdue) == []


def test_when_the_day_has_passed_clerk_head_and_citizen_hear_of_it_once(office: Office) -> None:
    office.files()
    office.comes(3, 19, 23, 59)
    assert office.duty(duties.escalate_overdue) == []
    office.comes(3, 20, 9, 15)
    everybody = {("overdue_clerk", one) for one in BOTH_CLERKS} | {
        ("overdue_head", "head"),
        ("overdue", "aigul"),
    }
    assert told(office.duty(duties.escalate_overdue)) == everybody
    for day in (21, 23, 30):
        office.comes(3, day)
        assert office.duty(duties.escalate_overdue) == []


def test_the_citizen_hears_of_it_after_the_office(office: Office) -> None:
    office.has(Status.IN_PROGRESS)
    office.comes(3, 20)
    office.duty(duties.escalate_overdue)
    assert [(one.notice, one.facts["due"]) for one in office.letters()[-3:]] == [
        ("overdue_clerk", "2026-03-19"),
        ("overdue_head", "2026-03-19"),
        ("overdue", "2026-03-19"),
    ]


def test_a_new_day_that_passes_too_is_told_again(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.comes(3, 20)
    office.duty(duties.escalate_overdue)
    office.makes(Move.EXTEND, case, until=date(2026, 3, 25))
    office.comes(3, 26)
    again = {("overdue_clerk", "clerk"), ("overdue_head", "head"), ("overdue", "aigul")}
    assert told(office.duty(duties.escalate_overdue)) == again


def test_a_walk_in_has_nobody_to_tell_but_the_office(office: Office) -> None:
    office.files(by="clerk")
    office.comes(3, 20)
    assert "aigul" not in {to for _, to in office.duty(duties.escalate_overdue)}


@pytest.mark.parametrize("move", [Move.ANSWER, Move.ASK, Move.RESOLVE, Move.WITHDRAW])
def test_a_case_answered_between_pick_and_lock_is_left_alone(office: Office, move: Move) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.comes(3, 20)
    by = "aigul" if move is Move.WITHDRAW else "clerk"
    duties.escalate_overdue(Crossing(office, lambda: office.makes(move, case, by)))
    assert not [one for one in office.letters(case) if one.notice.startswith("overdue")]


def test_more_cases_than_one_batch_are_all_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "BATCH", 3)
    cases = [office.files() for _ in range(7)]
    office.comes(3, 20)
    assert duties.escalate_overdue(office.do) == 7
    assert len([one for one in office.letters() if one.notice == "overdue"]) == len(cases)


@pytest.mark.parametrize(("service", "days"), [("water", 3), ("roads", 7), ("waste", 7)])
def test_is_it_fixed_is_asked_again_once(office: Office, service: str, days: int) -> None:
    office.has(Status.RESOLVED, service=service)
    office.passes(days=days, minutes=-1)
    assert office.duty(duties.ask_again_if_fixed) == []
    office.passes(minutes=1)
    assert office.duty(duties.ask_again_if_fixed) == [("fixed_reminder", "aigul")]
    office.passes(days=5)
    assert office.duty(duties.ask_again_if_fixed) == []


def test_whoever_said_not_sure_is_not_asked_again(office: Office) -> None:
    case = office.has(Status.RESOLVED)
    office.makes(Move.CONFIRM, case, "aigul", confirmation=Confirmation.UNSURE)
    office.passes(days=8)
    assert office.duty(duties.ask_again_if_fixed) == []


@pytest.mark.parametrize(
    ("move", "how"),
    [
        (Move.DECLINE, {"outcome": Outcome.REFUSED}),
        (Move.DECLINE, {"outcome": Outcome.NOT_OURS}),
        (Move.RESOLVE, {"outcome": Outcome.PLANNED, "planned_on": date(2026, 5, 20)}),
    ],
)
def test_nobody_is_reminded_of_a_question_that_was_not_asked(
    office: Office, move: Move, how: dict[str, Any]
) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.makes(move, case, **how)
    office.passes(days=8)
    assert office.duty(duties.ask_again_if_fixed) == []
    assert office.ticket(case).status == "resolved"


def test_a_new_resolution_is_asked_about_anew(office: Office) -> None:
    case = office.has(Status.RESOLVED)
    office.passes(days=7)
    office.duty(duties.ask_again_if_fixed)
    office.makes(Move.REOPEN, case, "aigul")
    office.makes(Move.RESOLVE, case)
    office.passes(days=7)
    assert office.duty(duties.ask_again_if_fixed) == [("fixed_reminder", "aigul")]


def test_fourteen_days_of_silence_close_a_case_as_unconfirmed(office: Office) -> None:
    case = office.has(Status.RESOLVED)
    office.passes(days=14, minutes=-1)
    office.duty(duties.close_silent)
    assert office.ticket(case).status == "resolved"
    office.passes(minutes=1)
    assert office.duty(duties.close_silent) == []
    ticket = office.ticket(case)
    assert (ticket.status, ticket.outcome, ticket.confirmation) == ("closed", "fixed", "none")
    assert [event.move for event in office.events(case)].count("expire") == 1


def test_a_case_reopened_between_pick_and_lock_stays_open(office: Office) -> None:
    case = office.has(Status.RESOLVED)
    office.passes(days=14)
    duties.close_silent(Crossing(office, lambda: office.makes(Move.REOPEN, case, "aigul")))
    assert office.ticket(case).status == "in_progress"


def test_a_case_resolved_anew_between_pick_and_lock_has_fourteen_days_again(office: Office) -> None:
    case = office.has(Status.RESOLVED)
    office.passes(days=14)

    def again() -> None:
        office.makes(Move.REOPEN, case, "aigul")
        office.makes(Move.RESOLVE, case)

    duties.close_silent(Crossing(office, again))
    assert (office.ticket(case).status, office.ticket(case).confirmation) == ("resolved", None)


def test_the_citizen_is_reminded_of_the_question_after_three_days(office: Office) -> None:
    office.has(Status.WAITING)
    office.passes(days=3, minutes=-1)
    assert office.duty(duties.remind_of_question) == []
    office.passes(minutes=1)
    assert office.duty(duties.remind_of_question) == [("question_reminder", "aigul")]
    office.passes(days=4)
    assert office.duty(duties.remind_of_question) == []


def test_a_second_question_has_a_reminder_of_its_own(office: Office) -> None:
    case = office.has(Status.WAITING)
    office.passes(days=3)
    office.duty(duties.remind_of_question)
    office.makes(Move.ADD, case, "aigul")
    office.makes(Move.ASK, case)
    assert office.duty(duties.remind_of_question) == []
    office.passes(days=3)
    assert office.duty(duties.remind_of_question) == [("question_reminder", "aigul")]


def test_a_question_asked_anew_between_pick_and_lock_is_not_yet_reminded_of(office: Office) -> None:
    case = office.has(Status.WAITING)
    office.passes(days=3)

    def again() -> None:
        office.makes(Move.ADD, case, "aigul")
        office.makes(Move.ASK, case)

    duties.remind_of_question(Crossing(office, again))
    assert not [one for one in office.letters(case) if one.notice == "question_reminder"]


def test_a_question_lapses_when_ten_working_days_are_over(office: Office) -> None:
    """Asked on Monday the 16th: the tenth working day is the 31st, since the 20th is a day off."""
    case = office.has(Status.WAITING)
    office.comes(3, 31, 0, 45)
    assert office.duty(duties.lapse_questions) == []
    assert office.ticket(case).status == "waiting"
    office.comes(4, 1, 0, 45)
    assert told(office.duty(duties.lapse_questions)) == {("question_lapsed", one) for one in BOTH_CLERKS}
    ticket = office.ticket(case)
    assert ticket.status == "in_progress"
    assert ticket.resolve_due_on == date(2026, 4, 22)
    assert office.events(case)[-1].move == "resume"


def test_a_question_answered_between_pick_and_lock_does_not_lapse(office: Office) -> None:
    case = office.has(Status.WAITING)
    office.comes(4, 2)
    duties.lapse_questions(Crossing(office, lambda: office.makes(Move.ADD, case, "aigul")))
    assert [event.move for event in office.events(case)][-1] == "add"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=BISHKEK).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "ready"),
    [
        ((23, 21, 59), (23, 21, 59)),
        ((23, 22, 0), (24, 7, 0)),
        ((24, 0, 45), (24, 7, 0)),
        ((24, 6, 59), (24, 7, 0)),
        ((24, 7, 0), (24, 7, 0)),
    ],
)
def test_reminders_wait_for_the_morning_and_then_are_heard(
    office: Office, now: tuple[int, int, int], ready: tuple[int, int, int]
) -> None:
    office.has(Status.RESOLVED, service="water")
    office.makes(Move.ASK, office.files("bakyt"))  # one person would be reminded of one thing a day
    office.has(Status.IN_PROGRESS)
    office.comes(3, *now)
    for duty in (duties.ask_again_if_fixed, duties.remind_of_question, duties.escalate_overdue):
        duty(office.do)
    waiting = [one for one in office.letters() if one.notice in
               {"fixed_reminder", "question_reminder", "overdue", "overdue_clerk"}]  # fmt: skip
    assert len(waiting) == 4
    assert {(one.ready_at, one.silent) for one in waiting} == {(at(*ready), False)}


def test_a_question_that_lapsed_at_night_does_not_wake_the_clerk(office: Office) -> None:
    office.has(Status.WAITING)
    office.comes(4, 1, 0, 45)
    duties.lapse_questions(office.do)
    assert office.letters()[-1].ready_at == datetime(2026, 4, 1, 1, tzinfo=UTC)


def test_an_answer_of_the_night_is_sent_at_once_and_without_a_sound(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.comes(3, 16, 23, 30)
    office.makes(Move.ANSWER, case)
    answer = office.letters(case)[-1]
    assert (answer.ready_at, answer.silent) == (at(16, 23, 30), True)
    office.comes(3, 17, 7, 0)
    office.makes(Move.ANSWER, case)
    assert not office.letters(case)[-1].silent


def test_what_the_citizen_did_at_night_is_answered_aloud(office: Office) -> None:
    office.comes(3, 16, 23, 30)
    case = office.files()
    accepted = next(one for one in office.letters(case) if one.to == "aigul")
    assert (accepted.ready_at, accepted.silent) == (at(16, 23, 30), False)


def test_whoever_blocked_the_bot_is_owed_what_came_meanwhile_when_they_come_back(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.do(people.left, 5_000_000_001)
    office.makes(Move.ANSWER, case)
    hers = [one for one in office.letters(case) if one.to == "aigul"]
    assert {one.status for one in hers} == {"failed"}
    assert {one.status for one in office.letters(case) if one.to != "aigul"} == {"waiting"}
    office.passes(days=1)
    office.do(_comes_back, office)
    hers = [one for one in office.letters(case) if one.to == "aigul"]
    assert {(one.status, one.ready_at) for one in hers} == {("waiting", office.at)}
    office.makes(Move.ANSWER, case)
    assert office.letters(case)[-1].status == "waiting"


def test_what_is_older_than_thirty_days_is_not_sent_to_who_comes_back(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.do(people.left, 5_000_000_001)
    office.passes(days=20)
    office.makes(Move.ANSWER, case)
    office.passes(days=11)
    office.do(_comes_back, office)
    hers = [(one.notice, one.status) for one in office.letters(case) if one.to == "aigul"]
    assert hers == [("accepted", "failed"), ("taken", "failed"), ("answer", "waiting")]


def _comes_back(desk: Desk, office: Office) -> None:
    citizen = people.citizen_of(desk, office.who("aigul").citizen_id)
    people.came_back(desk, citizen)


def test_an_unsent_report_is_emptied_after_thirty_days_of_silence(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "BATCH", 2)

    def begin(chat: int) -> None:
        with office.database.writing() as session:
            told = {"story": [[1, "Суу жок"]], "files": []}
            kept = conversations.Kept("complaint", "confirm", told, 7, 9)
            keeping = conversations.Keeping(chat, kept, card_stays=False)
            conversations.keep(session, [keeping], at=office.at)

    def standing(chat: int) -> conversations.Kept | None:
        with office.database.reading() as session:
            return conversations.of_chats(session, [chat]).get(chat)

    for chat in (5, 6, 7):
        begin(chat)
    office.passes(days=29)
    begin(8)
    office.passes(days=1)
    assert duties.forget_drafts(office.do) == 0
    office.passes(minutes=1)
    assert duties.forget_drafts(office.do) == 3
    assert duties.forget_drafts(office.do) == 0, "an empty conversation is not emptied every night"
    emptied = conversations.Kept("", "", {}, 8, None)
    assert [standing(chat) for chat in (5, 6, 7)] == [emptied] * 3, "old buttons stay old"
    assert standing(8) is not None
    assert standing(8) != emptied


def test_how_long_things_are_kept_is_said_by_the_catalogue(office: Office) -> None:
    with office.database.writing() as session:
        session.execute(text("UPDATE legal_terms SET days = 3 WHERE code = 'keep_draft'"))
        directory = read(session, office.today, BISHKEK)
    assert retention.days_kept(directory.calendar_terms, retention.DRAFT, office.today) == 3
    assert retention.days_kept(directory.calendar_terms, retention.DRAFT, date(2026, 1, 1)) == 30
    assert retention.days_kept((), retention.APPEAL, office.today) == 1825


def test_done_updates_and_settled_questions_are_forgotten_in_their_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "BATCH", 2)
    office.files()
    with office.database.writing() as session:
        received.store(session, [Arrived(7, number, 5, "{}") for number in range(6)], at=office.at)
        rows = [one.id for one in session.scalars(select(ReceivedUpdate).order_by(ReceivedUpdate.id))]
        received.finish(session, rows[:4])
        received.bury(session, rows[4], error="unreadable")
        question = Debt(kind="prompt", content="ask_place", facts={}, ready_at=office.at, chat_id=5)
        outbox.owe(session, [replace(question, chat_id=chat) for chat in (5, 6, 7)], at=office.at)
        asked = outbox.ready(session, kind="prompt", channel="telegram", at=office.at, limit=2)
        for held in outbox.lease(session, asked, at=office.at, seconds=1):
            outbox.delivered(session, held, at=office.at, message_id=1)

    def kept() -> tuple[int, int, int]:
        with office.database.reading() as session:
            count = [
                session.scalar(select(func.count()).where(what))
                for what in (ReceivedUpdate.id > 0, OutboxRow.kind == "prompt", OutboxRow.kind == "letter")
            ]
        return count[0], count[1], count[2]

    letters = kept()[2]
    office.passes(days=30)
    assert duties.forget(office.do) == 0
    office.passes(minutes=1)
    assert duties.forget(office.do) == 4
    assert kept() == (2, 3, letters), "what waits and what was given up stays"
    office.passes(days=60)
    assert duties.forget(office.do) == 2
    assert kept() == (2, 1, letters)
    assert duties.forget(office.do) == 0
