"""Every settlement in every way that people write it: found first or second, and never taken for another."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from db.catalogue.pins import pinned
from db.catalogue.spellings import SPELLINGS
from db.catalogue.understanding import pin_lines, shipped_aliases, shipped_directory, table, understood
from db.engine import Database
from db.queries.directory import Directory, Place, read

TODAY = date(2026, 11, 24)
ENOUGH = 0.95
WRONG = {"one slip": 0.001}
"""A slip can be the very alias of a namesake; in no other class is another settlement ever taken."""


@pytest.fixture(scope="module")
def directory() -> Directory:
    return shipped_directory(TODAY)


def written(directory: Directory, name: str, kind: str) -> list[str]:
    place = next(one for one in directory.villages if one.name("ky") == name)
    return list(SPELLINGS[kind](place, shipped_aliases().get(place.code, ())))


@pytest.mark.parametrize("kind", SPELLINGS)
def test_every_settlement_is_found_however_it_is_spelt(
    kind: str, directory: Directory, record_property: Callable[[str, object], None]
) -> None:
    result = understood(directory, SPELLINGS[kind], shipped_aliases())
    record_property("share", result.share)
    assert result.asked >= 400
    assert result.share >= ENOUGH
    assert result.wrong <= WRONG.get(kind, 0) * result.asked
    assert result.taken >= result.asked / 2


def test_both_databases_give_the_same_answers(catalogue_database: Database, directory: Directory) -> None:
    with catalogue_database.reading() as session:
        held = read(session, TODAY)

    def codes(asked: Directory, text: str) -> list[tuple[str, float]]:
        return [(one.place.code, one.score) for one in asked.find_villages(text)]

    for place in directory.villages[::20]:
        for text in (place.name("ky"), place.name("ru").lower(), place.name("en")[1:]):
            assert codes(held, text) == codes(directory, text)


def test_the_classes_are_what_people_write(directory: Directory) -> None:
    latin = written(directory, "Жети-Өгүз", "Latin letters")
    assert {"jeti-oguz", "zheti-oguz", "djeti-oguz", "ceti-ögüz"} <= set(latin)
    assert "4on-ta6" in written(directory, "Чоң-Таш", "Latin letters")
    assert written(directory, "Жети-Өгүз", "old Russian") == ["Джети-Огюз"]
    assert written(directory, "Барскоон", "Russian adjective")[0] == "Барскоонский"
    assert "Михайловский" in written(directory, "Михайловка", "Russian adjective")
    assert written(directory, "Барскоон", "Kyrgyz endings")[::2] == [
        "Барскоондо", "Барскоондон", "Барскоонго", "Барскоондун",
    ]  # fmt: skip
    assert written(directory, "Түп", "Kyrgyz endings")[::2] == ["Түптө", "Түптөн", "Түпкө", "Түптүн"]
    assert written(directory, "Каракол", "Russian endings") == ["в Караколе", "из Каракола", "по Караколу"]


def test_an_exact_name_is_taken_before_one_that_is_only_like_it(directory: Directory) -> None:
    taken = directory.village_named("Сай-Булуң").certain
    assert taken is not None
    assert taken.name("ky") == "Сай-Булуң"


def test_a_slip_in_a_short_name_is_asked_about(directory: Directory) -> None:
    answer = directory.village_named("уук")
    assert answer.certain is None
    assert "Аук" in {place.name("ky") for place in answer.maybe}


def test_namesakes_are_asked_about(directory: Directory) -> None:
    def namesakes() -> Iterator[Place]:
        return (place for place in directory.villages if place.name("ky") == "Арал")

    answer = directory.village_named("Арал")
    assert answer.certain is None
    assert set(namesakes()) <= set(answer.maybe)


def test_a_pin_is_seldom_taken_for_the_neighbour_though_a_fifth_of_the_points_is_unknown(
    directory: Directory, record_property: Callable[[str, object], None]
) -> None:
    result = pinned(directory.villages)
    record_property("neighbour", result.neighbour / result.asked)
    assert result.asked == 5270
    assert result.right / result.asked > 0.55
    assert result.neighbour / result.asked < 0.05
    assert result == pinned(directory.villages)
    assert [f"{result.right / result.asked:.1%}" in line for line in pin_lines(directory)] == [
        False,
        True,
        False,
    ]


def test_the_table_has_a_line_for_each_class(directory: Directory) -> None:
    lines = list(table(directory, kinds=("aliases", "Kyrgyz name")))
    assert lines[0] == f"{len(directory.villages)} settlements"
    assert re.fullmatch(r"Kyrgyz name +654 +99\.\d% +100\.0% +\d\d\.\d% +0\.00% +\d+\.\d\d", lines[-1])
