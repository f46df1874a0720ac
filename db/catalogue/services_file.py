"""services.yaml: services in the order of the buttons, their categories, and the words that point to them;
for rated services also what people may find wrong with them.

Composed, not constructed: every scalar stays text ("no" is a word, not a boolean), every node knows its line.
"""

from collections.abc import Iterator, Mapping

import yaml

from db.catalogue.problems import Problem
from db.catalogue.rows import Parsed, Row, parse
from db.catalogue.sheets import CATEGORIES, REASONS, SERVICES, Sheet

BELOW = (CATEGORIES, REASONS)
"""What stands within a service, as a list of its own."""


class Odd(Exception):
    """A part of the file that is not shaped as it should be."""

    def __init__(self, node: yaml.Node, column: str, expected: str) -> None:
        value = node.value if isinstance(node, yaml.ScalarNode) else "…"
        facts = {"value": value, "column": column, "expected": expected}
        self.problem = Problem("value_wrong", SERVICES.file, _line(node), facts)


def read_services(text: str) -> dict[str, Parsed]:
    """Services, their categories and their reasons, by the names of the sheets."""
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        why = " ".join(str(error).split()) or "it is nested too deeply"
        return _nothing(Problem("file_unreadable", SERVICES.file, None, {"why": why}))
    if root is None:
        return _nothing(Problem("file_unreadable", SERVICES.file, None, {"why": "it is empty"}))
    try:
        services = [_mapping(node, "services") for node in _list(root, "services")]
        return _parsed(services)
    except Odd as odd:
        return _nothing(odd.problem)


def _parsed(services: list[yaml.MappingNode]) -> dict[str, Parsed]:
    problems: list[Problem] = []
    rows: dict[str, list[Row]] = {sheet.name: [] for sheet in (SERVICES, *BELOW)}
    for position, node in enumerate(services):
        service = _row(SERVICES, node, position, {}, problems)
        rows[SERVICES.name].append(service)
        above = {"service": service.cells.get("code", "")}
        for sheet in BELOW:
            for place, item in enumerate(_items(node, sheet.name)):
                rows[sheet.name].append(_row(sheet, item, place, above, problems))
    found = {sheet.name: parse(sheet, rows[sheet.name]) for sheet in (SERVICES, *BELOW)}
    services_found = found[SERVICES.name]
    every = (*problems, *services_found.problems)
    return {**found, SERVICES.name: Parsed(services_found.records, every, services_found.codes)}


def _items(service: yaml.MappingNode, name: str) -> list[yaml.MappingNode]:
    node = dict(_fields(service)).get(name)
    return [] if node is None else [_mapping(item, name) for item in _list(node, name)]


def _row(
    sheet: Sheet, node: yaml.MappingNode, position: int, above: Mapping[str, str], problems: list[Problem]
) -> Row:
    cells, lines = dict(above), dict.fromkeys(above, _line(node))
    known = {column.name for column in sheet.columns}
    for name, value in _fields(node):
        if sheet is SERVICES and name in {below.name for below in BELOW}:
            continue
        for column, text, line in _cells(name, value):
            if column not in known or column in lines:
                problems.append(Problem("column_unknown", sheet.file, line, {"column": column}))
            else:
                cells[column], lines[column] = text, line
    return Row(_line(node), cells, lines, {"position": position, "valid_to": None})


def _cells(name: str, node: yaml.Node) -> Iterator[tuple[str, str, int]]:
    if name == "names":
        for language, value in _fields(_mapping(node, name)):
            yield f"name_{language}", _text(value, name), _line(value)
    elif name == "words":
        yield name, "\n".join(_words(_mapping(node, name))), _line(node)
    else:
        yield name, _text(node, name), _line(node)


def _words(node: yaml.MappingNode) -> Iterator[str]:
    for language, words in _fields(node):
        for word in _list(words, "words"):
            yield f"{language} {' '.join(_text(word, 'words').split())}"


def _fields(node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
    for key, value in node.value:
        yield _text(key, "key"), value


def _mapping(node: yaml.Node, column: str) -> yaml.MappingNode:
    if not isinstance(node, yaml.MappingNode):
        raise Odd(node, column, "a set of names and values")
    return node


def _list(node: yaml.Node, column: str) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise Odd(node, column, "a list")
    return list(node.value)


def _text(node: yaml.Node, column: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise Odd(node, column, "plain text")
    return str(node.value).strip()


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _nothing(problem: Problem) -> dict[str, Parsed]:
    silent = {sheet.name: Parsed((), (), None) for sheet in BELOW}
    return {SERVICES.name: Parsed((), (problem,), None), **silent}
