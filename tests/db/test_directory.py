import csv
import statistics
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.catalogue.loader import SHIPPED, import_catalogue
from db.engine import Database
from db.queries.directory import Directory, Place, Shelf, read
from db.queries.directory.language import kyrgyz_order
from db.queries.directory.spots import FAR_KM, SAME_PLACE_KM
from rules.deadlines import ANSWER_TERM, REGISTER_TERM, Promise, term_on
from rules.geography import Point, kilometres
from rules.refusals import Invalid, NotFound
from rules.routing import Reason

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
WITHOUT_INBOX = {aimak["code"] for aimak in csv.DictReader((SHIPPED / "units.csv").open(encoding="utf-8"))
                 if aimak["kind"] == "aimak"} - {inbox["unit"] for inbox in
                 csv.DictReader((SHIPPED / "inboxes.csv").open(encoding="utf-8"))}  # fmt: skip


@pytest.fixture(scope="module")
def _kept() -> dict[str, Directory]:
    return {}


@pytest.fixture
def directory(catalogue_database: Database, _kept: dict[str, Directory]) -> Directory:
    kind = str(catalogue_database.is_sqlite)
    if kind not in _kept:
        with catalogue_database.reading() as session:
            _kept[kind] = read(session, TODAY)
    return _kept[kind]


def called(directory: Directory, name: str) -> Place:
    return next(place for place in directory.villages if place.name("ky") == name)


# Places


def test_a_place_knows_the_way_up(directory: Directory) -> None:
    village = called(directory, "Барскоон")
    assert [directory.place(step).kind for step in directory.chain(village.id)] == [
        "village",
        "aimak",
        "rayon",
        "oblast",
    ]
    assert directory.municipality_of(village.id).kind == "aimak"
    assert directory.place_by_code(village.code) == village
    assert directory.place_by_code("nowhere") is None
    with pytest.raises(NotFound):
        directory.place(10**6)


def test_every_settlement_has_a_municipality_or_at_least_a_rayon(directory: Directory) -> None:
    kinds = {directory.municipality_of(place.id).kind for place in directory.villages}
    assert kinds == {"aimak", "town", "rayon"}
    town = next(place for place in directory.villages if place.kind == "town")
    assert directory.municipality_of(town.id) == town
    assert town in directory.villages_of(town.id)


def test_villages_stand_in_the_order_of_the_kyrgyz_alphabet(directory: Directory) -> None:
    assert sorted(["Өзгөн", "Ош", "Об", "Ңа", "Нур"], key=kyrgyz_order) == ["Нур", "Ңа", "Об", "Ош", "Өзгөн"]
    aimak = directory.municipality_of(called(directory, "Барскоон").id)
    names = [place.name("ky") for place in directory.villages_of(aimak.id)]
    assert names == sorted(names, key=kyrgyz_order)
    assert len(directory.villages_of(called(directory, "Барскоон").id)) == 1


def test_namesakes_are_told_apart_by_what_lies_above_them(directory: Directory) -> None:
    for language in ("ky", "ru", "en"):
        shown = [directory.told_apart(place.id, language) for place in directory.villages]
        assert len(set(shown)) == len(shown)
    assert sum(map(directory.has_namesakes, directory.villages)) > 150
    assert not directory.has_namesakes(called(directory, "Барскоон"))
    aimak = next(
        one
        for one in map(directory.place, range(1, 200))
        if one.kind == "aimak" and one.name("ky") == "Ак-Суу"
    )
    assert directory.above_namesake(aimak, "ky") == (), "an aimak is no village's namesake"
    assert directory.above_namesake(called(directory, "Арал"), "ky") != ()


# On the map


def test_a_pin_between_two_villages_is_asked_about_and_one_beside_a_village_is_not(
    directory: Directory,
) -> None:
    barskoon = called(directory, "Барскоон")
    assert barskoon.point is not None
    beside = directory.spot(Point(barskoon.point.lat + 0.004, barskoon.point.lon))
    assert beside is not None
    assert (beside.answer.certain, beside.answer.maybe) == (barskoon, ())
    assert beside.km == pytest.approx(0.44, abs=0.01)
    between = directory.spot(Point(42.36, 77.95))
    assert between is not None
    assert between.answer.certain is None
    assert [place.name("ky") for place in between.answer.maybe] == ["Саруу", "Жалгыз-Өрүк", "Кызыл-Суу"]


def test_a_pin_far_away_names_only_what_is_nearest(directory: Directory) -> None:
    bishkek = directory.spot(Point(42.8746, 74.5698))
    assert bishkek is not None
    assert (bishkek.answer.certain, bishkek.answer.maybe) == (None, ())
    assert bishkek.km > 100


