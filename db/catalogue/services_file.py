"""services.yaml: services in the order of the buttons, their categories, and the words that point to them.

Composed, not constructed: every scalar stays text ("no" is a word, not a boolean), every node knows its line.
"""

from collections.abc import Iterator, Mapping

import yaml

from db.catalogue.problems import Problem
from db.catalogue.rows import Parsed, Row, parse
from db.catalogue.sheets import CATEGORIES, SERVICES, Sheet


class Odd(Exception):
    """A part of the file that is not shaped as it should be."""

    def __init__(self, node: yaml.Node, column: str, expected: str) -> None:
        value = node.value if isinstance(node, yaml.ScalarNode) else "…"
        facts = {"value": value, "column": column, "expected": expected}
        self.problem = Problem("value_wrong", SERVICES.file, _line(node), facts)


def read_services(text: str) -> tuple[Parsed, Parsed]:
    """Services and categories."""
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


def _parsed(services: list[yaml.MappingNode]) -> tuple[Parsed, Parsed]:
    problems: list[Problem] = []
    rows: dict[str, list[Row]] = {SERVICES.name: [], CATEGORIES.name: []}
    for position, node in enumerate(services):
        service = _row(SERVICES, node, position, {}, problems)
        rows[SERVICES.name].append(service)
        for place, category in enumerate(_categories(node)):
            above = {"service": service.cells.get("code", "")}
            rows[CATEGORIES.name].append(_row(CATEGORIES, category, place, above, problems))
    found = parse(SERVICES, rows[SERVICES.name])
    services_found = Parsed(found.records, (*problems, *found.problems), found.codes)
    return services_found, parse(CATEGORIES, rows[CATEGORIES.name])


def _categories(service: yaml.MappingNode) -> list[yaml.MappingNode]:
    node = dict(_fields(service)).get("categories")
    return [] if node is None else [_mapping(item, "categories") for item in _list(node, "categories")]


def _row(
    sheet: Sheet, node: yaml.MappingNode, position: int, above: Mapping[str, str], problems: list[Problem]
) -> Row:
    cells, lines = dict(above), dict.fromkeys(above, _line(node))
    known = {column.name for column in sheet.columns}
    for name, value in _fields(node):
        if name == "categories" and sheet is SERVICES:
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


def _nothing(problem: Problem) -> tuple[Parsed, Parsed]:
    return Parsed((), (problem,), None), Parsed((), (), None)
