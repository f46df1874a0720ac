"""The official track: whose appeal it is, the office's register, the law's clock, and the way back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import inspect, text

from casework import appeals, duties, intake
from casework.intake import Complaint
from db.engine import Database
from db.queries import appeals as kept_appeals
from db.queries import lists, standing, tickets
from db.queries.appeals import AppealRow
from rules.appeals import CONSENT, ON_PAPER, Applicant
from rules.lifecycle import Move, Source, Status, Track
from rules.refusals import Invalid, NotAllowed, NotNow
from tests.casework.office import APPLICANT, OURS, RAYON, Office
from tests.casework.test_reports import figures
from tests.village import AK_BULAN, EVERYWHERE

AK_CHIY = "41702205840010"
FOURTEEN_WORKING_DAYS = date(2026, 4, 6)
"""From Monday the 16th of March; Friday the 20th is a day off."""
PROMISED = date(2026, 3, 19)
BOTH_CLERKS = {"clerk", "colleague"}


def appeal(office: Office, case: int = 1001) -> AppealRow | None:
    with office.database.reading() as session:
        return kept_appeals.of_ticket(session, case)


def number(office: Office, case: int) -> str | None:
    found = appeal(office, case)
    return found.registration_number if found else None


def everything_but_the_appeal(database: Database) -> str:
    """Every row of every table except the one that keeps the person, as text."""
    names = [
        name for name in inspect(database.engine).get_table_names() if not name.startswith("ticket_words")
    ]
    with database.reading() as session:
        return "\n".join(
            str(row)
            for name in names
            if name != "appeals"
            for row in session.execute(text(f"SELECT * FROM {name}"))
        )


def test_an_appeal_keeps_its_person_apart_and_waits_to_be_registered(office: Office) -> None:
    office.files(appeal=APPLICANT)
    ticket, kept = office.ticket(1001), appeal(office)
    assert kept is not None
    assert (kept.name, kept.address, kept.contact) == (APPLICANT.name, APPLICANT.address, APPLICANT.contact)
    assert (kept.consent_at, kept.consent_version) == (office.at, CONSENT)
    assert (kept.registered_at, kept.registration_number) == (None, None)
    assert (ticket.track, ticket.answer_due_on) == ("appeal", FOURTEEN_WORKING_DAYS)
    assert ticket.register_due_on == date(2026, 3, 17)
    assert office.events(1001)[0].facts["register_due_on"] == "2026-03-17"


def test_an_appeal_of_the_evening_is_registered_the_day_after_the_next_working_day_began(
    office: Office,
) -> None:
    office.comes(3, 20, 19)
    office.files(appeal=APPLICANT)
    holidays_passed = office.ticket(1001).register_due_on
    assert holidays_passed is not None
    with office.database.reading() as session:
        calendar = office.village.desk(session).directory.calendar
        assert holidays_passed == calendar.add(calendar.office_day(office.at), 1)
        assert calendar.is_working(holidays_passed)


@pytest.mark.parametrize("part", ["name", "address", "contact"])
def test_without_one_of_the_three_there_is_no_appeal_and_no_case(office: Office, part: str) -> None:
    whole = {
        "name": "Асанова Айгүл",
        "address": "Ленин көчөсү 12",
        "contact": "0555123456",
        "consent": CONSENT,
    }
    with pytest.raises(Invalid):
        office.files(appeal=Applicant(**{**whole, part: "А"}))
    assert office.news() == []
    assert appeal(office) is None


@pytest.mark.parametrize(
    "move", [Move.TAKE, Move.ANSWER, Move.ASK, Move.NOTE, Move.RESOLVE, Move.DECLINE, Move.REGISTER]
)
def test_the_first_human_move_registers_and_the_citizen_is_told_the_number(
    office: Office, move: Move
) -> None:
    office.files(appeal=APPLICANT)
    office.news()
    office.makes(move, 1001)
    kept = appeal(office)
    assert kept is not None
    assert (kept.registered_at, kept.registration_number) == (office.at, "2026/1")
    moves = [event.move for event in office.events(1001)]
    assert moves == ["file", "register", *([move] if move is not Move.REGISTER else [])]
    assert ("registered", "aigul") in office.news()
    (told,) = [one for one in office.letters(1001) if one.notice == "registered"]
    assert told.facts == {"registration_number": "2026/1"}
    assert office.ticket(1001).register_due_on is None
    assert office.broken_at(1001) is None
    office.makes(Move.NOTE, 1001)
    assert number(office, 1001) == "2026/1", "once in its life"


def test_neither_the_citizen_nor_the_clock_registers(office: Office) -> None:
    office.files(appeal=APPLICANT)
    office.makes(Move.ADD, 1001, "aigul")
    office.duty(duties.remind_of_due)
    assert number(office, 1001) is None
    with pytest.raises(NotAllowed):
        office.makes(Move.REGISTER, 1001, "aigul")


def test_feedback_is_never_registered(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    with pytest.raises(NotNow) as refused:
        office.makes(Move.REGISTER, case)
    assert refused.value.code == "not_an_appeal"
    assert [event.move for event in office.events(case)] == ["file", "take"]


def test_a_case_that_is_passed_on_is_registered_where_it_was_received(office: Office) -> None:
    for _ in range(3):
        office.files(appeal=APPLICANT)
    office.makes(Move.TAKE, 1001)
    office.makes(Move.TRANSFER, 1002)
    office.makes(Move.TAKE, 1003)
    assert [number(office, case) for case in (1001, 1002, 1003)] == ["2026/1", "2026/2", "2026/3"]
    moved = appeal(office, 1002)
    assert moved is not None
    with office.database.reading() as session:
        directory = office.village.desk(session).directory
        assert directory.inbox(moved.registry_id).code == OURS
        assert directory.inbox(office.ticket(1002).inbox_id).code == RAYON


def test_every_office_and_every_year_counts_from_one(office: Office) -> None:
    first = office.files(appeal=APPLICANT)
    office.makes(Move.TAKE, first)
    elsewhere = office.files(appeal=APPLICANT, village=AK_CHIY)
    office.makes(Move.TAKE, elsewhere, "neighbour")
    office.village.at = office.at.replace(year=2027, month=1, day=5)
    later = office.files(appeal=APPLICANT)
    office.makes(Move.TAKE, later)
    assert [number(office, case) for case in (first, elsewhere, later)] == ["2026/1", "2026/1", "2027/1"]


def test_a_number_that_was_not_given_in_the_end_is_given_to_the_next(office: Office) -> None:
    office.files(appeal=APPLICANT)
    office.files(appeal=APPLICANT)
    with pytest.raises(Invalid):
        office.makes(Move.ANSWER, 1001, said=" ")
    with pytest.raises(Invalid):
        office.makes(Move.TRANSFER, 1001, to_inbox="nowhere")
    office.makes(Move.ANSWER, 1002)
    assert (number(office, 1001), number(office, 1002)) == (None, "2026/1")


def test_twenty_clerks_at_once_leave_no_gap_in_the_register(office: Office) -> None:
    cases = [office.files(appeal=APPLICANT) for _ in range(20)]
    together = threading.Barrier(8)

    def registers(case: int) -> None:
        if case < cases[8]:
            together.wait(timeout=30)
        if case % 5 == 0:  # somebody begins and is refused
            with pytest.raises(Invalid):
                office.do(_registered_and_refused, case, office.who("clerk"))
        office.makes(Move.REGISTER, case)

    with ThreadPoolExecutor(8) as clerks:
        list(clerks.map(registers, cases))
    given = [number(office, case) for case in cases]
    assert sorted(given, key=lambda one: int(str(one).split("/")[1])) == [f"2026/{n}" for n in range(1, 21)]


def _registered_and_refused(desk, case, by) -> None:  # type: ignore[no-untyped-def]
    appeals.register(desk, case, by=by, reach=EVERYWHERE)
    raise Invalid("text_missing")


def test_a_report_becomes_an_appeal_under_the_same_number_and_the_laws_clock_starts_then(
    office: Office,
) -> None:
    office.files()
    office.comes(3, 18)
    office.makes(Move.TO_APPEAL, 1001, "aigul")
    ticket, kept = office.ticket(1001), appeal(office)
    assert kept is not None
    assert (ticket.id, ticket.track, ticket.status) == (1001, "appeal", "filed")
    assert (ticket.answer_due_on, ticket.register_due_on) == (date(2026, 4, 8), date(2026, 3, 19))
    assert ticket.resolve_due_on == date(2026, 4, 7), "the category's promise stays"
    event = office.events(1001)[-1]
    assert event.facts == {
        "clock": "answer",
        "from_day": "2026-03-19",
        "until": "2026-04-08",
        "register_due_on": "2026-03-19",
    }
    office.makes(Move.TAKE, 1001)
    assert number(office, 1001) == "2026/1"


def test_an_answer_from_before_is_no_answer_to_the_appeal(office: Office) -> None:
    office.files()
    office.makes(Move.ANSWER, 1001)
    answered_at = office.at
    office.comes(3, 17)
    office.makes(Move.TO_APPEAL, 1001, "aigul")
    assert office.ticket(1001).first_answer_at is None
    office.makes(Move.TO_FEEDBACK, 1001, "aigul")
    assert office.ticket(1001).first_answer_at == answered_at


def test_whoever_makes_it_official_does_not_answer_the_question_but_the_clock_runs(office: Office) -> None:
    office.has(Status.WAITING)
    office.makes(Move.TO_APPEAL, 1001, "aigul")
    assert office.ticket(1001).status == "in_progress"


def test_the_way_back_erases_the_person_and_brings_the_promise_back(office: Office) -> None:
    office.files(appeal=APPLICANT)
    office.makes(Move.TO_FEEDBACK, 1001, "aigul")
    ticket = office.ticket(1001)
    assert appeal(office) is None
    assert (ticket.track, ticket.answer_due_on, ticket.register_due_on) == ("feedback", PROMISED, None)
    office.makes(Move.TAKE, 1001)
    assert [event.move for event in office.events(1001)] == ["file", "to_feedback", "take"]
    office.makes(Move.TO_APPEAL, 1001, "aigul")
    assert appeal(office) is not None


def test_a_registered_appeal_stays_one(office: Office) -> None:
    office.files(appeal=APPLICANT)
    office.makes(Move.TAKE, 1001)
    with pytest.raises(NotNow) as refused:
        office.makes(Move.TO_FEEDBACK, 1001, "aigul")
    assert refused.value.code == "registered_already"
    assert appeal(office) is not None


@pytest.mark.parametrize("by", ["clerk", "head", "admin", "dispatcher", "bakyt"])
@pytest.mark.parametrize("move", [Move.TO_APPEAL, Move.TO_FEEDBACK])
def test_nobody_but_its_citizen_changes_the_track(office: Office, move: Move, by: str) -> None:
    office.files(appeal=APPLICANT if move is Move.TO_FEEDBACK else None)
    with pytest.raises(NotAllowed):
        office.makes(move, 1001, by)
    assert number(office, 1001) is None
    assert [event.move for event in office.events(1001)] == ["file"]


def test_the_person_stands_in_one_table_and_nowhere_else(office: Office) -> None:
    office.files(appeal=APPLICANT)
    office.makes(Move.TAKE, 1001)
    office.files()
    office.makes(Move.TO_APPEAL, 1002, "aigul")
    office.makes(Move.TO_FEEDBACK, 1002, "aigul")
    office.comes(3, 18)
    for entry in (duties.remind_to_register, duties.escalate_unregistered, duties.remind_of_due):
        office.duty(entry)
    elsewhere = everything_but_the_appeal(office.database)
    assert "Көпүрө сынган" in elsewhere
    for part in (APPLICANT.name, "Асанова", APPLICANT.address, APPLICANT.contact):
        assert part not in elsewhere


def test_the_person_can_be_erased_and_the_register_keeps_its_line(office: Office) -> None:
    office.files(appeal=APPLICANT)
    office.makes(Move.TAKE, 1001)
    office.do(appeals.erase_applicant, 1001)
    kept = appeal(office)
    assert kept is not None
    assert (kept.name, kept.address, kept.contact) == (None, None, None)
    assert (kept.registration_number, kept.consent_version) == ("2026/1", CONSENT)
    assert office.broken_at(1001) is None


def test_only_the_head_gives_an_appeal_a_later_day_and_registers_it_by_that(office: Office) -> None:
    office.files(appeal=APPLICANT)
    office.makes(Move.EXTEND, 1001, "head", until=date(2026, 4, 20))
    assert office.ticket(1001).answer_due_on == date(2026, 4, 20)
    with pytest.raises(NotAllowed) as refused:
        office.makes(Move.EXTEND, 1001, until=date(2026, 4, 27))
    assert refused.value.code == "extend_needs_head"


def test_waiting_for_the_citizen_stops_the_clocks_of_an_appeal_too(office: Office) -> None:
    office.files(appeal=APPLICANT)
    office.makes(Move.ASK, 1001)
    before = office.ticket(1001).resolve_due_on
    office.comes(3, 19)
    assert kept_overdue(office) == (False, False)
    office.makes(Move.ADD, 1001, "aigul")
    assert office.ticket(1001).resolve_due_on > before
    assert office.ticket(1001).answer_due_on == FOURTEEN_WORKING_DAYS, "a question was its first answer"


def test_the_clerks_hear_on_the_last_day_for_registering_and_the_head_when_it_passed(office: Office) -> None:
    office.files(appeal=APPLICANT)
    assert office.duty(duties.remind_to_register) == []
    office.comes(3, 17, 9, 8)
    assert office.duty(duties.escalate_unregistered) == []
    assert set(office.duty(duties.remind_to_register)) == {("register_soon", one) for one in BOTH_CLERKS}
    office.comes(3, 18, 9, 18)
    assert office.duty(duties.remind_to_register) == []
    assert set(office.duty(duties.escalate_unregistered)) == {
        ("register_late_clerk", "clerk"),
        ("register_late_clerk", "colleague"),
        ("register_late_head", "head"),
        ("register_late", "aigul"),
    }
    (told,) = [one for one in office.letters(1001) if one.notice == "register_late"]
    assert told.facts == {"due": "2026-03-17", "told": ["assignee", "head"]}


@pytest.mark.parametrize("move", [Move.REGISTER, Move.WITHDRAW, Move.TO_FEEDBACK])
def test_what_is_registered_or_gone_reminds_nobody(office: Office, move: Move) -> None:
    office.files(appeal=APPLICANT)
    office.makes(move, 1001, "clerk" if move is Move.REGISTER else "aigul")
    office.comes(3, 18, 9, 18)
    assert office.duty(duties.remind_to_register) == []
    assert office.duty(duties.escalate_unregistered) == []


def test_an_appeal_that_nobody_registered_in_time_is_overdue(office: Office) -> None:
    office.files(appeal=APPLICANT, service="waste", category=None)
    overdue = kept_overdue(office)
    assert overdue == (False, False)
    office.comes(3, 18)
    assert kept_overdue(office) == (True, True)
    office.makes(Move.REGISTER, 1001)
    assert kept_overdue(office) == (False, False)


def kept_overdue(office: Office) -> tuple[bool, bool]:
    """In the list, and of the row that was read."""
    with office.database.reading() as session:
        found = lists.page(session, lists.Filter(overdue_on=office.today), reach=EVERYWHERE, limit=5)
        return bool(found), standing.is_overdue(tickets.one(session, 1001), office.today)


def test_lists_are_filtered_by_track(office: Office) -> None:
    office.files()
    office.files(appeal=APPLICANT)
    with office.database.reading() as session:
        for track, cases in ((Track.FEEDBACK, [1001]), (Track.APPEAL, [1002])):
            found = lists.page(session, lists.Filter(track=track), reach=EVERYWHERE, limit=5)
            assert [ticket.id for ticket in found] == cases


def test_an_appeal_on_paper_has_no_chat_and_its_consent_is_on_paper(office: Office) -> None:
    signed = Applicant(APPLICANT.name, APPLICANT.address, APPLICANT.contact, ON_PAPER)
    complaint = Complaint("roads", AK_BULAN, "Көпүрө сынган", "ky", Source.PAPER, appeal=signed)
    case = office.do(intake.file_complaint, complaint, by=office.who("clerk")).id
    kept = appeal(office, case)
    assert kept is not None
    assert kept.consent_version == "paper"
    assert office.ticket(case).citizen_id is None
    assert number(office, case) is None, "whoever typed it may sit in another office"


def test_figures_wait_for_the_answer_to_the_appeal_and_what_was_late_stays_late(office: Office) -> None:
    office.files()
    office.makes(Move.ANSWER, 1001)
    office.files()
    office.comes(3, 17)
    office.makes(Move.TO_APPEAL, 1001, "aigul")
    assert (figures(office)[OURS].answered, figures(office)[OURS].already_late) == (0, 0)
    office.comes(3, 24)
    office.makes(Move.TO_APPEAL, 1002, "aigul")
    assert figures(office)[OURS].already_late == 1, "due on the 19th"
    office.makes(Move.ANSWER, 1001)
    assert figures(office)[OURS].answered_on_time == 1
    office.comes(4, 20)
    assert figures(office)[OURS].already_late == 1


def test_figures_know_the_earlier_answer_again_after_the_way_back(office: Office) -> None:
    office.files()
    office.makes(Move.ANSWER, 1001)
    office.comes(3, 17)
    office.makes(Move.TO_APPEAL, 1001, "aigul")
    office.makes(Move.TO_FEEDBACK, 1001, "aigul")
    assert office.events(1001)[-1].facts["answered_on"] == "2026-03-16"
    assert figures(office)[OURS].answered_on_time == 1
