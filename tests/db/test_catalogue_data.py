"""The shipped seed read as plain files: what the loader, routing and the topic guess take for granted."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules import retention
from rules.geography import Point, kilometres
from rules.links import Kind, Link, write

DATA = Path(__file__).parents[2] / "db" / "catalogue" / "data"
FOLD = str.maketrans("өүңё", "оуне")
# Look-alikes seen on official pages and in old newspaper fonts, never Kyrgyz or Russian letters.
LOOK_ALIKES = set("ѳѲӊӉєЄїЇўЎіІ")
KYRGYZ = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"
MANAS = "41703410000010"

HEADERS = {
    "units": "code,kind,parent,name_ky,name_ru,name_en,lat,lon,point_certain,name_certain,"
    "valid_from,valid_to,note",
    "unit_codes": "unit,scheme,value,valid_from,valid_to",
    "unit_aliases": "unit,name",
    "unit_lineage": "from_unit,to_unit,kind,on,act,source",
    "inboxes": "code,kind,unit,name_ky,name_ru,name_en,phone,valid_from,valid_to,demo",
    "routes": "service,category,unit,inbox,priority,valid_from,valid_to",
    "points": "code,kind,village,service,name_ky,name_ru,name_en,lat,lon,valid_from,valid_to,note",
    "holiday_changes": "on,kind,name_ky,name_ru,name_en,source",
    "legal_terms": "code,days,unit,valid_from,valid_to,law,confidence,note",
}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


UNITS = {row["code"]: row for row in rows("units")}
SERVICES: list[dict[str, Any]] = yaml.safe_load((DATA / "services.yaml").read_text(encoding="utf-8"))
CATEGORIES = {category["code"]: service["code"] for service in SERVICES for category in service["categories"]}


def of_kind(kind: str) -> list[dict[str, str]]:
    return [unit for unit in UNITS.values() if unit["kind"] == kind]


def blocks() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every service and every category, with the service it belongs to."""
    for service in SERVICES:
        yield service["code"], service
        for category in service["categories"]:
            yield service["code"], category


def weighed(word: str) -> tuple[str, int]:
    """The folded stem and its weight: as written, else 4 for a phrase and 2 for a word."""
    stem, _, weight = word.partition(":")
    return stem.translate(FOLD), int(weight) if weight else 4 if " " in stem else 2


# --- files ---


