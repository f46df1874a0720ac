"""Telegram's refusals, in the words its own server uses."""

from typing import Any


class Refusal(Exception):
    """An answer with `ok: false`; `parameters` is what a client is meant to act on."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | {"parameters": self.parameters} if self.parameters else body


def bad_request(words: str) -> Refusal:
    return Refusal(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refusal:
    return Refusal(403, f"Forbidden: {words}")


def conflict(words: str) -> Refusal:
    return Refusal(409, f"Conflict: {words}")


def too_many_requests(retry_after: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def migrated(to_chat_id: int) -> Refusal:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refusal(400, words, migrate_to_chat_id=to_chat_id)


class NotPlayed(Refusal):
    """Telegram can do this, the simulator cannot: loud, so that no test believes in a silent success."""

    def __init__(self, what: str) -> None:
        super().__init__(501, f"Not Implemented: the simulator does not play {what}")
