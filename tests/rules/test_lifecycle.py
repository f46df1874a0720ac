"""The law of a ticket's life: the code's table is the contract's table, and pages offer exactly that."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lifecycle import (
    OPEN,
    REOPEN_WITHIN_DAYS,
    RESOLVING,
    TRANSITIONS,
    Confirmation,
    Move,
    Outcome,
    Role,
    Standing,
    Status,
    Track,
    check_outcome,
    moves_for,
    next_status,
    registers,
)
from rules.refusals import Invalid, NotAllowed, NotNow
from tests.law import LAW, OF_THE_APPEAL

ANYWHERE = (None, *Status)
STANDINGS = st.builds(
    Standing,
    st.sampled_from(ANYWHERE),
    st.sampled_from(Track),
    st.none() | st.integers(0, 60),
    st.booleans(),
)


def may(standing: Standing, move: Move, role: Role) -> bool:
    try:
        next_status(standing, move, role)
    except (NotAllowed, NotNow):
        return False
    return True


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("status", ANYWHERE)
def test_the_table_is_the_contracts(status: Status | None, move: Move) -> None:
    if (status, move) not in LAW:
        assert (status, move) not in TRANSITIONS
        return
    roles, after = LAW[status, move]
    found, then = TRANSITIONS[status, move]
    assert (found, then or status) == (roles, after)


@pytest.mark.parametrize(("status", "move"), sorted(set(product(Status, Move)) - set(LAW)))
def test_what_the_table_does_not_know_is_not_possible_for_anybody(status: Status, move: Move) -> None:
    for role in Role:
        with pytest.raises(NotNow) as refused:
            next_status(Standing(status), move, role)
        assert refused.value.code == "move_not_possible"
        assert refused.value.facts == {"move": move, "status": status}


def test_what_others_may_do_is_refused_by_role() -> None:
    for (status, move), (roles, _) in LAW.items():
        for role in set(Role) - roles:
            with pytest.raises(NotAllowed) as refused:
                next_status(Standing(status), move, role)
            assert (refused.value.code, refused.value.facts) == (
                "move_not_allowed",
                {"move": move, "role": role},
            )


def test_the_council_looks_and_touches_nothing() -> None:
    assert not any(Role.COUNCIL in roles for roles, _ in TRANSITIONS.values())


def test_who_may_be_at_a_desk_in_every_row_the_head_and_the_administrator_may_too() -> None:
    for roles, _ in TRANSITIONS.values():
        if Role.CLERK in roles:
            assert {Role.HEAD, Role.ADMIN} <= roles


def test_roles_are_sets_that_nobody_can_change() -> None:
    assert {type(roles) for roles, _ in TRANSITIONS.values()} == {frozenset}


@given(STANDINGS, st.sets(st.sampled_from(Role)))
def test_a_page_offers_exactly_what_the_law_allows(standing: Standing, roles: set[Role]) -> None:
    offered = moves_for(standing, roles)
    assert list(offered) == [move for move in Move if any(may(standing, move, role) for role in roles)]


@given(STANDINGS, st.sampled_from(Move), st.sampled_from(Role))
def test_the_law_answers_or_refuses_by_name(standing: Standing, move: Move, role: Role) -> None:
    try:
        after = next_status(standing, move, role)
    except (NotAllowed, NotNow) as refused:
        assert refused.code in {
            "move_not_possible",
            "move_not_allowed",
            "extend_needs_head",
            "reopen_too_late",
            "appeal_already",
            "not_an_appeal",
            "registered_already",
        }
    else:
        assert after is LAW[standing.status, move][1]


def test_every_open_case_can_be_ended_by_the_office_and_left_by_the_citizen() -> None:
    for status in OPEN:
        assert {Move.RESOLVE, Move.DECLINE} <= set(moves_for(Standing(status), [Role.CLERK]))
        assert Move.WITHDRAW in moves_for(Standing(status), [Role.CITIZEN])


@pytest.mark.parametrize("move", sorted(OF_THE_APPEAL))
def test_what_only_an_unregistered_appeal_knows_is_refused_by_name(move: Move) -> None:
    role = Role.CITIZEN if move is Move.TO_FEEDBACK else Role.CLERK
    for standing, code in (
        (Standing(Status.FILED), "not_an_appeal"),
        (Standing(Status.FILED, Track.APPEAL, registered=True), "registered_already"),
    ):
        assert move not in moves_for(standing, Role)
        with pytest.raises(NotNow) as refused:
            next_status(standing, move, role)
        assert refused.value.code == code
    assert next_status(Standing(Status.FILED, Track.APPEAL), move, role) is Status.FILED


def test_a_case_becomes_an_appeal_once_and_by_its_citizen_alone() -> None:
    for status in OPEN:
        assert Move.TO_APPEAL in moves_for(Standing(status), [Role.CITIZEN])
        assert Move.TO_APPEAL not in moves_for(Standing(status), set(Role) - {Role.CITIZEN})
        assert Move.TO_FEEDBACK not in moves_for(Standing(status, Track.APPEAL), set(Role) - {Role.CITIZEN})
        with pytest.raises(NotNow) as refused:
            next_status(Standing(status, Track.APPEAL), Move.TO_APPEAL, Role.CITIZEN)
        assert refused.value.code == "appeal_already"
    assert Move.TO_APPEAL not in moves_for(Standing(Status.RESOLVED), Role)


def test_the_first_move_of_the_office_registers_an_appeal() -> None:
    unregistered = Standing(Status.FILED, Track.APPEAL)
    for move in (Move.TAKE, Move.NOTE, Move.TRANSFER, Move.ANSWER):
        assert registers(unregistered, move, Role.CLERK)
        assert not registers(unregistered, move, Role.CITIZEN)
        assert not registers(Standing(Status.FILED), move, Role.CLERK)
        assert not registers(Standing(Status.FILED, Track.APPEAL, registered=True), move, Role.CLERK)
    assert not registers(unregistered, Move.EXPIRE, Role.CLOCK)
    assert not registers(Standing(Status.CLOSED, Track.APPEAL), Move.NOTE, Role.CLERK), (
        "nobody owes it an answer"
    )


def test_only_the_head_gives_an_appeal_a_later_day() -> None:
    appeal = Standing(Status.IN_PROGRESS, Track.APPEAL)
    assert Move.EXTEND not in moves_for(appeal, [Role.CLERK])
    with pytest.raises(NotAllowed) as refused:
        next_status(appeal, Move.EXTEND, Role.CLERK)
    assert refused.value.code == "extend_needs_head"
    for role in (Role.HEAD, Role.ADMIN):
        assert next_status(appeal, Move.EXTEND, role) is Status.IN_PROGRESS


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_a_citizen_reopens_within_thirty_days_and_the_head_at_any_time(status: Status) -> None:
    last, late = Standing(status, days_since_resolution=30), Standing(status, days_since_resolution=31)
    assert next_status(last, Move.REOPEN, Role.CITIZEN) is Status.IN_PROGRESS
    assert next_status(late, Move.REOPEN, Role.HEAD) is Status.IN_PROGRESS
    with pytest.raises(NotNow) as refused:
        next_status(late, Move.REOPEN, Role.CITIZEN)
    assert (refused.value.code, refused.value.facts) == ("reopen_too_late", {"days": REOPEN_WITHIN_DAYS})
    assert Move.REOPEN not in moves_for(late, [Role.CITIZEN])


def test_a_citizen_who_is_not_sure_leaves_the_question_standing() -> None:
    resolved = Standing(Status.RESOLVED)
    unsure = next_status(resolved, Move.CONFIRM, Role.CITIZEN, confirmation=Confirmation.UNSURE)
    assert unsure is Status.RESOLVED
    sure = next_status(resolved, Move.CONFIRM, Role.CITIZEN, confirmation=Confirmation.YES)
    assert sure is Status.CLOSED


@pytest.mark.parametrize("outcome", [None, *Outcome])
@pytest.mark.parametrize("move", Move)
def test_an_outcome_belongs_to_the_move_that_ends_a_case(move: Move, outcome: Outcome | None) -> None:
    wanted = RESOLVING.get(move)
    if (wanted is None and outcome is None) or (wanted is not None and outcome in wanted):
        check_outcome(move, outcome)
        return
    with pytest.raises(Invalid) as refused:
        check_outcome(move, outcome)
    assert refused.value.code == ("outcome_needed" if wanted else "outcome_not_expected")


def test_no_outcome_belongs_to_two_moves_and_withdrawn_is_nobodys_to_choose() -> None:
    resolve, decline = RESOLVING[Move.RESOLVE], RESOLVING[Move.DECLINE]
    assert not resolve & decline
    assert set(Outcome) - resolve - decline == {Outcome.WITHDRAWN}
