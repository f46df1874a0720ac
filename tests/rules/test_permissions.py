"""Who may see what, apart from the moves."""

import pytest

from rules.lifecycle import Role
from rules.permissions import MAY, Reach, Right, check
from rules.refusals import NotAllowed


def allowed(right: Right) -> set[Role]:
    found = set()
    for role in Role:
        try:
            check(role, right)
        except NotAllowed as refused:
            assert refused.facts == {"right": right}
        else:
            found.add(role)
    return found


@pytest.mark.parametrize("right", Right)
def test_every_right_belongs_to_somebody_and_never_to_a_citizen_or_the_clock(right: Right) -> None:
    assert allowed(right) == MAY[right]
    assert MAY[right]
    assert not MAY[right] & {Role.CITIZEN, Role.CLOCK, Role.PROVIDER}


def test_the_council_sees_figures_and_no_cases() -> None:
    assert [right for right in Right if Role.COUNCIL in MAY[right]] == [Right.SEE_FIGURES]


def test_the_administrator_answers_nobody_and_needs_no_phone_number() -> None:
    assert Role.ADMIN not in allowed(Right.SEE_CONTACT)
    assert Role.ADMIN in allowed(Right.SEE_CASES)


def test_a_client_of_the_api_files_and_sees_nothing_else() -> None:
    assert [right for right in Right if Role.CLIENT in MAY[right]] == [Right.FILE_FOR_OTHERS]


def test_only_the_administrator_manages() -> None:
    assert allowed(Right.MANAGE) == {Role.ADMIN}


def test_a_reach_ends_at_its_inboxes_and_the_administrators_nowhere() -> None:
    near, nothing, everything = Reach(inboxes=frozenset({1})), Reach(), Reach(everything=True)
    assert [near.holds(inbox_id=inbox) for inbox in (1, 2)] == [True, False]
    assert not nothing.holds(inbox_id=1)
    assert everything.holds(inbox_id=2)
