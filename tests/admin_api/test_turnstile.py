"""Who knocks too often waits, politely and by the clock; who does not is never made to pay for it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from admin_api.application import create_application
from casework import people
from db.tables.limits import Limit
from rules.lifecycle import Role
from rules.limits import SIGN_IN_BY, SIGN_IN_FROM, WRONG_KEYS
from rules.refusals import TooMany
from tests.admin_api.front import API, OUR_INBOX, Front, Wireless, good, refused
from tests.pages.browser import Page

HERE = "203.0.113.7"
OF_PROXY = "10.0.0.1"
SENTENCES = {
    "en": "Too many tries to sign in. Please wait, minutes: 1.",
    "ru": "Слишком много попыток входа. Подождите, минут: 1.",
    "ky": "Кирүү аракеттери өтө көп болду. Күтө туруңуз: 1 мүнөт.",
}


class Replica:
    """One web process of several over the same database, reached over a proxy of ours or straight."""

    def __init__(self, front: Front, *, secret_key: str = "k" * 32, calls_per_minute: int = 40) -> None:
        self.front = front
        app = create_application(
            front.database,
            front.shelf,
            files=front.storage,
            now=lambda: front.at,
            secure=False,
            public_url="http://testserver",
            wake_letters=front.wake,
            secret_key=secret_key,
            calls_per_minute=calls_per_minute,
        )
        self._app = ProxyHeadersMiddleware(app, trusted_hosts=OF_PROXY)

    def from_(self, address: str, /, method: str, path: str, **more: Any) -> httpx.Response:
        with httpx.Client(transport=Wireless(self._app, address), base_url="http://testserver") as http:
            return http.request(method, path, **more)

    def signs_in(self, token: str, address: str = HERE, **headers: str) -> httpx.Response:
        return self.from_(address, "POST", f"/sign-in/{token}", headers={"accept": "text/html", **headers})

    def lists(self, key: str, address: str = HERE) -> httpx.Response:
        return self.from_(
            address,
            "GET",
            f"{API}/services",
            headers={"authorization": f"Bearer {key}", "accept-language": "en"},
        )


@pytest.fixture
def replica(front: Front) -> Replica:
    return Replica(front)


def link(front: Front, who: str = "evening") -> str:
    user_id = front.hire(who, Role.CLERK, OUR_INBOX)
    token: str = front.do(people.give_link, user_id)
    return token


def test_wrong_links_from_one_address_make_it_wait_ever_longer(replica: Replica) -> None:
    front, waits = replica.front, []
    for number in range(SIGN_IN_FROM.free + 4):
        answer = replica.signs_in(f"invented{number}")
        if answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            front.passes(seconds=waits[-1])
            answer = replica.signs_in(f"invented{number}")
        assert answer.status_code == 401
    assert waits == [15, 30, 60]


@pytest.mark.parametrize("language", SENTENCES)
def test_the_page_says_how_long_in_the_readers_language(replica: Replica, language: str) -> None:
    for number in range(SIGN_IN_FROM.free + 1):
        replica.signs_in(f"invented{number}")
    answer = replica.signs_in("invented", cookie=f"dobush_lang={language}")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "15")
    assert SENTENCES[language] in Page(429, "/", answer.text).text
    problem = replica.signs_in("invented", accept="application/json").json()
    assert (problem["code"], problem["retry_after"], problem["minutes"]) == ("too_many_tries", 15, 1)


def test_one_link_cannot_be_tried_from_everywhere(replica: Replica) -> None:
    for number in range(SIGN_IN_BY.free + 1):
        assert replica.signs_in("invented", f"203.0.113.{number}").status_code == 401
    assert replica.signs_in("invented", "203.0.113.99").status_code == 429
    assert replica.signs_in("another", "203.0.113.99").status_code == 401


def test_a_success_forgives_what_came_before(replica: Replica) -> None:
    for number in range(SIGN_IN_FROM.free):
        replica.signs_in(f"invented{number}")
    assert replica.signs_in(link(replica.front)).status_code == 303
    for number in range(SIGN_IN_FROM.free + 1):
        assert replica.signs_in(f"invented again {number}").status_code == 401


def test_an_office_that_shares_an_address_comes_in_one_after_another(replica: Replica) -> None:
    for number in range(SIGN_IN_FROM.free * 2):
        assert replica.signs_in(link(replica.front, f"colleague {number}")).status_code == 303


def test_all_replicas_count_together(front: Front) -> None:
    one, other = Replica(front), Replica(front)
    for number in range(SIGN_IN_FROM.free + 1):
        (one if number % 2 else other).signs_in(f"invented{number}")
    assert (one.signs_in("x").status_code, other.signs_in("x").status_code) == (429, 429)


def test_a_forged_forwarded_for_gives_no_fresh_budget(replica: Replica) -> None:
    """Straight to us, or through a proxy that adds what it sees: what the client claims never counts."""
    for number in range(SIGN_IN_FROM.free + 1):
        replica.signs_in(f"a{number}", HERE, **{"x-forwarded-for": f"198.51.100.{number}"})
    assert replica.signs_in("a", HERE, **{"x-forwarded-for": "198.51.100.99"}).status_code == 429
    other = "203.0.113.8"
    for number in range(SIGN_IN_FROM.free + 1):
        replica.signs_in(f"b{number}", OF_PROXY, **{"x-forwarded-for": f"198.51.100.{number}, {other}"})
    assert (
        replica.signs_in("b", OF_PROXY, **{"x-forwarded-for": f"198.51.100.99, {other}"}).status_code == 429
    )
    neighbour = {"x-forwarded-for": "203.0.113.9"}
    assert replica.signs_in("c", OF_PROXY, **neighbour).status_code == 401


@pytest.mark.parametrize(
    "odd", ["", ",", "unknown", "[::1", "'; DROP TABLE limits", "9" * 5000, "::ffff:1.2.3.4"]
)
def test_an_odd_forwarded_for_breaks_nothing(replica: Replica, odd: str) -> None:
    assert replica.signs_in("x", OF_PROXY, **{"x-forwarded-for": odd}).status_code == 401


def test_no_address_and_no_link_is_kept(replica: Replica) -> None:
    replica.signs_in("a-very-special-link")
    replica.lists("a-very-special-key")
    with replica.front.database.reading() as session:
        names = session.scalars(select(Limit.name)).all()
    assert len(names) == 3
    assert not [name for name in names if "special" in name or HERE in name]
    other = Replica(replica.front, secret_key="l" * 32)
    other.signs_in("a-very-special-link")
    with replica.front.database.reading() as session:
        assert len(session.scalars(select(Limit.name)).all()) == 5, "another key, another digest"


def test_a_key_that_loops_waits_and_others_do_not(replica: Replica) -> None:
    front = replica.front
    answers = [replica.lists(front.keys["clerk"]) for _ in range(45)]
    assert [one.status_code for one in answers].count(200) == 40
    problem = refused(answers[-1], 429, "too_many_requests")
    assert problem["detail"] == "Too many requests. Please wait a little."
    assert int(answers[-1].headers["retry-after"]) <= 2
    good(replica.lists(front.keys["head"]))
    front.passes(seconds=2)
    good(replica.lists(front.keys["clerk"]))


def test_replicas_share_what_a_key_may_do(front: Front) -> None:
    one, other = Replica(front), Replica(front)
    answers = [(one if number % 2 else other).lists(front.keys["clerk"]) for number in range(60)]
    assert [answer.status_code for answer in answers].count(200) == 40


def test_no_limit_is_a_choice(front: Front) -> None:
    free = Replica(front, calls_per_minute=0)
    assert {free.lists(front.keys["clerk"]).status_code for _ in range(60)} == {200}


def test_wrong_keys_are_counted_and_right_ones_do_not_pay_for_them(replica: Replica) -> None:
    answers = [replica.lists(f"forged{number}").status_code for number in range(WRONG_KEYS.burst + 5)]
    assert (answers.count(401), answers.count(429)) == (WRONG_KEYS.burst, 5)
    good(replica.lists(replica.front.keys["clerk"]))
    replica.front.passes(minutes=1)
    assert replica.lists("forged").status_code == 401


def test_a_crowd_at_the_door_gets_as_far_as_one(front: Front) -> None:
    turnstile = front.app.state.office.turnstile

    def tries(number: int) -> bool:
        try:
            turnstile.sign_in(HERE, f"invented{number}")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        let_in = list(threads.map(tries, range(60)))
    assert let_in.count(True) == SIGN_IN_FROM.free + 1
