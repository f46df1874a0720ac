"""How a command ends: an exit code, and a sentence on stderr instead of a traceback."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from app import settings as settings_module
from app.settings import Settings, WrongSetting
from rules.refusals import Refusal

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of plain lines.")]
WRONG_USE = 2


def settings() -> Settings:
    try:
        return settings_module.read()
    except WrongSetting as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(WRONG_USE) from None


def answer(work: Callable[..., int | None], *args: Any, **kwargs: Any) -> None:
    """Run it; a refusal or a wrong setting is a sentence on stderr, not a traceback."""
    try:
        code = work(*args, **kwargs)
    except WrongSetting as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(WRONG_USE) from None
    except Refusal as refusal:
        facts = ", ".join(f"{name}={value}" for name, value in refusal.facts.items())
        typer.echo(f"{refusal.code}: {facts}" if facts else refusal.code, err=True)
        raise typer.Exit(WRONG_USE) from None
    sys.exit(code or 0)
