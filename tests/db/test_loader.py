import shutil
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.catalogue.loader import SHIPPED, Report, Unreadable, import_catalogue
from db.catalogue.sheets import FILES, SHEETS
from db.engine import Database
from db.queries.directory import read
from db.tables.catalogue import CatalogueState, Category, Holiday, LegalTerm, Service
from db.tables.places import Inbox, RouteRow, Unit, UnitAlias

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)

UNITS = """\
code,kind,parent,name_ky,name_ru,name_en,lat,lon,point_certain,name_certain,valid_from,valid_to,note
r1,rayon,,Сузак,Сузак,Suzak,40.9,73.0,no,yes,2021-01-01,,
a1,aimak,r1,Барпы,Барпы,Barpy,,,no,yes,2021-01-01,,
v1,village,a1,Ак-Суу,Ак-Суу,Ak-Suu,41.0,73.1,yes,yes,2021-01-01,,
v2,village,a1,Арал,Арал,Aral,,,no,no,2021-01-01,,
"""
INBOXES = """\
code,kind,unit,name_ky,name_ru,name_en,phone,valid_from,valid_to,demo
barpy,municipality,a1,Барпы,Барпы,Barpy,,2021-01-01,,no
suzak,rayon,r1,Сузак,Сузак,Suzak,,2021-01-01,,no
"""
ROUTES = (
    "service,category,unit,inbox,priority,valid_from,valid_to\nwater,water_none,a1,suzak,10,2021-01-01,\n"
)
POINTS = """\
code,kind,village,service,name_ky,name_ru,name_en,lat,lon,valid_from,valid_to,note
pump-1,pump,v1,water,1-колонка,Колонка 1,Pump 1,41.0,73.1,2021-01-01,,
"""
ALIASES = "unit,name\nv1,Аксу\n"
TERMS = """\
code,days,unit,valid_from,valid_to,law,confidence,note
answer,14,working_days,2007-05-04,,Law 67,high,
"""
SERVICES = """\
- code: water
  names: {ky: Суу, ru: Вода, en: Water}
  emoji: 🚰
  rated: true
  answer_within: 1
  resolve_within: 3
  words: {ky: [суу:1, суу жок], ru: [вода]}
  categories:
    - code: water_none
      names: {ky: Суу жок, ru: Нет воды, en: No water}
      answer_within: 1
      resolve_within: 2
      words: {ky: [келбейт:3]}
"""
CHANGES = "on,kind,name_ky,name_ru,name_en,source\n2026-12-31,holiday,Дем алыш,Выходной,Day off,decree 1\n"
SMALL = {
    "units.csv": UNITS,
    "inboxes.csv": INBOXES,
    "routes.csv": ROUTES,
    "points.csv": POINTS,
    "unit_aliases.csv": ALIASES,
    "legal_terms.csv": TERMS,
    "services.yaml": SERVICES,
    "holiday_changes.csv": CHANGES,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "catalogue"
    place.mkdir()
    for name, text in SMALL.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def load(
    database: Database, given: Path | list[Path], today: date = TODAY, *, dry_run: bool = False
) -> Report:
    with database.writing() as session:
        return import_catalogue(session, given, at=AT, today=today, dry_run=dry_run)


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        tables = [sheet.table.__table__ for sheet in SHEETS] + [CatalogueState.__table__]
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in tables
        }


def test_an_import_fills_the_tables_and_says_so(database: Database, folder: Path) -> None:
    report = load(database, folder)
    assert report.version == 1
    assert report.tables["units"].added == 4
    assert "+ units v1 Ак-Суу" in report.diff
    with database.reading() as session:
        village = session.scalars(select(Unit).where(Unit.code == "v1")).one()
        above = session.get_one(Unit, village.parent_id)
        assert (village.name_ru, village.lat, above.code) == ("Ак-Суу", 41.0, "a1")
        assert session.scalars(select(UnitAlias.name)).one() == "Аксу"
        assert session.get_one(Service, "water").words == [
            ["ky", "суу", 1],
            ["ky", "суу жок", 4],
            ["ru", "вода", 2],
        ]
        assert session.scalars(select(RouteRow.category_code)).one() == "water_none"


