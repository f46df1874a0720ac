"""The law of a ticket's life: what may be done to it, by whom, and what it is afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rules.refusals import Invalid, NotAllowed, NotNow


class Status(StrEnum):
    FILED = "filed"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Move(StrEnum):
    FILE = "file"
    ADD = "add"
    TAKE = "take"
    ASSIGN = "assign"
    ANSWER = "answer"
    ASK = "ask"
    TRANSFER = "transfer"
    EXTEND = "extend"
    RESOLVE = "resolve"
    DECLINE = "decline"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    NOTE = "note"
    RESUME = "resume"
    JOIN = "join"
    """A neighbour has the same trouble, follows the case and is counted."""
    LEAVE = "leave"
    REGISTER = "register"
    TO_APPEAL = "to_appeal"
    TO_FEEDBACK = "to_feedback"


class Role(StrEnum):
    CITIZEN = "citizen"
    CLERK = "clerk"
    DISPATCHER = "dispatcher"
    HEAD = "head"
    COUNCIL = "council"
    ADMIN = "admin"
    PROVIDER = "provider"
    CLIENT = "client"
    CLOCK = "clock"


class Outcome(StrEnum):
    FIXED = "fixed"
    PLANNED = "planned"
    REFUSED = "refused"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


class Confirmation(StrEnum):
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    NONE = "none"


class Track(StrEnum):
    FEEDBACK = "feedback"
    APPEAL = "appeal"


class Source(StrEnum):
    TELEGRAM = "telegram"
    WALK_IN = "walk_in"
    PHONE = "phone"
    PAPER = "paper"
    OPEN311 = "open311"
    API = "api"


OPEN = frozenset({Status.FILED, Status.IN_PROGRESS, Status.WAITING})
HUMAN_ANSWERS = frozenset({Move.ANSWER, Move.ASK, Move.RESOLVE, Move.DECLINE})
RESOLVING = {
    Move.RESOLVE: frozenset({Outcome.FIXED, Outcome.PLANNED}),
    Move.DECLINE: frozenset({Outcome.REFUSED, Outcome.NOT_OURS, Outcome.DUPLICATE}),
}
ASKED_IF_FIXED = frozenset({Outcome.FIXED})
"""Only after these can silence be an answer not given: a plan and a refusal ask nothing."""
REOPEN_WITHIN_DAYS = 30
"""Calendar days, counted from the resolution, never from the last edit."""

SAME = None
"""In the table: the move leaves the status as it is."""

CITIZEN = frozenset({Role.CITIZEN})
CLERK = frozenset({Role.CLERK, Role.HEAD, Role.ADMIN})
DESK = frozenset({Role.CLERK, Role.DISPATCHER, Role.HEAD, Role.ADMIN})
ANSWERER = CLERK | {Role.PROVIDER}
OFFICE = DESK | {Role.PROVIDER}
HEAD = frozenset({Role.HEAD, Role.ADMIN})
CLOCK = frozenset({Role.CLOCK})

TRANSITIONS: dict[tuple[Status | None, Move], tuple[frozenset[Role], Status | None]] = {
    (None, Move.FILE): (CITIZEN | DESK | {Role.CLIENT}, Status.FILED),
    (Status.FILED, Move.ADD): (CITIZEN, SAME),
    (Status.IN_PROGRESS, Move.ADD): (CITIZEN, SAME),
    (Status.WAITING, Move.ADD): (CITIZEN, Status.IN_PROGRESS),
    (Status.RESOLVED, Move.ADD): (CITIZEN, SAME),
    (Status.FILED, Move.TAKE): (CLERK, Status.IN_PROGRESS),
    (Status.IN_PROGRESS, Move.TAKE): (CLERK, SAME),
    (Status.FILED, Move.ASSIGN): (HEAD, Status.IN_PROGRESS),
    (Status.IN_PROGRESS, Move.ASSIGN): (HEAD, SAME),
    (Status.FILED, Move.ANSWER): (ANSWERER, Status.IN_PROGRESS),
    (Status.IN_PROGRESS, Move.ANSWER): (ANSWERER, SAME),
    (Status.WAITING, Move.ANSWER): (ANSWERER, Status.IN_PROGRESS),
    (Status.FILED, Move.ASK): (CLERK, Status.WAITING),
    (Status.IN_PROGRESS, Move.ASK): (CLERK, Status.WAITING),
    (Status.FILED, Move.TRANSFER): (DESK, Status.FILED),
    (Status.IN_PROGRESS, Move.TRANSFER): (DESK, Status.FILED),
    (Status.WAITING, Move.TRANSFER): (DESK, Status.FILED),
    (Status.FILED, Move.EXTEND): (CLERK, SAME),
    (Status.IN_PROGRESS, Move.EXTEND): (CLERK, SAME),
    (Status.WAITING, Move.EXTEND): (CLERK, SAME),
    (Status.FILED, Move.RESOLVE): (CLERK, Status.RESOLVED),
    (Status.IN_PROGRESS, Move.RESOLVE): (CLERK, Status.RESOLVED),
    (Status.WAITING, Move.RESOLVE): (CLERK, Status.RESOLVED),
    (Status.FILED, Move.DECLINE): (CLERK, Status.RESOLVED),
    (Status.IN_PROGRESS, Move.DECLINE): (CLERK, Status.RESOLVED),
    (Status.WAITING, Move.DECLINE): (CLERK, Status.RESOLVED),
    (Status.RESOLVED, Move.CONFIRM): (CITIZEN, Status.CLOSED),
    (Status.RESOLVED, Move.REOPEN): (CITIZEN | HEAD, Status.IN_PROGRESS),
    (Status.CLOSED, Move.REOPEN): (CITIZEN | HEAD, Status.IN_PROGRESS),
    (Status.RESOLVED, Move.EXPIRE): (CLOCK, Status.CLOSED),
    (Status.WAITING, Move.RESUME): (CLOCK, Status.IN_PROGRESS),
    (Status.FILED, Move.JOIN): (CITIZEN, SAME),
    (Status.IN_PROGRESS, Move.JOIN): (CITIZEN, SAME),
    (Status.WAITING, Move.JOIN): (CITIZEN, SAME),
    (Status.FILED, Move.WITHDRAW): (CITIZEN, Status.CLOSED),
    (Status.IN_PROGRESS, Move.WITHDRAW): (CITIZEN, Status.CLOSED),
    (Status.WAITING, Move.WITHDRAW): (CITIZEN, Status.CLOSED),
    (Status.FILED, Move.REGISTER): (OFFICE, SAME),
    (Status.IN_PROGRESS, Move.REGISTER): (OFFICE, SAME),
    (Status.WAITING, Move.REGISTER): (OFFICE, SAME),
    (Status.FILED, Move.TO_APPEAL): (CITIZEN, SAME),
    (Status.IN_PROGRESS, Move.TO_APPEAL): (CITIZEN, SAME),
    (Status.WAITING, Move.TO_APPEAL): (CITIZEN, Status.IN_PROGRESS),
    (Status.FILED, Move.TO_FEEDBACK): (CITIZEN, SAME),
    (Status.IN_PROGRESS, Move.TO_FEEDBACK): (CITIZEN, SAME),
} | {
    (status, move): (who, SAME)
    for status in Status
    for move, who in ((Move.NOTE, DESK), (Move.LEAVE, CITIZEN))
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the law needs to know of a ticket before it answers."""

    status: Status | None
    track: Track = Track.FEEDBACK
    days_since_resolution: int | None = None
    registered: bool = False
    """Of an appeal: it stands in the office's register, and the law's answer is owed."""


