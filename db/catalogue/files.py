"""From paths to records: which files were given, and what stands in each of them."""

from collections.abc import Iterable
from pathlib import Path

from db.catalogue.csv_file import read_csv
from db.catalogue.problems import Problem
from db.catalogue.rows import Parsed
from db.catalogue.services_file import read_services
from db.catalogue.sheets import FILES, SERVICES, SHEETS

MOST_BYTES = 20_000_000
KNOWN_SUFFIXES = {Path(name).suffix for name in FILES}


def read_files(given: Path | Iterable[Path]) -> tuple[dict[str, Parsed], list[Problem]]:
    """What each sheet says, by its name, and everything that is wrong with the files as such."""
    parsed: dict[str, Parsed] = {}
    problems: list[Problem] = []
    for path in _paths([given] if isinstance(given, Path) else given, problems):
        text = _text(path)
        if isinstance(text, Problem):
            problems.append(text)
        elif path.name == SERVICES.file:
            parsed |= read_services(text)
        else:
            sheet = next(sheet for sheet in SHEETS if sheet.file == path.name)
            parsed[sheet.name] = read_csv(sheet, text)
    problems += (problem for one in parsed.values() for problem in one.problems)
    return parsed, problems


def _paths(given: Iterable[Path], problems: list[Problem]) -> list[Path]:
    """The files in their proper order; a name that is nearly right must not be passed over in silence."""
    files: dict[str, Path] = {}
    for path in given:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in inside:
            if file.name in FILES and file.name not in files:
                files[file.name] = file
            elif file.name in FILES:
                problems.append(_unreadable(file, "a file of this name was given before"))
            elif file is path or file.suffix in KNOWN_SUFFIXES:
                problems.append(_unreadable(file, "a catalogue has only " + ", ".join(FILES)))
        if not any(file.name in FILES for file in inside) and path.is_dir():
            problems.append(_unreadable(path, "it has none of " + ", ".join(FILES)))
    return [files[name] for name in FILES if name in files]


def _text(path: Path) -> str | Problem:
    try:
        if path.stat().st_size > MOST_BYTES:
            return _unreadable(path, f"it is larger than {MOST_BYTES // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as error:
        return _unreadable(path, error.strerror or "the system refuses")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _unreadable(path, "it is not UTF-8; a spreadsheet must save it as “CSV UTF-8”", line)
    nul = text.find("\0")
    return _unreadable(path, "it has a NUL character", text.count("\n", 0, nul) + 1) if nul >= 0 else text


def _unreadable(path: Path, why: str, line: int | None = None) -> Problem:
    return Problem("file_unreadable", path.name, line, {"why": why})
