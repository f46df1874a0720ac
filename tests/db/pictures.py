"""Pictures, sounds and papers for tests, made where they are needed: no file lies about."""

import io
import zlib

from PIL import Image, ImageDraw

NARYN = (41.0 + 25 / 60, 75.0 + 59 / 60)
TELEPHONE = "Redmi Note 12"
OPUS = (
    b"OggS\x00\x02"
    + bytes(8)
    + b"\x01\0\0\0"
    + bytes(4)
    + b"\xaa\xbb\xcc\xdd\x01\x13OpusHead\x01\x01"
    + bytes(900)
)
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x21" + bytes(400)
M4A = b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom" + bytes(400)
MP4 = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + bytes(400)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EXE = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + bytes(400)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)


def picture(
    format: str = "JPEG", size: tuple[int, int] = (640, 480), *, colour: str = "steelblue", **more: object
) -> bytes:
    mode = "RGBA" if format in ("PNG", "WEBP") else "RGB"
    drawn = Image.new(mode, size, colour)
    ImageDraw.Draw(drawn).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="white")
    content = io.BytesIO()
    drawn.save(content, format, **more)
    return content.getvalue()


def snapshot(*, orientation: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    """As a telephone makes it: with the place, the moment and its own name inside."""
    told = Image.Exif()
    told[0x0110], told[0x0112], told[0x9003] = TELEPHONE, orientation, "2026:03:16 10:00:00"
    place = told.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (41.0, 25.0, 43.3), "E", (75.0, 59.0, 28.0)
    return picture(size=size, exif=told.tobytes(), comment=b"made at home")


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Some kilobytes that would unpack to gigabytes: a picture of nothing, announced as huge."""
    small = bytearray(picture("PNG", (64, 64)))
    small[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4, "big")
    return bytes(small)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))
