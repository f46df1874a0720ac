"""`dobush user`: somebody who works here and a one-time link to come in by; who does; and who does no longer."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import typer

from app.settings import Settings
from app.wiring.house import House, open_house
from casework import people
from casework.desk import Desk
from db import migrations
from db.queries import people as people_queries
from db.queries.people import Account
from rules.lifecycle import Role
from rules.refusals import Invalid, NotFound


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


def list_users(settings: Settings, *, as_json: bool) -> int:
    house = open_house(settings)
    try:
        with house.database.reading() as session:
            accounts = people_queries.accounts(session)
    finally:
        house.close()
    if as_json:
        typer.echo(json.dumps([_told(one) for one in accounts], ensure_ascii=False))
        return 0
    for one in accounts:
        seen = f"{one.last_seen_at:%Y-%m-%d %H:%M} UTC" if one.last_seen_at else "never"
        typer.echo(
            f"{one.id}: {one.name}, {one.role}{'' if one.active else ' (ended)'}; "
            f"inboxes: {' '.join(one.inboxes) or '-'}; keys: {one.keys}; "
            f"Telegram: {'yes' if one.in_telegram else 'no'}; open cases: {one.open_cases}; last seen: {seen}"
        )
    return 0


def end_user(settings: Settings, who: str, *, as_json: bool) -> int:
    """Raises NotFound, and Invalid when several people bear the name."""
    house = open_house(settings)
    at = house.now()
    try:
        with house.database.writing() as session:
            one = _meant(people_queries.accounts(session), who)
            desk = Desk(session, house.shelf.directory(session, at=at), at)
            people.end_user(desk, one.id)
    finally:
        house.close()
    if as_json:
        typer.echo(json.dumps({"ended": one.id, "open_cases": one.open_cases}))
        return 0
    typer.echo(
        f"ended: {one.id}: {one.name}, {one.role}; sessions, keys, links and Telegram chat let nobody in now"
    )
    if one.open_cases:
        typer.echo(f"open cases in their name: {one.open_cases}; the head assigns them anew", err=True)
    return 0


def _meant(accounts: Sequence[Account], who: str) -> Account:
    found = [one for one in accounts if one.active and who in (str(one.id), one.name)]
    if not found:
        raise NotFound("unknown_user", user=who)
    if len(found) > 1:
        raise Invalid("several_users", ids=" ".join(str(one.id) for one in found))
    return found[0]


def _told(one: Account) -> dict[str, object]:
    seen = one.last_seen_at.isoformat() if one.last_seen_at else None
    return {**asdict(one), "last_seen_at": seen}


def _address(house: House, token: str) -> str:
    return f"{house.settings.public_url}/sign-in/{token}"
