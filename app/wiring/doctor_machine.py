"""Does the machine give us what we need: a folder, room on the disk, a port, the texts?"""

import errno
import shutil
import socket
import tempfile
from collections.abc import Iterator

import httpx

from app.settings import Settings
from app.wiring.finding import Finding, Look
from app.wiring.house import House
from locales import TRANSLATED, untranslated

MEGABYTE = 1_000_000
LEAST_FREE, LEAST_SHARE, ENOUGH = 500 * MEGABYTE, 0.05, 5000 * MEGABYTE
"""Too little: half a gigabyte, or a twentieth of the disk when that is no more than five."""
SECONDS = 3


def no_folder(settings: Settings, error: OSError) -> Finding:
    said = f"{settings.data_dir} cannot be written to ({error.strerror}); set DOBUSH_DATA_DIR, or its owner"
    return Finding("data folder", False, said)


def _folder(house: House) -> Iterator[Finding]:
    folder = house.settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b".")
        disk = shutil.disk_usage(folder)
    except OSError as error:
        yield no_folder(house.settings, error)
        return
    yield Finding("data folder", True, f"{folder} can be written to")
    full = disk.free < LEAST_FREE or (disk.free < LEAST_SHARE * disk.total and disk.free < ENOUGH)
    free = f"{disk.free // MEGABYTE:,} MB are free where the data folder is"
    yield Finding("disk", not full, f"only {free}; make room, or move DOBUSH_DATA_DIR" if full else free)


def _port(house: House) -> Iterator[Finding]:
    host, port = house.settings.host, house.settings.port
    try:
        with socket.create_server((host, port)):
            yield Finding("port", True, f"{port} is free")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            yield _neighbour(host, port)
        else:
            said = (
                f"{port} on {host} cannot be opened ({error.strerror}); look at DOBUSH_HOST and DOBUSH_PORT"
            )
            yield Finding("port", False, said)


def _neighbour(host: str, port: int) -> Finding:
    """Who listens there already: Dobush, or a stranger."""
    there = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104
    try:
        ours = httpx.get(f"http://{there}:{port}/healthz", timeout=SECONDS).json() == {"status": "ok"}
    except (httpx.HTTPError, ValueError):
        ours = False
    if ours:
        return Finding("port", True, f"Dobush answers on {port}")
    return Finding("port", False, f"{port} is taken by another program; stop it, or set DOBUSH_PORT")


def _texts(house: House) -> Iterator[Finding]:
    for language in TRANSLATED:
        try:
            missing = untranslated(language)
        except OSError:
            yield Finding("texts", False, f"{language}: the file is missing; install Dobush again")
            continue
        if missing:
            said = f"{language}: {missing} texts are not translated; see locales/{language}/messages.po"
            yield Finding("texts", False, said)
        else:
            yield Finding("texts", True, f"{language}: every text is translated")


LOOKS: tuple[Look, ...] = (_folder, _port, _texts)
