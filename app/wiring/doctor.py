"""`dobush doctor`: looks for what is wrong and says what to do about it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

import httpx
import typer
from sqlalchemy.exc import SQLAlchemyError

from app.settings import Mode, Settings
from app.wiring import doctor_telegram
from app.wiring.finding import Finding, Look
from app.wiring.house import House, open_house
from db import migrations
from db.files.storage import StorageAway
from db.queries import people

SECONDS = 10
HOLIDAYS_AHEAD = timedelta(days=60)


def examine(settings: Settings, *, as_json: bool) -> int:
    """Prints every finding. Returns 1 when something is wrong."""
    house = open_house(settings)
    try:
        findings = [finding for look in LOOKS for finding in look(house)]
    finally:
        house.close()
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(f"{'ok   ' if finding.fine else 'WRONG'} {finding.about}: {finding.sentence}")
    return 0 if all(finding.fine for finding in findings) else 1


def _database(house: House) -> Iterator[Finding]:
    try:
        at_head = migrations.current(house.database) == migrations.head()
    except SQLAlchemyError as error:
        yield Finding(
            "database", False, f"cannot be reached ({type(error).__name__}); look at DOBUSH_DATABASE_URL"
        )
        return
    if not at_head:
        yield Finding("database", False, "is not at the newest shape; run: dobush migrate")
        return
    yield Finding("database", True, "answers and has the newest shape")
    yield from _catalogue(house)


def _catalogue(house: House) -> Iterator[Finding]:
    at = house.now()
    with house.database.reading() as session:
        directory = house.shelf.directory(session, at=at)
        colleagues = people.count_users(session)
    if not directory.villages or not directory.services:
        yield Finding("catalogue", False, "is empty; run: dobush import")
        return
    served = f"{len(directory.villages)} villages and towns, {len(directory.inboxes)} inboxes"
    yield Finding("catalogue", True, served)
    until = house.today(at + HOLIDAYS_AHEAD)
    known = any(day.year == until.year for day in directory.calendar.holidays)
    sentence = f"known for {until.year}" if known else f"none known for {until.year}; run: dobush import"
    yield Finding("holidays", known, sentence)
    if colleagues:
        yield Finding("people", True, f"{colleagues} can sign in")
    else:
        yield Finding("people", False, "nobody can sign in; run: dobush user add NAME --role admin")


def _files(house: House) -> Iterator[Finding]:
    where = house.settings.files or str(house.settings.data_dir / "files")
    try:
        house.files.check()
    except StorageAway as error:
        said = f"nothing can be written to {where} ({error}); look at DOBUSH_FILES and at the space left"
        yield Finding("files", False, said)
        return
    yield Finding("files", True, f"can be written to {where}")


def _addresses(house: House) -> Iterator[Finding]:
    settings = house.settings
    if settings.secure:
        yield Finding("public address", True, "is https; cookies are Secure")
    else:
        local = settings.public_url.startswith(("http://127.0.0.1", "http://localhost"))
        said = "is plain http: good for this machine alone; set DOBUSH_PUBLIC_URL to your https address"
        yield Finding("public address", local, said)
    if settings.secure and not settings.secret_key.get_secret_value():
        said = "is not set: each process counts tries to sign in for itself, and forgets them with its end"
        yield Finding("secret key", True, said)
    if settings.telegram_mode is Mode.WEBHOOK and not settings.secure:
        yield Finding("webhook", False, "Telegram calls https only; set DOBUSH_PUBLIC_URL, or use polling")


def _telegram(house: House) -> Iterator[Finding]:
    token = house.settings.telegram_token.get_secret_value()
    if not token:
        yield Finding("bot token", False, "is missing; set DOBUSH_TELEGRAM_TOKEN (from @BotFather)")
        return
    try:
        told = httpx.get(f"{house.settings.telegram_api}/bot{token}/getMe", timeout=SECONDS).json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        yield Finding(
            "Telegram", False, f"cannot be reached ({type(error).__name__}); look at DOBUSH_TELEGRAM_API"
        )
        return
    if told.get("ok"):
        yield Finding("Telegram", True, f"knows the bot as @{told['result'].get('username', '?')}")
    else:
        why = str(told.get("description", "no reason")).replace(token, "…")
        yield Finding("Telegram", False, f"refuses the token ({why})")


LOOKS: tuple[Look, ...] = (_database, _files, _addresses, _telegram, *doctor_telegram.LOOKS)
