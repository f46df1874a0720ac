"""`python -m tests.pictures`: the pictures of docs/, taken from the demo. `--all FOLDER` takes every page to look at.

The two stories of tests/journeys are told once more on the demo's stage, so that a picture shows what the tests check.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

from bot.scripts import place
from simulator.client import Stage
from tests.chromium import Chromium
from tests.db.pictures import OPUS
from tests.journeys import test_kyrgyz as kyrgyz
from tests.journeys import test_russian as russian
from tests.journeys.cast import Citizen, Colleague, House
from tests.processes import ROOT, Process, free_port

VILLAGE = "41702210850010"
NEAR_THE_PUMP = (42.34187, 78.00592)
STORY = "What happened, and where?\nWrite in your own words, record a voice message or send a photo."
PICTURES = ROOT / "docs" / "pictures"
PHONE, DESK = (360, 760), (1280, 900)
LONGEST = 1100
"""CSS pixels of a chat; what is older is above the picture."""
LARGEST = 200_000
"""Bytes: a picture in the repository stays small."""
READY_WITHIN = 600
SOON = "new Promise((done) => { const look = () => (%s) ? setTimeout(done, 400) : setTimeout(look, 50); look(); })"
"""A promise that something is there, and that what it started has been drawn."""


@dataclass(frozen=True, slots=True)
class Shot:
    path: str
    """Of the page, at the front desk."""
    who: str
    language: str
    size: tuple[int, int]
    name: str


def shots(number: str) -> Iterator[Shot]:
    """Every page worth a look, in both languages at both widths."""
    for name, path, who in (
        ("inbox", "/inbox", "clerk"),
        ("case", f"/inbox/{number}", "clerk"),
        ("council", "/council?period=12-months&by=village", "council"),
        ("sign-in", "/sign-in", ""),
    ):
        for language in ("ky", "ru"):
            for size in (PHONE, DESK):
                yield Shot(path, who, language, size, f"{name}-{language}-{size[0]}")


IN_DOCS = {
    "chat-ky-360": "chat",
    "chat-ru-360": "chat-ru",
    "chat-returning": "chat-returning",
    "chat-voice": "chat-voice",
    "inbox-ky-1280": "inbox",
    "case-ky-360": "case",
    "case-ru-360": "case-ru",
    "council-ru-1280": "council",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page, not those of docs/ alone")
    parser.add_argument(
        "--played", type=Path, metavar="FOLDER", help="a demo's data, to save the minutes of playing"
    )
    asked = parser.parse_args()
    everything = asked.all
    with (
        tempfile.TemporaryDirectory() as folder,
        Chromium() as chromium,
        demo(Path(folder), asked.played) as house,
    ):
        print("Telling the stories …")
        staff = {
            "clerk": house.lets_in("Нурлан", "clerk", kyrgyz.WATER, kyrgyz.WASTE, russian.OFFICE),
            "council": house.lets_in("Бакыт", "council", municipality=kyrgyz.KYZYL_SUU),
        }
        for one in staff.values():
            one.signs_in()
        people, number = tells_stories(house, staff["clerk"])
        for citizen in people:
            _chat(chromium, house, citizen)
            _keep(chromium, f"chat-{citizen.language}-360", everything)
        for name, citizen in tells_of_two_more(house).items():
            _chat(chromium, house, citizen)
            _keep(chromium, name, everything)
        for shot in shots(number):
            if everything or shot.name in IN_DOCS:
                _page(chromium, house, staff.get(shot.who), shot)
                _keep(chromium, shot.name, everything)


@contextmanager
def demo(folder: Path, played: Path | None) -> Iterator[House]:
    """`dobush demo` on a folder of its own."""
    if played:
        shutil.copytree(played, folder / "demo")
    port = free_port()
    around = {name: value for name, value in os.environ.items() if not name.startswith("DOBUSH_")}
    about = ("--port", str(port), "--data", str(folder / "demo"))
    around["DOBUSH_DATABASE_URL"] = f"sqlite:///{folder / 'demo' / 'demo.db'}"
    process = Process("demo", around, folder / "demo.log", *about, port=port)
    print("Starting the demo: a minute or two …")
    process.start()
    try:
        process.serves(READY_WITHIN)
        with Stage(f"http://127.0.0.1:{port + 1}") as stage:
            yield House(process, stage)
    finally:
        process.kill(SIGTERM)


def tells_stories(house: House, clerk: Colleague) -> tuple[list[Citizen], str]:
    """Айгүл's story from her words to "is it fixed?", Татьяна's to the card. Both come by their village's poster."""
    aigul, tatyana = house.meets("Айгүл", "ky"), house.meets("Татьяна", "ru")
    for citizen, tongue in ((aigul, "Кыргызча"), (tatyana, "Русский")):
        citizen.person.starts(place.payload(VILLAGE))
        citizen.picks(tongue).reads(STORY)
    number = aigul.says(kyrgyz.STORY).sends(kyrgyz.STORY)
    clerk.does(number, "answer", text=kyrgyz.ANSWER)
    aigul.reads("💬 No. {ref}: the answer has come.", ref=number)
    clerk.does(number, "resolve", text=kyrgyz.FIXED)
    aigul.sees("✅ Yes", kyrgyz.FIXED)
    tatyana.says(russian.STORY).sees("✅ Send", russian.STORY)
    return [aigul, tatyana], number


