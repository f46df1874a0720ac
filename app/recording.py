"""`dobush recording`: the questions of the bot, read aloud by a person of the municipality."""

from pathlib import Path
from typing import Annotated

import typer

from app.answering import AsJson, answer, settings
from rules.recordings import Heard

commands = typer.Typer(no_args_is_help=True, help="Questions of the bot that can be heard.")

Language = Annotated[str, typer.Option(help="ky or ru")]
Municipality = Annotated[str, typer.Option(help="Whose own it is, by its code; none: for everybody.")]


@commands.command()
def scripts(json: AsJson = False) -> None:
    """What is to be read aloud: eight texts in Kyrgyz and in Russian."""
    from app.wiring.recordings import print_scripts

    answer(print_scripts, as_json=json)


@commands.command()
def add(
    prompt: Heard,
    file: Annotated[Path, typer.Argument(help="Ogg with Opus, at most 1 MB: as Telegram's own voices are.")],
    language: Language = "ky",
    municipality: Municipality = "",
) -> None:
    """Put a recording; it takes the place of the one that was there. From then on the bot shows 🔊."""
    from app.wiring.recordings import add_recording

    answer(add_recording, settings(), prompt, file, language=language, municipality=municipality)


@commands.command("list")
def list_(json: AsJson = False) -> None:
    """Which questions can be heard, and which are still silent."""
    from app.wiring.recordings import list_recordings

    answer(list_recordings, settings(), as_json=json)


@commands.command()
def remove(prompt: Heard, language: Language = "ky", municipality: Municipality = "") -> None:
    """Take a recording away; the button goes with it."""
    from app.wiring.recordings import remove_recording

    answer(remove_recording, settings(), prompt, language=language, municipality=municipality)
