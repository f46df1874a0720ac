"""Bytes on disk and in a bucket: the same promises, kept by a folder and by a real S3 server over HTTP."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.files.storage import Bucket, ObjectMissing, Storage, StorageAway
from tests.s3 import make_bucket, s3_server

TOKEN = "ab" * 16
NOBODY = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "disk":
        return Storage(tmp_path / "files")
    address = request.getfixturevalue("s3")
    name = f"dobush-{tmp_path.name.replace('_', '-').lower()}"
    make_bucket(address, name)
    return Storage(Bucket(name, "cases", endpoint=address, region="us-east-1", key="key", secret="secret"))


def read(storage: Storage, first: int, last: int) -> bytes:
    return b"".join(storage.read(TOKEN, first, last))


def test_what_is_kept_is_read_whole_and_in_parts(storage: Storage) -> None:
    content = bytes(range(256)) * 8000
    storage.keep(TOKEN, content, "audio/ogg")
    assert read(storage, 0, len(content) - 1) == content
    assert read(storage, 0, 0) == content[:1]
    assert read(storage, 1000, 1999) == content[1000:2000]
    assert read(storage, len(content) - 5, len(content) - 1) == content[-5:]


def test_keeping_it_again_replaces_it(storage: Storage) -> None:
    storage.keep(TOKEN, b"half", "audio/ogg")
    storage.keep(TOKEN, b"whole thing", "audio/ogg")
    assert read(storage, 0, 10) == b"whole thing"


def test_what_is_not_there_is_missing(storage: Storage) -> None:
    storage.keep("cd" * 16, b"another", "audio/ogg")
    with pytest.raises(ObjectMissing):
        storage.read(TOKEN, 0, 1)


def test_a_check_leaves_nothing_behind(storage: Storage) -> None:
    storage.check()
    with pytest.raises(ObjectMissing):
        storage.read("probe", 0, 1)


def test_what_is_removed_is_gone_and_removing_it_again_is_nothing(storage: Storage) -> None:
    storage.keep(TOKEN, b"x", "audio/ogg")
    storage.keep("cd" * 16, b"another", "audio/ogg")
    for _ in range(2):
        storage.forget(TOKEN)
        with pytest.raises(ObjectMissing):
            storage.read(TOKEN, 0, 1)
    assert b"".join(storage.read("cd" * 16, 0, 6)) == b"another"


def test_a_folder_of_ours_is_nobody_elses(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "files")
    storage.keep(TOKEN, b"x", "audio/ogg")
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [TOKEN]


def test_a_bucket_that_cannot_be_reached_is_away(tmp_path: Path) -> None:
    away = Storage(Bucket("x", endpoint=NOBODY, region="us-east-1", key="key", secret="hush"))
    reads, removes = (lambda: away.read(TOKEN, 0, 1)), (lambda: away.forget(TOKEN))
    for work in (lambda: away.keep(TOKEN, b"x", "audio/ogg"), reads, removes, away.check):
        with pytest.raises(StorageAway) as error:
            work()
        assert "hush" not in str(error.value)
        assert error.value.__cause__ is None


def test_a_bucket_that_refuses_our_key_is_away(s3: str) -> None:
    with pytest.raises(StorageAway):
        Storage(Bucket("nobody-made-it", endpoint=s3, region="us-east-1", key="k", secret="s")).check()


def test_a_full_disk_takes_nothing_by_halves_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "files")
    storage.keep("cd" * 16, b"kept before", "audio/ogg")
    with room_for(1000), pytest.raises(StorageAway):
        storage.keep(TOKEN, b"x" * 100_000, "audio/ogg")
    with pytest.raises(ObjectMissing):
        storage.read(TOKEN, 0, 1)
    storage.keep(TOKEN, b"x" * 100_000, "audio/ogg")
    assert read(storage, 0, 99_999) == b"x" * 100_000


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """The kernel refuses to let any file of ours grow beyond it, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_folder_that_cannot_be_made_is_away_until_it_can(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    storage = Storage(tmp_path / "files")
    with pytest.raises(StorageAway):
        storage.check()
    (tmp_path / "files").unlink()
    storage.check()
