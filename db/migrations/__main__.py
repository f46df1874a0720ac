"""Write the next migration from the difference between the tables and what the migrations make of an empty file.

python -m db.migrations "Clerks have deputies"
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import Script

from db.engine import Database
from db.migrations import config, head, upgrade


def write(what_changes: str) -> Path:
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        if head() is not None:
            upgrade(database)
        with database.engine.connect() as connection:
            number = f"{int(head() or 0) + 1:04}"
            script = command.revision(config(connection), what_changes, autogenerate=True, rev_id=number)
        database.close()
    assert isinstance(script, Script)
    path = Path(script.path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line for line in lines if not line.lstrip().startswith("# ###")), encoding="utf-8"
    )
    return path


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    path = write(sys.argv[1])
    for tidy in (["format", "--quiet"], ["check", "--fix", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *tidy, str(path)], check=True)
