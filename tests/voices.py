"""Recordings for tests: whole Ogg files with one Opus stream of silence, page by page. No voice of anybody."""

import struct

RATE = 48_000
TWENTY_MS = b"\xf8\xff\xfe"
"""A frame of silence, as libopus writes it."""
FRAMES = 50
"""Of a page: a second."""


def opus(seconds: float, *, pre_skip: int = 312, stream: int = 7) -> bytes:
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, pre_skip, RATE, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 0)
    pages = [page(head, 2, 0, 0, stream), page(tags, 0, 0, 1, stream)]
    whole = int(seconds)
    for number in range(1, whole + 1):
        flags = 4 if number == whole else 0
        position = int(seconds * RATE) + pre_skip if flags else number * RATE
        pages.append(page(TWENTY_MS * FRAMES, flags, position, number + 1, stream, FRAMES))
    return b"".join(pages)


def page(body: bytes, flags: int, position: int, number: int, stream: int, packets: int = 1) -> bytes:
    lengths = [len(body) // packets] * packets
    table = b"".join(bytes([255] * (length // 255) + [length % 255]) for length in lengths)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, stream, number, 0) + bytes([len(table)])
    summed = struct.pack("<I", _crc(head + table + body))
    return head[:22] + summed + head[26:] + table + body


def _crc(data: bytes) -> int:
    left = 0
    for byte in data:
        left ^= byte << 24
        for _ in range(8):
            left = (left << 1) ^ 0x04C11DB7 if left & 0x80000000 else left << 1
        left &= 0xFFFFFFFF
    return left
