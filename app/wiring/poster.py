"""`dobush poster` prints what hangs on walls and pumps: a QR code that knows where it hangs."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import typer

from app.settings import Settings, WrongSetting
from app.wiring.house import open_house
from app.wiring.links import link_to
from db.queries.directory import Directory
from documents import Size
from documents.poster import LANGUAGES, Names, Poster, print_poster
from locales import place as spoken_place
from rules.links import write
from rules.refusals import Invalid

SECONDS = 10
BOT = re.compile(r"@?(\w{4,32})", re.ASCII)


def make_poster(
    settings: Settings,
    code: str,
    *,
    size: Size,
    service: str,
    source: str,
    bot: str,
    out: Path | None,
    as_json: bool,
) -> int:
    """Raises Invalid for a code that the catalogue does not know, or that no link can carry."""
    house = open_house(settings)
    try:
        with house.database.reading() as session:
            directory = house.shelf.directory(session, at=house.now())
    finally:
        house.close()
    start = _start(directory, code, service=service, source=source)
    poster = poster_of(
        directory, code, service=service, link=f"t.me/{_named(bot) or bot_name(settings)}?start={start}"
    )
    file = out or Path(f"poster-{code}-{size}.pdf")
    try:
        file.write_bytes(print_poster(poster, size, at=house.now()))
    except OSError as error:
        typer.echo(f"{file} cannot be written: {error.strerror}", err=True)
        return 1
    told = {"file": str(file), "link": f"https://{poster.link}"}
    typer.echo(json.dumps(told) if as_json else "\n".join(f"{name}: {value}" for name, value in told.items()))
    return 0


def poster_of(directory: Directory, code: str, *, service: str, link: str) -> Poster:
    point = directory.point_by_code(code)
    place = directory.place(point.village_id) if point else directory.place_by_code(code)
    if place is None:
        raise Invalid("unknown_place", code=code)
    municipality, office = directory.municipality_of(place.id), directory.office_of(place.id)
    kind = point.service if point else service
    return Poster(
        link=link,
        code=code,
        place=_names(directory, place.id),
        within=_names(directory, municipality.id) if municipality.id != place.id else None,
        service=kind,
        service_name=_each(directory.service(kind).name) if kind else None,
        point_name=_each(point.name) if point else None,
        office=_each(office.name) if office else None,
        phone=office.phone if office else "",
    )


def bot_name(settings: Settings) -> str:
    """As Telegram knows it. Raises WrongSetting, which says how to do without Telegram."""
    token = settings.telegram_token.get_secret_value()
    why = "DOBUSH_TELEGRAM_TOKEN is not set"
    if token:
        try:
            told = httpx.get(f"{settings.telegram_api}/bot{token}/getMe", timeout=SECONDS).json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            told, why = None, type(error).__name__
        match told:
            case {"ok": True, "result": {"username": str(name)}}:
                return name
            case {"ok": False}:
                why = "Telegram refuses the token"
    raise WrongSetting(f"the bot's name could not be learned ({why}); give it: --bot NAME")


def _named(bot: str) -> str:
    found = BOT.fullmatch(bot)
    if bot and found is None:
        raise WrongSetting(f"--bot: {bot!r} is no name of a bot; it looks like @oi_dobush_bot")
    return found[1] if found else ""


def _start(directory: Directory, code: str, *, service: str, source: str) -> str:
    if not code:
        raise Invalid("unknown_place", code=code)
    try:
        return write(link_to(directory, code, service=service, source=source))
    except ValueError:
        raise Invalid("no_such_link", code=code, service=service, source=source) from None


def _names(directory: Directory, place_id: int) -> Names:
    place = directory.place(place_id)
    return _each(lambda language: spoken_place(language, place.kind, place.name(language)))


def _each(name: Callable[[str], str]) -> Names:
    return {language: name(language) for language in LANGUAGES}