def test_the_measures_of_a_pin_follow_from_the_map_itself(directory: Directory) -> None:
    known = [place for place in directory.villages if place.point is not None]
    nearest = sorted(
        min(kilometres(one.point, other.point) for other in known if other is not one)
        for one in known
        if one.point
    )
    assert statistics.median(nearest) == pytest.approx(2.6, abs=0.1)
    assert sum(away > FAR_KM for away in nearest) < len(nearest) / 100
    assert nearest[int(0.9 * len(nearest))] < SAME_PLACE_KM
    assert len(directory.villages) - len(known) == 127


# Services and the calendar


def test_services_stand_in_the_order_of_their_buttons(directory: Directory) -> None:
    codes = [service.code for service in directory.services]
    assert codes[0] == "water"
    assert codes[-1] == "other"
    assert directory.categories_of("water")[0].code == "water_none"
    assert directory.service("water").name("ru") == "Питьевая вода"


def test_a_category_has_its_own_promise(directory: Directory) -> None:
    assert directory.promise("water", None) == Promise(1, 3)
    assert directory.promise("water", "water_none") == Promise(1, 2)
    for wrong in (("gas", None), ("water", "gas_none"), ("waste", "water_none")):
        with pytest.raises(Invalid):
            directory.promise(*wrong)


def test_the_calendar_and_the_terms_of_the_law_are_there(directory: Directory) -> None:
    assert not directory.calendar.is_working(date(2027, 1, 1))
    assert directory.calendar.is_working(date(2026, 11, 24))
    assert term_on(directory.terms, ANSWER_TERM, TODAY).days == 14
    assert term_on(directory.terms, REGISTER_TERM, TODAY).days == 1


def test_a_story_tells_its_topic(directory: Directory) -> None:
    assert directory.guess_topic("Биздин көчөдө үч күндөн бери ичүүчү суу жок").category == "water_none"
    assert directory.guess_topic("салам").service is None


# Routing


def test_every_village_finds_an_inbox_for_every_service(directory: Directory) -> None:
    for village in directory.villages:
        for service in directory.services:
            for category in (None, *directory.categories_of(service.code)):
                routed = directory.route(service.code, category.code if category else None, village.id)
                assert directory.inbox(routed.inbox_id).stands


def test_three_aimaks_without_an_inbox_go_to_their_rayon(directory: Directory) -> None:
    assert len(WITHOUT_INBOX) == 3
    for code in WITHOUT_INBOX:
        aimak = directory.place_by_code(code)
        assert aimak is not None
        for village in directory.villages_of(aimak.id):
            routed = directory.route("dogs", None, village.id)
            assert routed.reason is Reason.FALLBACK
            inbox = directory.inbox(routed.inbox_id)
            assert (inbox.kind, inbox.unit_id) == ("rayon", aimak.parent_id)


def test_a_provider_is_preferred_where_the_catalogue_names_one(directory: Directory) -> None:
    provider = directory.inbox_by_code("demo-kyzyl-suu-water")
    assert provider is not None
    village = directory.villages_of(provider.unit_id)[0]
    assert directory.route("water", "water_none", village.id).inbox_id == provider.id
    assert directory.route("dogs", None, village.id).reason is Reason.MUNICIPALITY


# An answer to "which village?"


def test_namesakes_are_all_returned_and_the_near_ones_first(directory: Directory) -> None:
    places = [place for place in directory.villages if place.name("ky") == "Арал"]
    assert len(places) > 3
    for place in places:
        found = directory.find_villages("арал", near=directory.municipality_of(place.id).id)
        assert found[0].place == place
        assert {one.place for one in found} >= set(places)


def test_what_is_spelt_exactly_comes_before_what_only_sounds_alike(directory: Directory) -> None:
    found = [one.place.name("ky") for one in directory.find_villages("Кара-Көл")]
    assert found[0] == "Кара-Көл"
    assert "Каракол" in found


def test_the_same_question_has_always_the_same_answer(directory: Directory) -> None:
    assert directory.find_villages("кызыл туу") == directory.find_villages("кызыл туу")
    assert directory.find_villages("") == directory.find_villages("…") == []
    assert directory.find_villages("\0" * 5000 + "x" * 100_000) == []


# A village named inside a story

