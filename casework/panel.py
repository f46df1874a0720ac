"""The panel: who is drawn, asked once in the month, and may leave. How the lots fall stands in rules/panel.py."""

from casework import manners
from casework.desk import Desk
from casework.duties import BATCH, Door
from db.queries import outbox, people
from db.queries import panel as asks
from db.queries.outbox import Debt
from db.tables.people import Citizen
from db.tables.ratings import PanelAsk
from rules import panel
from rules.notices import Notice
from rules.ratings import MERGED_BELOW, month_of


def draw_panel(door: Door) -> int:
    """Once a month for each municipality in which somebody can be reached. Returns how many people were drawn."""
    return sum(door(lambda desk, id=id: _draw(desk, id)) for id in door(_undrawn))  # type: ignore[misc]


def ask_panel(door: Door) -> int:
    """Those whose day has come. Returns how many were looked at."""
    seen = after = 0
    while batch := door(lambda desk, after=after: _due(desk, after)):  # type: ignore[misc]
        for ask_id in batch:
            door(lambda desk, ask_id=ask_id: _ask(desk, ask_id))  # type: ignore[misc]
        seen, after = seen + len(batch), batch[-1]
    return seen


def leave(desk: Desk, citizen: Citizen) -> None:
    """Nobody asks this person any more, until they come back."""
    citizen.left_panel_at = citizen.left_panel_at or desk.at
    desk.session.flush()


def come_back(desk: Desk, citizen: Citizen) -> None:
    citizen.left_panel_at = None
    desk.session.flush()


def _undrawn(desk: Desk) -> list[int]:
    if not panel.may_draw(desk.today):
        return []
    lived_in = {desk.directory.municipality_of(village).id for village in asks.villages(desk.session)}
    return sorted(lived_in - asks.municipalities_drawn(desk.session, month_of(desk.today)))


def _draw(desk: Desk, municipality_id: int) -> int:
    municipality, month = desk.directory.place(municipality_id), month_of(desk.today)
    villages = [
        village.id
        for village in desk.directory.villages_of(municipality_id)
        if desk.directory.municipality_of(village.id) == municipality
    ]
    drawn = panel.drawn(
        asks.people(desk.session, villages, month),
        panel.seed(municipality.code, month),
        desk.directory.panel_size(municipality_id),
    )
    days = {person: panel.day_of(position, desk.today) for position, person in enumerate(drawn)}
    asks.keep(desk.session, days, municipality_id=municipality_id, month=month)
    return len(drawn)


def _due(desk: Desk, after: int) -> list[int]:
    return asks.due(desk.session, month=month_of(desk.today), today=desk.today, after_id=after, limit=BATCH)


def _ask(desk: Desk, ask_id: int) -> None:
    """Puts the question, where it can still be put: about a service the person may have, on a day that is free."""
    ask = asks.for_update(desk.session, ask_id)
    citizen = people.citizen(desk.session, ask.citizen_id) if ask.citizen_id is not None else None
    if ask.asked_at or citizen is None or citizen.left_panel_at or not citizen.reachable:
        return
    seed = panel.seed(desk.directory.place(ask.municipality_id).code, ask.month)
    services = _services(desk, citizen, ask)
    wanted = panel.moment_of(seed, citizen.id, desk.today, desk.directory.calendar)
    ready_at = manners.free_moment(desk, citizen.chat_id, max(desk.at, wanted))
    if not services or month_of(desk.directory.calendar.local_day(ready_at)) != ask.month:
        return
    ask.village_id, ask.asked_at = citizen.village_id, desk.at
    ask.service_code = panel.topic_of(seed, citizen.id, services)
    question = Debt(
        kind="letter",
        chat_id=citizen.chat_id,
        content=Notice.PANEL_ASK,
        facts={"ask": ask.id},
        ready_at=ready_at,
        once_key=f"{Notice.PANEL_ASK}:{ask.id}",
    )
    outbox.owe(desk.session, [question], at=desk.at)


def _services(desk: Desk, citizen: Citizen, ask: PanelAsk) -> list[str]:
    """What is rated, without what this person has said enough about, and what the village does not have."""
    if citizen.village_id is None:
        return []
    said = asks.rated(desk.session, citizen.id, citizen.village_id, ask.month)
    said |= asks.used_by_nobody(desk.session, citizen.village_id, from_voices=MERGED_BELOW)
    return [one.code for one in desk.directory.services if one.rated and one.code not in said]