def tells_of_two_more(house: House) -> dict[str, Citizen]:
    """Somebody who comes back: a story and Send. And an elderly newcomer with her voice, without any poster."""
    bakyt, jumagul = house.meets("Бакыт", "ky"), house.meets("Жумагүл апа", "ky")
    bakyt.person.starts(place.payload(VILLAGE))
    bakyt.picks("Кыргызча").says("Таштанды үч жумадан бери чыгарылган жок").sends()
    bakyt.says("Клубдун жанындагы чырак күйбөйт").sends()
    jumagul.person.starts()
    jumagul.picks("Кыргызча").reads(STORY)
    jumagul.person.sends_voice(OPUS, duration=14)
    jumagul.reads("Which village is it in?\nTap, or write its name.")
    jumagul.person.shares_location(*NEAR_THE_PUMP)
    jumagul.reads("What is it about?")
    jumagul.picks("🚰 Ичүүчү суу")
    jumagul.sends()
    return {"chat-returning": bakyt, "chat-voice": jumagul}


def _chat(chromium: Chromium, house: House, citizen: Citizen) -> None:
    """The person's chat, as long as it is."""
    chromium.looks_through(*PHONE)
    chromium.opens(f"{house.stage.url}/")
    line = [person.id for person in house.stage.people()].index(citizen.person.id)
    person = f"document.querySelectorAll('#people button')[{line}]"
    for button in (f"document.querySelector('[data-tongue={citizen.language}]')", person):
        chromium.runs(SOON % button)
        chromium.runs(f"{button}.click()")
    chromium.runs(SOON % "document.querySelector('.message .buttons')")
    whole = chromium.runs(
        "document.body.clientHeight + document.querySelector('#messages').scrollHeight"
        " - document.querySelector('#messages').clientHeight"
    )
    chromium.looks_through(PHONE[0], min(whole, LONGEST))
    chromium.runs(SOON % "true")


def _page(chromium: Chromium, house: House, who: Colleague | None, shot: Shot) -> None:
    chromium.does("Network.clearBrowserCookies")
    chromium.remembers(house.serve.address, dict(who.page.http.cookies) if who else {})
    chromium.looks_through(*shot.size)
    chromium.opens(f"{house.serve.address}/language?lang={shot.language}&back=/sign-in")
    chromium.opens(house.serve.address + shot.path)


def _keep(chromium: Chromium, name: str, everything: Path | None) -> None:
    path = everything / f"{name}.png" if everything else PICTURES / f"{IN_DOCS[name]}.png"
    chromium.draws(path)
    assert everything or path.stat().st_size < LARGEST, f"{path} is too large: {path.stat().st_size} bytes"
    print(path)


if __name__ == "__main__":
    main()
