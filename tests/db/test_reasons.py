"""What people may find wrong with a service is data: it stands in services.yaml and is asked for in its order."""

from datetime import date
from pathlib import Path

import pytest

from db.catalogue.loader import Unreadable, import_catalogue
from db.engine import Database
from db.queries.directory import Directory, read
from tests.db.test_loader import SERVICES, SMALL
from tests.village import MONDAY

TODAY = date(2026, 3, 16)
REASONS = """\
  reasons:
    - code: water_why_none
      names: {ky: Суу келбейт, ru: Нет воды, en: No water}
      category: water_none
    - code: water_why_price
      names: {ky: Кымбат, ru: Дорого, en: Too expensive}
"""


def imported(database: Database, folder: Path, services: str) -> Directory:
    for name, text in SMALL.items():
        (folder / name).write_text(services if name == "services.yaml" else text, encoding="utf-8")
    with database.writing() as session:
        import_catalogue(session, folder, at=MONDAY, today=TODAY)
        return read(session, TODAY)


def test_reasons_come_in_the_order_of_the_file_with_what_a_report_of_them_is_about(
    database: Database, tmp_path: Path
) -> None:
    directory = imported(database, tmp_path, SERVICES + REASONS)
    found = directory.reasons_of("water")
    assert [(one.code, one.name("ru"), one.category) for one in found] == [
        ("water_why_none", "Нет воды", "water_none"),
        ("water_why_price", "Дорого", None),
    ]


def test_a_reason_that_the_file_no_longer_names_is_not_offered_but_still_known(
    database: Database, tmp_path: Path
) -> None:
    imported(database, tmp_path, SERVICES + REASONS)
    shorter = REASONS.partition("    - code: water_why_price")[0]
    directory = imported(database, tmp_path, SERVICES + shorter)
    with database.reading() as session:
        directory = read(session, date(2026, 3, 17))
    assert [one.code for one in directory.reasons_of("water")] == ["water_why_none"]
    known = directory.reason_by_code("water_why_price")
    assert known is not None
    assert not known.stands


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("category: water_none", "category: gas_none", 'the category "gas_none" is not in services.yaml'),
        ("ky: Кымбат, ", "", 'the column "name_ky" is empty'),
        ("Too expensive", "E" * 41, "at most 40 characters"),
    ],
)
def test_a_slip_in_a_reason_is_named(
    right: str, wrong: str, sentence: str, database: Database, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable) as refused:
        imported(database, tmp_path, SERVICES + REASONS.replace(right, wrong))
    assert any(sentence in str(problem) for problem in refused.value.problems)


def test_a_reason_cannot_lead_to_a_category_of_another_service(database: Database, tmp_path: Path) -> None:
    other = SERVICES.partition("  categories:")[0].replace("water", "waste")
    with pytest.raises(Unreadable) as refused:
        imported(database, tmp_path, SERVICES + other + REASONS.replace("water_why", "waste_why"))
    told = [str(problem) for problem in refused.value.problems]
    assert len(told) == 1
    assert 'the category "water_none" is not in the service "waste"' in told[0]
