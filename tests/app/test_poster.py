"""`dobush poster` as it is typed, and posters of the places that the catalogue really has."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.wiring.poster import poster_of
from db.engine import Database
from db.queries.directory import Directory, Shelf
from documents import Size
from documents.poster import print_poster
from locales import place
from simulator import TOKEN, started
from tests.app.shell import WRONG_USE, Shell
from tests.conftest import CATALOGUE_AT, NewUrl
from tests.documents.paper import Paper
from tests.village import AK_BULAN

BOT = "oi_dobush_bot"
LEGIBLE = {Size.A4: 5.0, Size.A5: 3.5}
"""Points: the height of a line's tallest letter, at arm's length."""


@pytest.fixture
def directory(sqlite_url: NewUrl) -> Iterator[Directory]:
    database = Database(sqlite_url("catalogue"))
    with database.reading() as session:
        yield Shelf().directory(session, at=CATALOGUE_AT)
    database.close()


@pytest.fixture
def shelf(shell: Shell, sqlite_url: NewUrl) -> Shell:
    return shell.set(database_url=sqlite_url("catalogue"))


def test_a_poster_is_a_file_whose_code_opens_the_village(shelf: Shell) -> None:
    done = shelf.runs("poster", "--place", AK_BULAN, "--bot", BOT)
    assert done.code == 0, done.err
    link = f"https://t.me/{BOT}?start=v_{AK_BULAN}_2"
    assert done.out == f"file: poster-{AK_BULAN}-a4.pdf\nlink: {link}\n"
    paper = Paper((shelf.folder / f"poster-{AK_BULAN}-a4.pdf").read_bytes())
    assert paper.links == [link]
    assert "Ак-Булуң айылы" in paper.text


@pytest.mark.parametrize(
    ("arguments", "start", "said"),
    [
        (("--place", AK_BULAN, "--service", "water"), f"r_water_{AK_BULAN}_i", "ушул айда кандай болду?"),
        (("--place", AK_BULAN, "--source", "school"), f"v_{AK_BULAN}_2_s_school", "Код этого места"),
        (("--place", "demo-masy-lamp-4"), "p_demo-masy-lamp-4_z", "4-чырак: маселе барбы?"),
    ],
)
def test_a_poster_carries_what_dobush_link_would_print(
    shelf: Shell, arguments: tuple[str, ...], start: str, said: str
) -> None:
    file = shelf.folder / "небольшой плакат.pdf"
    done = shelf.runs("poster", *arguments, "--bot", f"@{BOT}", "--size", "a5", "--out", str(file), "--json")
    link = f"https://t.me/{BOT}?start={start}"
    assert json.loads(done.out) == {"file": str(file), "link": link}, done.err
    paper = Paper(file.read_bytes())
    assert paper.links == [link]
    assert said in paper.text


def test_the_bot_tells_its_own_name(shelf: Shell) -> None:
    with started() as url:
        done = shelf.set(telegram_token=TOKEN, telegram_api=url).runs("poster", "--place", AK_BULAN, "--json")
        refused = shelf.set(telegram_token="1:unknown").runs("poster", "--place", AK_BULAN)
    away = shelf.runs("poster", "--place", AK_BULAN)
    assert json.loads(done.out)["link"] == f"https://t.me/dobush_bot?start=v_{AK_BULAN}_2", done.err
    assert "(Telegram refuses the token); give it: --bot NAME" in refused.err
    assert "(ConnectError); give it: --bot NAME" in away.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--place", "nowhere", "--bot", BOT), "unknown_place: code=nowhere"),
        (("--place", "", "--bot", BOT), "unknown_place"),
        (("--place", AK_BULAN, "--service", "gas", "--bot", BOT), "unknown_service"),
        (("--place", AK_BULAN, "--source", "Айгүл", "--bot", BOT), "no_such_link"),
        (("--place", AK_BULAN, "--bot", "evil?start=x"), "--bot: 'evil?start=x' is no name of a bot"),
        (("--place", AK_BULAN), "the bot's name could not be learned (DOBUSH_TELEGRAM_TOKEN is not set)"),
    ],
)
def test_what_cannot_be_printed_is_refused_and_leaves_no_file(
    shelf: Shell, arguments: tuple[str, ...], said: str
) -> None:
    done = shelf.runs("poster", *arguments)
    assert (done.code, done.out) == (WRONG_USE, "")
    assert done.err.startswith(said)
    assert list(shelf.folder.glob("*.pdf")) == []


def test_where_nothing_can_be_written_it_is_said(shelf: Shell) -> None:
    done = shelf.runs("poster", "--place", AK_BULAN, "--bot", BOT, "--out", "no/such/folder.pdf")
    assert (done.code, done.out) == (1, "")
    assert done.err == "no/such/folder.pdf cannot be written: No such file or directory\n"


def test_an_office_with_a_telephone_is_on_the_poster(shelf: Shell, tmp_path: Path) -> None:
    inboxes = tmp_path / "inboxes.csv"
    shipped = Path("db/catalogue/data/inboxes.csv").read_text(encoding="utf-8").splitlines()
    named = [line for line in shipped if line.startswith("karakol-town,")]
    fields = named[0].split(",")
    fields[6] = "+996 3922 5-12-34"
    inboxes.write_text("\n".join([shipped[0], ",".join(fields)]) + "\n", encoding="utf-8")
    assert shelf.runs("import", str(inboxes)).code == 0
    assert shelf.runs("poster", "--place", fields[2], "--bot", BOT, "--out", "karakol.pdf").code == 0
    paper = Paper((shelf.folder / "karakol.pdf").read_bytes())
    assert "+996 3922 5-12-34" in paper.text
    assert "Каракол шаарынын мэриясы · Мэрия города Каракол" in paper.text
    assert paper.text.count("город Каракол") == 1  # a town is its own municipality


@pytest.mark.parametrize("size", Size)
def test_the_longest_and_the_shortest_names_of_the_catalogue_fit(directory: Directory, size: Size) -> None:
    for code in sorted(longest_and_shortest(directory)):
        link = f"t.me/{BOT}?start=r_kindergarten_{code}_x_s_biblioteka"
        paper = Paper(print_poster(poster_of(directory, code, service="", link=link), size, at=CATALOGUE_AT))
        assert paper.is_blank_within(8.0)
        assert paper.links == [f"https://{link}"]
        boxes = [*paper.words, paper.code_box]
        assert [(a, b) for a, b in itertools.combinations(boxes, 2) if a.meets(b)] == [], code
        letters = (word for word in paper.words if len(word.words) > 2)
        assert min(word.top - word.bottom for word in letters) > LEGIBLE[size], code


def longest_and_shortest(directory: Directory) -> set[str]:
    def spoken(code: str, language: str, above: bool) -> int:
        found = directory.place_by_code(code)
        assert found is not None
        shown = directory.municipality_of(found.id) if above else found
        return len(place(language, shown.kind, shown.name(language)))

    codes = [village.code for village in directory.villages]
    orders = itertools.product(("ky", "ru"), (False, True), (min, max))
    return {
        pick(codes, key=lambda code: (spoken(code, language, above), code))
        for language, above, pick in orders
    }