def test_importing_twice_changes_nothing(database: Database, folder: Path) -> None:
    load(database, folder)
    before = contents(database)
    again = load(database, folder)
    assert again.changes_nothing
    assert again.version == 1
    assert contents(database) == before


def test_a_dry_run_tells_everything_and_changes_nothing(database: Database, folder: Path) -> None:
    before = contents(database)
    told = load(database, folder, dry_run=True)
    assert contents(database) == before
    assert told.version == 0
    done = load(database, folder)
    assert (told.diff, told.tables) == (done.diff, done.tables)


def test_the_shipped_catalogue_is_imported_once(database: Database) -> None:
    report = load(database, SHIPPED)
    assert report.tables["units"].added > 700
    assert load(database, SHIPPED).changes_nothing


def test_a_removed_row_is_closed_and_not_deleted(database: Database, folder: Path) -> None:
    load(database, folder)
    (folder / "routes.csv").write_text(ROUTES.splitlines()[0])
    (folder / "inboxes.csv").write_text("\n".join(INBOXES.splitlines()[:2]))
    report = load(database, folder)
    assert report.diff == ("- (closed) inboxes suzak Сузак", "- (closed) routes water water_none a1 suzak")
    assert report.version == 2
    with database.reading() as session:
        assert session.scalars(select(Inbox.valid_to).where(Inbox.code == "suzak")).one() == TODAY
        assert session.scalars(select(Inbox.valid_to).where(Inbox.code == "barpy")).one() is None
    assert load(database, folder, TOMORROW).changes_nothing


def test_a_closed_row_that_comes_back_is_opened_again(database: Database, folder: Path) -> None:
    load(database, folder)
    (folder / "services.yaml").write_text(SERVICES.partition("  categories:")[0])
    (folder / "routes.csv").unlink()
    load(database, folder)
    with database.reading() as session:
        assert session.get_one(Category, "water_none").valid_to == TODAY
    (folder / "services.yaml").write_text(SERVICES)
    assert load(database, folder).diff == ('~ categories water_none: valid_to "2026-11-24" → ""',)


def test_a_changed_promise_and_a_changed_phone_show_in_the_diff(database: Database, folder: Path) -> None:
    load(database, folder)
    (folder / "services.yaml").write_text(SERVICES.replace("resolve_within: 2", "resolve_within: 4"))
    (folder / "inboxes.csv").write_text(INBOXES.replace("Barpy,,2021", "Barpy,0312 123,2021"))
    report = load(database, folder)
    assert report.diff == (
        "~ categories water_none: resolve_within 2 → 4",
        '~ inboxes barpy: phone "" → "0312 123"',
    )
    assert report.tables["inboxes"].changed == report.tables["inboxes"].unchanged == 1
    with database.reading() as session:
        assert session.get_one(Category, "water_none").resolve_within == 4


def test_changed_words_are_counted_not_listed(database: Database, folder: Path) -> None:
    load(database, folder)
    (folder / "services.yaml").write_text(SERVICES.replace("[вода]", "[вода:3, воды]"))
    assert load(database, folder).diff == ("~ services water: words +2 −1",)


def test_a_single_file_touches_only_its_own_tables(database: Database, folder: Path) -> None:
    load(database, folder)
    (folder / "inboxes.csv").write_text(INBOXES.replace("Barpy,,2021", "Barpy,0312,2021"))
    (folder / "units.csv").write_text("not even read")
    report = load(database, [folder / "inboxes.csv"])
    assert set(report.tables) == {"inboxes"}
    assert report.diff == ('~ inboxes barpy: phone "" → "0312"',)


def test_a_single_file_may_name_what_the_database_knows_and_nothing_else(
    database: Database, folder: Path
) -> None:
    load(database, folder)
    (folder / "routes.csv").write_text(ROUTES.replace("a1", "a9"))
    assert problems(database, folder / "routes.csv") == [
        'routes.csv, line 2: the unit "a9" is not in the catalogue'
    ]


