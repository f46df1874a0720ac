"""The panel month by month: who is drawn, when they are asked, about what, and who is left in peace."""

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from casework import duties, panel, people, rating
from casework.desk import Actor, Desk
from db.engine import Database
from db.queries import people as people_queries
from db.tables.outbox import OutboxRow
from db.tables.places import Panel, Unit
from db.tables.ratings import PanelAsk
from rules import panel as lots
from rules.lifecycle import Role
from rules.working_time import BISHKEK
from tests.village import AK_BULAN, Village

OTHER_AIMAK = "41702210850010"
APRIL = date(2026, 4, 1)
RATED = ("water", "waste", "streetlight", "roads", "irrigation", "kindergarten")


class Clock(Village):
    def comes(self, day: int, hour: int = 8, minute: int = 20, month: int = 4) -> None:
        self.at = datetime(2026, month, day, hour, minute, tzinfo=BISHKEK)

    def settle(self, how_many: int, village: str | None = AK_BULAN, **columns: Any) -> list[int]:
        """Citizens who live there; their numbers."""

        def arrive(desk: Desk) -> list[int]:
            found = []
            for _ in range(how_many):
                self.chats += 1
                citizen = people_queries.welcome_citizen(desk.session, self.chats, at=desk.at)
                if village is not None:
                    people.choose_village(desk, citizen, village)
                for name, value in columns.items():
                    setattr(citizen, name, value)
                found.append(citizen.id)
            return found

        return list(self.do(arrive))

    chats = 6_000_000_000

    def rates(self, citizen: int, service: str, score: int | None) -> None:
        by = Actor(Role.CITIZEN, citizen_id=citizen)
        self.do(rating.rate_service, service=service, village=AK_BULAN, score=score, by=by)

    def asks(self) -> list[PanelAsk]:
        with self.database.reading() as session:
            return list(session.scalars(select(PanelAsk).order_by(PanelAsk.id)))

    def owed(self) -> list[OutboxRow]:
        with self.database.reading() as session:
            return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    def month_goes_by(self, month: int = 4, days: int = 28) -> None:
        for day in range(1, days + 1):
            self.comes(day, month=month)
            panel.draw_panel(self.do)
            panel.ask_panel(self.do)

    def inbox(self, people: int, unit: str) -> None:
        """panels.csv says so many for a unit."""
        with self.database.writing() as session:
            found = session.scalars(select(Unit).where(Unit.code == unit)).one()
            session.add(Panel(unit_id=found.id, people=people))
            session.execute(text("UPDATE catalogue_state SET version = version + 1"))


@pytest.fixture
def village(catalogue_database: Database) -> Clock:
    found = Clock(catalogue_database)
    found.comes(1)
    return found


def test_half_of_those_who_can_be_asked_are_drawn_and_it_is_those_with_the_lowest_lots(
    village: Clock,
) -> None:
    here = village.settle(21)
    assert panel.draw_panel(village.do) == 11
    municipality = village.do(
        lambda desk: desk.directory.municipality_of(desk.directory.place_by_code(AK_BULAN).id)
    )
    expected = lots.drawn(here, lots.seed(municipality.code, APRIL), 60)
    assert [one.citizen_id for one in village.asks()] == expected


def test_whoever_cannot_or_will_not_be_asked_is_in_no_draw(village: Clock) -> None:
    village.settle(3, reachable=False)
    village.settle(3, village=None)
    village.settle(3, left_panel_at=village.at)
    assert panel.draw_panel(village.do) == 0
    assert village.asks() == []


def test_no_more_than_sixty_of_a_municipality_and_each_draws_its_own(village: Clock) -> None:
    ours, theirs = village.settle(140), village.settle(10, OTHER_AIMAK)
    assert panel.draw_panel(village.do) == 65
    drawn = {one.citizen_id for one in village.asks()}
    assert (len(drawn & set(ours)), len(drawn & set(theirs))) == (60, 5)


def test_a_municipality_is_drawn_once_a_month_whoever_comes_later(village: Clock) -> None:
    village.settle(10)
    assert panel.draw_panel(village.do) == 5
    village.settle(50)
    for day in (1, 2, 9):
        village.comes(day)
        assert panel.draw_panel(village.do) == 0
    village.comes(1, month=5)
    assert panel.draw_panel(village.do) == 30


def test_nobody_is_drawn_when_the_month_has_too_few_days_left(village: Clock) -> None:
    village.settle(10)
    village.comes(15)
    assert panel.draw_panel(village.do) == 0
    village.comes(1, month=5)
    assert panel.draw_panel(village.do) == 5


