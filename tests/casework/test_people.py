"""Colleagues coming in: invitations, one-time links, sessions, keys. And what citizens choose."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, text

from casework import people
from casework.desk import Desk
from casework.handling import answer
from db.queries import people as people_queries
from db.tables.people import Secret, User
from rules.lifecycle import Role, Status
from rules.permissions import Reach
from rules.refusals import Invalid, NotAllowed, Unauthenticated
from tests.casework.office import OURS, THEIRS, Office
from tests.village import AK_BULAN, EVERYWHERE

MUNICIPALITY = "41702205805000"


def clerk(office: Office) -> int:
    found = office.who("clerk").user_id
    assert found is not None
    return found


def holds(office: Office, token: str, kind: str) -> bool:
    with office.database.reading() as session:
        return people_queries.holder(session, token, kind=kind, at=office.at) is not None


def test_a_link_signs_in_once(office: Office) -> None:
    link = office.do(people.give_link, clerk(office))
    session_token = office.do(people.sign_in, link)
    assert holds(office, session_token, "session")
    with pytest.raises(Unauthenticated) as refused:
        office.do(people.sign_in, link)
    assert refused.value.code == "link_used_or_old"


def raced(hands: int, work: Callable[[int], object]) -> list[object]:
    """All at once; a refusal is a result."""
    gate = Barrier(hands)

    def one(number: int) -> object:
        gate.wait(10)
        try:
            return work(number)
        except (Unauthenticated, Invalid) as refused:
            return refused.code

    with ThreadPoolExecutor(hands) as crowd:
        return list(crowd.map(one, range(hands)))


def test_of_eight_hands_with_one_link_one_comes_in(office: Office) -> None:
    link = office.do(people.give_link, clerk(office))
    found = raced(8, lambda _: office.do(people.sign_in, link))
    assert found.count("link_used_or_old") == 7
    (session_token,) = set(found) - {"link_used_or_old"}
    assert holds(office, str(session_token), "session")
    with office.database.reading() as session:
        assert len(session.scalars(select(Secret).where(Secret.kind == "session")).all()) == 1


def test_of_eight_chats_with_one_invitation_one_is_the_colleagues(office: Office) -> None:
    invitation = office.do(people.give_invitation, clerk(office))
    found = raced(8, lambda number: office.do(people.accept_invitation, invitation, 7_000 + number).chat_id)
    assert found.count("invitation_used_or_old") == 7
    (chat,) = set(found) - {"invitation_used_or_old"}
    with office.database.reading() as session:
        assert session.get_one(User, clerk(office)).chat_id == chat


@pytest.mark.parametrize(
    ("lives", "given"),
    [(people.LINK_LIVES, {}), (people.CHAT_LINK_LIVES, {"lives": people.CHAT_LINK_LIVES})],
)
def test_a_link_ends_when_its_time_is_over(
    office: Office, lives: timedelta, given: dict[str, timedelta]
) -> None:
    early, late = (office.do(people.give_link, clerk(office), **given) for _ in range(2))
    office.village.at += lives - timedelta(seconds=1)
    office.do(people.sign_in, early)
    office.passes(seconds=1)
    with pytest.raises(Unauthenticated):
        office.do(people.sign_in, late)


@pytest.mark.parametrize("token", ["", "x", "х" * 5000, "'; drop table secrets; --", "\u202e"])
def test_what_was_never_given_opens_nothing(office: Office, token: str) -> None:
    with pytest.raises(Unauthenticated):
        office.do(people.sign_in, token)
    with pytest.raises(Invalid):
        office.do(people.accept_invitation, token, 7)


def test_one_kind_of_token_does_not_pass_for_another(office: Office) -> None:
    key = office.do(people.give_key, clerk(office))
    invitation = office.do(people.give_invitation, clerk(office))
    link = office.do(people.give_link, clerk(office))
    for token in (key, invitation):
        with pytest.raises(Unauthenticated):
            office.do(people.sign_in, token)
    for token in (key, link):
        with pytest.raises(Invalid):
            office.do(people.accept_invitation, token, 7)
    assert [holds(office, key, kind) for kind in ("key", "session", "link")] == [True, False, False]


def test_a_token_is_shown_once_and_only_its_digest_is_kept(office: Office) -> None:
    key = office.do(people.give_key, clerk(office))
    with office.database.reading() as session:
        kept = session.execute(text("SELECT * FROM secrets")).all()
    assert key not in str(kept)
    assert people_queries.digest(key) in str(kept)
    assert len(key) >= 32


def test_a_revoked_key_opens_nothing_and_others_still_do(office: Office) -> None:
    lost, other = (office.do(people.give_key, clerk(office)) for _ in range(2))
    assert office.do(lambda desk: people_queries.end_secret(desk.session, lost, at=desk.at))
    assert not office.do(lambda desk: people_queries.end_secret(desk.session, lost, at=desk.at))
    assert [holds(office, key, "key") for key in (lost, other)] == [False, True]


def test_a_key_does_not_grow_old(office: Office) -> None:
    key = office.do(people.give_key, clerk(office))
    office.passes(days=3650)
    assert holds(office, key, "key")


def test_whoever_no_longer_works_here_comes_in_with_nothing(office: Office) -> None:
    link, key = office.do(people.give_link, clerk(office)), office.do(people.give_key, clerk(office))
    invitation = office.do(people.give_invitation, clerk(office))
    session_token = office.do(people.sign_in, office.do(people.give_link, clerk(office)))
    office.do(_leaves, clerk(office))
    with pytest.raises(Unauthenticated):
        office.do(people.sign_in, link)
    with pytest.raises(Invalid):
        office.do(people.accept_invitation, invitation, 7)
    assert not holds(office, key, "key")
    assert not holds(office, session_token, "session")


def _leaves(desk: Desk, user_id: int) -> None:
    desk.session.get_one(User, user_id).active = False


def uses(desk: Desk, token: str) -> None:
    """As a request does."""
    found = people_queries.holder(desk.session, token, kind="session", at=desk.at)
    if found is None:
        raise Unauthenticated
    people.keep_alive(desk, found[0])
    people_queries.seen(desk.session, token, at=desk.at)


def test_a_session_that_is_used_lives_until_its_end(office: Office) -> None:
    session_token = office.do(people.sign_in, office.do(people.give_link, clerk(office)))
    for _ in range(5):
        office.passes(hours=2)
        office.do(uses, session_token)
    office.passes(hours=1, minutes=59)
    office.do(uses, session_token)
    office.passes(minutes=1)
    with pytest.raises(Unauthenticated) as refused:
        office.do(uses, session_token)
    assert refused.value.code == "sign_in_needed"


def test_a_session_that_lies_idle_ends(office: Office) -> None:
    session_token = office.do(people.sign_in, office.do(people.give_link, clerk(office)))
    office.passes(hours=2, seconds=1)
    with pytest.raises(Unauthenticated) as refused:
        office.do(uses, session_token)
    assert refused.value.code == "session_idle"


def test_a_key_may_lie_idle(office: Office) -> None:
    key = office.do(people.give_key, clerk(office))
    office.passes(days=30)
    with office.database.reading() as session:
        found = people_queries.holder(session, key, kind="key", at=office.at)
        assert found is not None
        people.keep_alive(office.village.desk(session), found[0])


def test_whoever_signs_out_is_out_and_may_say_so_twice(office: Office) -> None:
    session_token = office.do(people.sign_in, office.do(people.give_link, clerk(office)))
    office.do(people.sign_out, session_token)
    office.do(people.sign_out, session_token)
    assert not holds(office, session_token, "session")


def test_an_invitation_ties_a_chat_to_a_colleague_and_letters_find_it(office: Office) -> None:
    invitation = office.do(people.give_invitation, clerk(office))
    office.do(people.accept_invitation, invitation, 7_000)
    with pytest.raises(Invalid) as refused:
        office.do(people.accept_invitation, invitation, 7_001)
    assert refused.value.code == "invitation_used_or_old"
    assert office.do(people.colleague_of_chat, 7_000).id == clerk(office)
    with pytest.raises(NotAllowed) as stranger:
        office.do(people.colleague_of_chat, 7_001)
    assert stranger.value.code == "not_a_colleague"
    office.files()
    with office.database.reading() as session:
        rows = session.execute(
            text("SELECT user_id, channel, chat_id FROM outbox WHERE content = 'new_case'")
        )
        found = {tuple(row) for row in rows}
    colleague = office.who("colleague").user_id
    assert found == {(clerk(office), "telegram", 7_000), (colleague, "page", None)}


def test_a_chat_belongs_to_whoever_was_invited_last(office: Office) -> None:
    for who in ("clerk", "colleague"):
        user = office.who(who).user_id
        office.do(people.accept_invitation, office.do(people.give_invitation, user), 7_000)
    assert office.do(people.colleague_of_chat, 7_000).id == office.who("colleague").user_id
    with office.database.reading() as session:
        assert session.get_one(User, clerk(office)).chat_id is None


def test_an_invitation_ends_after_fourteen_days(office: Office) -> None:
    invitation = office.do(people.give_invitation, clerk(office))
    office.passes(days=14)
    with pytest.raises(Invalid):
        office.do(people.accept_invitation, invitation, 7_000)


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.CLOCK, Role.PROVIDER])
def test_only_those_work_here_who_have_a_desk(office: Office, role: Role) -> None:
    with pytest.raises(Invalid) as refused:
        office.do(people.add_user, "Бирөө", role)
    assert refused.value.code == "unknown_role"


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ({"inboxes": [OURS, "nowhere"]}, "unknown_inbox"),
        ({"municipalities": ["417"]}, "unknown_municipality"),
    ],
)
def test_nobody_is_hired_for_a_place_that_is_not_there(
    office: Office, where: dict[str, list[str]], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        office.do(people.add_user, "Бирөө", Role.CLERK, **where)
    assert refused.value.code == code
    with office.database.reading() as session:
        assert people_queries.user_by_name(session, "Бирөө") is None


def test_an_inbox_named_twice_is_one_inbox(office: Office) -> None:
    user = office.do(
        people.add_user,
        "Бирөө",
        Role.HEAD,
        inboxes=[OURS, OURS],
        municipalities=[MUNICIPALITY, MUNICIPALITY],
    )
    with office.database.reading() as session:
        reach = people_queries.reach(session, user)
    assert (len(reach.inboxes), len(reach.municipalities)) == (1, 1)


def reach_of(office: Office, who: str) -> Reach:
    with office.database.reading() as session:
        return people_queries.reach(session, session.get_one(User, office.who(who).user_id))


def test_everybody_sees_as_far_as_their_inboxes(office: Office) -> None:
    ours = office.do(lambda desk: desk.directory.inbox_by_code(OURS).id)
    theirs = office.do(lambda desk: desk.directory.inbox_by_code(THEIRS).id)
    assert [
        reach_of(office, who).holds(inbox_id=ours) for who in ("clerk", "head", "neighbour", "admin")
    ] == [
        True,
        True,
        False,
        True,
    ]
    assert reach_of(office, "neighbour").inboxes == {theirs}
    assert reach_of(office, "council") == Reach()


def test_an_actor_is_a_user_in_a_role(office: Office) -> None:
    with office.database.reading() as session:
        user = session.get_one(User, clerk(office))
    assert people.actor(user) == office.who("clerk")
    case = office.has(Status.FILED)
    office.do(answer, case, said="Келдик", by=people.actor(user), reach=EVERYWHERE)
    assert office.events(case)[-1].by_user_id == clerk(office)


def test_a_citizen_chooses_a_language_and_a_village_and_is_known_by_a_chat_alone(office: Office) -> None:
    def choose(desk: Desk) -> tuple[str | None, int | None]:
        citizen = people.citizen_of(desk, office.who("aigul").citizen_id)
        people.choose_language(desk, citizen, "ru")
        people.choose_village(desk, citizen, AK_BULAN)
        with pytest.raises(Invalid):
            people.choose_village(desk, citizen, "417")
        return citizen.language, citizen.village_id

    language, village = office.do(choose)
    assert language == "ru"
    assert office.do(lambda desk: desk.directory.place(village).code) == AK_BULAN


def test_one_chat_is_one_citizen_however_often_they_come_at_once(office: Office) -> None:
    found = raced(
        8,
        lambda _: office.do(lambda desk: people_queries.welcome_citizen(desk.session, 9_000, at=desk.at).id),
    )
    assert len(set(found)) == 1
