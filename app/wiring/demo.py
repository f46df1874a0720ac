"""`dobush demo`: a stage Telegram, months of a village's life played through the real bot, then everything served."""

import asyncio
import secrets
import shutil
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import typer

from app.settings import Mode, Settings, read
from app.wiring.demo_office import DemoOffice
from app.wiring.demo_play import Player, hourglass_at_beginning, script
from app.wiring.demo_pump import Pump
from app.wiring.house import House, open_house
from app.wiring.logs import start_log
from app.wiring.running import Part
from app.wiring.serve import serve
from app.wiring.upkeep import import_into
from app.wiring.users import link_again, new_user
from db import migrations
from rules.lifecycle import Role
from simulator import keeping
from simulator.client import Stage
from simulator.process import started
from simulator.world import TOKEN, World

STAGE, PLAYED = "stage.json", "played"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody the demo lets in."""

    title: str
    name: str
    role: Role
    inboxes: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    language: str = "ky"


def run_demo(*, port: int, data: Path, fresh: bool) -> int:
    began = time.monotonic()
    start_log()
    if fresh or not (data / PLAYED).exists():
        shutil.rmtree(data, ignore_errors=True)  # a start that was cut short begins anew
    data.mkdir(parents=True, exist_ok=True)
    world = keeping.load(data / STAGE) or World(TOKEN)
    house = open_house(_settings(port, data))
    try:
        with started(world, port=port + 1) as stage_url:
            if not (data / PLAYED).exists():
                _play(house, stage_url)
                keeping.save(world, data / STAGE)
                (data / PLAYED).touch()
            code = asyncio.run(serve(house, _greeting(house, stage_url, began)))
        keeping.save(world, data / STAGE)
        return code
    finally:
        house.close()


def _settings(port: int, data: Path) -> Settings:
    return read(
        data_dir=data,
        files="",
        database_url=f"sqlite:///{data / 'demo.db'}",
        telegram_token=TOKEN,
        telegram_api=f"http://127.0.0.1:{port + 1}",
        telegram_mode=Mode.POLLING,
        public_url=f"http://127.0.0.1:{port}",
        host="127.0.0.1",
        port=port,
        secret_key=secrets.token_urlsafe(32),
    )


def _play(house: House, stage_url: str) -> None:
    typer.echo("Preparing the database and the catalogue …", err=True)
    migrations.upgrade(house.database)
    hourglass = hourglass_at_beginning()
    import_into(house)
    glass_house = replace(house, now=hourglass)
    clerk_id, *_ = [_let_in(house, guest) for guest in guests()]
    loop = asyncio.new_event_loop()
    pump = Pump(glass_house, hourglass, loop)
    with Stage(stage_url) as stage:
        player = Player(house, stage, pump, DemoOffice(house, hourglass, clerk_id))
        label = "Playing the last months of two municipalities"
        with typer.progressbar(player.scenes, label=label, file=sys.stderr) as scenes:
            player.play(scenes)
    pump.close()
    loop.close()


def _let_in(house: House, guest: Guest) -> int:
    return new_user(
        house,
        guest.name,
        guest.role,
        inboxes=guest.inboxes,
        municipalities=guest.municipalities,
        language=guest.language,
    ).id


def guests() -> tuple[Guest, ...]:
    told = script()
    inboxes, places = tuple(told["inboxes"]), tuple(told["municipalities"])
    return (
        Guest("clerk", "Нурлан Асанов", Role.CLERK, inboxes),
        Guest("head", "Гүлнара Токтогулова", Role.HEAD, inboxes),
        Guest("council member", "Бакыт Сыдыков", Role.COUNCIL, municipalities=places),
        Guest("administrator", "Ирина Ким", Role.ADMIN, language="ru"),
    )


def _greeting(house: House, stage_url: str, began: float) -> Part:
    """The addresses are printed when they open, not before."""

    async def greet(stop: asyncio.Event) -> None:
        async with httpx.AsyncClient(trust_env=False) as http:
            while not stop.is_set() and not await _opens(http, house.settings.public_url):
                await asyncio.sleep(0.1)
        if not stop.is_set():
            await asyncio.to_thread(_welcome, house, stage_url, time.monotonic() - began)
        await stop.wait()

    return greet


async def _opens(http: httpx.AsyncClient, pages: str) -> bool:
    try:
        return (await http.get(f"{pages}/healthz")).is_success
    except httpx.HTTPError:
        return False


def _welcome(house: House, stage_url: str, seconds: float) -> None:
    pages = house.settings.public_url
    typer.echo(f"\nDobush demo is ready after {seconds:.0f} s. Nothing leaves this machine.\n")
    typer.echo(f"  chat, as a citizen     {stage_url}/")
    typer.echo(f"  inbox, as the office   {pages}/inbox")
    typer.echo(f"  figures, as a council  {pages}/council")
    typer.echo(f"  API description        {pages}/api/v1/openapi.json")
    typer.echo("\nOne-time links to come in by; every start prints new ones:")
    for guest in guests():
        typer.echo(f"  {guest.title:<15} {link_again(house, guest.name)}")
    typer.echo(
        "\nTry first: in the chat choose a person and write what is wrong, in Kyrgyz or Russian; press Send.\n"
        "A new person chooses the village Кызыл-Суу in Жети-Өгүз: the clerk here serves that office and Масы.\n"
        "Open the clerk's link in another window, answer the case, and look at the chat again.\n"
        "Ctrl-C ends it and keeps the data; `make demo FRESH=1` starts over.\n"
    )
    sys.stdout.flush()
