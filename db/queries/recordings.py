"""Recordings of the bot's questions: put, found, taken away; and what Telegram calls them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from db.queries.directory.version import raise_version
from db.tables.recordings import Recording
from rules.messages import Voice
from rules.recordings import MIME, Heard
from rules.refusals import NotFound

RecordingRow = Recording
"""For the edges, which read rows and know no tables."""
TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Spoken:
    """Which question, in which language, and whose own; None is for everybody."""

    prompt: Heard
    language: str
    municipality_id: int | None = None


def new_token() -> str:
    return secrets.token_hex(TOKEN_BYTES)


def put(
    session: Session, spoken: Spoken, *, token: str, bytes: int, seconds: int, at: datetime
) -> str | None:
    """Call it when the object is stored. Returns the token of the recording that this one replaces.

    A replaced one keeps its number: a button that stands in a chat plays the newer.
    """
    said = {"token": token, "mime": MIME, "bytes": bytes, "seconds": seconds, "file_id": None, "added_at": at}
    replaced = session.scalar(select(Recording.token).where(*_same(spoken)).with_for_update())
    if replaced is not None:
        session.execute(update(Recording).where(Recording.token == replaced).values(said))
        return replaced
    about = {"prompt": spoken.prompt.value, "language": spoken.language}
    session.execute(insert(Recording).values(**about, **said, municipality_id=spoken.municipality_id))
    raise_version(session, at=at)
    return None


def remove(session: Session, spoken: Spoken, *, at: datetime) -> str:
    """Returns the token of its object. Raises NotFound."""
    token: str | None = session.scalar(delete(Recording).where(*_same(spoken)).returning(Recording.token))
    if token is None:
        raise NotFound("no_such_recording", prompt=spoken.prompt.value, language=spoken.language)
    raise_version(session, at=at)
    return token


def every(session: Session) -> Sequence[Recording]:
    return session.scalars(
        select(Recording).order_by(Recording.municipality_id, Recording.prompt, Recording.language)
    ).all()


def voice(session: Session, recording_id: int, prompt: str, language: str) -> Voice | None:
    """As it may be sent now; None when it was taken away. A number may have been given again: so it says of what."""
    row = session.execute(
        select(Recording.token, Recording.seconds, Recording.file_id).where(
            Recording.id == recording_id, Recording.prompt == prompt, Recording.language == language
        )
    ).one_or_none()
    return Voice(*row) if row else None


def remember(session: Session, token: str, file_id: str) -> None:
    """What Telegram calls it, once it was uploaded."""
    session.execute(update(Recording).where(Recording.token == token).values(file_id=file_id))


def _same(spoken: Spoken) -> tuple[ColumnElement[bool], ...]:
    return (
        Recording.prompt == spoken.prompt.value,
        Recording.language == spoken.language,
        Recording.municipality_id.is_(None)
        if spoken.municipality_id is None
        else Recording.municipality_id == spoken.municipality_id,
    )
