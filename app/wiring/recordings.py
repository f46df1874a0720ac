"""`dobush recording`: scripts to read, and the recordings that people made of them."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import typer

from app.settings import Settings
from app.wiring.house import House, open_house
from app.wiring.reading_aloud import script
from db.files.storage import StorageAway
from db.queries import recordings
from db.queries.recordings import Spoken
from rules.recordings import LANGUAGES, LARGEST, LONGEST_SECONDS, MIME, Heard, NotOpus, opus_seconds
from rules.refusals import Invalid

REFUSED = 1
HOW = "Convert it: ffmpeg -i FILE -ac 1 -c:a libopus -b:a 24k voice.ogg"


def print_scripts(*, as_json: bool) -> int:
    texts = {heard.value: {language: script(language, heard) for language in LANGUAGES} for heard in Heard}
    if as_json:
        typer.echo(json.dumps(texts, ensure_ascii=False))
        return 0
    for heard, spoken in texts.items():
        for language, words in spoken.items():
            typer.echo(f"{heard} ({language})\n    {words}\n")
    return 0


def add_recording(settings: Settings, prompt: Heard, file: Path, *, language: str, municipality: str) -> int:
    """Kept first, then told: a row never speaks of bytes that are not there."""
    try:
        content = _read(file)
    except OSError as error:
        return _refuse(f"{file} cannot be read: {error.strerror}")
    wrong = objection(content)
    if wrong:
        return _refuse(f"{file}: {wrong}")
    seconds = max(1, round(opus_seconds(content)))
    with closing(open_house(settings)) as house:
        spoken = _spoken(house, prompt, language, municipality)
        token = recordings.new_token()
        try:
            house.files.keep(token, content, MIME)
        except StorageAway as away:
            return _refuse(f"the place for files cannot be written ({away}); look at DOBUSH_FILES")
        with house.database.writing() as session:
            replaced = recordings.put(
                session, spoken, token=token, bytes=len(content), seconds=seconds, at=house.now()
            )
        _forget(house, replaced)
    typer.echo(f"{prompt} ({language}): {seconds} s, {'replaced' if replaced else 'added'}")
    return 0


def objection(content: bytes) -> str:
    """Why this cannot be a recording, in a sentence; empty when it can."""
    if len(content) > LARGEST:
        return f"is larger than {LARGEST // 1024} kB. {HOW}"
    try:
        seconds = opus_seconds(content)
    except NotOpus:
        return f"is no Ogg file with one whole Opus stream in it. {HOW}"
    if not seconds:
        return "holds no sound"
    return (
        f"lasts {seconds:.0f} s; at most {LONGEST_SECONDS} s are listened to"
        if seconds > LONGEST_SECONDS
        else ""
    )


def list_recordings(settings: Settings, *, as_json: bool) -> int:
    with closing(open_house(settings)) as house, house.database.reading() as session:
        directory = house.shelf.directory(session, at=house.now())
        rows = [
            {
                "prompt": row.prompt,
                "language": row.language,
                "municipality": directory.place(row.municipality_id).code if row.municipality_id else None,
                "seconds": row.seconds,
                "bytes": row.bytes,
                "added_at": row.added_at.isoformat(timespec="seconds"),
            }
            for row in recordings.every(session)
        ]
    if as_json:
        typer.echo(json.dumps(rows))
        return 0
    for row in rows:
        whose = row["municipality"] or "everybody"
        typer.echo(f"{row['prompt']} ({row['language']}) for {whose}: {row['seconds']} s, {row['added_at']}")
    for silent in _silent({(row["prompt"], row["language"]) for row in rows if not row["municipality"]}):
        typer.echo(silent)
    return 0


def remove_recording(settings: Settings, prompt: Heard, *, language: str, municipality: str) -> int:
    """Raises NotFound where there is none."""
    with closing(open_house(settings)) as house:
        spoken = _spoken(house, prompt, language, municipality)
        with house.database.writing() as session:
            token = recordings.remove(session, spoken, at=house.now())
        _forget(house, token)
    typer.echo(f"{prompt} ({language}): removed")
    return 0


def _read(file: Path) -> bytes:
    """No more than is needed to see that it is too large."""
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _spoken(house: House, prompt: Heard, language: str, municipality: str) -> Spoken:
    if language not in LANGUAGES:
        raise Invalid("unknown_language", language=language)
    if not municipality:
        return Spoken(prompt, language)
    with house.database.reading() as session:
        place = house.shelf.directory(session, at=house.now()).place_by_code(municipality)
    if place is None or not place.stands:
        raise Invalid("unknown_place", code=municipality)
    return Spoken(prompt, language, place.id)


def _forget(house: House, token: str | None) -> None:
    """What nobody speaks of any more. Left lying, it harms nobody."""
    try:
        if token is not None:
            house.files.forget(token)
    except StorageAway as away:
        typer.echo(f"the old file could not be deleted ({away}): {token}", err=True)


def _silent(heard: set[tuple[object, object]]) -> Iterator[str]:
    for language in LANGUAGES:
        missing = [one.value for one in Heard if (one.value, language) not in heard]
        if missing:
            yield f"silent in {language} for everybody: {', '.join(missing)}"


def _refuse(why: str) -> int:
    typer.echo(why, err=True)
    return REFUSED
