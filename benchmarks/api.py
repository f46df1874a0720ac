"""The API over real HTTP, one client, one process; beside the driver asking the same SQL."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import httpx
from sqlalchemy import func, select

from admin_api.application import create_application
from benchmarks.bases import Bare, Bases
from benchmarks.loading import Load
from benchmarks.measuring import Line, in_turns
from benchmarks.processes import Process
from benchmarks.recording import Statement, recorded
from casework.desk import Desk
from casework.people import add_user, give_key
from db.engine import Database
from db.files.storage import Storage
from db.queries.directory import Shelf, read
from db.tables.tickets import Ticket
from rules.lifecycle import Role

TICKETS, FIFTY = "/api/v1/tickets", "/api/v1/tickets?limit=50"
ENOUGH = 1_000_000
"""Calls a minute: the limit is not what is measured."""
SPOKEN = ("SELECT", "INSERT", "UPDATE")


@dataclass(frozen=True, slots=True)
class Ask:
    method: str
    path: str
    body: dict[str, Any] | None = None


def measure(bases: Bases, load: Load, *, rounds: int = 20, a_round: int = 10) -> Iterator[Line]:
    url = bases.copy(bases.new(load))
    headers, body = _clerk(url, load)
    asks = {
        "API: file a case": Ask("POST", TICKETS, body),
        "API: list of 50": Ask("GET", FIFTY),
    }
    times = rounds * a_round
    recordings = {
        what: asyncio.run(_recorded(bases.copy(url), load, headers, ask, times)) for what, ask in asks.items()
    }
    bare = Bare(bases.copy(url))
    with (
        Process("web", url, DOBUSH_CALLS_PER_MINUTE=str(ENOUGH)) as process,
        httpx.Client(base_url=process.address, headers=headers) as client,
    ):
        process.answers()
        for what, ask in asks.items():
            said = iter(recordings[what])
            ours, peer = in_turns(
                partial(_asked, ask, client, a_round), partial(_replayed, bare, said, a_round), rounds=rounds
            )
            yield Line(what, bases.kind, ours, "/s", peer)
    bare.close()


def _asked(ask: Ask, client: httpx.Client, times: int) -> int:
    for _ in range(times):
        client.request(ask.method, ask.path, json=ask.body).raise_for_status()
    return times


def _replayed(bare: Bare, said: Iterator[Sequence[Statement]], times: int) -> int:
    return bare.transactions(islice(said, times))


def _clerk(url: str, load: Load) -> tuple[dict[str, str], dict[str, Any]]:
    """The headers of a clerk of the busiest inbox, and what this clerk files."""
    database = Database(url)
    with database.writing() as session:
        directory = read(session, load.today)
        busiest = select(Ticket.inbox_id, func.min(Ticket.village_id)).group_by(Ticket.inbox_id)
        inbox, village = session.execute(busiest.order_by(func.count().desc()).limit(1)).one()
        desk = Desk(session, directory, load.now)
        user = add_user(desk, "Measured", Role.CLERK, inboxes=[directory.inbox(inbox).code])
        key = give_key(desk, user.id)
    database.close()
    story = "Биздин көчөдө үч күндөн бери суу жок, чара көрүңүздөр"
    body = {"service": "water", "village": directory.place(village).code, "text": story, "source": "phone"}
    return {"authorization": f"Bearer {key}"}, body


async def _recorded(
    url: str, load: Load, headers: dict[str, str], ask: Ask, times: int
) -> Sequence[Sequence[Statement]]:
    """What each request says to the database."""
    database, said = Database(url), list[list[Statement]]()
    app = create_application(
        database,
        Shelf(),
        files=Storage(Path(gettempdir())),
        calls_per_minute=ENOUGH,
        now=lambda: load.now,
        secure=False,
        public_url="http://127.0.0.1",
        wake_letters=lambda: None,
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        for _ in range(times):
            with recorded() as recording:
                (await client.request(ask.method, ask.path, json=ask.body)).raise_for_status()
            said.append([one for one in recording.statements if one[0].startswith(SPOKEN)])
    database.close()
    return said
