"""A file of a case, for whoever may see the case. What it is was found out by us; the browser is told to believe it."""

import re
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import APIRouter, Header, HTTPException, Path
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from admin_api.problems import MEDIA_TYPE
from admin_api.visits import Visit, admit
from db.files.storage import ObjectMissing, StorageAway
from db.queries import files, people, tickets
from db.queries.files import FileRow
from rules.attachments import PAPERS
from rules.lifecycle import Role
from rules.permissions import MAY, Right
from rules.reference import parse, shown
from rules.refusals import NotFound, Unavailable

log = structlog.get_logger(__name__)

router = APIRouter(tags=["tickets"])
SEES_CASES = admit(*MAY[Right.SEE_CASES])
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
ENDINGS = {
    "image/jpeg": "jpg",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}
CAREFUL = {
    "accept-ranges": "bytes",
    "cache-control": "private, max-age=3600",
    "content-security-policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
    ),
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}

Written = Annotated[str, Path(max_length=40, description="A case number, with any dash or none.")]
Token = Annotated[str, Path(max_length=40)]
Asked = Annotated[str | None, Header(alias="range", max_length=100)]


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `first` to `last`, both included."""

    first: int
    last: int
    partial: bool


@router.get(
    "/tickets/{reference}/attachments/{id}",
    response_class=Response,
    responses={
        200: {"content": {mime: {} for mime in ENDINGS}},
        206: {"description": "A range of it", "content": {mime: {} for mime in ENDINGS}},
        503: {"description": "The storage is away", "content": {MEDIA_TYPE: {}}},
    },
)
def read_attachment(
    reference: Written, id: Token, range_: Asked = None, visit: Visit = SEES_CASES
) -> Response:
    """The file as it is kept, also in parts (`Range`)."""
    return send(visit, reference, id, range_)


def send(visit: Visit, reference: str, token: str, asked: str | None) -> Response:
    """Raises NotFound for a case or a file that is not the caller's to see, Unavailable while the storage is away."""
    number = parse(reference)
    if not isinstance(number, int):
        raise NotFound("ticket_not_found")
    with visit.reading() as caller:
        ticket = tickets.one(caller.session, number, reach=caller.reach)
        row = files.one_kept(caller.session, ticket.id, token)
    if caller.role is Role.ADMIN:
        with visit.office.database.writing() as session:
            people.note_access(
                session, user_id=caller.user_id, ticket_id=number, what="attachment", at=caller.desk.at
            )
    span = span_of(asked, row.bytes or 0)
    if span is None:
        raise HTTPException(416, headers={"content-range": f"bytes */{row.bytes}"})
    return _streamed(visit, row, span)


def span_of(asked: str | None, size: int) -> Span | None:
    """What a Range header asks for; everything where it cannot be read; None where it lies outside."""
    whole = Span(0, size - 1, partial=False)
    found = RANGE.fullmatch((asked or "").strip())
    if found is None or found[0] == "bytes=-":
        return whole
    if not found[1]:
        last = int(found[2])
        return Span(max(size - last, 0), size - 1, partial=True) if last else None
    first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    return Span(first, last, partial=True) if first <= last else None


def _streamed(visit: Visit, row: FileRow, span: Span) -> Response:
    try:
        pieces = visit.office.files.read(row.token, span.first, span.last)
    except ObjectMissing:
        log.error("object_missing", file=row.id)
        raise NotFound("attachment_not_found") from None
    except StorageAway as error:
        log.warning("storage_away", file=row.id, error=str(error))
        raise Unavailable() from None
    mime = row.mime or ""
    shown_how = "attachment" if mime in PAPERS else "inline"
    headers = {
        **CAREFUL,
        "content-length": str(span.last - span.first + 1),
        "content-disposition": f'{shown_how}; filename="{shown(row.ticket_id)}-{row.id}.{ENDINGS[mime]}"',
    }
    if span.partial:
        headers["content-range"] = f"bytes {span.first}-{span.last}/{row.bytes}"
    return StreamingResponse(pieces, 206 if span.partial else 200, headers, media_type=mime)
