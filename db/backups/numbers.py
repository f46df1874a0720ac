"""The numbers that rows will get next. A number once told to a citizen is never given to another case."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

from db.backups.rows import Kept

SEQUENCE = "SELECT pg_get_serial_sequence(quote_ident(:table), :column)"


def upcoming(connection: Connection, tables: Sequence[Kept]) -> dict[str, int]:
    """Table -> the next number, as far as the database remembers one."""
    if connection.dialect.name == "sqlite":
        known = connection.execute(text("SELECT name, seq + 1 AS next FROM sqlite_sequence"))
        return {row.name: row.next for row in known}
    return {
        name: connection.execute(
            text(f"SELECT last_value + is_called::int FROM {sequence}")  # noqa: S608
        ).scalar_one()
        for name, (sequence, _) in _sequences(connection, tables).items()
    }


def go_on(connection: Connection, tables: Sequence[Kept], numbers: Mapping[str, int]) -> None:
    """No table gives a number below these, nor one that a row has."""
    if connection.dialect.name == "sqlite":
        for name in _counting(connection):
            _from_here_on_sqlite(connection, name, numbers.get(name, 1))
        return
    for name, (sequence, column) in _sequences(connection, tables).items():
        connection.execute(
            text(f"SELECT setval(:sequence, greatest(max({column}) + 1, :next), false) FROM {name}"),  # noqa: S608
            {"sequence": sequence, "next": numbers.get(name, 1)},
        )


def _sequences(connection: Connection, tables: Sequence[Kept]) -> dict[str, tuple[str, str]]:
    found = {}
    for one in tables:
        if len(one.key) == 1:
            asked = {"table": one.name, "column": one.key[0]}
            if sequence := connection.scalar(text(SEQUENCE), asked):
                found[one.name] = (str(sequence), one.key[0])
    return found


def _counting(connection: Connection) -> Sequence[str]:
    """SQLite's tables that never give a number twice."""
    told = text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
    return connection.execute(told).scalars().all()


def _from_here_on_sqlite(connection: Connection, name: str, at_least: int) -> None:
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
    connection.execute(
        text(
            "INSERT INTO sqlite_sequence (name, seq) "  # noqa: S608
            f"SELECT :name, max(coalesce(max(id), 0), :last) FROM {name}"
        ),
        {"name": name, "last": at_least - 1},
    )
