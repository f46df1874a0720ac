"""The `dobush` command. What a command needs is imported when it runs: `web` and `user` never load aiogram."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from app import settings as settings_module
from app.settings import Settings, WrongSetting
from rules.lifecycle import Role
from rules.refusals import Refusal

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
users = typer.Typer(no_args_is_help=True, help="Clerks, dispatchers, heads, council members, administrators.")
cli.add_typer(users, name="user")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of plain lines.")]
WRONG_USE = 2


@cli.command()
def serve() -> None:
    """Bot, web and worker in one process."""
    _run("app.wiring.serve", "serve")


@cli.command()
def bot() -> None:
    """Receive from Telegram and hold the conversations."""
    _run("app.wiring.serve", "bot")


@cli.command()
def web() -> None:
    """The API, the clerks' and the council's pages, and the webhook."""
    _run("app.wiring.web", "web")


@cli.command()
def worker() -> None:
    """Send letters, and do what the clock obliges us to."""
    _run("app.wiring.serve", "worker")


@cli.command()
def simulator(
    host: str = "127.0.0.1",
    port: int = 8081,
    token: Annotated[str, typer.Option(help="The bot's token.")] = "",
) -> None:
    """A stage that plays Telegram's Bot API, with a chat page."""
    from simulator.process import run
    from simulator.world import TOKEN

    run(host, port, token or TOKEN)


@cli.command()
def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the last demo and start over.")] = False,
    port: Annotated[int, typer.Option(help="The pages; the chat is on the next port.")] = 8080,
    data: Annotated[Path, typer.Option(help="Where the demo keeps its data.")] = Path("var/demo"),
) -> None:
    """Everything at once, without a token: a village's months played through the real bot, then served."""
    from app.wiring.demo import run_demo

    _answer(run_demo, port=port, data=data, fresh=fresh)


@cli.command()
def migrate() -> None:
    """Bring the database to the newest shape."""
    from app.wiring.upkeep import migrate_database

    _answer(migrate_database, _settings())


@cli.command("import")
def import_(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Folders or files; none: the shipped catalogue.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, change nothing.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Read services, places, inboxes, terms and holidays. Nothing is deleted, only closed."""
    from app.wiring.upkeep import import_catalogue

    _answer(import_catalogue, _settings(), paths or [], dry_run=dry_run, as_json=json)


@cli.command()
def doctor(json: AsJson = False) -> None:
    """Look for what is wrong: settings, database, catalogue, Telegram."""
    from app.wiring.doctor import examine

    _answer(examine, _settings(), as_json=json)


@cli.command()
def link(
    code: Annotated[str, typer.Argument(help="Of a village, a town, a pump, a container, a lamp.")] = "",
    service: Annotated[str, typer.Option(help="To rate this service there.")] = "",
    source: Annotated[str, typer.Option(help="Which poster, meeting or school it is for.")] = "",
    json: AsJson = False,
) -> None:
    """What a poster's code carries: t.me/<bot>?start=…"""
    from app.wiring.links import print_link

    _answer(print_link, _settings(), code, service=service, source=source, as_json=json)


@cli.command()
def arrivals(json: AsJson = False) -> None:
    """How many citizens came by which source of a link."""
    from app.wiring.links import count_arrivals

    _answer(count_arrivals, _settings(), as_json=json)


@cli.command(hidden=True)
def lifecycle() -> None:
    """The law of a ticket's life as Markdown: docs/lifecycle.md."""
    from app.wiring.drawing import draw

    _answer(draw)


@users.command("add")
def user_add(
    name: str,
    role: Annotated[Role, typer.Option(help="clerk, dispatcher, head, council, admin or client")],
    inbox: Annotated[list[str] | None, typer.Option(help="An inbox's code; may be given again.")] = None,
    municipality: Annotated[
        list[str] | None, typer.Option(help="A place's code; may be given again.")
    ] = None,
    language: str = "ky",
    api_key: Annotated[bool, typer.Option("--api-key", help="Also give a key for the JSON API.")] = False,
    json: AsJson = False,
) -> None:
    """Somebody who works here. Prints a one-time link, to be passed on in person."""
    from app.wiring.users import add_user

    _answer(
        add_user,
        _settings(),
        name,
        role,
        inboxes=inbox or [],
        municipalities=municipality or [],
        language=language,
        api_key=api_key,
        as_json=json,
    )


def main() -> None:
    cli()


def _run(module: str, command: str) -> None:
    from importlib import import_module

    _answer(getattr(import_module(module), f"run_{command}"), _settings())


def _settings() -> Settings:
    try:
        return settings_module.read()
    except WrongSetting as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(WRONG_USE) from None


def _answer(work: Callable[..., int | None], *args: Any, **kwargs: Any) -> None:
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


if __name__ == "__main__":
    main()
