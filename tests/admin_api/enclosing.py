"""Cases with files for tests of the front desk: filed as the bot files them, settled as the fetcher settles them."""

from typing import Any

from casework import handling
from casework.desk import Actor
from casework.handling import Enclosed
from casework.intake import Complaint, file_complaint
from db.queries import files
from db.queries import people as people_queries
from db.queries.files import Kept
from rules.attachments import Attached, Kind, Reason, State
from rules.lifecycle import Role, Source
from rules.reference import shown
from tests.admin_api.front import Front, good
from tests.db.pictures import MP4, OPUS, PDF, picture

PHOTO = picture()
PLAYED = (Kind.VOICE, Kind.VIDEO)
HELD = {
    Kind.VOICE: ("audio/ogg", OPUS),
    Kind.PHOTO: ("image/jpeg", PHOTO),
    Kind.DOCUMENT: ("application/pdf", PDF),
    Kind.VIDEO: ("video/mp4", MP4),
}


def files_case(
    front: Front, *kinds: Kind, kept: bool = True, text: str = "", name: str = "акт.pdf"
) -> dict[str, Any]:
    """A citizen's case with files, as the bot files it and the fetcher settles it."""
    attached = [
        Attached(kind, f"id{number}", f"u{number}", name=name, seconds=12 if kind in PLAYED else None)
        for number, kind in enumerate(kinds)
    ]
    with front.database.writing() as session:
        citizen = people_queries.welcome_citizen(session, 5_000_000_001, at=front.at)
        complaint = Complaint("roads", front.village, text, "ky", Source.TELEGRAM, files=attached)
        by = Actor(Role.CITIZEN, citizen_id=citizen.id)
        ticket = file_complaint(front.desk(session), complaint, by=by).id
    if kept:
        keeps(front)
    return good(front.get("clerk", f"/tickets/{shown(ticket)}"))


def keeps(front: Front) -> None:
    with front.database.writing() as session:
        for held in files.lease(session, at=front.at, seconds=9, limit=20):
            mime, content = HELD[Kind(held.kind)]
            front.storage.keep(held.token, content, mime)
            files.kept(session, held, at=front.at, found=Kept(mime, len(content), "x"))


def adds(front: Front, ticket_id: int, *kinds: Kind, said: str = "", **enclosed: Any) -> None:
    attached = [
        Attached(kind, f"more{number}", f"m{number}", seconds=72 if kind in PLAYED else None)
        for number, kind in enumerate(kinds)
    ]
    with front.database.writing() as session:
        citizen = people_queries.welcome_citizen(session, 5_000_000_001, at=front.at)
        by = Actor(Role.CITIZEN, citizen_id=citizen.id)
        handling.add(
            front.desk(session), ticket_id, said=said, by=by, enclosed=Enclosed(attached, **enclosed)
        )


def refuses(front: Front, reason: Reason) -> None:
    """Everything that is still owed turns out to be unfit."""
    with front.database.writing() as session:
        for held in files.lease(session, at=front.at, seconds=9, limit=20):
            files.ended(session, held, State.REFUSED, at=front.at, reason=reason.value)
