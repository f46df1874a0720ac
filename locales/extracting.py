"""Which texts the house says, read from its source, and the catalogues that follow them.

`python -m locales.extracting` brings the catalogues up to date: a new text comes in without a translation, a lost
one goes. Nothing is imported or run; only texts that stand where they are said are found, and any other is refused.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from locales import FOLDER, TRANSLATED

ROOT = FOLDER.parent
SPEAKING = ("admin_api", "app", "bot", "casework", "documents", "locales", "worker")
"""The floors that may say something. The simulator has a `say` of its own."""
SILENT = "app/wiring/demo"
"""The demo's people press what others have said."""
TEMPLATES = frozenset({".html", ".jinja", ".svg", ".txt", ".xml"})

HEADER = """\
# English is the source. One word for one thing: GLOSSARY.md. A placeholder is never inflected.
# A note "C:" waits for a native clerk's word, "L:" for a lawyer's.
msgid ""
msgstr ""
"Project-Id-Version: Dobush\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

Text = tuple[str, str]
"""Context and message."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a call of a door carries its text: numbers of positional arguments, or the context itself."""

    message: int
    context: int | str
    says_phrases: bool = False
    """A phrase may be said here as well; it was found where it was made."""


FUNCTIONS = {"say": Door(2, 1), "phrase": Door(1, 0), "label": Door(1, "button"), "t": Door(0, "page")}
METHODS = {
    "say": Door(0, "chat", says_phrases=True),
    "chat": Door(0, "chat"),
    "button": Door(0, "button"),
    "t": Door(0, "page"),
    "data": Door(0, "data"),
}
DOORS = FUNCTIONS.keys() | METHODS.keys()

TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TEMPLATE_CALL = re.compile(r"""(?<!\w)t\((?:\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*[,)])?""", re.DOTALL)
"""Without its group when the text does not stand there alone."""


class NotWritten(Exception):
    """A door was given a text that does not stand there, so no translator could ever meet it."""

    def __init__(self, place: str, line: int) -> None:
        super().__init__(f"{place}:{line}: the text must stand where it is said")


def spoken(root: Path = ROOT) -> dict[Text, list[str]]:
    """Every text of the house and the files that say it. Raises NotWritten."""
    found: dict[Text, list[str]] = {}
    for place in sorted(
        path.relative_to(root).as_posix() for floor in SPEAKING for path in (root / floor).rglob("*")
    ):
        if place.startswith(SILENT):
            continue
        for text in _in_file(root / place, place):
            places = found.setdefault(text, [])
            if place not in places:
                places.append(place)
    return found


def in_python(source: str, place: str) -> Iterator[Text]:
    yield from _calls(ast.parse(source, place), place, frozenset())


def in_template(source: str, place: str) -> Iterator[Text]:
    """What a Jinja template says through `t("…")`."""
    source = TEMPLATE_COMMENT.sub(_same_lines, source)
    for call in TEMPLATE_CALL.finditer(source):
        if call[1] is None:
            raise NotWritten(place, source.count("\n", 0, call.start()) + 1)
        yield "page", ast.literal_eval(call[1].replace("\n", "\\n"))


def update(language: str, texts: dict[Text, list[str]]) -> int:
    """Write the language's catalogue anew. Returns how many texts it does not translate yet."""
    path = FOLDER / language / "messages.po"
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    template = Catalog()
    for (context, message), places in texts.items():
        template.add(message, context=context, locations=[(place, 0) for place in places])
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    write(path, catalogue, language)
    return sum(1 for message in catalogue if message.id and not message.string)


def write(path: Path, catalogue: Catalog, language: str) -> None:
    """Without dates, versions and line numbers: the file changes when a text does."""
    written = BytesIO(HEADER.format(language=language).encode())
    written.seek(0, SEEK_END)
    write_po(written, catalogue, width=0, omit_header=True, include_lineno=False)
    path.write_bytes(written.getvalue().rstrip() + b"\n")


def _in_file(path: Path, place: str) -> Iterator[Text]:
    if path.suffix == ".py":
        yield from in_python(path.read_text(encoding="utf-8"), place)
    elif path.suffix in TEMPLATES and "templates" in path.parts:
        yield from in_template(path.read_text(encoding="utf-8"), place)


def _calls(node: ast.AST, place: str, passing_on: frozenset[str]) -> Iterator[Text]:
    """The texts of all calls below; a door may pass on what it was itself given under one of these names."""
    if isinstance(node, ast.FunctionDef) and node.name in DOORS:
        arguments = node.args
        passing_on = frozenset(one.arg for one in (*arguments.posonlyargs, *arguments.args))
    if isinstance(node, ast.Call) and (door := _door(node.func)) is not None:
        yield from _said(node, door, place, passing_on)
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, place, passing_on)


def _door(called: ast.expr) -> Door | None:
    if isinstance(called, ast.Name):
        return FUNCTIONS.get(called.id)
    return METHODS.get(called.attr) if isinstance(called, ast.Attribute) else None


def _said(call: ast.Call, door: Door, place: str, passing_on: frozenset[str]) -> Iterator[Text]:
    try:
        said = call.args[door.message]
        contexts = [door.context] if isinstance(door.context, str) else _literals(call.args[door.context])
    except IndexError:
        raise NotWritten(place, call.lineno) from None
    if isinstance(said, ast.Name) and said.id in passing_on:
        return
    texts = _literals(said)
    if not texts and door.says_phrases:
        return
    if not texts or not contexts:
        raise NotWritten(place, call.lineno)
    for context in contexts:
        for text in texts:
            yield context, text


def _literals(node: ast.expr) -> list[str]:
    """The text that stands there, or both of `one if … else other`; empty when anything else does."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        one, other = _literals(node.body), _literals(node.orelse)
        return [*one, *other] if one and other else []
    return []


def _same_lines(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


if __name__ == "__main__":
    house = spoken()
    for language in TRANSLATED:
        print(f"{language}: {len(house)} texts, {update(language, house)} without a translation")
