"""Where bytes lie: a folder on disk, or a bucket that speaks S3. One object a file, named by its token."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

SECONDS = timedelta(seconds=20)
"""For one call of a bucket. Whoever keeps a file tries again later; whoever reads one is told so."""
PRIVATE = 0o700
PROBE = "probe"


class StorageAway(Exception):
    """The disk is full, or the bucket cannot be reached. Nothing was lost: what is owed stays owed."""


class ObjectMissing(Exception):
    """The object is not there, though somebody was told that it is."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """`s3://name/prefix`, and how it is reached. Without a key the machine's own role is asked for."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = ""


class Storage:
    """Keeps, reads and checks. Synchronous: whoever must not wait calls it in a thread."""

    def __init__(self, where: Path | Bucket) -> None:
        self._where = where
        self._opened: LocalStore | S3Store | None = None

    def keep(self, token: str, content: bytes, mime: str) -> None:
        """Whole or not at all, and on disk when it returns. The same token again replaces it. Raises StorageAway."""
        name = _name(token)
        try:
            attributes: Any = {"Content-Type": mime} if isinstance(self._where, Bucket) else None
            obstore.put(self._store(), name, content, attributes=attributes, use_multipart=False)
            if isinstance(self._where, Path):
                _sync(self._where / name)
        except (BaseError, OSError) as error:
            raise StorageAway(type(error).__name__) from None

    def read(self, token: str, first: int, last: int) -> Iterator[bytes]:
        """The bytes from `first` to `last`, both included, in pieces. Raises StorageAway, ObjectMissing."""
        try:
            found = obstore.get(self._store(), _name(token), options={"range": (first, last + 1)})
        except FileNotFoundError:
            raise ObjectMissing() from None
        except (BaseError, OSError) as error:
            raise StorageAway(type(error).__name__) from None
        return (bytes(piece) for piece in found.stream())

    def whole(self, token: str) -> bytes:
        """A small object at once. Raises StorageAway, ObjectMissing."""
        try:
            return bytes(obstore.get(self._store(), _name(token)).bytes())
        except FileNotFoundError:
            raise ObjectMissing() from None
        except (BaseError, OSError) as error:
            raise StorageAway(type(error).__name__) from None

    def forget(self, token: str) -> None:
        """Also when it is not there any more. Raises StorageAway."""
        try:
            obstore.delete(self._store(), _name(token))
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise StorageAway(type(error).__name__) from None

    def check(self) -> None:
        """Write a small object and take it away again. Raises StorageAway."""
        self.keep(PROBE, b"dobush", "text/plain")
        self.forget(PROBE)

    def _store(self) -> LocalStore | S3Store:
        """Opened at first use, and anew as long as it cannot be: a disk may be mounted later."""
        if self._opened is None:
            self._opened = _on_disk(self._where) if isinstance(self._where, Path) else _bucket(self._where)
        return self._opened


def _name(token: str) -> str:
    """No folder grows too long to look at."""
    return f"{token[:2]}/{token}"


def _on_disk(folder: Path) -> LocalStore:
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    return LocalStore(folder)


def _bucket(where: Bucket) -> S3Store:
    reached: dict[str, Any] = {
        "endpoint": where.endpoint,
        "region": where.region,
        "access_key_id": where.key,
        "secret_access_key": where.secret,
    }
    return S3Store(
        where.name,
        prefix=where.prefix or None,
        virtual_hosted_style_request=False,
        client_options={
            "timeout": SECONDS,
            "connect_timeout": SECONDS / 4,
            "allow_http": where.endpoint.startswith("http://"),
        },
        retry_config={"max_retries": 2, "retry_timeout": SECONDS},
        **{name: value for name, value in reached.items() if value},
    )


def _sync(path: Path) -> None:
    """A row may say "kept" only when a power cut cannot take the bytes back."""
    for there in (path, path.parent):
        handle = os.open(there, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
