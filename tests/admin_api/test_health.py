"""Is it up, can it work, and what does it speak?"""

from datetime import timedelta
from pathlib import Path

from httpx import Client

from admin_api.application import create_application
from db import migrations
from db.engine import Database
from db.files.storage import Storage
from db.queries import outbox, pulse, received
from db.queries.directory import Shelf
from db.queries.outbox import Debt
from db.queries.received import Arrived
from tests.admin_api.front import TUESDAY, Front, Wireless, refused
from tests.conftest import NewUrl


def client(url: str) -> Client:
    app = create_application(
        Database(url),
        Shelf(),
        files=Storage(Path("nowhere")),
        now=lambda: TUESDAY,
        secure=True,
        public_url="https://dobush.example",
        wake_letters=lambda: None,
    )
    return Client(transport=Wireless(app), base_url="https://dobush.example")


def test_a_migrated_database_is_ready(front: Front) -> None:
    assert front.http.get("/healthz").json() == {"status": "ok"}
    assert front.http.get("/readyz").json() == {
        "status": "ready",
        "migration": migrations.head(),
        "seconds": dict.fromkeys(("since_tick", "since_telegram", "oldest_received", "oldest_outbox")),
        "warnings": [],
    }


def test_what_waits_and_what_is_silent_is_told_and_warned_of_and_still_ready(front: Front) -> None:
    late = front.at
    with front.database.writing() as session:
        pulse.beat(session, {pulse.TICK: 1, pulse.POLLED: 1}, at=late)
        received.store(session, [Arrived(7, 1, 5, "{}")], at=late)
        outbox.owe(
            session, [Debt(kind="letter", content="accepted", facts={}, ready_at=late, chat_id=5)], at=late
        )
    front.passes(seconds=30)
    told = front.http.get("/readyz").json()
    assert told["seconds"] == dict.fromkeys(told["seconds"], 30.0)
    assert told["warnings"] == []
    front.passes(minutes=5)
    answer = front.http.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["warnings"] == ["worker_silent", "telegram_silent", "updates_wait", "outbox_waits"]


def test_a_letter_that_waits_for_the_morning_is_not_late(front: Front) -> None:
    morning = front.at + timedelta(hours=9)
    with front.database.writing() as session:
        outbox.owe(
            session, [Debt(kind="letter", content="x", facts={}, ready_at=morning, chat_id=5)], at=front.at
        )
        outbox.owe(
            session,
            [Debt(kind="letter", content="x", facts={}, ready_at=front.at, user_id=1, channel="page")],
            at=front.at,
        )
    front.passes(hours=8)
    assert front.http.get("/readyz").json()["seconds"]["oldest_outbox"] is None


def test_before_the_migration_it_is_up_and_not_ready(new_url: NewUrl) -> None:
    http = client(new_url("bare"))
    assert http.get("/healthz").status_code == 200
    assert refused(http.get("/readyz"), 503, "not_ready")["reason"] == "not_migrated"


def test_without_its_database_it_is_up_and_not_ready() -> None:
    http = client("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert http.get("/healthz").status_code == 200
    assert refused(http.get("/readyz"), 503, "not_ready")["reason"] == "database_away"


def test_behind_https_browsers_are_told_to_stay_there(new_url: NewUrl) -> None:
    assert client(new_url()).get("/healthz").headers["strict-transport-security"] == "max-age=31536000"


def test_the_api_describes_itself(front: Front) -> None:
    described = front.http.get("/api/v1/openapi.json").json()
    assert described["info"]["title"] == "Dobush"
    assert set(described["paths"]) == {
        "/api/v1/tickets",
        "/api/v1/tickets/{reference}",
        "/api/v1/tickets/{reference}/attachments/{id}",
        "/api/v1/tickets/{reference}/{move}",
        "/api/v1/reports/response-times",
        "/api/v1/reports/ratings",
        "/api/v1/services",
        "/api/v1/places",
        "/api/v1/inboxes",
    }
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            assert "application/problem+json" in answers["4XX"]["content"], (method, path)
            assert "HTTPValidationError" not in str(answers), (method, path)
    assert "Problem" in described["components"]["schemas"]
