"""Files in words: «🎤 Голосовое сообщение, 0:12 · 📷 Фото: 3»."""

from collections.abc import Iterable

from locales import phrase, say_phrase

File = tuple[str, int | None]
"""Its kind, and its seconds where it has any."""

ONE = {
    "voice": phrase("file", "🎤 Voice message"),
    "video_note": phrase("file", "📹 Video message"),
    "photo": phrase("file", "📷 Photo"),
    "video": phrase("file", "🎬 Video"),
    "audio": phrase("file", "🎵 Audio"),
    "document": phrase("file", "📄 Document"),
}
MANY = {
    "voice": phrase("file", "🎤 Voice messages: {n}"),
    "video_note": phrase("file", "📹 Video messages: {n}"),
    "photo": phrase("file", "📷 Photos: {n}"),
    "video": phrase("file", "🎬 Videos: {n}"),
    "audio": phrase("file", "🎵 Audio: {n}"),
    "document": phrase("file", "📄 Documents: {n}"),
}


def enclosed(language: str, files: Iterable[File]) -> str:
    """All of them in one line; empty when there are none."""
    told = [(kind, seconds) for kind, seconds in files]
    lengths = {kind: [seconds for one, seconds in told if one == kind] for kind in ONE}
    return " · ".join(_of_kind(language, kind, known) for kind, known in lengths.items() if known)


def one_file(language: str, kind: str, seconds: int | None) -> str:
    words = say_phrase(language, ONE[kind])
    return words if seconds is None else f"{words}, {seconds // 60}:{seconds % 60:02}"


def _of_kind(language: str, kind: str, lengths: list[int | None]) -> str:
    if len(lengths) == 1:
        return one_file(language, kind, lengths[0])
    return say_phrase(language, MANY[kind], n=len(lengths))
