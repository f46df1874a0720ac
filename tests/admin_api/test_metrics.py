"""What the watch is told: the house's figures, of nobody in particular, for whoever shows the token."""

from dataclasses import replace

import pytest
from httpx import Response
from prometheus_client.parser import text_string_to_metric_families

from admin_api.visits import UNWATCHED, Watch
from db.queries import outbox, pulse, received
from db.queries.outbox import Debt
from db.queries.received import Arrived
from tests.admin_api.front import STORY, Front, refused

TOKEN = "watch-me"
Labels = tuple[tuple[str, str], ...]


@pytest.fixture(autouse=True)
def watched(front: Front) -> None:
    front.app.state.office = replace(front.app.state.office, watch=Watch(metrics_token=TOKEN))


def scrape(front: Front) -> Response:
    return front.http.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})


def figures(front: Front) -> dict[tuple[str, Labels], float]:
    answer = scrape(front)
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_nobody_reads_them_without_the_token(front: Front) -> None:
    for given in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {front.keys['admin']}"):
        refused(front.http.get("/metrics", headers={"authorization": given}), 401, "sign_in_needed")


def test_without_a_token_in_the_settings_there_is_nothing_there(front: Front) -> None:
    front.app.state.office = replace(front.app.state.office, watch=UNWATCHED)
    for given in ("", "Bearer ", f"Bearer {TOKEN}"):
        refused(front.http.get("/metrics", headers={"authorization": given}), 404, "not_found")


def test_an_empty_house_has_zeros(front: Front) -> None:
    told = figures(front)
    for name in ("received_waiting", "received_dead", "outbox_waiting", "outbox_failed", "tickets_open"):
        assert told[f"dobush_{name}", ()] == 0
    assert told["dobush_updates_received_total", ()] == 0
    assert ("dobush_last_tick_timestamp_seconds", ()) not in told


def test_what_waits_what_failed_and_what_is_overdue_is_counted(front: Front) -> None:
    front.files()
    with front.database.writing() as session:
        received.store(session, [Arrived(7, number, 5, "{}") for number in range(3)], at=front.at)
        (dead,) = received.take_next(session, at=front.at)
        received.bury(session, dead.id, error="unreadable")
        debt = Debt(kind="letter", content="x", facts={}, ready_at=front.at, chat_id=5)
        outbox.owe(session, [debt, debt], at=front.at)
        ready = outbox.ready(session, kind="letter", channel="telegram", at=front.at, limit=9)
        (held,) = outbox.lease(session, ready, at=front.at, seconds=1)
        outbox.failed(session, held, at=front.at, error="refused")
        pulse.beat(session, {pulse.TICK: 1}, at=front.at)
    front.passes(days=30)
    told = figures(front)
    assert told["dobush_received_waiting", ()] == 2
    assert told["dobush_received_oldest_seconds", ()] == 30 * 86400
    assert told["dobush_received_dead", ()] == 1
    assert told["dobush_outbox_waiting", ()] == 1
    assert told["dobush_outbox_oldest_seconds", ()] == 30 * 86400
    assert told["dobush_outbox_failed", ()] == 1
    assert (told["dobush_tickets_open", ()], told["dobush_tickets_overdue", ()]) == (1, 1)
    assert told["dobush_last_tick_timestamp_seconds", ()] == (front.at.timestamp() - 30 * 86400)


def test_what_other_processes_counted_is_summed(front: Front) -> None:
    with front.database.writing() as session:
        for _ in range(2):
            pulse.beat(
                session,
                {pulse.RECEIVED: 5, "turn.turn": 4, "turn.failed": 1, "delivery.letter.too_many": 2},
                at=front.at,
            )
    told = figures(front)
    assert told["dobush_updates_received_total", ()] == 10
    assert told["dobush_turns_total", (("outcome", "turn"),)] == 8
    assert told["dobush_turns_total", (("outcome", "failed"),)] == 2
    assert told["dobush_deliveries_total", (("kind", "letter"), ("outcome", "too_many"))] == 4


def test_requests_are_counted_by_route_and_never_by_what_was_in_them(front: Front) -> None:
    ticket = front.files()
    front.reads("clerk", ticket)
    front.http.get("/made-up/by-a-stranger")
    front.http.request("BREW", "/healthz")
    told = figures(front)
    count = "dobush_http_request_seconds_count"
    route = "/api/v1/tickets/{reference}"
    assert told[count, (("method", "GET"), ("route", route), ("status", "200"))] == 1
    assert told[count, (("method", "GET"), ("route", "none"), ("status", "404"))] == 1
    text = scrape(front).text
    for secret in (ticket["reference"], STORY, "stranger", "BREW", front.keys["clerk"]):
        assert secret not in text