STORIES = {
    "Ак-Сууда үч күндөн бери суу жок": {"Ак-Суу"},
    "Саламатсызбы! Чоң-Кызыл-Суудан жазып жатам": {"Чоң-Кызыл-Суу"},
    "кызыл суу айылында жарык жок": {"Кызыл-Суу"},
    "жети огузда таштанды чыгарбайт": {"Жети-Өгүз"},
    "Караколдо таштанды толуп кетти": {"Каракол", "Кара-Көл"},
    "в Теплоключенке нет воды": {"Ак-Суу"},
    "Из Каракола не вывозят мусор": {"Каракол", "Кара-Көл"},
    "с. Массы, третий день без света": {"Масы"},
    "Боконбаевода жол начар": {"Бөкөнбаев"},
    "barskoondo suu jok": {"Барскоон"},
    "арал айылында суу жок": {"Арал"},
    "ак суу келбей, кир суу агып жатат": set(),
    "жаңы жол салып бериңиздер": set(),
    "кудукта суу жок, курулуш токтоду": set(),
    "Ленин көчөсүндө чырак күйбөйт": set(),
    "по улице Токтогула яма": set(),
    "Ак-Суу районунда жашайбыз": set(),
    "Жаңы-Арык айыл өкмөтү жооп бербейт": set(),
    "СУУ ЖОК КУДУК КУРУП КАЛДЫ": set(),
    "Биздин көчөдө үч күндөн бери суу жок": set(),
    "": set(),
}


@pytest.mark.parametrize("story", STORIES)
def test_a_story_names_its_village(story: str, directory: Directory) -> None:
    assert {found.place.name("ky") for found in directory.villages_in(story)} == STORIES[story]


# The shelf


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def changed_phone(tmp_path: Path) -> Path:
    text = (SHIPPED / "inboxes.csv").read_text(encoding="utf-8")
    path = tmp_path / "inboxes.csv"
    path.write_text(text.replace("Karakol city hall,,", "Karakol city hall,03922,"), encoding="utf-8")
    return path


def test_the_shelf_notices_an_import_within_five_seconds(
    catalogue_database: Database, changed_phone: Path
) -> None:
    clock = Clock()
    shelf = Shelf(clock=clock)

    def phone() -> str:
        with catalogue_database.reading() as session:
            inbox = shelf.directory(session, at=AT).inbox_by_code("karakol-town")
            assert inbox is not None
            return inbox.phone

    assert phone() == ""
    with catalogue_database.writing() as session:
        import_catalogue(session, changed_phone, at=AT, today=TODAY)
    clock.now += 4.9
    assert phone() == ""
    clock.now += 0.2
    assert phone() == "03922"


def test_the_shelf_reads_once_for_many_threads_and_anew_at_midnight(catalogue_database: Database) -> None:
    shelf = Shelf()
    seen: list[Directory] = []

    def ask() -> None:
        with catalogue_database.reading() as session:
            seen.append(shelf.directory(session, at=AT))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(directory) for directory in seen}) == 1
    with catalogue_database.reading() as session:
        last_minute, midnight = AT.replace(hour=17, minute=59), AT.replace(hour=18)
        assert shelf.directory(session, at=last_minute) is seen[0]
        tomorrow = shelf.directory(session, at=midnight)
        assert (tomorrow.today, seen[0].today) == (date(2026, 11, 25), TODAY)
        assert shelf.directory(session, at=midnight) is tomorrow


def test_what_is_closed_answers_by_code_but_is_offered_to_nobody(
    catalogue_database: Database, tmp_path: Path
) -> None:
    text = (SHIPPED / "services.yaml").read_text(encoding="utf-8")
    (tmp_path / "services.yaml").write_text(text.replace("code: dogs\n", "code: cats\n"), encoding="utf-8")
    lines = (SHIPPED / "inboxes.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("karakol-town")]
    (tmp_path / "inboxes.csv").write_text("".join(kept), encoding="utf-8")
    with catalogue_database.writing() as session:
        import_catalogue(session, tmp_path, at=AT, today=TODAY)
        until_midnight, after = read(session, TODAY), read(session, date(2026, 11, 25))
    assert "dogs" in [service.code for service in until_midnight.services]
    assert "dogs" not in [service.code for service in after.services]
    assert after.service("dogs").name("en") == "Stray dogs"
    closed = after.inbox_by_code("karakol-town")
    assert closed is not None
    assert closed not in after.inboxes
    assert after.inbox(closed.id) == closed


def test_an_empty_catalogue_is_an_empty_directory(database: Database) -> None:
    with database.reading() as session:
        directory = read(session, TODAY)
    assert directory.villages == directory.services == directory.inboxes == ()
    assert directory.find_villages("Ак-Суу") == directory.villages_in("Ак-Суу") == []
    assert directory.spot(Point(42, 78)) is None
    assert directory.guess_topic("суу жок").service is None
