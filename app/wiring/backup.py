"""`dobush backup`: everything in one file, made while Dobush runs, and read back before it counts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import typer

from app.settings import Settings
from app.wiring.house import House, open_house
from casework import chains
from db import migrations
from db.backups import archive, numbers, rows
from db.backups.archive import Backup, Damaged, Manifest, Part, Writer
from db.queries import pulse
from rules.reference import shown

FAILED = 1
CHAIN = ("tickets", "events", "event_texts")


@dataclass(frozen=True, slots=True)
class Made:
    path: Path
    manifest: Manifest
    verdict: chains.Verdict


def backup_house(settings: Settings, target: Path | None, *, as_json: bool) -> int:
    house = open_house(settings)
    try:
        made = make(house, target)
    except (Damaged, NothingToKeep, OSError) as error:
        typer.echo(f"no backup was made: {error}", err=True)
        return FAILED
    finally:
        house.close()
    said = told(made.manifest, made.verdict)
    if as_json:
        typer.echo(json.dumps({"file": str(made.path), "bytes": made.path.stat().st_size, **said}))
    else:
        typer.echo(f"backup: {made.path} ({made.path.stat().st_size:,} bytes)")
        speak(made.manifest, made.verdict)
    return FAILED if made.verdict.broken else 0


class NothingToKeep(Exception):
    """A database without tables."""


def make(house: House, target: Path | None = None, *, name: str = "dobush") -> Made:
    """Raises NothingToKeep, OSError, and Damaged when what was written cannot be read back."""
    path = _path(house, target, name)
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    with archive.writing(draft) as writer:
        writer.manifest(_write(house, writer))
    try:
        with archive.reading(draft) as backup:
            made = Made(path, backup.manifest, verified(backup))
    except Damaged:
        draft.unlink()
        raise
    draft.rename(path)
    if made.manifest.migration == migrations.head():
        with house.database.writing() as session:
            pulse.beat(session, {pulse.BACKUP: 1}, at=made.manifest.made_at)
    return made


def verified(backup: Backup) -> chains.Verdict:
    """Reads every byte. Raises Damaged; what is broken in the chains of cases stands in the verdict."""
    for name in backup.manifest.files:
        for _ in backup.pieces(name):
            pass
    for name in backup.manifest.tables:
        if name not in CHAIN:
            for _ in backup.lines(name):
                pass
    return chains.check(*(_dicts(backup, name) for name in CHAIN))


def told(manifest: Manifest, verdict: chains.Verdict) -> dict[str, object]:
    return {
        "made_at": manifest.made_at.isoformat(),
        "dobush": manifest.program,
        "migration": manifest.migration,
        "database": manifest.database,
        "tables": {name: part.size for name, part in manifest.tables.items()},
        "files": len(manifest.files),
        "files_elsewhere": manifest.files_elsewhere,
        "chains": verdict.tickets,
        "broken": {shown(ticket): at for ticket, at in verdict.broken.items()},
    }


def speak(manifest: Manifest, verdict: chains.Verdict) -> None:
    typer.echo(
        f"made: {manifest.made_at:%Y-%m-%d %H:%M} UTC by Dobush {manifest.program} from {manifest.database}, "
        f"migration {manifest.migration}"
    )
    elsewhere = "; files of citizens lie in the store of objects" if manifest.files_elsewhere else ""
    typer.echo(
        f"holds: {manifest.rows:,} rows of {len(manifest.tables)} tables, {len(manifest.files)} files{elsewhere}"
    )
    if not verdict.broken:
        typer.echo(
            f"verified: every checksum and count; {verdict.events:,} events in the chains of "
            f"{verdict.tickets:,} cases, all whole"
        )
    for ticket, at in verdict.broken.items():
        typer.echo(f"BROKEN: case {shown(ticket)}: its history does not hold from event {at} on", err=True)


def _path(house: House, target: Path | None, name: str) -> Path:
    folder = target or house.settings.data_dir / "backups"
    if target is not None and not target.is_dir():
        return target
    return folder / f"{name}-{house.now():%Y-%m-%dT%H%M%SZ}.zip"


def _write(house: House, writer: Writer) -> Manifest:
    at = house.now()
    with house.database.snapshot() as connection:
        tables = rows.tables(connection)
        migration = migrations.current_of(connection)
        if migration is None:
            raise NothingToKeep("the database has no tables yet; run: dobush migrate")
        known = numbers.upcoming(connection, tables)
        parts = {one.name: writer.table(one.name, one.columns, rows.lines(connection, one)) for one in tables}
        kind = connection.dialect.name
    # Files come after the rows that speak of them: a file too many does no harm.
    return Manifest(
        made_at=at,
        program=version("dobush"),
        migration=migration,
        database=kind,
        numbers=known,
        tables=parts,
        files=dict(_files(house.settings, writer)),
        files_elsewhere=bool(house.settings.files),
    )


def folder_of_files(settings: Settings) -> Path:
    return settings.data_dir / "files"


def _files(settings: Settings, writer: Writer) -> Iterator[tuple[str, Part]]:
    folder = folder_of_files(settings)
    mine = folder.is_dir() and not settings.files
    for path in sorted(folder.rglob("*")) if mine else ():
        try:
            content = path.open("rb")
        except (FileNotFoundError, IsADirectoryError):
            continue  # erased meanwhile
        with content:
            name = path.relative_to(folder).as_posix()
            yield name, writer.file(name, content)


def _dicts(backup: Backup, name: str) -> Iterator[dict[str, object]]:
    columns = backup.manifest.tables[name].columns
    return (rows.as_dict(columns, line) for line in backup.lines(name))
