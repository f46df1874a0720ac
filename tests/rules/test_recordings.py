"""What may be heard: Ogg files with one whole Opus stream, measured by their own pages."""

import pytest

from rules.messages import decode
from rules.recordings import LANGUAGES, Heard, NotOpus, listen_button, opus_seconds
from tests.db.pictures import MP3
from tests.voices import opus, page

SHORT = opus(3)


@pytest.mark.parametrize("seconds", [1, 3, 12.5])
def test_a_recording_is_as_long_as_its_last_page_says(seconds: float) -> None:
    assert opus_seconds(opus(seconds)) == pytest.approx(seconds)


def test_what_is_skipped_at_the_start_is_not_heard() -> None:
    assert opus_seconds(opus(2, pre_skip=3840)) == pytest.approx(2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"OggS",
        MP3,
        SHORT[:-1],
        SHORT[: len(SHORT) // 2],
        SHORT + b"\0",
        SHORT.replace(b"OpusHead", b"\x01vorbis."),
        b"\0" + SHORT,
        SHORT + opus(1, stream=8),
        page(b"OpusHead", 6, 48_000, 0, 1),
        SHORT[:4] + b"\x01" + SHORT[5:],
        SHORT[:26],
    ],
)
def test_anything_else_is_no_recording(content: bytes) -> None:
    with pytest.raises(NotOpus):
        opus_seconds(content)


def test_a_stream_of_heads_alone_is_silent() -> None:
    head, tags = opus(0)[: 28 + 19], opus(0)[28 + 19 :]
    assert opus_seconds(head + page(tags[28:], 4, 0, 1, 7)) == 0


def test_the_button_carries_question_and_language() -> None:
    for heard in Heard:
        for language in LANGUAGES:
            button = decode(listen_button(12, heard, language).encode())
            assert button is not None
            assert (button.room, button.key, button.action, button.value) == ("l", 12, heard.value, language)
