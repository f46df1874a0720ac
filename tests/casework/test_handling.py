"""What the office does with an open case, and what happens to its clocks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from casework.handling import LONGEST_REPLY
from db.queries.lists import Filter, page
from rules.lifecycle import Move, Status
from rules.permissions import Reach
from rules.refusals import Invalid, NotAllowed, NotFound, NotNow, Stale
from tests.casework.office import APPLICANT, OURS, RAYON, THEIRS, Office
from tests.casework.test_intake import NOTHING_TO_READ
from tests.village import EVERYWHERE

THIS_WEEK = (date(2026, 3, 19), date(2026, 4, 7))
"""When a complaint about roads of Monday the 16th is due."""


def due(office: Office, case: int) -> tuple[date, date]:
    ticket = office.ticket(case)
    return ticket.answer_due_on, ticket.resolve_due_on


def is_overdue(office: Office, case: int) -> bool:
    with office.database.reading() as session:
        return any(
            ticket.id == case
            for ticket in page(session, Filter(overdue_on=office.today), reach=EVERYWHERE, limit=9)
        )


def test_whoever_takes_a_case_has_it_until_a_colleague_does(office: Office) -> None:
    case = office.files()
    office.makes(Move.TAKE, case, "clerk")
    assert office.ticket(case).assignee_id == office.who("clerk").user_id
    office.makes(Move.TAKE, case, "colleague")
    assert office.ticket(case).assignee_id == office.who("colleague").user_id
    assert [one.notice for one in office.letters(case) if one.to == "aigul"] == ["accepted", "taken"]


def test_a_case_is_given_only_to_who_works_at_its_inbox(office: Office) -> None:
    case = office.files()
    for stranger in ("neighbour", "dispatcher", "council", "admin"):
        with pytest.raises(Invalid) as refused:
            office.do(_assign, case, office, stranger)
        assert refused.value.code == "unknown_assignee"
    office.do(_assign, case, office, "colleague")
    assert office.ticket(case).assignee_id == office.who("colleague").user_id
    assert office.events(case)[-1].facts == {"assignee": office.who("colleague").user_id}


def _assign(desk, case, office, to):
    from casework import handling

    return handling.assign(
        desk, case, to_user_id=office.who(to).user_id, by=office.who("head"), reach=EVERYWHERE
    )


def test_of_two_who_take_the_same_version_one_is_told_of_the_other(office: Office) -> None:
    case = office.files()

    def take(who: str) -> str:
        try:
            office.makes(Move.TAKE, case, who, version=1)
        except Stale:
            return "late"
        return who

    with ThreadPoolExecutor(2) as hands:
        found = sorted(hands.map(take, ("clerk", "colleague")))
    assert "late" in found
    assert len(set(found)) == 2
    assert [event.move for event in office.events(case)] == ["file", "take"]


def test_the_first_human_answer_stops_the_answer_clock_and_later_ones_do_not_move_it(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    assert office.ticket(case).first_answer_at is None
    office.makes(Move.NOTE, case)
    assert office.ticket(case).first_answer_at is None
    office.makes(Move.ANSWER, case)
    first = office.ticket(case).first_answer_at
    assert first == office.at
    office.passes(days=1)
    office.makes(Move.ANSWER, case)
    office.makes(Move.RESOLVE, case)
    assert office.ticket(case).first_answer_at == first


@pytest.mark.parametrize("move", [Move.ANSWER, Move.ASK, Move.RESOLVE, Move.DECLINE])
def test_an_answer_a_question_and_an_end_are_first_answers(office: Office, move: Move) -> None:
    case = office.files()
    office.makes(move, case)
    assert office.ticket(case).first_answer_at == office.at


def test_while_the_office_waits_the_clocks_stand_still_in_working_days(office: Office) -> None:
    """Asked on Monday, answered on Tuesday of the next week: four working days without the eve of Nooruz."""
    case = office.has(Status.WAITING)
    assert due(office, case) == THIS_WEEK
    office.comes(3, 24)
    office.makes(Move.ADD, case, "aigul")
    # The question was the first answer: that clock had stopped. The other moves on by 17, 18, 19, 23 and 24 March.
    assert due(office, case) == (THIS_WEEK[0], date(2026, 4, 14))
    assert office.ticket(case).status == "in_progress"


def test_a_question_asked_and_answered_on_one_day_moves_nothing(office: Office) -> None:
    case = office.has(Status.WAITING)
    office.passes(hours=5)
    office.makes(Move.ADD, case, "aigul")
    assert due(office, case) == THIS_WEEK


@pytest.mark.parametrize(
    ("move", "by"),
    [(Move.ADD, "aigul"), (Move.ANSWER, "clerk"), (Move.TRANSFER, "clerk"), (Move.RESUME, "clock"),
     (Move.RESOLVE, "clerk"), (Move.WITHDRAW, "aigul")],
)  # fmt: skip
def test_however_the_waiting_ends_the_days_move_on(office: Office, move: Move, by: str) -> None:
    case = office.has(Status.WAITING)
    office.comes(3, 18)
    office.makes(move, case, by)
    assert due(office, case)[1] == date(2026, 4, 9)


def test_an_addition_while_nobody_waits_moves_nothing(office: Office) -> None:
    case = office.files()
    office.comes(3, 18)
    office.makes(Move.ADD, case, "aigul")
    assert due(office, case) == THIS_WEEK


def test_a_transfer_does_not_restart_the_clocks(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.comes(3, 18)
    office.makes(Move.TRANSFER, case)
    ticket = office.ticket(case)
    assert due(office, case) == THIS_WEEK
    assert (ticket.status, ticket.assignee_id, ticket.routed_by) == ("filed", None, "municipality")
    assert ticket.filed_at < office.at


def test_after_a_transfer_the_old_inbox_does_not_see_it_and_the_new_one_does(office: Office) -> None:
    case = office.files()
    ours, theirs = (office.village.do(_inbox, code) for code in (OURS, RAYON))
    office.makes(Move.TRANSFER, case, reach=Reach(inboxes=frozenset({ours})))
    with pytest.raises(NotFound) as refused:
        office.makes(Move.NOTE, case, reach=Reach(inboxes=frozenset({ours})))
    assert refused.value.code == "ticket_not_found"
    office.makes(Move.NOTE, case, "dispatcher", reach=Reach(inboxes=frozenset({theirs})))


def _inbox(desk, code):
    return desk.directory.inbox_by_code(code).id


@pytest.mark.parametrize("inbox", [OURS, "nowhere", ""])
def test_a_transfer_goes_to_another_inbox_that_there_is(office: Office, inbox: str) -> None:
    case = office.files()
    with pytest.raises(Invalid) as refused:
        office.makes(Move.TRANSFER, case, to_inbox=inbox)
    assert (refused.value.code, refused.value.facts) == ("unknown_inbox", {"inbox": inbox})


def test_a_case_passed_on_twice_tells_the_right_inboxes(office: Office) -> None:
    case = office.files()
    office.makes(Move.TRANSFER, case)
    office.news()
    office.makes(Move.TRANSFER, case, "dispatcher", to_inbox=THEIRS)
    assert set(office.news()) == {("transferred", "aigul"), ("case_arrived", "neighbour")}


def test_a_later_day_has_a_reason_and_the_old_day_stays_in_the_history(office: Office) -> None:
    case = office.files()
    office.makes(Move.EXTEND, case, until=date(2026, 3, 25))
    assert due(office, case) == (date(2026, 3, 25), THIS_WEEK[1])
    office.makes(Move.EXTEND, case, until=date(2026, 5, 15))
    assert due(office, case) == (date(2026, 5, 15), date(2026, 5, 15))
    days = [(one.facts["from_day"], one.facts["until"]) for one in office.events(case)[1:]]
    assert days == [("2026-03-19", "2026-03-25"), ("2026-03-25", "2026-05-15")]
    assert office.letters(case)[-1].facts == {"until": "2026-05-15"}


def test_after_the_answer_a_later_day_is_of_the_resolution(office: Office) -> None:
    case = office.files()
    office.makes(Move.ANSWER, case)
    with pytest.raises(Invalid) as refused:
        office.makes(Move.EXTEND, case, until=THIS_WEEK[1])
    assert (refused.value.code, refused.value.facts) == ("until_not_later", {"due": "2026-04-07"})
    office.makes(Move.EXTEND, case, until=date(2026, 4, 8))
    assert due(office, case) == (THIS_WEEK[0], date(2026, 4, 8))
    assert office.events(case)[-1].facts["clock"] == "resolution"


def test_a_later_day_is_not_one_that_has_passed(office: Office) -> None:
    case = office.files()
    office.comes(4, 1)
    with pytest.raises(Invalid) as refused:
        office.makes(Move.EXTEND, case, until=date(2026, 3, 31))
    assert refused.value.code == "until_not_later"
    office.makes(Move.EXTEND, case, until=office.today)


def test_an_appeal_is_extended_by_the_head_alone(office: Office) -> None:
    case = office.files(appeal=APPLICANT)
    with pytest.raises(NotAllowed) as refused:
        office.makes(Move.EXTEND, case, until=date(2026, 5, 15))
    assert refused.value.code == "extend_needs_head"
    office.makes(Move.EXTEND, case, "head", until=date(2026, 5, 15))
    assert due(office, case)[0] == date(2026, 5, 15)


def test_a_case_is_overdue_when_a_running_clock_is_past_its_day(office: Office) -> None:
    case = office.files()
    office.comes(3, 19)
    assert not is_overdue(office, case)
    office.comes(3, 20)
    assert is_overdue(office, case)
    office.makes(Move.ANSWER, case)
    assert not is_overdue(office, case)
    office.comes(4, 8)
    assert is_overdue(office, case)
    office.makes(Move.RESOLVE, case)
    assert not is_overdue(office, case)


def test_while_we_wait_for_the_citizen_nothing_is_overdue(office: Office) -> None:
    case = office.has(Status.WAITING)
    office.comes(4, 20)
    assert not is_overdue(office, case)


@pytest.mark.parametrize("move", [Move.ANSWER, Move.ASK, Move.NOTE, Move.RESOLVE])
@pytest.mark.parametrize("said", ["", "\u200b\u2060"])
def test_a_move_that_needs_words_has_words(office: Office, move: Move, said: str) -> None:
    case = office.files()
    with pytest.raises(Invalid) as refused:
        office.makes(move, case, said=said)
    assert refused.value.code == "text_missing"
    assert office.ticket(case).version == 1


@pytest.mark.parametrize("move", [Move.TRANSFER, Move.DECLINE, Move.EXTEND])
def test_a_move_that_needs_a_reason_has_one(office: Office, move: Move) -> None:
    case = office.files()
    with pytest.raises(Invalid) as refused:
        office.makes(move, case, reason=" \u200b\n")
    assert refused.value.code == "text_missing"
    assert office.ticket(case).version == 1


@pytest.mark.parametrize("said", NOTHING_TO_READ)
def test_an_addition_says_something(office: Office, said: str) -> None:
    case = office.files()
    with pytest.raises(Invalid) as refused:
        office.makes(Move.ADD, case, "aigul", said=said)
    assert refused.value.code == "text_missing"


def test_a_reply_fits_into_one_message(office: Office) -> None:
    case = office.files()
    with pytest.raises(Invalid) as refused:
        office.makes(Move.ANSWER, case, said="с" * (LONGEST_REPLY + 1))
    assert (refused.value.code, refused.value.facts) == ("text_too_long", {"longest": LONGEST_REPLY})
    office.makes(Move.ANSWER, case, said="\u202eс" * LONGEST_REPLY)
    assert office.words(case)[-1] == "с" * LONGEST_REPLY


def test_an_answer_by_a_providers_link_names_nobody(office: Office) -> None:
    case = office.files()
    office.makes(Move.ANSWER, case, "provider")
    last = office.events(case)[-1]
    assert (last.by_role, last.by_user_id) == ("provider", None)


def test_what_an_administrator_does_is_recorded_as_such(office: Office) -> None:
    case = office.files()
    office.makes(Move.ANSWER, case, "admin")
    last = office.events(case)[-1]
    assert (last.by_role, last.by_user_id) == ("admin", office.who("admin").user_id)


def test_a_correction_is_marked_and_the_first_words_stay(office: Office) -> None:
    case = office.files(text="Суу жок")
    office.makes(Move.ADD, case, "aigul", said="Суу бар, жарык жок", correction=True)
    assert office.words(case) == ["Суу жок", "Суу бар, жарык жок"]
    assert office.events(case)[-1].facts == {"correction": True}
    assert office.ticket(case).text == "Суу жок"


def test_to_a_closed_case_nothing_is_added(office: Office) -> None:
    case = office.has(Status.CLOSED)
    with pytest.raises(NotNow):
        office.makes(Move.ADD, case, "aigul")


def test_the_question_is_heard_even_when_who_has_the_case_no_longer_works_here(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.do(_leaves, office.who("clerk").user_id)
    office.news()
    office.makes(Move.ADD, case, "aigul")
    assert office.news() == [("added", "colleague")]


def _leaves(desk, user_id):
    from db.tables.people import User

    desk.session.get_one(User, user_id).active = False
