"""Is it up, can it work, and what does it speak?"""

from pathlib import Path

from httpx import Client

from admin_api.application import create_application
from db.engine import Database
from db.files.storage import Storage
from db.queries.directory import Shelf
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
    assert front.http.get("/readyz").json() == {"status": "ready"}


def test_before_the_migration_it_is_up_and_not_ready(new_url: NewUrl) -> None:
    http = client(new_url("bare"))
    assert http.get("/healthz").status_code == 200
    refused(http.get("/readyz"), 503, "not_ready")


def test_without_its_database_it_is_up_and_not_ready() -> None:
    http = client("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert http.get("/healthz").status_code == 200
    refused(http.get("/readyz"), 503, "not_ready")


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