def test_holidays_are_copied_for_four_years_and_later_only_added_to(database: Database, folder: Path) -> None:
    load(database, folder)
    with database.writing() as session:
        days = {day.on: day for day in session.scalars(select(Holiday))}
        new_year = days[date(2027, 1, 1)]
        assert (new_year.kind, new_year.name_ky, new_year.name_en) == (
            "holiday",
            "Жаңы жыл",
            "New Year's Day",
        )
        assert {day.year for day in days} == {2025, 2026, 2027, 2028}
        assert days[date(2026, 12, 31)].source == "decree 1"
        new_year.name_ky = "Ой"
    later = load(database, folder, date(2027, 1, 5))
    assert later.tables["holidays"].changed == 0
    assert all("holidays 2029-" in line for line in later.diff)
    assert later.diff


def test_a_decree_overrides_a_copied_holiday(database: Database, folder: Path) -> None:
    load(database, folder)
    moved = CHANGES + "2026-08-31,workday,Жумуш күнү,Рабочий день,Working day,decree 2\n"
    (folder / "holiday_changes.csv").write_text(moved)
    report = load(database, folder)
    assert len(report.diff) == 1
    assert report.diff[0].startswith('~ holidays 2026-08-31: kind "holiday" → "workday"')


def test_what_a_spreadsheet_makes_of_a_csv_is_read_all_the_same(database: Database, folder: Path) -> None:
    load(database, folder)
    spread = "\ufeff" + INBOXES.replace(",", ";").replace("\n", "\r\n") + ";;;;;;;;;\r\n\r\n"
    (folder / "inboxes.csv").write_bytes(spread.encode())
    assert load(database, folder).changes_nothing


def problems(database: Database, given: Path | list[Path]) -> list[str]:
    before = contents(database)
    with pytest.raises(Unreadable) as refused:
        load(database, given)
    assert contents(database) == before
    return [str(problem) for problem in refused.value.problems]


BAD = {
    "an unknown unit": (
        "inboxes.csv", "barpy,municipality,a1", "barpy,municipality,a9", 'the unit "a9" is not in units.csv', 2),
    "an unknown service": (
        "routes.csv", "water,water_none", "gas,", 'the service "gas" is not in services.yaml', 2),
    "an unknown category": (
        "routes.csv", "water_none", "gas_none", 'the category "gas_none" is not in services.yaml', 2),
    "an unknown kind": (
        "units.csv", "r1,rayon", "r1,canton", '"canton" in the column "kind" is not one of: oblast', 2),
    "a bad day": (
        "units.csv", "Aral,,,no,no,2021-01-01", "Aral,,,no,no,2021-13-01", 'the column "valid_from" is not a day', 5),
    "an end before the start": (
        "inboxes.csv", "2021-01-01,,no", "2021-01-01,2020-01-01,no", '"valid_to" is 2020-01-01, less than', 2),
    "a comma for a point": (
        "units.csv", "41.0,73.1", '"41,0",73.1', "is not a number with a decimal point", 4),
    "a swapped point": (
        "units.csv", "41.0,73.1", "73.1,41.0", "is not a number with a decimal point, from 39 to 43.5", 4),
    "half a point": (
        "units.csv", "41.0,73.1", "41.0,", 'the column "lon" is empty', 4),
    "a missing language": (
        "units.csv", "Ак-Суу,Ак-Суу,Ak-Suu", "Ак-Суу,,Ak-Suu", 'the column "name_ru" is empty', 4),
    "a code used twice": (
        "units.csv", "v2,village", "v1,village", "says the same thing as line 4: v1", 5),
    "a ring of parents": (
        "units.csv", "r1,rayon,,", "r1,rayon,v1,", "the unit stands above itself: r1 → v1 → a1 → r1", 2),
    "a missing field": (
        "units.csv", "2021-01-01,,\nv2", "2021-01-01\nv2", "has 11 fields where the header has 13", 4),
    "a missing column": (
        "inboxes.csv", ",phone,", ",phon,", 'the column "phone" is missing', 1),
    "an extra column": (
        "unit_aliases.csv", "unit,name", "unit,name,name", 'the column "name" is not known here', 1),
    "a bad number": (
        "legal_terms.csv", "answer,14", "answer,0", '"0" in the column "days" is not a whole number', 2),
    "a doubled term": (
        "legal_terms.csv", "high,\n", "high,\nanswer,10,working_days,2027-01-01,,Law,high,\n",
        'another row already has the term "answer" on 2027-01-01', 3),
    "a promise of no day": (
        "services.yaml", "resolve_within: 2", "resolve_within: 0", "is not a whole number from 1", 12),
    "an answer after the resolution": (
        "services.yaml", "answer_within: 1\n  resolve", "answer_within: 9\n  resolve", "less than", 1),
    "a service without Kyrgyz": (
        "services.yaml", "{ky: Суу, ru: Вода", "{ru: Вода", 'the column "name_ky" is empty', 1),
    "an unknown field": (
        "services.yaml", "rated: true", "rate: true", 'the column "rate" is not known here', 4),
    "a word that is no word": (
        "services.yaml", "[вода]", '["!!"]', "is not a word or phrase", 7),
    "words without a list": (
        "services.yaml", "[вода]", "вода", '"вода" in the column "words" is not a list', 7),
    "YAML that is none": (
        "services.yaml", "- code: water", "- code: [water", "cannot be read", None),
    "a surrogate": (
        "services.yaml", "Water}", '"\\ud800"}', "is not free of line breaks and control characters", 2),
    "an open quote": (
        "units.csv", "r1,rayon", '"r1,rayon', "cannot be read: unexpected end of data", None),
    "a megabyte in a field": (
        "units.csv", "Suzak", "S" * 1_000_000, "cannot be read: field larger than field limit", None),
    "a NUL": (
        "units.csv", "Suzak", "Su\0zak", "cannot be read: it has a NUL character", 2),
    "an empty file": (
        "units.csv", UNITS, "", "cannot be read: it is empty", None),
    "no services": (
        "services.yaml", SERVICES, "", "cannot be read: it is empty", None),
}  # fmt: skip
"""File, what stands there, what a careless hand makes of it, the sentence, the line."""


