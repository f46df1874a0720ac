"""A step of a conversation is one turn and one message; a tap is acknowledged once. See `python -m tests.steps`."""

from pathlib import Path

import pytest

from tests.steps import ACKNOWLEDGEMENT, Cost, on_stage, steps, table

TURNS = {"album of three: the card": 3, "the clerk asks": 0, "the clerk resolves": 0}
STATEMENTS = 28
"""Of one turn, reads too, and of all that is then said: a bound against mistakes. The benchmarks tell more."""


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> list[Cost]:
    folder: Path = tmp_path_factory.mktemp("steps")
    with on_stage(folder) as hands:
        return list(steps(hands))


def test_every_step_says_one_thing_in_one_call(costs: list[Cost]) -> None:
    assert len(costs) > 30
    too_many = {one.step: one.told for one in costs if one.messages != 1}
    assert too_many == {}


def test_every_tap_is_acknowledged_once_and_nothing_else_is(costs: list[Cost]) -> None:
    wrong = {one.step: one.told for one in costs if one.calls[ACKNOWLEDGEMENT] != ("tap" in one.step)}
    assert wrong == {}


def test_nothing_is_called_but_what_is_said(costs: list[Cost]) -> None:
    called = {method for one in costs for method in one.calls}
    assert called == {"sendMessage", "editMessageText", ACKNOWLEDGEMENT}


def test_a_message_is_one_turn_with_few_statements(costs: list[Cost]) -> None:
    assert {one.step: one.turns for one in costs if one.turns != TURNS.get(one.step, 1)} == {}
    many = {one.step: one.in_turns for one in costs if one.in_turns > STATEMENTS * max(one.turns, 1)}
    assert many == {}
    assert {one.step: one.in_couriers for one in costs if one.in_couriers > STATEMENTS * one.messages} == {}


def test_the_table_for_the_docs_has_a_line_for_each_step(costs: list[Cost]) -> None:
    lines = list(table(iter(costs)))
    assert len(lines) == len(costs) + 2
    assert all(line.count("|") == 7 for line in lines)
