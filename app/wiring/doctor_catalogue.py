"""Does the house know its places and holidays, and is somebody there to answer?"""

from collections.abc import Iterator
from datetime import timedelta

from app.wiring.finding import Finding, Look
from app.wiring.house import House
from db.queries import backlog, people
from rules.lifecycle import Role

HOLIDAYS_AHEAD = timedelta(days=60)
ANSWERING = (Role.CLERK, Role.DISPATCHER, Role.HEAD)


def _catalogue(house: House) -> Iterator[Finding]:
    at = house.now()
    with house.database.reading() as session:
        directory = house.shelf.directory(session, at=at)
    if not directory.villages or not directory.services:
        yield Finding("catalogue", False, "is empty; run: dobush import")
        return
    served = f"{len(directory.villages)} villages and towns, {len(directory.inboxes)} inboxes"
    yield Finding("catalogue", True, served)
    until = house.today(at + HOLIDAYS_AHEAD)
    known = any(day.year == until.year for day in directory.calendar.holidays)
    sentence = f"known for {until.year}" if known else f"none known for {until.year}; run: dobush import"
    yield Finding("holidays", known, sentence)


def _people(house: House) -> Iterator[Finding]:
    with house.database.reading() as session:
        colleagues = people.count_users(session)
        alone = backlog.unattended_inboxes(session, [role.value for role in ANSWERING])
    if not colleagues:
        yield Finding("people", False, "nobody can sign in; run: dobush user add NAME --role admin")
        return
    yield Finding("people", True, f"{colleagues} can sign in")
    if alone:
        advice = "run: dobush user add NAME --role clerk --inbox CODE"
        yield Finding("inboxes", False, f"cases wait where nobody works: {', '.join(alone)}; {advice}")


LOOKS: tuple[Look, ...] = (_catalogue, _people)