@pytest.mark.parametrize("bad", BAD)
def test_a_mistake_is_named_with_its_line_and_nothing_is_written(
    bad: str, database: Database, folder: Path
) -> None:
    file, right, wrong, sentence, line = BAD[bad]
    assert right in SMALL[file]
    (folder / file).write_text(SMALL[file].replace(right, wrong, 1), encoding="utf-8")
    told = problems(database, folder)
    place = file if line is None else f"{file}, line {line}"
    assert any(one.startswith(f"{place}: ") and sentence in one for one in told), told
    assert all(len(one) < 300 for one in told)


def test_a_category_of_another_service_cannot_be_routed(database: Database, folder: Path) -> None:
    second = SERVICES.partition("  categories:")[0].replace("water", "waste")
    (folder / "services.yaml").write_text(second + SERVICES)
    (folder / "routes.csv").write_text(ROUTES.replace("water,", "waste,"))
    assert problems(database, folder) == [
        'routes.csv, line 2: the category "water_none" is not in the service "waste"'
    ]


def test_all_mistakes_of_all_files_are_told_at_once(database: Database, folder: Path) -> None:
    (folder / "units.csv").write_text(UNITS.replace("rayon", "canton").replace("v2,village", "v2,hamlet"))
    (folder / "inboxes.csv").write_text(INBOXES.replace(",no", ",perhaps"))
    told = problems(database, folder)
    assert [one.split(":")[0] for one in told] == [
        "units.csv, line 2", "units.csv, line 5", "inboxes.csv, line 2", "inboxes.csv, line 3",
    ]  # fmt: skip


def test_a_file_that_is_not_utf_8_names_the_line(database: Database, folder: Path) -> None:
    (folder / "units.csv").write_bytes(UNITS.encode("cp1251", errors="replace"))
    assert problems(database, folder)[0].startswith("units.csv, line 2: cannot be read: it is not UTF-8")