@pytest.mark.parametrize("name", HEADERS)
def test_a_file_has_the_header_the_loader_reads_and_unix_line_ends(name: str) -> None:
    raw = (DATA / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    assert raw.decode("utf-8").split("\n", 1)[0] == HEADERS[name]
    for row in rows(name):
        assert list(row) == HEADERS[name].split(","), row
        assert all(value is not None and value == value.strip() for value in row.values()), row


def test_no_file_points_outside_the_repository() -> None:
    for path in DATA.iterdir():
        assert "shared" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("name", HEADERS)
def test_dates_are_dates_and_end_after_they_begin(name: str) -> None:
    for row in rows(name):
        days = {key: row[key] for key in ("on", "valid_from", "valid_to") if row.get(key)}
        read = {key: date.fromisoformat(text) for key, text in days.items()}
        assert "valid_from" not in row or "valid_from" in read, row
        if "valid_to" in read:
            assert read["valid_from"] < read["valid_to"], row


# --- places ---


def test_the_two_oblasts_are_complete() -> None:
    assert Counter(unit["kind"] for unit in UNITS.values()) == {
        "oblast": 2,
        "rayon": 13,
        "town": 6,
        "aimak": 129,
        "village": 648,
    }
    assert Counter(unit["code"][:5] for unit in of_kind("aimak")) == {"41702": 61, "41703": 68}
    per_rayon = Counter(UNITS[unit["parent"]]["name_ky"] for unit in of_kind("aimak"))
    assert per_rayon == {
        "Ак-Суу": 14, "Жети-Өгүз": 13, "Түп": 13, "Ысык-Көл": 12, "Тоң": 9, "Сузак": 13, "Аксы": 11,
        "Токтогул": 10, "Базар-Коргон": 9, "Ала-Бука": 8, "Ноокен": 8, "Тогуз-Торо": 5, "Чаткал": 4,
    }  # fmt: skip


def test_unit_codes_are_unique_soate_codes() -> None:
    codes = [row["code"] for row in rows("units")]
    assert len(codes) == len(set(codes)) == 798
    assert all(re.fullmatch(r"4170[23]\d{9}", code) for code in codes)


def test_every_parent_exists_and_stands_above() -> None:
    above = {"oblast": {""}, "rayon": {"oblast"}, "town": {"oblast"}, "aimak": {"rayon"}}
    above["village"] = {"aimak", "rayon", "town"}
    seen: set[str] = set()
    for row in rows("units"):
        parent = row["parent"]
        assert not parent or parent in seen, f"{row['code']} comes before its parent {parent}"
        assert (UNITS[parent]["kind"] if parent else "") in above[row["kind"]], row
        assert not parent or parent[:5] == row["code"][:5], row
        seen.add(row["code"])


def test_every_aimak_has_a_village() -> None:
    inhabited = {unit["parent"] for unit in of_kind("village")}
    assert all(unit["code"] in inhabited for unit in of_kind("aimak"))


def test_points_lie_in_kyrgyzstan() -> None:
    for unit in UNITS.values():
        assert bool(unit["lat"]) == bool(unit["lon"]), unit
        assert {unit["point_certain"], unit["name_certain"]} <= {"yes", "no"}, unit
        if unit["lat"]:
            assert 39.1 < float(unit["lat"]) < 43.3, unit
            assert 69.2 < float(unit["lon"]) < 80.3, unit
        else:
            assert unit["point_certain"] == "no", unit
    assert sum(bool(unit["lat"]) for unit in of_kind("village")) == 521
    assert all(unit["lat"] and unit["point_certain"] == "yes" for unit in of_kind("town"))


def test_a_village_lies_near_its_aimak() -> None:
    for unit in of_kind("village"):
        aimak = UNITS[unit["parent"]]
        if aimak["kind"] == "aimak" and unit["lat"]:
            assert abs(float(unit["lat"]) - float(aimak["lat"])) < 0.7, unit
            assert abs(float(unit["lon"]) - float(aimak["lon"])) < 0.9, unit


def test_names_of_aimaks_are_bare() -> None:
    for unit in of_kind("aimak"):
        assert not re.search(r"айыл|аймак|өкмөт|район", unit["name_ky"], re.IGNORECASE), unit
        assert not re.search(r"(ский|ская|ское)$|айыл|аймак", unit["name_ru"]), unit


def named() -> Iterator[tuple[str, str]]:
    """Every Kyrgyz and Russian name of the seed, with its language."""
    for row in [*UNITS.values(), *rows("inboxes")]:
        yield "ky", row["name_ky"]
        yield "ru", row["name_ru"]
    for _, block in blocks():
        yield "ky", block["names"]["ky"]
        yield "ru", block["names"]["ru"]


def test_names_hold_only_letters_of_their_language() -> None:
    for language, name in named():
        assert name
        assert name == " ".join(name.split()), name
        assert not LOOK_ALIKES & set(name), name
        letters = {letter for letter in name.lower() if letter.isalpha()}
        allowed = set(KYRGYZ) if language == "ky" else set(KYRGYZ) - set("өүң")
        assert letters <= allowed, (language, name, letters - allowed)


def test_no_alias_or_word_mixes_alphabets() -> None:
    words = [alias["name"] for alias in rows("unit_aliases")]
    words += [word for _, block in blocks() for language in ("ky", "ru") for word in block["words"][language]]
    for text in words:
        assert not LOOK_ALIKES & set(text), text
        for token in re.findall(r"[^\W\d_]+", text):
            assert token.isascii() or not re.search("[A-Za-z]", token), text


def test_english_names_are_plain_ascii() -> None:
    for row in [*UNITS.values(), *rows("inboxes")]:
        assert row["name_en"], row
        assert row["name_en"].isascii(), row
    assert UNITS["41702210000000"]["name_en"] == "Jeti-Oguz"


def test_other_registers_point_back_to_the_same_unit() -> None:
    codes = rows("unit_codes")
    assert len({(row["scheme"], row["value"]) for row in codes}) == len(codes)
    by_scheme: dict[str, dict[str, str]] = {"soate": {}, "pcode": {}, "geonames": {}}
    for row in codes:
        assert row["unit"] not in by_scheme[row["scheme"]], row
        by_scheme[row["scheme"]][row["unit"]] = row["value"]
    assert by_scheme["soate"] == {code: code for code in UNITS}
    assert all(value == "KG" + unit[3:] for unit, value in by_scheme["pcode"].items())
    assert {unit["code"] for unit in UNITS.values() if unit["kind"] != "village"} <= set(by_scheme["pcode"])
    for unit in by_scheme["geonames"]:
        assert UNITS[unit]["point_certain"] == "yes", "an uncertain match is no code"


def test_an_alias_is_another_name_of_a_known_unit() -> None:
    aliases = rows("unit_aliases")
    assert len({(row["unit"], row["name"].casefold()) for row in aliases}) == len(aliases)
    for row in aliases:
        unit = UNITS[row["unit"]]
        assert row["name"], row
        assert ";" not in row["name"], row
        assert row["name"] not in (unit["name_ky"], unit["name_ru"], unit["name_en"]), row


def test_the_town_is_manas_today_and_found_under_its_old_name() -> None:
    assert UNITS[MANAS]["name_ky"] == UNITS[MANAS]["name_ru"] == "Манас"
    old = {row["name"] for row in rows("unit_aliases") if row["unit"] == MANAS}
    assert {"Жалал-Абад", "Джалал-Абад"} <= old
    assert UNITS["41703000000000"]["name_ky"] == "Жалал-Абад", "the oblast keeps its name"
    assert ("renamed", "2025-09-17") in {
        (row["kind"], row["on"]) for row in rows("unit_lineage") if row["from_unit"] == MANAS
    }


def test_lineage_names_known_units_and_its_source() -> None:
    for row in rows("unit_lineage"):
        assert {row["from_unit"], row["to_unit"]} <= set(UNITS), row
        assert row["kind"] in {"merged", "split", "renamed", "moved"}, row
        assert (row["from_unit"] == row["to_unit"]) == (row["kind"] == "renamed"), row
        assert all(row[column] for column in ("on", "act", "source")), row


# --- inboxes and routes ---


def test_every_aimak_but_three_and_every_town_has_an_inbox() -> None:
    homes = Counter(row["unit"] for row in rows("inboxes") if row["kind"] == "municipality")
    assert set(homes.values()) == {1}
    aimaks, towns = ({unit["code"] for unit in of_kind(kind)} for kind in ("aimak", "town"))
    assert {UNITS[code]["name_ky"] for code in aimaks - set(homes)} == {"Жыргалаң", "Ак-Булак", "Сумсар"}
    assert set(homes) - aimaks == towns


def test_every_village_reaches_an_inbox() -> None:
    homes = {row["unit"] for row in rows("inboxes") if row["kind"] != "provider"}
    for village in of_kind("village"):
        code = village["code"]
        while code and code not in homes:
            code = UNITS[code]["parent"]
        assert code, village


def test_inboxes_are_well_formed() -> None:
    inboxes = rows("inboxes")
    assert len({row["code"] for row in inboxes}) == len(inboxes)
    fits = {"municipality": {"aimak", "town"}, "rayon": {"rayon"}, "provider": {"aimak"}}
    for row in inboxes:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["code"]), row
        assert len(row["code"]) <= 48, row
        assert UNITS[row["unit"]]["kind"] in fits[row["kind"]], row
        assert (row["demo"] == "yes") == (row["kind"] == "provider"), row
        if row["demo"] == "yes":
            assert row["code"].startswith("demo-"), row
            assert row["name_ky"].startswith("Демо: "), row
        if row["phone"]:
            assert re.fullmatch(r"\+996\d{9}", row["phone"]), row
    assert Counter(row["kind"] for row in inboxes) == {"municipality": 132, "rayon": 13, "provider": 8}


