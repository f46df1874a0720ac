"""The one door for change: the law holds for every move by everybody, and what was done stays written."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DatabaseError

from casework import ledger, seals
from casework.desk import CLOCK
from db.engine import Database
from db.queries import appeals, tickets
from db.tables.tickets import Event
from rules.lifecycle import OPEN, Confirmation, Move, Outcome, Role, Status
from rules.refusals import Invalid, NotAllowed, NotNow, Stale
from tests.casework.office import APPLICANT, RAYON, Office, make
from tests.law import LAW, OF_THE_APPEAL

Notices = set[tuple[str, str]]
OF_NEIGHBOURS = {Move.JOIN, Move.LEAVE}
"""Made by others than the one who filed the case: tests/casework/test_following.py."""
MADE = tuple(move for move in Move if move is not Move.FILE and move not in OF_NEIGHBOURS)


def test_everybody_makes_every_move_from_everywhere_and_the_law_decides(office: Office) -> None:
    wrong = []
    for status in Status:
        case = office.has(status)
        for move in MADE:
            for role in Role:
                found, expected = outcome_of(office, case, move, role), by_law(status, move, role)
                if found != expected:
                    wrong.append((status, move, role, found, expected))
    assert wrong == []


def outcome_of(office: Office, case: int, move: Move, role: Role) -> Status | type[Exception]:
    """What happens, undone again."""
    by = office.one_of(role) if role is not Role.CITIZEN else office.who("aigul")
    with office.database.writing() as session:
        undone = session.begin_nested()
        try:
            return Status(make(office.village.desk(session), move, case, by, **office._usual(move)).status)
        except (NotAllowed, NotNow) as refused:
            return type(refused)
        finally:
            undone.rollback()


def by_law(status: Status, move: Move, role: Role) -> Status | type[Exception]:
    if (status, move) not in LAW:
        # A second "yes" to a case that was confirmed is no move at all.
        again = (status, move, role) == (Status.CLOSED, Move.CONFIRM, Role.CITIZEN)
        return Status.CLOSED if again else NotNow
    roles, after = LAW[status, move]
    if role in roles and move in OF_THE_APPEAL:
        return NotNow  # an ordinary case
    return after if role in roles else NotAllowed


S, M = Status, Move
OWED: list[tuple[Status, Move, str, Notices]] = [
    (S.FILED, M.ADD, "aigul", {("added", "clerk"), ("added", "colleague")}),
    (S.IN_PROGRESS, M.ADD, "aigul", {("added", "clerk")}),
    (S.WAITING, M.ADD, "aigul", {("added", "clerk"), ("added", "colleague")}),
    (S.RESOLVED, M.ADD, "aigul", {("added", "clerk")}),
    (S.FILED, M.TAKE, "clerk", {("taken", "aigul")}),
    (S.FILED, M.TAKE, "admin", {("taken", "aigul")}),
    (S.FILED, M.ASSIGN, "head", {("taken", "aigul"), ("assigned", "colleague")}),
    (S.IN_PROGRESS, M.ASSIGN, "head", {("assigned", "colleague")}),
    (S.IN_PROGRESS, M.TAKE, "colleague", set()),
    (S.FILED, M.ANSWER, "clerk", {("answer", "aigul")}),
    (S.WAITING, M.ANSWER, "provider", {("answer", "aigul")}),
    (S.FILED, M.ASK, "clerk", {("question", "aigul")}),
    (
        S.IN_PROGRESS,
        M.TRANSFER,
        "clerk",
        {("transferred", "aigul"), ("case_left", "colleague"), ("case_arrived", "dispatcher")},
    ),
    (
        S.FILED,
        M.TRANSFER,
        "admin",
        {
            ("transferred", "aigul"),
            ("case_left", "clerk"),
            ("case_left", "colleague"),
            ("case_arrived", "dispatcher"),
        },
    ),
    (S.FILED, M.EXTEND, "clerk", {("extended", "aigul")}),
    (S.WAITING, M.RESOLVE, "clerk", {("fixed_ask", "aigul")}),
    (S.IN_PROGRESS, M.DECLINE, "clerk", {("declined", "aigul")}),
    (S.RESOLVED, M.CONFIRM, "aigul", {("confirmed", "clerk")}),
    (
        S.RESOLVED,
        M.REOPEN,
        "aigul",
        {("reopened", "aigul"), ("case_reopened", "clerk"), ("reopened_head", "head")},
    ),
    (S.CLOSED, M.REOPEN, "head", {("reopened", "aigul"), ("case_reopened", "clerk")}),
    (S.RESOLVED, M.EXPIRE, "clock", set()),
    (S.WAITING, M.RESUME, "clock", {("question_lapsed", "clerk"), ("question_lapsed", "colleague")}),
    (
        S.IN_PROGRESS,
        M.WITHDRAW,
        "aigul",
        {("withdrawn_done", "aigul"), ("withdrawn", "clerk"), ("withdrawn", "colleague")},
    ),
    (S.CLOSED, M.NOTE, "clerk", set()),
    (
        S.FILED,
        M.TO_APPEAL,
        "aigul",
        {("appeal_accepted", "aigul"), ("new_appeal", "clerk"), ("new_appeal", "colleague")},
    ),
    (S.IN_PROGRESS, M.TO_APPEAL, "aigul", {("appeal_accepted", "aigul"), ("new_appeal", "clerk")}),
]


@pytest.mark.parametrize(("status", "move", "by", "owed"), OWED)
def test_what_a_move_owes_is_in_the_outbox(
    office: Office, status: Status, move: Move, by: str, owed: Notices
) -> None:
    case = office.has(status)
    office.news()
    office.makes(move, case, by)
    assert set(office.news()) == owed
    assert {letter.status for letter in office.letters(case)} == {"waiting"}


def test_every_move_that_owes_is_tried_above() -> None:
    assert {move for _, move, _, _ in OWED} | OF_THE_APPEAL == set(MADE)


def test_what_an_appeal_owes_is_in_the_outbox(office: Office) -> None:
    office.files(appeal=APPLICANT)
    assert office.news() == [("accepted", "aigul"), ("new_case", "clerk"), ("new_case", "colleague")]
    office.makes(Move.TO_FEEDBACK, 1001, "aigul")
    assert office.news() == [
        ("appeal_dropped", "clerk"),
        ("appeal_dropped", "colleague"),
        ("feedback_again", "aigul"),
    ]
    office.makes(Move.TO_APPEAL, 1001, "aigul")
    office.news()
    office.makes(Move.REGISTER, 1001)
    assert office.news() == [("registered", "aigul")]


def test_a_report_owes_the_citizen_its_number_and_the_inbox_a_new_case(office: Office) -> None:
    office.files()
    assert office.news() == [("accepted", "aigul"), ("new_case", "clerk"), ("new_case", "colleague")]


def test_a_walk_in_has_no_chat_and_the_clerk_who_typed_it_needs_no_letter(office: Office) -> None:
    office.files(by="clerk")
    assert office.news() == [("new_case", "colleague")]


def test_what_is_refused_leaves_nothing_behind(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.news()
    before = (office.ticket(case).version, len(office.events(case)))
    with pytest.raises(NotAllowed):
        office.makes(Move.TRANSFER, case, "provider")
    with pytest.raises(NotNow):
        office.makes(Move.EXPIRE, case, "clock")
    ticket = office.ticket(case)
    assert (ticket.version, len(office.events(case))) == before
    assert (ticket.status, ticket.assignee_id) == ("in_progress", office.who("clerk").user_id)
    assert office.news() == []


def test_a_citizens_case_is_nobody_elses(office: Office) -> None:
    case = office.has(Status.RESOLVED)
    for move in (Move.ADD, Move.CONFIRM, Move.REOPEN, Move.WITHDRAW):
        with pytest.raises(NotAllowed) as refused:
            office.makes(move, case, "bakyt")
        assert refused.value.code == "not_your_case"


def test_whoever_read_an_older_version_is_told_so(office: Office) -> None:
    case = office.files()
    office.makes(Move.TAKE, case, version=1)
    with pytest.raises(Stale) as refused:
        office.makes(Move.ANSWER, case, "colleague", version=1)
    assert refused.value.facts == {"reference": case, "version": 2, "since": 1}
    office.makes(Move.ANSWER, case, "colleague", version=2)


def test_a_case_is_read_anew_when_it_is_locked(postgres_url: Callable[..., str]) -> None:
    """On PostgreSQL somebody may be faster between reading and locking."""
    database = Database(postgres_url("catalogue"))
    office = Office(database)
    case = office.files()
    with database.writing() as session:
        read = tickets.one(session, case)
        assert read.version == 1
        office.makes(Move.TAKE, case, "colleague")
        locked = tickets.for_update(session, case)
        assert (locked.version, locked.status) == (2, Status.IN_PROGRESS)
        with pytest.raises(Stale):
            ledger.check_version(office.village.desk(session), locked, 1)
    database.close()


class Walk(RuleBasedStateMachine):
    """Anybody does anything in any order, and days pass; beside it stands the table, and what it says."""

    office: Office

    @initialize()
    def a_case_is_filed(self) -> None:
        self.case = self.office.files()
        self.status, self.confirmation = Status.FILED, None
        self.resolved_on = self.office.today
        self.days = (
            self.office.ticket(self.case).answer_due_on,
            self.office.ticket(self.case).resolve_due_on,
        )
        self.moves = 1
        self.appeal = self.registered = False

    @rule(move=st.sampled_from(MADE), role=st.sampled_from(Role))
    def somebody_tries(self, move: Move, role: Role) -> None:
        self.tries(move, role)

    @rule(data=st.data())
    def somebody_does_what_is_allowed(self, data: st.DataObject) -> None:
        allowed = [
            (move, role)
            for (status, move), (roles, _) in LAW.items()
            if status is self.status and move in MADE
            for role in sorted(roles)
        ]
        self.tries(*data.draw(st.sampled_from(allowed)))

    @rule(unsure=st.booleans())
    def the_citizen_answers(self, unsure: bool) -> None:
        self.tries(
            Move.CONFIRM, Role.CITIZEN, confirmation=Confirmation.UNSURE if unsure else Confirmation.YES
        )

    @rule(days=st.integers(0, 20))
    def days_pass(self, days: int) -> None:
        self.office.passes(days=days)

    def tries(self, move: Move, role: Role, **more: Any) -> None:
        by = self.office.who("aigul") if role is Role.CITIZEN else self.office.one_of(role)
        expected = self.foretold(move, role, more.get("confirmation", Confirmation.YES))
        try:
            after: Any = Status(
                self.office.do(make, move, self.case, by, **self.office._usual(move), **more).status
            )
        except (NotNow, NotAllowed) as refused:
            after = refused.code
        except Invalid:
            return  # what was made up does not fit this case: it stands where it stood, as the invariants see
        assert after == expected
        if after in set(Status) and not self.is_said_already(
            move, role, more.get("confirmation", Confirmation.YES)
        ):
            self.remember(move, role, after, more.get("confirmation", Confirmation.YES))

    def foretold(self, move: Move, role: Role, confirmation: Confirmation) -> Status | str:
        if self.is_said_already(move, role, confirmation):
            return self.status
        if (self.status, move) not in LAW:
            return "move_not_possible"
        roles, after = LAW[self.status, move]
        if role not in roles:
            return "move_not_allowed"
        if code := self.of_the_track(move, role):
            return code
        late = (self.office.today - self.resolved_on).days > 30
        if move is Move.REOPEN and role is Role.CITIZEN and late:
            return "reopen_too_late"
        unsure = move is Move.CONFIRM and confirmation is Confirmation.UNSURE
        return self.status if unsure else after

    def of_the_track(self, move: Move, role: Role) -> str:
        match move:
            case Move.EXTEND if self.appeal and role not in (Role.HEAD, Role.ADMIN):
                return "extend_needs_head"
            case Move.TO_APPEAL if self.appeal:
                return "appeal_already"
            case Move.REGISTER | Move.TO_FEEDBACK if not self.appeal:
                return "not_an_appeal"
            case Move.REGISTER | Move.TO_FEEDBACK if self.registered:
                return "registered_already"
        return ""

    def is_said_already(self, move: Move, role: Role, confirmation: Confirmation) -> bool:
        """A second tap on the same button."""
        no_again = move is Move.REOPEN and self.confirmation is Confirmation.NO and self.status in OPEN
        yes_again = move is Move.CONFIRM and self.confirmation is confirmation
        return role is Role.CITIZEN and (no_again or yes_again)

    def remember(self, move: Move, role: Role, after: Status, confirmation: Confirmation) -> None:
        by_itself = self.registers(move, role)
        self.moves += 1 + by_itself
        self.registered = self.registered or by_itself or move is Move.REGISTER
        if move in (Move.TO_APPEAL, Move.TO_FEEDBACK):
            self.appeal = move is Move.TO_APPEAL
            self.days = (self.office.ticket(self.case).answer_due_on, self.days[1])
        self.status = after
        if move in (Move.RESOLVE, Move.DECLINE, Move.WITHDRAW):
            self.resolved_on = self.office.today
        match move:
            case Move.RESOLVE:
                self.confirmation, self.asked = None, True
            case Move.DECLINE:
                self.confirmation, self.asked = None, False
            case Move.CONFIRM:
                self.confirmation = confirmation
            case Move.REOPEN:
                self.confirmation = Confirmation.NO if role is Role.CITIZEN else None
            case Move.EXPIRE if self.confirmation is None and self.asked:
                self.confirmation = Confirmation.NONE

    def registers(self, move: Move, role: Role) -> bool:
        """The first human move at the office, from where the case stood before it."""
        office = role in {Role.CLERK, Role.DISPATCHER, Role.HEAD, Role.ADMIN, Role.PROVIDER}
        waits = self.appeal and not self.registered and self.status in OPEN
        return waits and office and move is not Move.REGISTER

    @invariant()
    def an_appeal_has_its_person_and_its_number_as_long_as_it_is_one(self) -> None:
        with self.office.database.reading() as session:
            kept = appeals.of_ticket(session, self.case)
        assert (kept is not None) == self.appeal
        assert bool(kept and kept.registration_number) == self.registered
        unregistered = self.office.ticket(self.case).register_due_on is not None
        assert unregistered == (self.appeal and not self.registered)

    @invariant()
    def the_case_stands_as_the_table_says(self) -> None:
        ticket = self.office.ticket(self.case)
        assert (ticket.status, ticket.confirmation) == (self.status, self.confirmation)
        assert (ticket.outcome is None) == (self.status in OPEN)

    @invariant()
    def every_move_is_one_event_in_an_unbroken_chain(self) -> None:
        events = self.office.events(self.case)
        assert [event.seq for event in events] == list(range(1, self.moves + 1))
        assert self.office.ticket(self.case).version == self.moves
        assert events[-1].status == self.status
        assert seals.broken_at(events) is None

    @invariant()
    def no_promised_day_comes_nearer(self) -> None:
        ticket = self.office.ticket(self.case)
        days = ticket.answer_due_on, ticket.resolve_due_on
        assert all(now >= before for now, before in zip(days, self.days, strict=True))
        self.days = days


def test_a_walk_of_any_moves_by_anybody_stays_within_the_law(catalogue_database: Database) -> None:
    class Here(Walk):
        office = Office(catalogue_database)

    quick = settings(
        max_examples=12,
        stateful_step_count=20,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Here, settings=quick)


def walked(office: Office) -> int:
    case = office.has(Status.WAITING)
    for move, by in [
        (Move.ADD, "aigul"),
        (Move.NOTE, "clerk"),
        (Move.EXTEND, "clerk"),
        (Move.RESOLVE, "head"),
        (Move.REOPEN, "aigul"),
        (Move.TRANSFER, "clerk"),
        (Move.DECLINE, "admin"),
    ]:
        office.makes(move, case, by)
    return case


def behind_the_guards(office: Office, statement: str, **values: object) -> None:
    with office.database.engine.begin() as connection:
        _drop_guards(connection, office.database.is_sqlite)
        connection.execute(text(statement), values)


def _drop_guards(connection: Connection, is_sqlite: bool) -> None:
    if is_sqlite:
        connection.execute(text("DROP TRIGGER events_no_update"))
        connection.execute(text("DROP TRIGGER events_no_delete"))
    else:
        connection.execute(text("DROP TRIGGER events_no_change ON events"))


def test_the_chain_of_a_case_holds(office: Office) -> None:
    case = walked(office)
    assert len(office.events(case)) == 9
    assert office.broken_at(case) is None


@pytest.mark.parametrize(
    "forged",
    [
        "at = (SELECT at FROM events WHERE ticket_id = :case AND seq = 1)",
        "move = 'answer'",
        "by_role = 'citizen'",
        "by_user_id = NULL",
        "status = 'closed'",
        "facts = '{}'",
        "text_digest = NULL",
        "seal = (SELECT seal FROM events WHERE ticket_id = :case AND seq = 1)",
    ],
)
def test_what_is_altered_behind_the_guards_breaks_the_chain_where_it_was_altered(
    office: Office, forged: str
) -> None:
    case = walked(office)
    office.passes(days=1)
    office.makes(Move.REOPEN, case, "head")
    office.passes(days=1)
    office.makes(Move.RESOLVE, case, "clerk")
    behind_the_guards(office, f"UPDATE events SET {forged} WHERE ticket_id = :case AND seq = 11", case=case)
    assert office.broken_at(case) == 11


def test_an_event_taken_out_leaves_a_hole(office: Office) -> None:
    case = walked(office)
    behind_the_guards(office, "DELETE FROM event_texts")
    with office.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM events WHERE ticket_id = :case AND seq = 4"), {"case": case})
    assert office.broken_at(case) == 4


def test_words_can_be_erased_and_the_chain_still_holds(office: Office) -> None:
    case = walked(office)
    with office.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM event_texts"))
    assert office.words(case) == [None] * 9
    assert office.broken_at(case) is None
    assert office.events(case)[0].text_digest is not None


def test_two_cases_with_the_same_words_do_not_look_the_same(office: Office) -> None:
    one, other = office.files(), office.files()
    assert office.events(one)[0].text_digest != office.events(other)[0].text_digest


@pytest.mark.parametrize("statement", ["UPDATE events SET move = 'note'", "DELETE FROM events"])
def test_history_is_only_appended_to(office: Office, statement: str) -> None:
    case = office.files()
    with pytest.raises(DatabaseError, match="only appended"), office.database.engine.begin() as connection:
        connection.execute(text(statement))
    with pytest.raises(DatabaseError, match="only appended"), office.database.writing() as session:
        session.execute(update(Event).where(Event.ticket_id == case).values(facts={}))
    assert [event.move for event in office.events(case)] == ["file"]


def test_facts_are_codes_and_days_as_text(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.makes(Move.TRANSFER, case)
    until = office.ticket(case).answer_due_on.replace(month=4)
    office.makes(Move.EXTEND, case, "head", until=until)
    office.makes(Move.DECLINE, case, outcome=Outcome.NOT_OURS)
    facts = [event.facts for event in office.events(case)]
    assert facts[2] == {"from_inbox": "ak-bulung-2805", "to_inbox": RAYON}
    assert facts[3] == {"clock": "answer", "from_day": "2026-03-19", "until": "2026-04-19"}
    assert facts[4] == {"outcome": "not_ours"}


def test_the_clock_is_nobody(office: Office) -> None:
    case = office.has(Status.RESOLVED)
    office.makes(Move.EXPIRE, case, "clock")
    last = office.events(case)[-1]
    assert (last.by_role, last.by_user_id) == (CLOCK.role, None)
