"""No column comes into the house without somebody having said whose data it holds."""

from collections import Counter

import pytest

from db.inventory import INVENTORY, Fate, columns
from db.tables import metadata


def test_every_table_stands_in_the_inventory() -> None:
    assert set(INVENTORY) == set(metadata.tables)


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_column_stands_in_the_inventory_once(table: str) -> None:
    listed = Counter(name for names in INVENTORY.get(table, {}).values() for name in names.split())
    assert set(listed) == {column.name for column in metadata.tables[table].columns}
    assert max(listed.values()) == 1


def test_whatever_points_to_a_citizen_is_personal() -> None:
    pointing = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.name in ("citizen_id", "chat_id")
        or any(key.column.table.name == "citizens" for key in column.foreign_keys)
    }
    kept = {
        (table, name) for table, name in pointing if name in columns(table, Fate.NOT_PERSONAL, Fate.PASSING)
    }
    assert pointing
    assert kept == set()


def test_a_column_that_is_set_to_null_may_be_null() -> None:
    must_hold = {
        f"{table}.{name}"
        for table in INVENTORY
        for name in columns(table, Fate.UNLINKED)
        if not metadata.tables[table].columns[name].nullable
    }
    assert must_hold == set()
