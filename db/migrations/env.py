"""Run by Alembic, inside the transaction that `upgrade` opened."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import JSON

from db.base import BigKey, UtcDateTime
from db.migrations import is_modelled
from db.tables import metadata

SQLITE_CAN = (ops.CreateIndexOp, ops.DropIndexOp, ops.AddColumnOp)


def render_item(kind: str, item: object, autogenerating: AutogenContext) -> str | Literal[False]:
    """The types of the house by their names, so that a migration reads like the table it makes."""
    name = _name_of(item) if kind == "type" else None
    if name is None:
        return False
    autogenerating.imports.add(f"from db.base import {name}")
    return f"{name}()" if name == "UtcDateTime" else name


def _name_of(item: object) -> str | None:
    if isinstance(item, UtcDateTime):
        return "UtcDateTime"
    if isinstance(item, JSON):
        return "Json"
    if item is BigKey:
        return "BigKey"
    return None


def batch_only_where_needed(migration: MigrationContext, revision: Any, directives: list[Any]) -> None:
    """SQLite adds columns and indexes like everybody; whatever else is altered means a new table there."""
    changes = [
        change
        for script in directives
        for half in (script.upgrade_ops, script.downgrade_ops)
        for table in half.ops
        if isinstance(table, ops.ModifyTableOps)
        for change in table.ops
    ]
    migration.opts["render_as_batch"] = not all(isinstance(change, SQLITE_CAN) for change in changes)


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    include_name=is_modelled,
    render_item=render_item,
    process_revision_directives=batch_only_where_needed,
)
with context.begin_transaction():
    context.run_migrations()
