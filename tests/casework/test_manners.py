"""What nobody asked for: once a day to one person, never at night, and not at all once it is needless."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from casework import duties
from casework.desk import Desk
from casework.manners import free_moment
from rules.lifecycle import Confirmation, Move, Status
from rules.working_time import BISHKEK
from tests.casework.office import CHATS, Office
from tests.village import Phone

REMINDERS = ("question_reminder", "fixed_reminder")


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BISHKEK)


def owed(office: Office, who: str = "aigul") -> list[tuple[str, datetime]]:
    return [
        (one.notice, one.ready_at) for one in office.letters() if one.notice in REMINDERS and one.to == who
    ]


def reminds(office: Office) -> None:
    for duty in (duties.ask_again_if_fixed, duties.remind_of_question):
        duty(office.do)


def settled(office: Office) -> list[tuple[str, str]]:
    """What became of each reminder, in the order in which they were owed."""
    with office.database.reading() as session:
        rows = session.execute(text("SELECT content, status FROM outbox WHERE kind = 'letter' ORDER BY id"))
        return [(row.content, row.status) for row in rows if row.content in REMINDERS]


def sent_by_day(office: Office) -> dict[int, int]:
    """How many reminders came on which day of the month."""
    days: dict[int, int] = {}
    with office.database.reading() as session:
        for row in session.execute(text("SELECT content, settled_at FROM outbox WHERE status = 'sent'")):
            if row.content in REMINDERS:
                moment = datetime.fromisoformat(str(row.settled_at).replace(" ", "T"))
                moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
                day = moment.astimezone(BISHKEK).day
                days[day] = days.get(day, 0) + 1
    return days


@pytest.fixture
def telephone(office: Office) -> Phone:
    return office.village.phone("Айгүл", chat_id=CHATS["aigul"])


def test_two_reminders_of_one_day_become_two_days(office: Office) -> None:
    office.has(Status.WAITING)
    office.has(Status.RESOLVED, service="water")
    office.comes(3, 19, 10, 25)
    reminds(office)
    assert owed(office) == [("fixed_reminder", at(19, 10, 25)), ("question_reminder", at(20, 7))]


def test_so_do_three_over_a_holiday_and_a_weekend(office: Office) -> None:
    """The 20th is a day off, the 21st a Saturday: people read on any day."""
    for _ in range(2):
        office.has(Status.WAITING)
    office.has(Status.RESOLVED, service="water")
    office.comes(3, 19, 10, 25)
    reminds(office)
    assert [ready for _, ready in owed(office)] == [at(19, 10, 25), at(20, 7), at(21, 7)]


def test_a_neighbour_loses_no_day_by_it(office: Office) -> None:
    office.has(Status.WAITING)
    case = office.files("bakyt")
    office.makes(Move.ASK, case)
    office.comes(3, 19, 10, 35)
    reminds(office)
    assert owed(office) == [("question_reminder", at(19, 10, 35))]
    assert owed(office, "bakyt") == [("question_reminder", at(19, 10, 35))]


def test_what_was_sent_this_morning_counts_and_what_was_sent_yesterday_does_not(
    office: Office, telephone: Phone
) -> None:
    office.has(Status.WAITING)
    office.comes(3, 19, 10, 35)
    reminds(office)
    office.village.delivers()
    office.has(Status.RESOLVED, service="water")
    with office.database.writing() as session:
        session.execute(
            text("UPDATE tickets SET status_since = :since WHERE id = 1002"), {"since": "2026-03-16 04:00:00"}
        )
    office.comes(3, 19, 12)
    duties.ask_again_if_fixed(office.do)
    assert owed(office)[-1] == ("fixed_reminder", at(20, 7))
    office.comes(3, 20, 12)
    assert office.do(moment_for, office, at(20, 12)) == at(21, 7)
    office.comes(3, 21, 12)
    assert office.do(moment_for, office, at(21, 12)) == at(22, 7), (
        "what waits since yesterday may still come today"
    )
    office.village.delivers()
    office.comes(3, 22, 12)
    assert office.do(moment_for, office, at(22, 12)) == at(22, 12)


def moment_for(desk: Desk, office: Office, wanted: datetime) -> datetime:
    return free_moment(desk, CHATS["aigul"], wanted)


def test_answers_and_news_of_ones_own_case_take_no_day(office: Office, telephone: Phone) -> None:
    office.has(Status.WAITING)
    office.comes(3, 19, 9)
    office.has(Status.RESOLVED)
    case = office.files()
    office.makes(Move.ANSWER, case)
    office.village.delivers()
    office.comes(3, 19, 10, 35)
    reminds(office)
    assert owed(office) == [("question_reminder", at(19, 10, 35))]
    office.makes(Move.ANSWER, case)
    assert office.letters()[-1].ready_at == at(19, 10, 35)


def test_colleagues_are_reminded_of_every_case_on_its_day(office: Office) -> None:
    for _ in range(3):
        office.files()
    office.comes(3, 18, 9, 5)
    duties.remind_of_due(office.do)
    due = [one.ready_at for one in office.letters() if one.notice == "due_soon" and one.to == "clerk"]
    assert due == [at(18, 9, 5)] * 3


@pytest.mark.parametrize(
    ("move", "answer"),
    [
        (Move.CONFIRM, {"confirmation": Confirmation.YES}),
        (Move.CONFIRM, {"confirmation": Confirmation.UNSURE}),
        (Move.REOPEN, {}),
    ],
)
def test_who_answers_while_the_reminder_waits_is_not_reminded(
    move: Move, answer: dict[str, Any], office: Office, telephone: Phone
) -> None:
    case = office.has(Status.RESOLVED, service="water")
    office.comes(3, 19, 23)
    reminds(office)
    office.makes(move, case, "aigul", **answer)
    office.comes(3, 20, 8)
    office.village.delivers()
    assert settled(office) == [("fixed_reminder", "dropped")]
    assert not any(
        "Please tap" in message.text or "басыңыз" in message.text for message in telephone.chat.values()
    )


def test_who_answers_the_office_is_not_reminded_of_its_question(office: Office, telephone: Phone) -> None:
    case = office.has(Status.WAITING)
    office.comes(3, 19, 23)
    reminds(office)
    office.makes(Move.ADD, case, "aigul")
    office.comes(3, 20, 8)
    office.village.delivers()
    assert settled(office) == [("question_reminder", "dropped")]


def test_of_a_question_that_another_followed_only_the_other_is_reminded_of(
    office: Office, telephone: Phone
) -> None:
    case = office.has(Status.WAITING)
    office.comes(3, 19, 23)
    reminds(office)
    office.makes(Move.ADD, case, "aigul")
    office.makes(Move.ASK, case)
    office.comes(3, 22, 23, 30)
    reminds(office)
    office.comes(3, 23, 8)
    office.village.delivers()
    assert settled(office) == [("question_reminder", "dropped"), ("question_reminder", "sent")]


def test_a_reminder_that_is_late_waits_for_the_morning(office: Office, telephone: Phone) -> None:
    """Nobody carried letters from noon to midnight."""
    office.has(Status.WAITING)
    office.comes(3, 19, 10, 35)
    reminds(office)
    office.comes(3, 19, 23)
    office.village.delivers()
    assert settled(office) == [("question_reminder", "waiting")]
    assert owed(office) == [("question_reminder", at(20, 7))]
    office.comes(3, 20, 7)
    office.village.delivers()
    assert settled(office) == [("question_reminder", "sent")]


def test_what_piled_up_while_nobody_carried_letters_comes_a_day_apart(
    office: Office, telephone: Phone
) -> None:
    office.has(Status.WAITING)
    office.has(Status.WAITING)
    office.has(Status.RESOLVED, service="water")
    office.comes(3, 19, 10, 35)
    reminds(office)
    office.comes(3, 24, 9)
    for day in (24, 25, 26):
        office.village.delivers()
        office.comes(3, day + 1, 9)
    office.village.delivers()
    assert sent_by_day(office) == {24: 1, 25: 1, 26: 1}


def test_a_reminder_that_waits_holds_no_answer_up(office: Office, telephone: Phone) -> None:
    office.has(Status.WAITING)
    case = office.files()
    office.comes(3, 19, 10, 35)
    reminds(office)
    office.comes(3, 19, 23)
    office.village.delivers()
    office.makes(Move.ANSWER, case)
    office.village.delivers()
    with office.database.reading() as session:
        found = session.execute(text("SELECT content, status, attempts, error FROM outbox ORDER BY id")).all()
    assert ("answer", "sent", 1, None) in [tuple(row) for row in found]
    assert ("question_reminder", "waiting", 0, None) in [tuple(row) for row in found]
