"""`dobush user add`: somebody who works here, and a one-time link to come in by."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import typer

from app.settings import Settings
from app.wiring.house import House, open_house
from casework import people
from casework.desk import Desk
from db import migrations
from db.queries import people as people_queries
from rules.lifecycle import Role
from rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Tokens are shown here and never again."""

    id: int
    link: str
    invitation: str
    key: str | None = None


def add_user(
    settings: Settings,
    name: str,
    role: Role,
    *,
    inboxes: Sequence[str],
    municipalities: Sequence[str],
    language: str,
    api_key: bool,
    as_json: bool,
) -> int:
    house = open_house(settings)
    try:
        migrations.upgrade(house.database)
        newcomer = new_user(
            house, name, role, inboxes=inboxes, municipalities=municipalities, language=language, key=api_key
        )
    finally:
        house.close()
    said = {"link": newcomer.link} | ({"key": newcomer.key} if newcomer.key else {})
    if as_json:
        typer.echo(json.dumps({**said, "invitation": newcomer.invitation}, ensure_ascii=False))
        return 0
    for what, value in said.items():
        typer.echo(f"{what}: {value}")
    typer.echo(f"To get notices in Telegram they send the bot: /start i_{newcomer.invitation}", err=True)
    return 0


def new_user(
    house: House,
    name: str,
    role: Role,
    *,
    inboxes: Sequence[str] = (),
    municipalities: Sequence[str] = (),
    language: str = "ky",
    key: bool = False,
) -> Newcomer:
    at = house.now()
    with house.database.writing() as session:
        desk = Desk(session, house.shelf.directory(session, at=at), at)
        user = people.add_user(
            desk, name, role, inboxes=inboxes, municipalities=municipalities, language=language
        )
        return Newcomer(
            id=user.id,
            link=_address(house, people.give_link(desk, user.id)),
            invitation=people.give_invitation(desk, user.id),
            key=people.give_key(desk, user.id) if key else None,
        )


def link_again(house: House, name: str) -> str:
    """Another one-time link for somebody who is known. Raises NotFound."""
    at = house.now()
    with house.database.writing() as session:
        known = people_queries.user_by_name(session, name)
        if known is None:
            raise NotFound("unknown_user", name=name)
        desk = Desk(session, house.shelf.directory(session, at=at), at)
        return _address(house, people.give_link(desk, known.id))


def _address(house: House, token: str) -> str:
    return f"{house.settings.public_url}/sign-in/{token}"
