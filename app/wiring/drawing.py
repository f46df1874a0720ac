"""`dobush lifecycle`: docs/lifecycle.md, drawn from the tables that the house obeys."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import typer

from casework import duties
from rules.lifecycle import (
    REOPEN_WITHIN_DAYS,
    RESOLVING,
    TRANSITIONS,
    Confirmation,
    Move,
    Outcome,
    Role,
    Standing,
    Status,
    Track,
    moves_for,
    next_status,
)
from rules.notices import Owed, owed_after

OF_TRACK = {Move.REGISTER: Track.APPEAL, Move.TO_FEEDBACK: Track.APPEAL}
"""Moves that only an official appeal knows."""
COMMAND = "dobush lifecycle > docs/lifecycle.md"


@dataclass(frozen=True, slots=True)
class Way:
    """What a move does from a status, for whoever may make it."""

    before: Status | None
    move: Move
    who: tuple[Role, ...]
    after: tuple[Status, ...]
    """More than one where the citizen's word decides."""


def draw() -> int:
    typer.echo(page(), nl=False)
    return 0


def page() -> str:
    return "\n".join(
        [
            "# A ticket's life",
            "",
            f"Made by `{COMMAND}` from `rules/lifecycle.py`, `rules/notices.py` and `casework/duties.py`;",
            "a test compares. Do not edit: change the tables. The words are explained in GLOSSARY.md.",
            "",
            *_diagram(ways()),
            "",
            "Moves that leave the status as it is are not drawn; the table has them.",
            "",
            "## Every move",
            "",
            *_table(ways()),
            "",
            "## What the table cannot say",
            "",
            *(f"- {sentence}" for sentence in _sentences()),
            "",
        ]
    )


def ways() -> tuple[Way, ...]:
    """Every row of the law, in the order of the moves."""
    found = [
        Way(before, move, tuple(sorted(may, key=list(Role).index)), tuple(_after(before, move, may)))
        for (before, move), (may, _) in TRANSITIONS.items()
    ]
    return tuple(sorted(found, key=lambda way: list(Move).index(way.move)))


def _after(before: Status | None, move: Move, may: Iterable[Role]) -> Iterator[Status]:
    """Asked of the law itself, because the table alone does not know what "unsure" does."""
    words = (Confirmation.YES, Confirmation.UNSURE) if move is Move.CONFIRM else (None,)
    role = min(may, key=list(Role).index)
    for word in words:
        yield next_status(Standing(before, OF_TRACK.get(move, Track.FEEDBACK)), move, role, confirmation=word)


def _diagram(all_ways: Iterable[Way]) -> Iterator[str]:
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for way in all_ways:
        for after in way.after:
            if after is not way.before:
                arrows[way.before or "[*]", after].append(way.move)
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield from (f"    {before} --> {after}: {', '.join(moves)}" for (before, after), moves in arrows.items())
    yield "```"


def _table(all_ways: Iterable[Way]) -> Iterator[str]:
    """Statuses from which a move is the same share a line."""
    lines: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for way in all_ways:
        then = " or ".join("the same" if after is way.before else f"`{after}`" for after in way.after)
        who = ", ".join(way.who)
        lines[way.move, who, then, _owed(way.move)].append(f"`{way.before}`" if way.before else "–")
    yield "| move | from | to | who may | owes |"
    yield "|---|---|---|---|---|"
    for (move, who, then, owes), befores in lines.items():
        yield f"| `{move}` | {', '.join(befores)} | {then} | {who} | {owes} |"


def _owed(move: Move) -> str:
    """The notices of a move; where the outcome decides, each with its outcome."""
    by_notices: dict[tuple[Owed, ...], list[Outcome]] = defaultdict(list)
    for outcome in _outcomes(move):
        by_notices[owed_after(move, outcome)].append(outcome)
    if len(by_notices) <= 1:
        return _notices(owed_after(move))
    return "; ".join(f"{', '.join(which)}: {_notices(owed)}" for owed, which in by_notices.items())


def _outcomes(move: Move) -> list[Outcome]:
    return [outcome for outcome in Outcome if outcome in RESOLVING.get(move, ())]


def _notices(owed: Iterable[Owed]) -> str:
    told = (f"`{one.notice}` → {one.to}{' (once)' if one.once else ''}" for one in owed)
    return ", ".join(told) or "nobody"


def _sentences() -> Iterator[str]:
    for move in RESOLVING:
        yield f"`{move}` needs an outcome: {', '.join(_outcomes(move))}."
    yield f"A citizen may reopen for {REOPEN_WITHIN_DAYS} days after the resolution; `head` and `admin` at any time."
    yield "`add` by a neighbour who joined answers no question: a waiting case waits on, unless its filer has left."
    yield f"An official appeal is extended only by {_extenders(Track.APPEAL)}."
    yield (
        "`register` is for official appeals, once. Any other first move of the office to an open one makes it too. "
        "Until then the citizen may go back with `to_feedback`."
    )
    waits = ", ".join(f"{wait.days} days for {service}" for service, wait in duties.ASK_AGAIN_AFTER.items())
    yield (
        f"The clock asks once more whether it is fixed: after {waits}, {duties.ASK_AGAIN_OTHERWISE.days} days for "
        f'the rest. It makes `expire` after {duties.EXPIRE_AFTER.days} days; "not sure" stays what was said.'
    )
    yield (
        f"The clock reminds of an open question after {duties.QUESTION_REMINDER_AFTER.days} days, and makes "
        f"`resume` after {duties.QUESTION_LAPSES_AFTER} working days."
    )
    yield "`citizen` means the one who filed it. Other roles act within their reach: `rules/permissions.py`."


def _extenders(track: Track) -> str:
    standing = Standing(Status.IN_PROGRESS, track)
    return " and ".join(f"`{role}`" for role in Role if Move.EXTEND in moves_for(standing, [role]))