@pytest.mark.parametrize(("people", "unit", "drawn"), [(3, "aimak", 3), (0, "aimak", 0), (2, "rayon", 2)])
def test_the_catalogue_says_how_many_for_a_unit_and_what_lies_in_it(
    people: int, unit: str, drawn: int, village: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.queries.directory import Shelf

    monkeypatch.setattr(village, "shelf", Shelf())
    village.settle(20)

    def above(desk: Desk) -> str:
        aimak = desk.directory.municipality_of(desk.directory.place_by_code(AK_BULAN).id)
        return aimak.code if unit == "aimak" else desk.directory.place(aimak.parent_id).code

    village.inbox(people, village.do(above))
    monkeypatch.setattr(village, "shelf", Shelf())
    assert panel.draw_panel(village.do) == drawn


def test_everybody_drawn_is_asked_once_in_the_mornings_of_two_weeks(village: Clock) -> None:
    village.settle(100)
    village.month_goes_by()
    questions = village.owed()
    assert len({row.chat_id for row in questions}) == len(questions) == 50
    local = [row.ready_at.astimezone(BISHKEK) for row in questions]
    assert {moment.date() for moment in local} == {date(2026, 4, day) for day in range(1, 15)}
    assert all(9 <= moment.hour < 12 for moment in local)
    assert max(Counter(moment.date() for moment in local).values()) == 4
    assert not any(row.silent for row in questions)


def test_a_duty_that_comes_late_in_the_day_asks_then_and_not_at_night(village: Clock) -> None:
    village.settle(2)
    panel.draw_panel(village.do)
    village.comes(1, 15)
    panel.ask_panel(village.do)
    assert village.owed()[0].ready_at == datetime(2026, 4, 1, 15, 20, tzinfo=BISHKEK)
    village.settle(2, OTHER_AIMAK)
    village.comes(1, 23)
    panel.draw_panel(village.do)
    panel.ask_panel(village.do)
    assert village.owed()[1].ready_at == datetime(2026, 4, 2, 7, tzinfo=BISHKEK)


def test_duties_may_run_twice_and_ask_once(village: Clock) -> None:
    village.settle(9)
    for _ in range(3):
        panel.draw_panel(village.do)
        panel.ask_panel(village.do)
    village.month_goes_by()
    assert len(village.owed()) == len(village.asks()) == 5


def test_whoever_left_blocked_or_moved_between_the_draw_and_the_day(village: Clock) -> None:
    one, other, third = village.settle(1), village.settle(1, OTHER_AIMAK), village.settle(1, "41702205855010")
    panel.draw_panel(village.do)
    assert len(village.asks()) == 3

    def change(desk: Desk) -> None:
        panel.leave(desk, people.citizen_of(desk, one[0]))
        people.left(desk, people.citizen_of(desk, other[0]).chat_id)
        people.choose_village(desk, people.citizen_of(desk, third[0]), AK_BULAN)

    village.do(change)
    village.month_goes_by()
    asked = [ask for ask in village.asks() if ask.asked_at]
    assert [ask.citizen_id for ask in asked] == third, "and it is asked about where the person lives now"
    with village.database.reading() as session:
        assert session.get_one(Unit, asked[0].village_id).code == AK_BULAN


def test_all_rated_services_are_asked_about_and_no_other(village: Clock) -> None:
    village.settle(120)
    village.month_goes_by()
    about = Counter(ask.service_code for ask in village.asks())
    assert set(about) == set(RATED)


def test_nobody_is_asked_about_what_they_rated_this_month_or_do_not_use(village: Clock) -> None:
    [aigul] = village.settle(1)
    village.comes(1, 8, month=3)
    village.rates(aigul, "water", None)
    village.rates(aigul, "waste", 5)
    village.comes(1, 8)
    for service in ("streetlight", "roads", "irrigation"):
        village.rates(aigul, service, 3)
    village.rates(aigul, "kindergarten", None)
    village.month_goes_by()
    [ask] = village.asks()
    assert ask.service_code == "waste", "rated last month: that is another month"


def test_whoever_has_said_all_is_not_asked(village: Clock) -> None:
    [aigul] = village.settle(1)
    for service in RATED:
        village.rates(aigul, service, 4)
    village.month_goes_by()
    assert [ask.asked_at for ask in village.asks()] == [None]
    assert village.owed() == []


def test_a_service_that_a_village_says_it_does_not_have_is_not_asked_about(village: Clock) -> None:
    neighbours = village.settle(5)
    for service in RATED[:-1]:
        for neighbour in neighbours:
            village.rates(neighbour, service, None)
    village.rates(neighbours[0], "roads", 2)
    village.settle(40)
    village.month_goes_by()
    about = {ask.service_code for ask in village.asks() if ask.citizen_id not in neighbours and ask.asked_at}
    assert about == {"roads", "kindergarten"}


def test_more_than_one_batch_are_all_asked(village: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel, "BATCH", 2)
    village.settle(100)
    panel.draw_panel(village.do)
    village.comes(14, 8, 40)
    assert panel.ask_panel(village.do) == 50
    assert len(village.owed()) == 50
    assert duties.BATCH > 2
