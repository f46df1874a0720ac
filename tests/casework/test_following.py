"""Neighbours join a case once each; what is not theirs to join, or has ended, is refused."""

import pytest

from casework import appeals, closing, following, seals
from db.queries import followers
from rules.lifecycle import Confirmation, Move, Source, Status, Track
from rules.refusals import NotAllowed, NotNow
from tests.casework.office import APPLICANT, Office


def joins(office: Office, case: int, who: str = "bakyt", **more: object) -> None:
    office.do(following.join, case, by=office.who(who), **more)


def counted(office: Office, case: int) -> tuple[int, int]:
    with office.database.reading() as session:
        return office.ticket(case).joined, followers.count(session, case)


@pytest.mark.parametrize("status", [Status.FILED, Status.IN_PROGRESS, Status.WAITING])
def test_an_open_case_is_joined_and_stands_as_it_stood(office: Office, status: Status) -> None:
    case = office.has(status)
    joins(office, case, said="Бизде да")
    assert office.ticket(case).status == status
    assert counted(office, case) == (1, 1)
    last = office.events(case)[-1]
    assert (last.move, last.facts) == ("join", {"joined": 1})
    assert seals.broken_at(office.events(case)) is None


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_what_ended_cannot_be_joined(office: Office, status: Status) -> None:
    case = office.has(status)
    with pytest.raises(NotNow):
        joins(office, case)
    assert counted(office, case) == (0, 0)


def test_ones_own_case_and_an_official_appeal_cannot_be_joined(office: Office) -> None:
    case = office.files()
    with pytest.raises(NotNow):
        joins(office, case, "aigul")
    appeal = office.files(appeal=APPLICANT)
    with pytest.raises(NotNow):
        joins(office, appeal)


def test_joining_and_leaving_twice_counts_once_and_every_joining_keeps_its_time(office: Office) -> None:
    case = office.files()
    for _ in range(2):
        joins(office, case)
    assert counted(office, case) == (1, 1)
    for _ in range(2):
        office.do(following.leave, case, by=office.who("bakyt"))
    assert counted(office, case) == (0, 0)
    joins(office, case)
    assert counted(office, case) == (1, 1)
    assert [event.move for event in office.events(case)] == ["file", "join", "leave", "join"]


def test_the_office_hears_of_the_first_of_a_day(office: Office) -> None:
    case = office.has(Status.IN_PROGRESS)
    office.news()
    joins(office, case)
    assert office.news() == [("joined", "clerk")]
    office.do(following.leave, case, by=office.who("bakyt"))
    joins(office, case)
    assert office.news() == []
    office.passes(days=1)
    office.do(following.leave, case, by=office.who("bakyt"))
    joins(office, case)
    assert office.news() == [("joined", "clerk")]


def test_whoever_left_is_a_stranger_to_the_case(office: Office) -> None:
    case = office.files()
    joins(office, case)
    office.do(following.leave, case, by=office.who("bakyt"))
    ticket = office.ticket(case)
    with pytest.raises(NotAllowed):
        office.do(following.concerned, ticket, office.who("bakyt"))


def test_a_case_with_neighbours_cannot_become_an_official_appeal(office: Office) -> None:
    case = office.files()
    joins(office, case)
    with pytest.raises(NotNow) as refused:
        office.do(appeals.make_official, case, applicant=APPLICANT, by=office.who("aigul"))
    assert refused.value.code == "appeal_has_neighbours"
    assert office.ticket(case).track == Track.FEEDBACK


def test_a_neighbours_yes_does_not_answer_for_somebody_who_came_in_person(office: Office) -> None:
    case = office.files(by="clerk", source=Source.WALK_IN)
    joins(office, case)
    office.makes(Move.RESOLVE, case)
    office.do(closing.confirm, case, confirmation=Confirmation.YES, by=office.who("bakyt"))
    assert office.ticket(case).status == Status.RESOLVED
