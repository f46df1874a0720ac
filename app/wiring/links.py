"""`dobush link` writes what a poster carries, `dobush arrivals` counts which way people came."""

import json

import typer

from app.settings import Settings
from app.wiring.house import open_house
from db.queries import people
from db.queries.directory import Directory
from rules.links import Kind, Link, write
from rules.refusals import Invalid


def print_link(settings: Settings, code: str, *, service: str, source: str, as_json: bool) -> int:
    """Raises Invalid for a code that the catalogue does not know, or that no link can carry."""
    house = open_house(settings)
    try:
        with house.database.reading() as session:
            directory = house.shelf.directory(session, at=house.now())
    finally:
        house.close()
    try:
        start = write(link_to(directory, code, service=service, source=source))
    except ValueError:
        raise Invalid("no_such_link", code=code, service=service, source=source) from None
    typer.echo(json.dumps({"start": start}) if as_json else f"start: {start}")
    return 0


def link_to(directory: Directory, code: str, *, service: str, source: str) -> Link:
    """To a village or a point; with a service, to rate it."""
    if service and not directory.service(service).rated:
        raise Invalid("unknown_service", service=service)
    if code in {place.code for place in directory.villages}:
        return Link(Kind.RATING if service else Kind.VILLAGE, code, service, source)
    point = directory.point_by_code(code)
    if point is not None and point.stands and not service:
        return Link(Kind.POINT, code, source=source)
    if not code:
        return (
            Link(Kind.RATING, service=service, source=source) if service else Link(Kind.SOURCE, source=source)
        )
    raise Invalid("unknown_place", code=code)


def count_arrivals(settings: Settings, *, as_json: bool) -> int:
    house = open_house(settings)
    try:
        with house.database.reading() as session:
            counted = people.count_by_source(session)
    finally:
        house.close()
    if as_json:
        typer.echo(json.dumps(counted))
        return 0
    for source, count in sorted(counted.items()):
        typer.echo(f"{source or '(not said)'}: {count}")
    return 0