def test_routes_lead_from_known_services_to_providers_of_the_same_place() -> None:
    inboxes = {row["code"]: row for row in rows("inboxes")}
    routes = rows("routes")
    assert len({(r["service"], r["category"], r["unit"], r["inbox"]) for r in routes}) == len(routes)
    for row in routes:
        assert row["service"] in {service["code"] for service in SERVICES}, row
        assert not row["category"] or CATEGORIES[row["category"]] == row["service"], row
        assert inboxes[row["inbox"]]["unit"] == row["unit"], row
        assert int(row["priority"]) > 0
    providers = {code for code, row in inboxes.items() if row["kind"] == "provider"}
    assert {row["inbox"] for row in routes} == providers


# --- points ---


def test_a_point_lies_in_its_village_and_its_code_fits_into_a_link() -> None:
    points = rows("points")
    assert len({row["code"] for row in points}) == len(points) == 3
    for row in points:
        village = UNITS[row["village"]]
        assert village["kind"] in ("village", "town"), row
        assert row["service"] in {service["code"] for service in SERVICES}, row
        spot = Point(float(row["lat"]), float(row["lon"]))
        assert kilometres(spot, Point(float(village["lat"]), float(village["lon"]))) < 2, row
        assert len(write(Link(Kind.POINT, row["code"], source="x" * 16))) <= 64, row
        assert row["code"].startswith("demo-"), row
        assert row["note"].startswith("demo"), row


