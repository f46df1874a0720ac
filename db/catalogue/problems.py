"""What is wrong with the files of a catalogue, each problem one sentence that names the file and the line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.refusals import Invalid

SENTENCES: Mapping[str, str] = {
    "file_unreadable": "cannot be read: {why}",
    "column_missing": 'the column "{column}" is missing',
    "column_unknown": 'the column "{column}" is not known here, or stands here twice',
    "row_length": "has {found} fields where the header has {expected}",
    "value_missing": 'the column "{column}" is empty',
    "value_wrong": '"{value}" in the column "{column}" is not {expected}',
    "not_listed": 'the {what} "{value}" is not in {where}',
    "duplicate": "says the same thing as line {first}: {key}",
    "cycle": "the unit stands above itself: {path}",
    "order_wrong": '"{column}" is {value}, less than "{other}", which is {least}',
    "overlap": 'another row already has the term "{term}" on {day}',
}
"""The codes are stable, so that another edge can word the same facts in another language."""

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    file: str
    line: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: " + SENTENCES[self.code].format_map({k: shown(v) for k, v in self.facts.items()})


class Unreadable(Invalid):
    """The files as a whole are refused; `problems` holds everything that was found, not only the first."""

    code = "catalogue_unreadable"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems=self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def shown(value: object) -> str:
    """Fit for one line of a terminal: short, and without control characters."""
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in str(value)[: SHOWN + 1])
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
