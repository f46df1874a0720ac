"""Cases by the words of their story: every word sought begins a word of it, in any order, in either language.

`ticket_words` is kept by triggers on both databases (migration 0007), each word twice: as it is, and behind the
number of its inbox, so that a search in one office never reads what other offices wrote.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import (
    ColumnElement,
    Select,
    cast,
    column,
    false,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, aliased

from db.tables.tickets import Ticket

FURTHEST = 1_000
"""Of more cases than this the newest are found: whoever gets so many wants one more word, or a report."""

ON_SQLITE = table("ticket_words", column("rowid"))
ON_POSTGRES = table("ticket_words", column("ticket_id"), column("words"))


def speaks_of(
    session: Session, words: Sequence[str], *, numbers: Sequence[int] = (), inboxes: Collection[int] | None
) -> ColumnElement[bool]:
    """A condition on tickets: all the words, or one of the numbers. `inboxes` None looks everywhere."""
    if not words:
        return Ticket.id.in_(numbers)
    if inboxes is not None and not inboxes:
        return false()
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    found = _on_sqlite(words, inboxes) if on_sqlite else _on_postgres(words, inboxes)
    if not numbers:
        return Ticket.id.in_(found)
    # As one set of numbers: an OR between the two would make PostgreSQL read every ticket.
    numbered, by_words = aliased(Ticket), found.subquery()
    return Ticket.id.in_(
        union_all(select(by_words.c[0]), select(numbered.id).where(numbered.id.in_(numbers)))
    )


def _on_sqlite(words: Sequence[str], inboxes: Collection[int] | None) -> Select[tuple[int]]:
    sought = " AND ".join(
        "(" + " OR ".join(f'"{start}" *' for start in _starts(word, inboxes)) + ")" for word in words
    )
    rowid = ON_SQLITE.c.rowid
    matches = literal_column("ticket_words").op("MATCH")(sought)
    return select(rowid).select_from(ON_SQLITE).where(matches).order_by(rowid.desc()).limit(FURTHEST)


def _on_postgres(words: Sequence[str], inboxes: Collection[int] | None) -> Select[tuple[int]]:
    sought = " & ".join(
        "(" + " | ".join(f"'{start}':*" for start in _starts(word, inboxes)) + ")" for word in words
    )
    matches = ON_POSTGRES.c.words.op("@@")(cast(sought, TSQUERY))
    found = select(ON_POSTGRES.c.ticket_id).where(matches)
    if inboxes is not None:
        # An office finds few: by the index. Left to itself the planner hopes to meet them among the newest of all.
        found = select(found.cte("found").prefix_with("MATERIALIZED"))
    return found.order_by(found.selected_columns[0].desc()).limit(FURTHEST)


def _starts(word: str, inboxes: Collection[int] | None) -> Sequence[str]:
    """How the index spells it. A folded word has letters and digits only, so nothing needs to be escaped."""
    return [word] if inboxes is None else [f"_{inbox}_{word}" for inbox in sorted(inboxes)]
