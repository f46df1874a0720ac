"""The `dobush` command. What a command needs is imported when it runs: `web` and `user` never load aiogram."""

from pathlib import Path
from typing import Annotated

import typer

from app import operating, recording
from app.answering import AsJson, answer, settings
from documents import Size
from rules.lifecycle import Role

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
users = typer.Typer(no_args_is_help=True, help="Clerks, dispatchers, heads, council members, administrators.")
cli.add_typer(operating.commands)
cli.add_typer(users, name="user")
cli.add_typer(recording.commands, name="recording")


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

    answer(run_demo, port=port, data=data, fresh=fresh)


@cli.command()
def migrate(
    no_backup: Annotated[
        bool, typer.Option("--no-backup", help="Do not save what is there before it is changed.")
    ] = False,
) -> None:
    """Bring the database to the newest shape; what is in it is saved first, in backups/ of the data folder."""
    from app.wiring.upkeep import migrate_database

    answer(migrate_database, settings(), save_first=not no_backup)


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

    answer(import_catalogue, settings(), paths or [], dry_run=dry_run, as_json=json)


@cli.command()
def doctor(
    able: Annotated[
        bool, typer.Option("--able", help="Only whether a process here can work: database and token.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Look for what is wrong, and say what to do: settings, machine, database, work, Telegram."""
    from app.wiring.doctor import examine

    answer(examine, settings(), only_able=able, as_json=json)


@cli.command()
def link(
    code: Annotated[str, typer.Argument(help="Of a village, a town, a pump, a container, a lamp.")] = "",
    service: Annotated[str, typer.Option(help="To rate this service there.")] = "",
    source: Annotated[str, typer.Option(help="Which poster, meeting or school it is for.")] = "",
    json: AsJson = False,
) -> None:
    """What a poster's code carries: t.me/<bot>?start=…"""
    from app.wiring.links import print_link

    answer(print_link, settings(), code, service=service, source=source, as_json=json)


@cli.command()
def poster(
    place: Annotated[str, typer.Option(help="A code of a village, a town, a pump, a container, a lamp.")],
    size: Annotated[Size, typer.Option(help="a5 is a4 made smaller.")] = Size.A4,
    service: Annotated[str, typer.Option(help="To rate this service there.")] = "",
    source: Annotated[str, typer.Option(help="Which poster, meeting or school it is for.")] = "",
    bot: Annotated[str, typer.Option(help="The bot's name; none: Telegram is asked.")] = "",
    out: Annotated[Path | None, typer.Option(help="The PDF; none: poster-CODE-SIZE.pdf here.")] = None,
    json: AsJson = False,
) -> None:
    """A poster with a QR code as a PDF, in Kyrgyz and Russian."""
    from app.wiring.poster import make_poster

    answer(
        make_poster,
        settings(),
        place,
        size=size,
        service=service,
        source=source,
        bot=bot,
        out=out,
        as_json=json,
    )


@cli.command()
def arrivals(json: AsJson = False) -> None:
    """How many citizens came by which source of a link."""
    from app.wiring.links import count_arrivals

    answer(count_arrivals, settings(), as_json=json)


@cli.command(hidden=True)
def lifecycle() -> None:
    """The law of a ticket's life as Markdown: docs/lifecycle.md."""
    from app.wiring.drawing import draw

    answer(draw)


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

    answer(
        add_user,
        settings(),
        name,
        role,
        inboxes=inbox or [],
        municipalities=municipality or [],
        language=language,
        api_key=api_key,
        as_json=json,
    )


@users.command("list")
def user_list(json: AsJson = False) -> None:
    """Who works here, with what they can come in by."""
    from app.wiring.users import list_users

    answer(list_users, settings(), as_json=json)


@users.command("end")
def user_end(who: Annotated[str, typer.Argument(metavar="NAME|ID")], json: AsJson = False) -> None:
    """Close an account: sessions, keys and links end at once. Its name stays in the history of cases."""
    from app.wiring.users import end_user

    answer(end_user, settings(), who, as_json=json)


def main() -> None:
    cli()


def _run(module: str, command: str) -> None:
    from importlib import import_module

    answer(getattr(import_module(module), f"run_{command}"), settings())


if __name__ == "__main__":
    main()
