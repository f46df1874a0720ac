"""A message as a test or a demo reads it."""

from dataclasses import dataclass

from simulator.schema import Json


@dataclass(frozen=True, slots=True)
class Message:
    """One message as its reader sees it; `raw` is the Bot API's own shape."""

    raw: Json

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def from_bot(self) -> bool:
        return bool(self.raw["from"]["is_bot"])

    @property
    def revision(self) -> int:
        return int(self.raw["revision"])

    @property
    def inline(self) -> list[Json]:
        return [
            button for row in self.raw.get("reply_markup", {}).get("inline_keyboard", []) for button in row
        ]

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for button in self.inline]

    def __contains__(self, part: str) -> bool:
        return part in self.text
