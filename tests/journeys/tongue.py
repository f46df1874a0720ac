"""Is a text in its language, all of it? Every word is looked up among the translations and the catalogue's names.

No text is written down here: a translator corrects a word in one place.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from babel.dates import get_month_names
from babel.messages.pofile import read_po

from locales import FOLDER, OWN_NAMES
from tests.processes import ROOT

DATA = ROOT / "db" / "catalogue" / "data"
SPOKEN = {"chat", "button", "status", "place"}
"""The contexts of what a citizen reads; the office's pages are others."""
PLACEHOLDER = re.compile(r"\{\w*\}")
WORD = re.compile(r"[^\W\d_]+")


def words_of(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(PLACEHOLDER.sub(" ", text))}


def strange_words(language: str, text: str, own: set[str]) -> set[str]:
    """What is neither of the language nor among the people's own words."""
    return words_of(text) - vocabulary(language) - own


@cache
def vocabulary(language: str) -> frozenset[str]:
    known = {*OWN_NAMES.values(), *get_month_names("wide", locale=language).values()}
    return frozenset(
        word
        for text in (known | set(_translated(language)) | set(_named(language)))
        for word in words_of(text)
    )


def _translated(language: str) -> Iterator[str]:
    with (FOLDER / language / "messages.po").open("rb") as source:
        for entry in read_po(source, locale=language):
            if entry.context in SPOKEN:
                yield from [entry.string] if isinstance(entry.string, str) else entry.string


def _named(language: str) -> Iterator[str]:
    """Places, offices, services, their categories, and what may be wrong with them."""
    for sheet in ("units", "inboxes"):
        with (DATA / f"{sheet}.csv").open(encoding="utf-8") as source:
            yield from (row[f"name_{language}"] for row in csv.DictReader(source))
    services: list[dict[str, Any]] = yaml.safe_load((DATA / "services.yaml").read_text("utf-8"))
    for service in services:
        yield service["names"][language]
        for one in (*service["categories"], *service.get("reasons", ())):
            yield one["names"][language]
