"""The file of a backup: a zip with a manifest, a member of lines for each table, and the files of citizens."""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import orjson

FORMAT = 1
MANIFEST = "manifest.json"
PIECE = 1 << 20
NOT_A_BACKUP = (
    zipfile.BadZipFile, zlib.error, struct.error,
    EOFError, KeyError, NotImplementedError, OSError, OverflowError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What reading a damaged zip may end in."""


class Damaged(Exception):
    """Says which part of the file is not what was written."""


@dataclass(frozen=True, slots=True)
class Part:
    """One member: how much of it there is, and its SHA-256."""

    sha256: str
    size: int
    """Rows of a table, bytes of a file."""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: datetime
    program: str
    migration: str
    database: str
    numbers: dict[str, int]
    tables: dict[str, Part] = field(default_factory=dict)
    files: dict[str, Part] = field(default_factory=dict)
    files_elsewhere: bool = False
    """Files lie in a store of objects, which has backups of its own."""
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(part.size for part in self.tables.values())


class Writer:
    """Opened for one backup; the manifest comes last, so a file without one is half a backup."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped

    def table(self, name: str, columns: tuple[str, ...], lines: Iterable[bytes]) -> Part:
        sum_, rows = hashlib.sha256(), 0
        with self._member(f"data/{name}.jsonl", zipfile.ZIP_DEFLATED) as member:
            for line in lines:
                member.write(line)
                sum_.update(line)
                rows += 1
        return Part(sum_.hexdigest(), rows, columns)

    def file(self, name: str, content: IO[bytes]) -> Part:
        sum_, size = hashlib.sha256(), 0
        with self._member(f"files/{name}", zipfile.ZIP_STORED) as member:  # photos are packed already
            while piece := content.read(PIECE):
                member.write(piece)
                sum_.update(piece)
                size += len(piece)
        return Part(sum_.hexdigest(), size)

    def manifest(self, manifest: Manifest) -> None:
        self._zip.writestr(MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))

    def _member(self, name: str, packing: int) -> IO[bytes]:
        info = zipfile.ZipInfo(name)
        info.compress_type = packing
        return self._zip.open(info, "w", force_zip64=True)


class Backup:
    """A backup that is read. Whatever is not as it was written raises Damaged."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped
        with _reading(MANIFEST):
            self.manifest = _manifest(orjson.loads(zipped.read(MANIFEST)))

    def lines(self, table: str) -> Iterator[bytes]:
        """Raises Damaged at the end, when the sum or the count is another."""
        part = self.manifest.tables[table]
        sum_, rows = hashlib.sha256(), 0
        with _reading(table), self._zip.open(f"data/{table}.jsonl") as member:
            for line in member:
                sum_.update(line)
                rows += 1
                yield line
        if (sum_.hexdigest(), rows) != (part.sha256, part.size):
            raise Damaged(f"{table}: not what was written")

    def pieces(self, file: str) -> Iterator[bytes]:
        sum_ = hashlib.sha256()
        with _reading(file), self._zip.open(f"files/{file}") as member:
            while piece := member.read(PIECE):
                sum_.update(piece)
                yield piece
        if sum_.hexdigest() != self.manifest.files[file].sha256:
            raise Damaged(f"{file}: not what was written")


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Readable by its owner alone; under its own name only when it is whole."""
    path.touch(mode=0o600, exist_ok=False)
    try:
        with zipfile.ZipFile(path, "w") as zipped:
            yield Writer(zipped)
    except BaseException:
        path.unlink()
        raise


@contextmanager
def reading(path: Path) -> Iterator[Backup]:
    """Raises Damaged for what is no backup."""
    with _reading(path.name):
        zipped = zipfile.ZipFile(path)
    with zipped:
        yield Backup(zipped)


@contextmanager
def _reading(what: str) -> Iterator[None]:
    try:
        yield
    except NOT_A_BACKUP as error:
        raise Damaged(f"{what}: cannot be read ({type(error).__name__})") from error


def _manifest(told: dict[str, Any]) -> Manifest:
    if told["format"] != FORMAT:
        raise ValueError("another format")
    for name in told["files"]:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError("a file outside the folder")
    return Manifest(
        **{
            **told,
            "made_at": datetime.fromisoformat(told["made_at"]),
            "tables": {name: _part(part) for name, part in told["tables"].items()},
            "files": {name: _part(part) for name, part in told["files"].items()},
        }
    )


def _part(told: dict[str, Any]) -> Part:
    return Part(told["sha256"], told["size"], tuple(told["columns"]))