# --- services ---


def test_services_stand_in_the_order_of_the_buttons() -> None:
    assert [service["code"] for service in SERVICES] == [
        "water", "waste", "streetlight", "roads", "irrigation", "kindergarten", "dogs", "other",
    ]  # fmt: skip
    assert [service["code"] for service in SERVICES if not service["rated"]] == ["dogs", "other"]
    emojis = [service["emoji"] for service in SERVICES]
    assert len(set(emojis)) == len(SERVICES)
    assert all(0 < len(emoji) <= 2 for emoji in emojis)


def test_category_codes_are_unique_and_say_their_service() -> None:
    assert len(CATEGORIES) == sum(len(service["categories"]) for service in SERVICES)
    assert all(code.startswith(service + "_") for code, service in CATEGORIES.items())
    sizes = Counter(CATEGORIES.values())
    assert all(3 <= size <= 6 for service, size in sizes.items() if service != "other"), sizes


def test_every_service_and_category_has_three_short_names_and_a_promise() -> None:
    for _, block in blocks():
        assert set(block["names"]) == {"ky", "ru", "en"}, block["code"]
        for name in block["names"].values():
            assert isinstance(name, str), name
            assert 0 < len(name) <= 30, name
        assert block["names"]["en"].isascii()
        assert 1 <= block["answer_within"] <= block["resolve_within"] <= 20, block["code"]


def test_every_rated_service_has_a_few_reasons_to_be_discontent_and_no_other_has() -> None:
    for service in SERVICES:
        reasons = service.get("reasons", [])
        assert (3 <= len(reasons) <= 5) == service["rated"], service["code"]
        for reason in reasons:
            assert reason["code"].startswith(f"{service['code']}_why_")
            assert CATEGORIES.get(reason.get("category"), service["code"]) == service["code"]
            assert set(reason["names"]) == {"ky", "ru", "en"}
            assert all(0 < len(name) <= 18 for name in reason["names"].values()), (
                "two in a row on a small phone"
            )


