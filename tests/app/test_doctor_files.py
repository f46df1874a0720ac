"""The doctor tries to write a file where the files of citizens are to lie."""

from pathlib import Path

import pytest

from tests.app.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_files_that_cannot_be_written_are_found_and_the_key_is_kept(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "files").write_text("in the way")
    assert "DOBUSH_FILES" in shell.set(data_dir=str(tmp_path / "full")).finds()["files"]
    shell.set(files="s3://nobody/files", s3_endpoint="http://127.0.0.1:9", s3_region="x")
    done = shell.set(s3_key="hush-key", s3_secret="hush-secret").runs("doctor")
    assert "WRONG files: nothing can be written to s3://nobody/files" in done.out
    assert "hush" not in done.out + done.err
