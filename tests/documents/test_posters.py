"""Posters, looked at as pixels: what is on the paper, not what the file says is on it."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import ImageChops

from documents import Size
from documents.poster import PICTURES, Names, Poster, in_groups, print_poster
from documents.typesetting import HERE
from tests.documents.paper import POINTS_PER_MM, Box, Paper

AT = datetime(2026, 3, 16, 4, 0, 0, 123456, tzinfo=UTC)
MARGIN_MM = {Size.A4: 11.5, Size.A5: 8.0}


def both(ky: str, ru: str | None = None) -> Names:
    return {"ky": ky, "ru": ky if ru is None else ru}


VILLAGE = Poster(
    link="t.me/oi_dobush_bot?start=v_41702205805010_2",
    code="41702205805010",
    place=both("Ак-Булуң айылы", "село Ак-Булун"),
    within=both("Ак-Булуң айыл аймагы", "айылный аймак Ак-Булун"),
)
OFFICE = {"office": both("Ак-Булуң айыл өкмөтү", "Айыл окмоту Ак-Булун"), "phone": "+996 3948 5-12-34"}
PUMP = replace(
    VILLAGE,
    link="t.me/oi_dobush_bot?start=p_demo-kyzyl-suu-pump-1_0",
    code="demo-kyzyl-suu-pump-1",
    service="water",
    service_name=both("Ичүүчү суу", "Питьевая вода"),
    point_name=both("1-колонка", "Колонка 1"),
)
RATING = replace(VILLAGE, service="kindergarten", service_name=both("Бала бакча", "Детский сад"))


def printed(poster: Poster, size: Size = Size.A4) -> Paper:
    return Paper(print_poster(poster, size, at=AT))


def same(one: Paper, other: Paper) -> bool:
    return ImageChops.difference(one.picture, other.picture).getbbox() is None


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("poster", [VILLAGE, replace(VILLAGE, **OFFICE), PUMP, RATING])
def test_a_camera_reads_the_link_that_is_printed_below_the_code(poster: Poster, size: Size) -> None:
    paper = printed(poster, size)
    assert paper.links == [f"https://{poster.link}"]
    assert poster.link in paper.text
    wide, high = {Size.A4: (210, 297), Size.A5: (148, 210)}[size]
    assert paper.width == pytest.approx(wide * POINTS_PER_MM, abs=0.5)
    assert paper.height == pytest.approx(high * POINTS_PER_MM, abs=0.5)


def test_a_code_with_a_torn_corner_is_still_read() -> None:
    paper = printed(VILLAGE)
    code = paper.code_box
    torn = (code.right - code.left) * 0.3
    paper.picture.paste(255, paper.pixels(replace(code, left=code.right - torn, top=code.bottom + torn)))
    assert paper.links == [f"https://{VILLAGE.link}"]


@pytest.mark.parametrize("place", [lambda letter: both(letter, "село"), lambda letter: both("айыл", letter)])
def test_every_kyrgyz_letter_has_ink_of_its_own_in_bold_and_in_regular(place: Callable[[str], Names]) -> None:
    """A font without the letter draws the same empty box for each of them."""
    papers = {letter: printed(replace(VILLAGE, place=place(letter))) for letter in "ңөүноуӊѳ"}
    for one, other in itertools.combinations("ңөүноу", 2):
        assert not same(papers[one], papers[other]), (one, other)
    for letter in "ңөү":
        (box,) = (word for word in papers[letter].words if word.words == letter)
        assert papers[letter].dark(box) > 30, letter


def test_both_languages_are_there_and_kyrgyz_comes_first_and_larger() -> None:
    words = {word.words: word for word in printed(replace(VILLAGE, within=None)).words}
    for ky, ru in [("маселе", "водой,"), ("аркылуу", "скажите"), ("Ак-Булуң", "Ак-Булун")]:
        assert words[ky].bottom > words[ru].top
        assert _height(words[ky]) > _height(words[ru])


def _height(word: Box) -> float:
    return word.top - word.bottom


@pytest.mark.parametrize(
    ("poster", "said"),
    [
        (VILLAGE, ["Суу, таштанды, көчө жарыгы же жол боюнча маселе барбы?", "село Ак-Булун"]),
        (PUMP, ["1-колонка: маселе барбы?", "Колонка 1: есть проблема?", "demo-kyzyl-suu-pump-1"]),
        (RATING, ["Бала бакча: ушул айда кандай болду?", "Оцените в Telegram."]),
        (VILLAGE, ["Бул жердин коду", "Код этого места", "4170 2205 8050 10"]),
    ],
)
def test_a_poster_says_what_it_hangs_there_for(poster: Poster, said: list[str]) -> None:
    text = printed(poster).text
    assert [line for line in said if line not in text] == []


def test_who_has_no_smartphone_is_told_to_call_only_where_there_is_a_number() -> None:
    with_phone, without = printed(replace(VILLAGE, **OFFICE)).text, printed(VILLAGE).text
    assert "+996 3948 5-12-34" in with_phone
    assert "Ак-Булуң айыл өкмөтү · Айыл окмоту Ак-Булун" in with_phone
    assert "Смартфон" not in without
    assert "смартфона" not in without


LONG = "Григорьевка-Нововознесеновка пристаны"
CROWDED = [
    replace(VILLAGE, place=both("Ой айылы", "село Ой"), within=None),
    replace(
        VILLAGE,
        link=f"t.me/{'a' * 28}_bot?start={'v_41702205805010_2_s_bibliotekakniga'.ljust(64, 'x')}",
        place=both(f"{LONG} айылы (Төрөгелди Балтагулов, Жети-Өгүз)"),
        within=both("Төрөгелди Балтагулов Сайпидин Атабеков айыл аймагы"),
        office=both(f"{LONG} айыл өкмөтү, ичүүчү суу керектөөчүлөр бирикмеси жана башкалар"),
        phone="+996 (3948) 5-12-34, 5-12-35, 0555 123 456",
    ),
    replace(VILLAGE, **OFFICE, place=both("Щ" * 120), within=both("Щ" * 120)),
    replace(PUMP, **OFFICE, code="x" * 32, point_name=both("Мечиттин жанындагы биринчи суу колонкасы " * 3)),
    replace(RATING, service_name=both("Ы" * 80)),
]


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("poster", CROWDED)
def test_long_names_stay_on_the_paper_and_off_each_other(poster: Poster, size: Size) -> None:
    paper = printed(poster, size)
    assert paper.is_blank_within(MARGIN_MM[size])
    boxes = [*paper.words, paper.code_box]
    assert [(a, b) for a, b in itertools.combinations(boxes, 2) if a.meets(b)] == []
    assert paper.links == [f"https://{poster.link}"]


EVIL = [
    '#panic("read")',
    '#read("/etc/passwd")',
    "*bold* _thin_ $x^2$ <label> @ref",
    "= Heading",
    "- list // comment",
    '") #eval("1',
    "\\u{41} `raw` {{7*7}}",
    '<img src=x> & "quoted"',
]


@pytest.mark.parametrize("name", EVIL)
def test_a_name_that_looks_like_code_is_printed_as_it_stands(name: str) -> None:
    everywhere = replace(
        PUMP, **OFFICE, place=both(name), within=both(name), point_name=both(name), service="waste"
    )
    paper = printed(everywhere)
    assert paper.text.replace("\u2010", "-").count(name) >= 4
    assert paper.is_blank_within(MARGIN_MM[Size.A4])


def test_a_service_without_a_picture_of_its_own_has_one_all_the_same() -> None:
    assert not same(printed(replace(PUMP, service="dogs")), printed(PUMP))


def test_every_picture_has_its_file_is_black_and_says_what_it_is() -> None:
    drawn = {path.stem: path.read_text(encoding="utf-8") for path in (HERE / "pictograms").glob("*.svg")}
    assert drawn.keys() == PICTURES.keys()
    for svg in drawn.values():
        assert 'stroke="#000"' in svg
        assert svg.count("#") == svg.count("#000")


def test_the_file_can_be_read_out_and_is_the_same_every_time() -> None:
    pdf = print_poster(VILLAGE, Size.A4, at=AT)
    assert pdf == print_poster(VILLAGE, Size.A4, at=AT)
    assert b"pdfuaid:part" in pdf
    assert b"/StructTreeRoot" in pdf


def test_a_long_number_is_read_out_in_fours() -> None:
    assert in_groups("41702205805010") == "4170 2205 8050 10"
    assert in_groups("12345") == "12345"
    assert in_groups("demo-masy-lamp-4") == "demo-masy-lamp-4"
