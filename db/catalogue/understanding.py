"""How often the directory understands the name of a settlement, or a pin: `python -m db.catalogue.understanding`."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from db.catalogue.csv_file import read_csv
from db.catalogue.loader import SHIPPED, import_catalogue
from db.catalogue.pins import pinned
from db.catalogue.sheets import UNIT_ALIASES
from db.catalogue.spellings import SPELLINGS, Spell
from db.engine import Database
from db.migrations import upgrade
from db.queries.directory import Directory, Found, Place, read
from db.queries.directory.answers import answer


@dataclass(frozen=True, slots=True)
class Understood:
    """How often the settlement's name stood first, or second; how often it was taken without asking, or another."""

    asked: int
    first: int
    second: int
    taken: int
    wrong: int
    seconds: float

    @property
    def share(self) -> float:
        return (self.first + self.second) / self.asked


def understood(directory: Directory, spell: Spell, aliases: Mapping[str, Sequence[str]]) -> Understood:
    asked = list(_asked(directory, spell, aliases))
    started = perf_counter()
    found = [directory.find_villages(text) for _, text in asked]
    seconds = perf_counter() - started
    ranks = [_rank(place, one) for (place, _), one in zip(asked, found, strict=True)]
    taken = [answer(one).certain for one in found]
    right = sum(one == place for one, (place, _) in zip(taken, asked, strict=True))
    wrong = len(taken) - taken.count(None) - right
    return Understood(len(asked), ranks.count(1), ranks.count(2), right, wrong, seconds)


def _rank(place: Place, found: Sequence[Found]) -> int | None:
    """1 when its name comes first. Namesakes stand together: they are offered at once, told apart by their aimak."""
    names = list(dict.fromkeys(one.place.name("ky") for one in found))
    return names.index(place.name("ky")) + 1 if place.name("ky") in names else None


def shipped_aliases() -> dict[str, list[str]]:
    aliases: dict[str, list[str]] = {}
    for record in read_csv(UNIT_ALIASES, (SHIPPED / UNIT_ALIASES.file).read_text(encoding="utf-8")).records:
        aliases.setdefault(record.values["unit"], []).append(record.values["name"])
    return aliases


def table(directory: Directory, kinds: Iterable[str] = SPELLINGS) -> Iterator[str]:
    aliases = shipped_aliases()
    yield f"{len(directory.villages)} settlements"
    yield f"{'':20} {'asked':>6} {'first':>7} {'or 2nd':>7} {'taken':>7} {'wrongly':>8} {'ms':>6}"
    for name in kinds:
        one = understood(directory, SPELLINGS[name], aliases)
        found = f"{one.first / one.asked:7.1%} {one.share:7.1%}"
        taken = f"{one.taken / one.asked:7.1%} {one.wrong / one.asked:8.2%}"
        yield f"{name:20} {one.asked:6} {found} {taken} {1000 * one.seconds / one.asked:6.2f}"


def pin_lines(directory: Directory) -> Iterator[str]:
    one = pinned(directory.villages)
    yield f"{one.asked} pins around settlements; as many points hidden as the catalogue lacks"
    yield f"taken rightly {one.right / one.asked:.1%}, for a neighbour {one.neighbour / one.asked:.1%}"
    yield f"offered among others {one.offered / one.asked:.1%}"


def _asked(
    directory: Directory, spell: Spell, aliases: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Place, str]]:
    for place in directory.villages:
        for text in dict.fromkeys(spell(place, aliases.get(place.code, ()))):
            yield place, text


def shipped_directory(day: date) -> Directory:
    """From the files alone, through a database that is gone afterwards."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'catalogue.db'}")
        upgrade(database)
        with database.writing() as session:
            import_catalogue(session, at=datetime.now(UTC), today=day)
            directory = read(session, day)
        database.close()
    return directory


def main() -> None:
    directory = shipped_directory(datetime.now(UTC).date())
    for line in (*table(directory), "", *pin_lines(directory)):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