def test_a_misspelt_file_name_is_not_passed_over(database: Database, folder: Path) -> None:
    shutil.move(folder / "units.csv", folder / "unit.csv")
    (folder / "README.txt").write_text("welcome")
    assert problems(database, folder)[0].startswith(
        "unit.csv: cannot be read: a catalogue has only units.csv"
    )
    assert problems(database, folder / "README.txt")[0].startswith("README.txt: cannot be read")
    assert problems(database, folder / "nowhere.csv")[0].startswith("nowhere.csv: cannot be read")


def test_a_term_that_is_replaced_on_the_day_it_ends_is_refused(database: Database, folder: Path) -> None:
    load(database, folder)
    (folder / "legal_terms.csv").write_text(
        TERMS.replace("14,working_days,2007-05-04", "10,working_days,2026-11-24")
    )
    assert problems(database, folder) == [
        'legal_terms.csv, line 2: another row already has the term "answer" on 2026-11-24'
    ]
    with database.reading() as session:
        assert session.scalars(select(LegalTerm.days)).one() == 14


class Enough(Exception):
    pass


def refusal(session: Session, folder: Path) -> list[str]:
    try:
        import_catalogue(session, folder, at=AT, today=TODAY)
    except Unreadable as refused:
        return [str(problem) for problem in refused.problems]
    return []


GARBAGE = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", errors="surrogatepass")),
    st.sampled_from(sorted(SMALL)).flatmap(
        lambda name: st.builds(
            lambda at, piece: SMALL[name].encode()[:at] + piece + SMALL[name].encode()[at:],
            st.integers(0, len(SMALL[name].encode())),
            st.one_of(
                st.binary(max_size=12), st.text("[]{}:,\"'-\n\t&*!\\u0 ;", max_size=12).map(str.encode)
            ),
        )
    ),
)


@given(name=st.sampled_from(FILES), content=GARBAGE)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_taken_or_refused_and_what_is_taken_can_be_read(
    name: str, content: bytes, database: Database, folder: Path
) -> None:
    for file, text in SMALL.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / name).write_bytes(content)
    with suppress(Enough), database.writing() as session:
        told = refusal(session, folder)
        assert all("\n" not in sentence for sentence in told)
        if not told:
            assert import_catalogue(session, folder, at=AT, today=TODAY).changes_nothing
            read(session, TODAY)
        raise Enough
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 0


def test_a_point_is_read_changed_and_closed_like_any_row(database: Database, folder: Path) -> None:
    load(database, folder)
    with database.reading() as session:
        point = read(session, TODAY).point_by_code("pump-1")
    assert point is not None
    assert (point.service, point.name("ru"), point.lat, point.stands) == ("water", "Колонка 1", 41.0, True)
    (folder / "points.csv").write_text(POINTS.replace("41.0,73.1", "41.1,73.1"), encoding="utf-8")
    report = load(database, folder, dry_run=True)
    assert report.diff == ("~ points pump-1: lat 41.0 → 41.1",)
    (folder / "points.csv").write_text(POINTS.splitlines()[0] + "\n", encoding="utf-8")
    assert load(database, folder).diff == ("- (closed) points pump-1 1-колонка",)
    with database.reading() as session:
        closed = read(session, TOMORROW).point_by_code("pump-1")
    assert closed is not None
    assert not closed.stands


@pytest.mark.parametrize(
    ("wrong", "right", "problem"),
    [
        ("pump_1", "pump-1", "value_wrong"),
        ("Pump-1", "pump-1", "value_wrong"),
        ("bridge,v1", "pump,v1", "value_wrong"),
        ("pump,a1", "pump,v1", "not_listed"),
        ("pump,v9", "pump,v1", "not_listed"),
        ("v1,gas", "v1,water", "not_listed"),
        ("41.0,,2021", "41.0,73.1,2021", "value_missing"),
    ],
)
def test_a_mistake_in_a_point_is_named(
    database: Database, folder: Path, wrong: str, right: str, problem: str
) -> None:
    (folder / "points.csv").write_text(POINTS.replace(right, wrong), encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        load(database, folder)
    assert [(one.code, one.file, one.line) for one in refused.value.problems] == [(problem, "points.csv", 2)]
