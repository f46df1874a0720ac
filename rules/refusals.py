"""A refusal is an answer, not an accident: it has a stable code, facts for its sentence, and loses nothing."""

from collections.abc import Mapping


class Refusal(Exception):
    """Raised, never returned: an exception rolls the transaction back, a returned error would commit it."""

    code = "refused"

    def __init__(self, code: str | None = None, /, **facts: object) -> None:
        self.code = code or type(self).code
        self.facts: Mapping[str, object] = facts
        super().__init__(self.code)


class NotFound(Refusal):
    code = "not_found"


class NotAllowed(Refusal):
    """The person may not do this, here or at all."""

    code = "not_allowed"


class NotNow(Refusal):
    """The law of transitions does not know this move from this status."""

    code = "move_not_possible"


class Stale(Refusal):
    """Somebody changed the ticket after this person read it."""

    code = "stale_version"


class Invalid(Refusal):
    """The words or values themselves cannot be taken."""

    code = "invalid"


class Unauthenticated(Refusal):
    code = "sign_in_needed"


class TooMany(Refusal):
    code = "too_many_requests"


class Unavailable(Refusal):
    """Something we need is away for now; later it will work."""

    code = "storage_away"
