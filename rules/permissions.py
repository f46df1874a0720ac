"""Who may see and do what, apart from the moves themselves (rules/lifecycle.py says those)."""

from dataclasses import dataclass, field
from enum import StrEnum

from rules.lifecycle import Role
from rules.refusals import NotAllowed


class Right(StrEnum):
    SEE_CASES = "see_cases"
    SEE_CONTACT = "see_contact"
    SEE_APPLICANT = "see_applicant"
    FILE_FOR_OTHERS = "file_for_others"
    SEE_FIGURES = "see_figures"
    MANAGE = "manage"


MAY: dict[Right, frozenset[Role]] = {
    Right.SEE_CASES: frozenset({Role.CLERK, Role.DISPATCHER, Role.HEAD, Role.ADMIN}),
    Right.SEE_CONTACT: frozenset({Role.CLERK, Role.DISPATCHER, Role.HEAD}),
    Right.SEE_APPLICANT: frozenset({Role.CLERK, Role.HEAD, Role.ADMIN}),
    Right.FILE_FOR_OTHERS: frozenset({Role.CLERK, Role.DISPATCHER, Role.HEAD, Role.ADMIN, Role.CLIENT}),
    Right.SEE_FIGURES: frozenset({Role.HEAD, Role.COUNCIL, Role.ADMIN, Role.CLERK, Role.DISPATCHER}),
    Right.MANAGE: frozenset({Role.ADMIN}),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a person's eyes go: ids of inboxes and municipalities. The administrator's reach has no edge."""

    everything: bool = False
    inboxes: frozenset[int] = field(default_factory=frozenset)
    municipalities: frozenset[int] = field(default_factory=frozenset)

    def holds(self, *, inbox_id: int) -> bool:
        return self.everything or inbox_id in self.inboxes


def check(role: Role, right: Right) -> None:
    """Raises NotAllowed."""
    if role not in MAY[right]:
        raise NotAllowed(right=right)
