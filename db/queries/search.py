"""Cases by the words of their story: every word sought begins a word of it, in any order, in either language.

`ticket_words` is kept by triggers on both databases (migration 0007), each word twice: as it is, and behind the
number of its inbox, so that a search in one office never reads what other offices wrote.
"""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Select, cast, column, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

PORTIONS = (60, 240, 700)
"""How many are fetched at once. Of more than a thousand the newest are found: whoever gets so many wants one more
word, or a report."""

ON_SQLITE = table("ticket_words", column("rowid"))
ON_POSTGRES = table("ticket_words", column("ticket_id"), column("words"))


def newest(
    session: Session,
    words: Sequence[str],
    *,
    numbers: Collection[int] = (),
    inboxes: Collection[int] | None,
    before_id: int | None = None,
) -> Iterator[list[int]]:
    """Cases with all the words, or with one of the numbers: their ids from the newest back, in growing portions.

    `inboxes` None looks everywhere. A page that is full stops asking, so it costs the same however many there are.
    """
    meant = sorted(number for number in numbers if before_id is None or number < before_id)[::-1]
    if not words or (inboxes is not None and not inboxes):
        yield meant
        return
    for portion in PORTIONS:
        matching = _matching(session, words, inboxes, before_id).limit(portion)
        found = [row[0] for row in session.connection().execute(matching)]
        exhausted = len(found) < portion
        among = [number for number in meant if exhausted or number >= found[-1]]
        meant = meant[len(among) :]
        yield sorted({*found, *among}, reverse=True)
        if exhausted:
            return
        before_id = found[-1]


def _matching(
    session: Session, words: Sequence[str], inboxes: Collection[int] | None, before_id: int | None
) -> Select[int]:
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    found = _on_sqlite(words, inboxes) if on_sqlite else _on_postgres(words, inboxes)
    number = found.selected_columns[0]
    return (found if before_id is None else found.where(number < before_id)).order_by(number.desc())


def _on_sqlite(words: Sequence[str], inboxes: Collection[int] | None) -> Select[int]:
    sought = " AND ".join(
        "(" + " OR ".join(f'"{start}" *' for start in _starts(word, inboxes)) + ")" for word in words
    )
    return select(ON_SQLITE.c.rowid).where(literal_column("ticket_words").op("MATCH")(sought))


def _on_postgres(words: Sequence[str], inboxes: Collection[int] | None) -> Select[int]:
    sought = " & ".join(
        "(" + " | ".join(f"'{start}':*" for start in _starts(word, inboxes)) + ")" for word in words
    )
    matches = ON_POSTGRES.c.words.op("@@")(cast(sought, TSQUERY))
    found = select(ON_POSTGRES.c.ticket_id).where(matches)
    if inboxes is None:
        return found
    # An office finds few: by the index. Left to itself the planner hopes to meet them among the newest of all.
    return select(found.cte("found").prefix_with("MATERIALIZED"))


def _starts(word: str, inboxes: Collection[int] | None) -> Sequence[str]:
    """How the index spells it. A folded word has letters and digits only, so nothing needs to be escaped."""
    return [word] if inboxes is None else [f"_{inbox}_{word}" for inbox in sorted(inboxes)]