def next_status(
    standing: Standing, move: Move, role: Role, *, confirmation: Confirmation | None = None
) -> Status:
    """The status after the move. Raises NotNow, NotAllowed."""
    rule = TRANSITIONS.get((standing.status, move))
    if rule is None:
        raise NotNow(move=move, status=standing.status)
    may, then = rule
    if role not in may:
        raise NotAllowed("move_not_allowed", move=move, role=role)
    _check_track(standing, move, role)
    if (
        move is Move.REOPEN
        and role is Role.CITIZEN
        and (standing.days_since_resolution or 0) > REOPEN_WITHIN_DAYS
    ):
        raise NotNow("reopen_too_late", days=REOPEN_WITHIN_DAYS)
    if move is Move.CONFIRM and confirmation is Confirmation.UNSURE:
        return Status.RESOLVED
    after = then or standing.status
    assert after is not None, "a move that keeps the status needs one to keep"
    return after


def _check_track(standing: Standing, move: Move, role: Role) -> None:
    """Where the two tracks differ. An appeal that is registered stays one: Law No. 67 owes it an answer."""
    appeal = standing.track is Track.APPEAL
    if move is Move.EXTEND and appeal and role not in HEAD:
        raise NotAllowed("extend_needs_head", move=move, role=role)
    if move is Move.TO_APPEAL and appeal:
        raise NotNow("appeal_already")
    if move in (Move.REGISTER, Move.TO_FEEDBACK) and not appeal:
        raise NotNow("not_an_appeal")
    if move in (Move.REGISTER, Move.TO_FEEDBACK) and standing.registered:
        raise NotNow("registered_already")


def registers(standing: Standing, move: Move, role: Role) -> bool:
    """Whether an appeal is registered by this move: the first one that a person of the office makes."""
    unregistered = standing.track is Track.APPEAL and not standing.registered and standing.status in OPEN
    return unregistered and role in OFFICE and move is not Move.REGISTER


def check_outcome(move: Move, outcome: Outcome | None) -> None:
    """Raises Invalid when a resolution has no outcome of its kind, or another move has one."""
    allowed = RESOLVING.get(move)
    if allowed is None and outcome is not None:
        raise Invalid("outcome_not_expected", move=move)
    if allowed is not None and outcome not in allowed:
        raise Invalid("outcome_needed", move=move, one_of=",".join(sorted(allowed)))


def moves_for(standing: Standing, roles: Iterable[Role]) -> tuple[Move, ...]:
    """What a page may offer: exactly what the table allows, in its order."""
    found: dict[Move, None] = {}
    for role in roles:
        for status, move in TRANSITIONS:
            if status == standing.status and move not in found and _allowed(standing, move, role):
                found[move] = None
    return tuple(move for move in Move if move in found)


def _allowed(standing: Standing, move: Move, role: Role) -> bool:
    try:
        next_status(standing, move, role)
    except (NotAllowed, NotNow):
        return False
    return True