def test_words_are_lower_case_stems_of_one_to_three_tokens() -> None:
    for _, block in blocks():
        for language in ("ky", "ru"):
            words = block["words"][language]
            stems = [weighed(word)[0] for word in words]
            assert len(stems) == len(set(stems)), (block["code"], language, Counter(stems).most_common(1))
            for word in words:
                assert word == word.lower(), (block["code"], word)
                assert re.fullmatch(r"[^\W\d_]+( [^\W\d_]+){0,2}(:[1-9])?", word), (block["code"], word)


def test_every_service_knows_enough_words_in_both_languages() -> None:
    for service in SERVICES:
        for language in ("ky", "ru"):
            assert len(service["words"][language]) >= 6, service["code"]
            for category in service["categories"]:
                assert len(category["words"][language]) >= 5, category["code"]


def test_no_strong_word_belongs_to_two_services() -> None:
    owners: dict[str, set[str]] = {}
    for service, block in blocks():
        for language in ("ky", "ru"):
            for stem, weight in map(weighed, block["words"][language]):
                if weight >= 4:
                    owners.setdefault(stem, set()).add(service)
    assert not {stem: who for stem, who in owners.items() if len(who) > 1}


def fits(part: str, token: str) -> bool:
    """As the topic guess matches: up to three letters whole, longer ones as a prefix."""
    return token == part if len(part) <= 3 else token.startswith(part)


def place_tokens() -> Iterator[list[str]]:
    for unit in UNITS.values():
        for name in (unit["name_ky"], unit["name_ru"]):
            yield re.findall(r"[^\W\d_]+", name.lower().translate(FOLD))


def test_hardly_any_place_name_decides_a_service() -> None:
    """Ак-Суу, Таш-Көмүр or Ак-Жол must not turn a message into water, heating or roads."""
    stems = {
        (stem, service)
        for service, block in blocks()
        for language in ("ky", "ru")
        for stem, weight in map(weighed, block["words"][language])
        if weight >= 2
    }
    tempting = set()
    for tokens in place_tokens():
        for stem, service in stems:
            parts = stem.split()
            for neighbours in zip(*(tokens[at:] for at in range(len(parts))), strict=False):
                if all(map(fits, parts, neighbours)):
                    tempting.add((stem, service))
    # Worth the risk (Жаңы-Арык, Ит-Агар, Кудук, Чырак): the citizen sees the guess and can change it.
    assert tempting <= {("арык", "irrigation"), ("ит", "dogs"), ("кудук", "water"), ("чырак", "streetlight")}


# --- law and calendar ---


def test_terms_of_the_law_are_dated_and_carry_their_confidence() -> None:
    terms = {row["code"]: row for row in rows("legal_terms")}
    assert {code: (int(row["days"]), row["unit"]) for code, row in terms.items()} == {
        "register": (1, "working_days"),
        "answer": (14, "working_days"),
        "transfer": (5, "working_days"),
        "extend_max": (30, "calendar_days"),
        **{code: (days, "calendar_days") for code, days in retention.OTHERWISE.items()},
    }
    ours = {retention.DRAFT, retention.UPDATE}
    assert {row["valid_from"] for code, row in terms.items() if code not in ours} == {"2007-05-04"}
    unsure = {"transfer", "extend_max", *retention.OTHERWISE}
    assert {code for code, row in terms.items() if row["confidence"] == "low"} == unsure
    assert all(row["confidence"] in {"high", "medium", "low"} and row["note"] for row in terms.values())
    assert "10 working days" in terms["answer"]["note"], "the bill is prepared but not in force"


def test_local_changes_of_the_calendar_are_holidays_or_workdays() -> None:
    assert all(row["kind"] in {"holiday", "workday"} and row["on"] for row in rows("holiday_changes"))
