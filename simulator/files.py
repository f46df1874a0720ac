"""Files on Telegram's shelves: an id for the bot, a path for its download."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from simulator.refusals import bad_request
from simulator.schema import LIMITS, Json
from simulator.wire import Upload

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM")


@dataclass(frozen=True, slots=True)
class Stored:
    file_id: str
    unique_id: str
    path: str
    kind: str
    upload: Upload
    seconds: int = 0

    def as_json(self) -> Json:
        size = len(self.upload.content)
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": size}

    def as_voice(self) -> Json:
        return self.as_json() | {"duration": self.seconds, "mime_type": self.upload.mime}


class Shelves:
    """By `now` a link to a file is good for an hour after it was asked for, as Telegram promises at least."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.by_id: dict[str, Stored] = {}
        self._now = now
        self._links: dict[str, tuple[Stored, float]] = {}

    def put(self, kind: str, upload: Upload, seconds: int = 0) -> Stored:
        number = len(self.by_id) + 1
        ending = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        # A link to a file is a secret, like Telegram's: nobody walks through them by counting.
        path = f"{kind}s/file_{number}_{secrets.token_urlsafe(6)}.{ending}"
        stored = Stored(f"AgAD{secrets.token_urlsafe(24)}", f"Aq{number:08d}", path, kind, upload, seconds)
        self.by_id[stored.file_id] = stored
        return stored

    def keep(self, stored: Stored) -> None:
        self.by_id[stored.file_id] = stored

    def link(self, file_id: str) -> Stored:
        """Raises what Telegram says of a file that it does not know or that is too big for a bot."""
        if file_id not in self.by_id:
            raise bad_request("invalid file_id")
        stored = self.by_id[file_id]
        if len(stored.upload.content) > LIMITS["download_bytes"]:
            raise bad_request("file is too big")
        self._links[stored.path] = stored, self._now() + LIMITS["link_lives_seconds"]
        return stored

    def at(self, path: str) -> Stored | None:
        """None when nobody asked for this link, or too long ago."""
        stored, until = self._links.get(path, (None, 0.0))
        return stored if self._now() < until else None

    def find(self, file_id: str) -> Stored:
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        if file_id not in self.by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.by_id[file_id]

    def photo(self, upload: Upload) -> list[Json]:
        """A photo has a thumbnail before it: a bot that takes the first size shows its mistake."""
        small, large = self.put("photo", upload), self.put("photo", upload)
        return [
            small.as_json() | {"width": 90, "height": 67, "file_size": min(1200, len(upload.content))},
            large.as_json() | {"width": 1280, "height": 960},
        ]

    def document(self, upload: Upload) -> Json:
        named = {"file_name": upload.name, "mime_type": upload.mime}
        return self.put("document", upload).as_json() | named

    def voice(self, upload: Upload, duration: int) -> Json:
        return self.put("voice", upload, duration).as_voice()

    def video(self, upload: Upload, duration: int) -> Json:
        about = {"width": 1280, "height": 720, "duration": duration}
        named = {"file_name": upload.name, "mime_type": upload.mime}
        return self.put("video", upload).as_json() | about | named

    def video_note(self, upload: Upload, duration: int) -> Json:
        return self.put("video_note", upload).as_json() | {"length": 384, "duration": duration}

    def audio(self, upload: Upload, duration: int) -> Json:
        named = {"file_name": upload.name, "mime_type": upload.mime}
        return self.put("music", upload).as_json() | {"duration": duration} | named

    def sticker(self, upload: Upload, emoji: str) -> Json:
        about = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self.put("sticker", upload).as_json() | about | {"emoji": emoji}


def accept_photo(upload: Upload) -> None:
    """Raises what Telegram says to a bot whose photo is too big or not a picture."""
    size = len(upload.content)
    if size == 0:
        raise bad_request("file must be non-empty")
    if size > LIMITS["photo_bytes"]:
        most = LIMITS["photo_bytes"]
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; the maximum size is {most} bytes"
        )
    if not upload.content.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")
