"""Faults by script: what Telegram, the road to it and the road back do to a bot on a bad day."""

import random
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from simulator.refusals import Refusal, forbidden, too_many_requests
from simulator.schema import Json

# A fault of this "method" strikes the way of updates to the bot instead of a call.
DELIVERY = "delivery"


class Kind(StrEnum):
    TOO_MANY = "429"
    JSON = "json"
    HTML = "html"
    EMPTY = "empty"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    RESET = "reset"
    SLOW = "slow"
    BLOCKED = "blocked"
    NEWER = "newer"
    """Done, and answered with fields that nobody knows yet."""
    MISSHAPEN = "misshapen"
    """Done, and answered in a shape that no client expects."""
    DUPLICATE = "duplicate"


@dataclass(slots=True)
class Fault:
    """`times` of None is for ever; `probability` has a seed of its own, so a bad day can be repeated."""

    kind: Kind
    method: str = "*"
    times: int | None = 1
    chat_id: int | None = None
    probability: float = 1.0
    seed: int = 0
    retry_after: int | None = 1
    code: int = 502
    description: str | None = None
    seconds: float = 30.0
    id: int = 0
    struck: int = 0
    _chance: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.kind = Kind(self.kind)
        self._chance = random.Random(self.seed)  # noqa: S311 - a die, not a lock
        if (self.method == DELIVERY) != (self.kind is Kind.DUPLICATE):
            raise ValueError("only a duplicate strikes a delivery, and it strikes nothing else")

    def strikes(self, method: str, chat_id: int | None) -> bool:
        if method == DELIVERY and self.method != DELIVERY:
            return False
        if self.method.lower() not in ("*", method.lower()) or self.chat_id not in (None, chat_id):
            return False
        return self._chance.random() < self.probability

    @property
    def spent(self) -> bool:
        return self.times is not None and self.struck >= self.times

    @property
    def silent(self) -> bool:
        return self.kind in (Kind.TIMEOUT_BEFORE, Kind.TIMEOUT_AFTER, Kind.RESET)

    def refusal(self) -> Refusal:
        if self.kind is Kind.BLOCKED:
            return forbidden("bot was blocked by the user")
        if self.retry_after is None:
            return Refusal(429, "Too Many Requests")
        return too_many_requests(self.retry_after)

    def as_json(self) -> Json:
        return {name: value for name, value in asdict(self).items() if not name.startswith("_")}


class Faults:
    def __init__(self) -> None:
        self._script: list[Fault] = []
        self._added = 0

    def add(self, fault: Fault) -> Fault:
        self._added += 1
        fault.id = self._added
        self._script.append(fault)
        return fault

    def list(self) -> list[Json]:
        return [fault.as_json() for fault in self._script]

    def clear(self, fault_id: int | None = None) -> None:
        self._script = [fault for fault in self._script if fault_id not in (None, fault.id)]

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """The first fault in the script that fits; it is used up when it struck as often as told."""
        for fault in self._script:
            if fault.strikes(method, chat_id):
                fault.struck += 1
                if fault.spent:
                    self._script.remove(fault)
                return fault
        return None
