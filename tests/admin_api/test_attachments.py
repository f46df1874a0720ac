"""Files over HTTP: who may fetch them, in which parts, and how carefully a browser is told to treat them."""

from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select

from casework.desk import Actor
from casework.intake import Complaint, file_complaint
from db.queries import files
from db.queries import people as people_queries
from db.tables.files import File
from db.tables.people import Access
from rules.attachments import DOWNLOADABLE, Attached, Kind
from rules.lifecycle import Role, Source
from tests.admin_api.enclosing import HELD, files_case, keeps
from tests.admin_api.front import API, Front, refused
from tests.db.pictures import OPUS


def fetch(front: Front, who: str, ticket: dict[str, Any], number: int = 0, **headers: str) -> Response:
    return front.http.get(ticket["attachments"][number]["url"], headers=front.headers(who) | headers)


def test_a_case_names_its_files_as_the_contract_says(front: Front) -> None:
    ticket = files_case(front, Kind.VOICE, Kind.PHOTO, kept=False)
    told = [
        {key: one[key] for key in ("kind", "status", "mime", "seconds", "event")}
        for one in ticket["attachments"]
    ]
    waiting = {"status": "waiting", "mime": None, "event": 1}
    assert told == [
        {"kind": "voice", "seconds": 12, **waiting},
        {"kind": "photo", "seconds": None, **waiting},
    ]
    assert ticket["text"] == ""
    assert ticket["events"][0]["files"] == {"voice": 1, "photo": 1}
    keeps(front)
    voice, photo = front.reads("clerk", ticket)["attachments"]
    assert (voice["status"], voice["mime"], voice["bytes"]) == ("kept", "audio/ogg", len(OPUS))
    assert photo["url"] == f"{API}/tickets/{ticket['reference']}/attachments/{photo['id']}"
    assert len({voice["id"], photo["id"]}) == 2
    assert len(voice["id"]) == 32


@pytest.mark.parametrize("kind", HELD)
def test_a_clerk_reads_the_bytes_that_were_kept(kind: Kind, front: Front) -> None:
    mime, content = HELD[kind]
    answer = fetch(front, "clerk", files_case(front, kind))
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == mime
    assert answer.headers["content-length"] == str(len(content))
    how = "attachment" if kind is Kind.DOCUMENT else "inline"
    assert answer.headers["content-disposition"].startswith(f'{how}; filename="1001-9-')


def test_a_browser_is_told_to_be_careful(front: Front) -> None:
    headers = fetch(front, "clerk", files_case(front, Kind.PHOTO)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"].startswith("private")
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, len(OPUS) - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=100-999999", 100, len(OPUS) - 1),
        ("bytes=-7", len(OPUS) - 7, len(OPUS) - 1),
        ("bytes=-999999", 0, len(OPUS) - 1),
    ],
)
def test_a_player_may_jump(asked: str, first: int, last: int, front: Front) -> None:
    answer = fetch(front, "clerk", files_case(front, Kind.VOICE), range=asked)
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(OPUS)}"
    assert answer.content == OPUS[first : last + 1]
    assert answer.headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize("asked", ["bytes=99999-", "bytes=-0", "bytes=9-3"])
def test_a_jump_past_the_end_is_refused(asked: str, front: Front) -> None:
    answer = fetch(front, "clerk", files_case(front, Kind.VOICE), range=asked)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(OPUS)}"


@pytest.mark.parametrize(
    "asked", ["", "bytes", "bytes=-", "bytes=a-b", "bytes=0-1,4-5", "pages=1-2", "bytes=" + "9" * 90]
)
def test_what_is_no_range_is_answered_whole(asked: str, front: Front) -> None:
    answer = fetch(front, "clerk", files_case(front, Kind.VOICE), range=asked)
    assert (answer.status_code, answer.content) == (200, OPUS)


def test_only_who_may_see_the_case_gets_its_files(front: Front) -> None:
    ticket = files_case(front, Kind.VOICE)
    for who in ("clerk", "head", "admin"):
        assert fetch(front, who, ticket).content == OPUS
    for who in ("neighbour", "dispatcher"):
        refused(fetch(front, who, ticket), 404, "ticket_not_found")
    for who in ("council", "client"):
        refused(fetch(front, who, ticket), 403, "not_allowed")
    refused(fetch(front, "", ticket), 401, "sign_in_needed")


def test_a_file_belongs_to_its_case_alone(front: Front) -> None:
    ticket, other = files_case(front, Kind.VOICE), front.files()
    token = ticket["attachments"][0]["id"]
    refused(
        front.get("clerk", f"/tickets/{other['reference']}/attachments/{token}"), 404, "attachment_not_found"
    )
    refused(front.get("clerk", f"/tickets/{ticket['reference']}/attachments/1"), 404, "attachment_not_found")
    refused(front.get("clerk", f"/tickets/{ticket['reference']}/attachments/..%2f..%2fetc"), 404, "not_found")


def test_a_case_that_was_passed_on_takes_its_files_along(front: Front) -> None:
    ticket = files_case(front, Kind.VOICE)
    passed = front.moves("clerk", ticket, "transfer", inbox="ak-chiy-2840", reason="Not ours")
    assert passed["attachments"] == []
    refused(fetch(front, "clerk", ticket), 404, "ticket_not_found")
    assert fetch(front, "neighbour", ticket).content == OPUS


def test_what_is_not_here_yet_or_never_will_be_is_not_found(front: Front) -> None:
    ticket = files_case(front, Kind.VOICE, kept=False)
    refused(fetch(front, "clerk", ticket), 404, "attachment_not_found")


def test_an_administrators_look_is_written_down(front: Front) -> None:
    fetch(front, "admin", files_case(front, Kind.VOICE))
    with front.database.reading() as session:
        looked = session.scalars(select(Access.what).where(Access.ticket_id == 1001)).all()
    assert list(looked) == ["attachment"]


def test_while_the_storage_is_away_the_file_is_unavailable_and_the_case_is_not(front: Front) -> None:
    ticket = files_case(front, Kind.VOICE)
    folder = Path(front.folder.name)
    folder.rename(folder.with_name(f"{folder.name}-moved"))
    folder.write_text("in the way")
    try:
        refused(fetch(front, "clerk", ticket), 503, "storage_away")
        assert front.reads("clerk", ticket) == ticket
    finally:
        folder.unlink()
        folder.with_name(f"{folder.name}-moved").rename(folder)
    assert fetch(front, "clerk", ticket).content == OPUS


def test_a_row_whose_object_was_taken_away_is_not_found(front: Front) -> None:
    ticket = files_case(front, Kind.VOICE)
    token = ticket["attachments"][0]["id"]
    (Path(front.folder.name) / token[:2] / token).unlink()
    refused(fetch(front, "clerk", ticket), 404, "attachment_not_found")


def test_a_file_too_large_for_bots_is_named_and_not_fetched(front: Front) -> None:
    with front.database.writing() as session:
        citizen = people_queries.welcome_citizen(session, 5_000_000_001, at=front.at)
        film = Attached(Kind.VIDEO, "id", "u", bytes=DOWNLOADABLE + 1)
        complaint = Complaint("roads", front.village, "", "ky", Source.TELEGRAM, files=[film])
        file_complaint(front.desk(session), complaint, by=Actor(Role.CITIZEN, citizen_id=citizen.id))
        assert files.lease(session, at=front.at, seconds=9, limit=9) == []
        assert session.scalars(select(File.status)).all() == ["too_large"]
