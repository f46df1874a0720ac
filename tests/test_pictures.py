"""The pictures of the docs: each is one that the command makes, is used, and is small."""

import re

from tests.pictures import IN_DOCS, LARGEST, PICTURES
from tests.processes import ROOT

TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_picture_is_made_by_the_command_and_used_in_a_text() -> None:
    there = {path.name for path in PICTURES.iterdir()}
    used = {
        name for text in TEXTS for name in re.findall(r"pictures/([\w-]+\.png)\)", text.read_text("utf-8"))
    }
    assert there == used == {f"{name}.png" for name in IN_DOCS.values()}


def test_every_picture_is_small() -> None:
    too_large = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert {name: size for name, size in too_large.items() if size >= LARGEST} == {}
