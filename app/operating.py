"""The commands of whoever keeps the server: backup and restore, looking into rows, trying again."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.answering import AsJson, answer, settings

commands = typer.Typer()


class Thing(StrEnum):
    UPDATE = "update"
    TICKET = "ticket"
    LETTER = "letter"


class Retried(StrEnum):
    UPDATE = "update"
    LETTER = "letter"


@commands.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(help="A new file, or a folder; none: backups/ in the data folder.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Everything in one file, while Dobush runs; read back and verified before it counts."""
    from app.wiring.backup import backup_house

    answer(backup_house, settings(), file, as_json=json)


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `dobush backup` wrote, on SQLite or PostgreSQL.")],
    replace: Annotated[bool, typer.Option("--replace", help="Throw away what is in the database.")] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="Send the letters that were waiting; some were sent already.")
    ] = False,
    skip_numbers: Annotated[
        int, typer.Option(min=0, help="Case numbers to leave out: those told after the backup.")
    ] = 1000,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Verify the file, change nothing.")] = False,
    accept_broken: Annotated[
        bool, typer.Option("--accept-broken", help="Restore even cases whose history does not hold.")
    ] = False,
    json: AsJson = False,
) -> None:
    """A backup becomes the database again, wholly or not at all. Stop Dobush before."""
    from app.wiring.restore import Choices, restore_house

    choices = Choices(replace, resend, skip_numbers, dry_run, accept_broken)
    answer(restore_house, settings(), file, choices, as_json=json)


@commands.command()
def inspect(thing: Thing, number: Annotated[str, typer.Argument(metavar="ID")], json: AsJson = False) -> None:
    """What a row is and what happened to it, without anybody's words, names or chats."""
    from app.wiring.inspecting import inspect_row

    answer(inspect_row, settings(), thing, number, as_json=json)


@commands.command()
def retry(thing: Retried, number: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Once more, after the cause is repaired: a dead update, a letter that failed or was held back."""
    from app.wiring.inspecting import retry_row

    answer(retry_row, settings(), thing, number)
