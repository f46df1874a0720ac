"""How often topic and language are guessed, and rightly: `python -m db.catalogue.guessing`.

The messages are invented; a town can measure its own, in a file of the same columns. Words and signs are chosen by
the tuning half alone: `--misses` shows what goes wrong there, and of the held-out half nothing but sums is ever shown.
"""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

from db.catalogue.understanding import shipped_directory
from rules.text import guess_language
from rules.topics import Guess

MESSAGES = Path(__file__).with_name("messages.csv")
WAYS = ("plain", "short", "long", "flat", "latin", "capitals", "slips", "mixed")
"""`flat` is without ө ү ң, `slips` has typing errors, `mixed` has words of both languages."""
HALVES = ("tuning", "held out")

GuessTopic = Callable[[str], Guess]


@dataclass(frozen=True, slots=True)
class Message:
    """`service` None: it names none, or several alike, and the bot should ask. `category` None: it is not clear.

    `language` None: it is of none; `both`: either guess would do, so it is left out of the count.
    """

    said: str
    service: str | None
    category: str | None
    language: str | None
    way: str

    @property
    def half(self) -> str:
        """By a checksum, so that nobody chooses."""
        return HALVES[crc32(self.said.encode()) % 2]


@dataclass(frozen=True, slots=True)
class Score:
    """Of those that have an answer, how many were given one; and how many were right of all that were given one."""

    of: int
    asked: int
    answered: int
    committed: int
    right: int

    @property
    def answered_share(self) -> float:
        """Where nothing has an answer: how many were given one all the same."""
        given, asked = (self.answered, self.asked) if self.asked else (self.committed, self.of)
        return given / asked if asked else 0.0

    @property
    def right_share(self) -> float:
        return self.right / self.committed if self.committed else 1.0


Answers = Iterable[tuple[str | None, str | None]]
"""What is right, and what was guessed."""


def score(answers: Answers) -> Score:
    pairs = list(answers)
    return Score(
        of=len(pairs),
        asked=sum(right is not None for right, _ in pairs),
        answered=sum(right is not None and guess is not None for right, guess in pairs),
        committed=sum(guess is not None for _, guess in pairs),
        right=sum(guess is not None and right == guess for right, guess in pairs),
    )


def topics(messages: Iterable[Message], guess: GuessTopic) -> Score:
    return score((one.service, guess(one.said).service) for one in messages)


def categories(messages: Iterable[Message], guess: GuessTopic) -> Score:
    """Of those whose service was guessed rightly and whose category is clear."""
    clear = [(one, guess(one.said)) for one in messages if one.category]
    return score((one.category, made.category) for one, made in clear if made.service == one.service)


def languages(messages: Iterable[Message]) -> Score:
    return score((one.language, guess_language(one.said)) for one in messages if one.language != "both")


def read(path: Path = MESSAGES) -> list[Message]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Message(
                row["said"],
                row["service"] or None,
                row["category"] or None,
                row["language"] or None,
                row["way"],
            )
            for row in csv.DictReader(file)
        ]


def groups(messages: Sequence[Message]) -> Iterator[tuple[str, list[Message]]]:
    """All of them, then by language, by way of writing and by service."""
    yield "all", list(messages)
    for language in ("ky", "ru"):
        yield language, [one for one in messages if one.language == language]
    for way in WAYS:
        yield way, [one for one in messages if one.way == way]
    for service in dict.fromkeys(one.service for one in messages):
        yield service or "(should ask)", [one for one in messages if one.service == service]


def table(messages: Sequence[Message], guess: GuessTopic) -> Iterator[str]:
    titles = [f"{title:>9} {'right':>7}" for title in ("topic", "category", "language")]
    for half in HALVES:
        yield f"{half:14} {'n':>4} {' '.join(titles)}"
        for name, group in groups([one for one in messages if one.half == half]):
            scores = (topics(group, guess), categories(group, guess), languages(group))
            yield f"{name:14} {len(group):4} {' '.join(map(_shares, scores))}"
        yield ""


def _shares(one: Score) -> str:
    answered = f"{one.answered_share:9.1%}" if one.of else f"{'–':>9}"
    return f"{answered} {one.right_share:7.1%}" if one.asked and one.committed else f"{answered} {'–':>7}"


def misses(messages: Iterable[Message], guess: GuessTopic) -> Iterator[str]:
    for one in messages:
        if one.half == "tuning":
            yield from _missed(one, guess(one.said))


def _missed(one: Message, made: Guess) -> Iterator[str]:
    if made.service != one.service:
        yield f"{one.service} → {made.service} ({made.score}, then {made.runner_up}): {one.said}"
    elif one.category and made.category != one.category:
        yield f"{one.category} → {made.category}: {one.said}"
    language = guess_language(one.said)
    if language != one.language != "both":
        yield f"{one.language} → {language}: {one.said}"


def main() -> None:
    parser = ArgumentParser(prog="python -m db.catalogue.guessing")
    parser.add_argument(
        "file", nargs="?", type=Path, default=MESSAGES, help="said,service,category,language,way"
    )
    parser.add_argument("--misses", action="store_true", help="of the tuning half, one by one")
    asked = parser.parse_args()
    show = misses if asked.misses else table
    guess = shipped_directory(datetime.now(UTC).date()).guess_topic
    for line in show(read(asked.file), guess):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
