"""What a file really is, and what is left of it when it is safe to keep."""

import io
import warnings
from dataclasses import dataclass

import puremagic
from PIL import Image, ImageOps

from rules.attachments import LARGEST_DOCUMENT, MAY_HOLD, PICTURES, Kind, Reason

LONGEST_SIDE = 1600
"""Pixels: enough to read a meter or a house number, and it opens on a village's line."""
MOST_PIXELS = 64_000_000
"""A telephone's largest photo. More is refused before anything is unpacked."""
QUALITY = 82
HEAD = 4096
"""Bytes in which a file says what it is."""
FORMATS = ("JPEG", "PNG", "WEBP")
"""The only readers of Pillow that ever see what a stranger sent."""
SAME = {"application/ogg": "audio/ogg", "audio/x-m4a": "audio/mp4"}
SPEECH = (b"OpusHead", b"\x01vorbis")
"""What an Ogg file must hold to be a sound: browsers play these two."""
ALLOWED = frozenset().union(*MAY_HOLD.values())

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Unfit(Exception):
    """It is not kept."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class Clean:
    mime: str
    content: bytes


def clean(kind: Kind, content: bytes) -> Clean:
    """The file as it may be kept. Raises Unfit.

    Pictures are drawn anew: place, time, camera and whatever was hidden behind the picture stay outside.
    """
    mime = sniffed(content)
    if mime not in MAY_HOLD[kind]:
        raise Unfit(Reason.FILE_TYPE)
    if kind is Kind.DOCUMENT and len(content) > LARGEST_DOCUMENT:
        raise Unfit(Reason.TOO_BIG)
    return Clean("image/jpeg", _redrawn(content)) if mime in PICTURES else Clean(mime, content)


def sniffed(content: bytes) -> str:
    """What its first bytes say it is; empty for anything that we do not keep."""
    try:
        guesses = puremagic.magic_string(content[:HEAD])
    except (puremagic.PureError, ValueError):
        return ""
    found = (SAME.get(one.mime_type, one.mime_type) for one in guesses)
    mime = next((one for one in found if one in ALLOWED), "")
    return "" if mime == "audio/ogg" and not any(mark in content[:HEAD] for mark in SPEECH) else mime


def _redrawn(content: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # before anything copies it: it may be huge
                upright = ImageOps.exif_transpose(picture)
                drawn = io.BytesIO()
                _on_white(upright).save(drawn, "JPEG", quality=QUALITY, optimize=True)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit(Reason.TOO_BIG) from None
    except Exception as error:  # a torn picture fails in whatever way its reader happens to meet it
        raise Unfit(Reason.BROKEN) from error
    return drawn.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Only the pixels; what was transparent becomes paper."""
    layered = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    paper = Image.new("RGB", layered.size, "white")
    paper.paste(layered, mask=layered if layered.mode == "RGBA" else None)
    return paper
