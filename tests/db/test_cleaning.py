"""What a stranger's file may be, and what is left of it when it is kept."""

import pytest

from db.files.cleaning import LONGEST_SIDE, Unfit, clean, sniffed
from rules.attachments import LARGEST_DOCUMENT, Kind, Reason
from tests.db.pictures import EXE, HEIC, M4A, MP3, MP4, OPUS, PDF, TELEPHONE, bomb, opened, picture, snapshot

GPS, MODEL = 0x8825, 0x0110


def reason_of(kind: Kind, content: bytes) -> Reason:
    with pytest.raises(Unfit) as unfit:
        clean(kind, content)
    return unfit.value.reason


def test_a_photo_tells_neither_place_nor_time_nor_telephone() -> None:
    sent = snapshot()
    assert opened(sent).getexif().get_ifd(GPS), "the photo as it was sent knows the place"
    kept = clean(Kind.PHOTO, sent).content
    assert dict(opened(kept).getexif()) == {}
    assert opened(kept).getexif().get_ifd(GPS) == {}
    assert TELEPHONE.encode() not in kept
    assert b"made at home" not in kept
    assert b"Exif" not in kept


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kind", [Kind.PHOTO, Kind.DOCUMENT])
def test_every_picture_becomes_a_plain_jpeg(format: str, kind: Kind) -> None:
    kept = clean(kind, picture(format))
    assert kept.mime == "image/jpeg"
    assert (opened(kept.content).format, opened(kept.content).mode) == ("JPEG", "RGB")
    assert opened(kept.content).size == (640, 480)


def test_what_was_transparent_becomes_paper() -> None:
    kept = clean(Kind.DOCUMENT, picture("PNG", colour="#00000000")).content
    assert opened(kept).getpixel((600, 400)) == (255, 255, 255)


def test_a_large_photo_is_made_to_fit_a_slow_line() -> None:
    kept = clean(Kind.PHOTO, picture(size=(4000, 3000))).content
    assert opened(kept).size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)


def test_a_photo_that_was_held_upright_stays_upright() -> None:
    kept = clean(Kind.PHOTO, snapshot(orientation=6)).content
    assert opened(kept).size == (480, 640)


def test_what_hides_behind_a_picture_is_gone() -> None:
    hidden = b"PK\x03\x04<script>alert(1)</script>" * 10
    for sent in (picture() + hidden, picture("PNG") + hidden, picture(comment=hidden)):
        assert b"script" not in clean(Kind.PHOTO, sent).content


@pytest.mark.parametrize("size", [(60_000, 60_000), (20_000, 8_000), (65_535, 1_200)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    assert reason_of(Kind.DOCUMENT, bomb(*size)) is Reason.TOO_BIG


@pytest.mark.parametrize("sent", [picture()[:400], picture("PNG")[:90], picture("WEBP")[:40]])
def test_a_torn_picture_is_called_damaged(sent: bytes) -> None:
    assert reason_of(Kind.PHOTO, sent) is Reason.BROKEN


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    "sent",
    [EXE, HEIC, b"", b"Hello", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
     b"PK\x03\x04" + bytes(90), picture("GIF"), b"OggS\x00\x02" + bytes(90), b"%!PS-Adobe-3.0\n"],
    ids=["exe", "heic", "nothing", "words", "html", "svg", "zip", "gif", "ogg that is no sound", "postscript"],
)  # fmt: skip
def test_what_is_not_on_the_list_is_refused_whatever_it_is_called(kind: Kind, sent: bytes) -> None:
    assert reason_of(kind, sent) is Reason.FILE_TYPE


@pytest.mark.parametrize(
    ("kind", "sent", "mime"),
    [
        (Kind.VOICE, OPUS, "audio/ogg"),
        (Kind.VOICE, MP3, "audio/mpeg"),
        (Kind.VOICE, M4A, "audio/mp4"),
        (Kind.AUDIO, MP3, "audio/mpeg"),
        (Kind.VIDEO, MP4, "video/mp4"),
        (Kind.VIDEO_NOTE, MP4, "video/mp4"),
        (Kind.DOCUMENT, PDF, "application/pdf"),
    ],
)
def test_sounds_films_and_papers_pass_as_they_are(kind: Kind, sent: bytes, mime: str) -> None:
    kept = clean(kind, sent)
    assert (kept.mime, kept.content) == (mime, sent)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [(Kind.PHOTO, PDF), (Kind.VOICE, MP4), (Kind.VIDEO, picture()), (Kind.DOCUMENT, MP4), (Kind.VOICE, PDF)],
)
def test_a_kind_holds_only_what_belongs_to_it(kind: Kind, sent: bytes) -> None:
    assert reason_of(kind, sent) is Reason.FILE_TYPE


def test_a_paper_larger_than_was_claimed_is_refused() -> None:
    assert reason_of(Kind.DOCUMENT, PDF + bytes(LARGEST_DOCUMENT)) is Reason.TOO_BIG


def test_a_paper_must_begin_as_one() -> None:
    assert sniffed(b"\n" * 2000 + PDF) != "application/pdf"
