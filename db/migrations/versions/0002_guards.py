"""What is written stays written, and the first case is number 1001"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPENDED_ONLY = ("events", "accesses")
FIRST_TICKET = 1001


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgres()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _open_on_sqlite()
    else:
        _open_on_postgres()


def _guard_on_sqlite() -> None:
    for table in APPENDED_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are only appended to'); END"
            )
    # Without a row of its own the sequence starts behind the highest key there is.
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'tickets'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) "
        f"SELECT 'tickets', max({FIRST_TICKET - 1}, coalesce(max(id), 0)) FROM tickets"
    )


def _open_on_sqlite() -> None:
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'tickets'")
    for table in APPENDED_ONLY:
        for change in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{change}")


def _guard_on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% are only appended to', TG_TABLE_NAME; END $$"
    )
    for table in APPENDED_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    _number_on_postgres(at_least=FIRST_TICKET)


def _open_on_postgres() -> None:
    _number_on_postgres(at_least=1)
    for table in APPENDED_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute("DROP FUNCTION refuse_change()")


def _number_on_postgres(*, at_least: int) -> None:
    op.execute(f"SELECT setval('tickets_id_seq', greatest(max(id) + 1, {at_least}), false) FROM tickets")
