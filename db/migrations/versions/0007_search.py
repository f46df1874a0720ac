"""Words are found by their beginning, and lists are read in their order, however many cases there are"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 40
ROWS_AT_ONCE = 5_000

WORDS = (
    "{row}search_text || ' _' || {row}inbox_id || '_' || "
    "replace({row}search_text, ' ', ' _' || {row}inbox_id || '_')"
)
"""Each word twice: as it is, for whoever sees everything, and behind its inbox, for whoever sees that one."""
SPLIT_AT_SPACES = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*''"
CHANGED = "old.search_text IS {different} new.search_text OR old.inbox_id IS {different} new.inbox_id"


STILL_OPEN = sa.text("status IN ('filed', 'in_progress', 'waiting')")
PAGES = {
    "ix_tickets_inbox_due": ["inbox_id", "answer_due_on", "id"],
    "ix_tickets_open": ["answer_due_on", "id"],
    "ix_tickets_due": ["answer_due_on", "id"],
}
"""Lists in the order in which they are shown: of an office, of everything open, of everything."""


def upgrade() -> None:
    for name, columns in PAGES.items():
        among = STILL_OPEN if name == "ix_tickets_open" else None
        op.create_index(name, "tickets", columns, sqlite_where=among, postgresql_where=among)
    if op.get_bind().dialect.name == "sqlite":
        _respell(op.get_bind())
        _index_on_sqlite()
    else:
        _keep_on_postgres()
        _respell(op.get_bind())
        _index_on_postgres()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER tickets_words_{change}")
        op.execute("DROP TABLE ticket_words")
    else:
        op.execute("DROP TRIGGER tickets_words ON tickets")
        op.execute("DROP TRIGGER tickets_words_change ON tickets")
        op.execute("DROP FUNCTION keep_ticket_words")
        op.drop_table("ticket_words")
        op.execute("DROP FUNCTION words_of_ticket")
    for name in PAGES:
        op.drop_index(name, table_name="tickets")


def _respell(connection: Connection) -> None:
    """Folded stories become words with one space between them, which both databases split alike."""
    tickets = sa.table("tickets", sa.column("id"), sa.column("search_text"))
    page = sa.select(tickets).order_by(tickets.c.id).limit(ROWS_AT_ONCE)
    change = (
        tickets.update().where(tickets.c.id == sa.bindparam("row")).values(search_text=sa.bindparam("words"))
    )
    last = 0
    while rows := connection.execute(page.where(tickets.c.id > last)).all():
        last = rows[-1].id
        spelt = [(id, old, " ".join(word[:LONGEST_WORD] for word in WORD.findall(old))) for id, old in rows]
        if changed := [{"row": id, "words": words} for id, old, words in spelt if words != old]:
            connection.execute(change, changed)


def _index_on_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE ticket_words USING fts5("
        f"words, content='', detail=none, columnsize=0, tokenize='{SPLIT_AT_SPACES}')"
    )
    op.execute(f"INSERT INTO ticket_words (rowid, words) SELECT id, {WORDS.format(row='')} FROM tickets")
    add = f"INSERT INTO ticket_words (rowid, words) VALUES (new.id, {WORDS.format(row='new.')})"
    # The index holds no text, so it must be told what it held.
    take = (
        "INSERT INTO ticket_words (ticket_words, rowid, words) "
        f"VALUES ('delete', old.id, {WORDS.format(row='old.')})"
    )
    changed = CHANGED.format(different="NOT")
    for change, body in {
        "INSERT ON tickets": add,
        f"UPDATE OF search_text, inbox_id ON tickets WHEN {changed}": f"{take}; {add}",
        "DELETE ON tickets": take,
    }.items():
        name = f"tickets_words_{change.split()[0].lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {change} BEGIN {body}; END")


def _keep_on_postgres() -> None:
    op.create_table(
        "ticket_words",
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, primary_key=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
    )
    op.execute(
        "CREATE FUNCTION words_of_ticket(inbox_id integer, search_text text) RETURNS tsvector "
        "LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN "
        f"array_to_tsvector(array_remove(string_to_array({WORDS.format(row='')}, ' '), ''))"
    )
    op.execute(
        "CREATE FUNCTION keep_ticket_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'DELETE' THEN DELETE FROM ticket_words WHERE ticket_id = OLD.id; RETURN NULL; END IF; "
        "INSERT INTO ticket_words VALUES (NEW.id, words_of_ticket(NEW.inbox_id, NEW.search_text)) "
        "ON CONFLICT (ticket_id) DO UPDATE SET words = excluded.words; RETURN NULL; END $$"
    )
    # First of all, so that a case filed meanwhile waits for us and is not missed.
    op.execute(
        "CREATE TRIGGER tickets_words AFTER INSERT OR DELETE ON tickets "
        "FOR EACH ROW EXECUTE FUNCTION keep_ticket_words()"
    )
    op.execute(
        "CREATE TRIGGER tickets_words_change AFTER UPDATE OF search_text, inbox_id ON tickets FOR EACH ROW "
        f"WHEN ({CHANGED.format(different='DISTINCT FROM')}) EXECUTE FUNCTION keep_ticket_words()"
    )


def _index_on_postgres() -> None:
    op.execute(
        "INSERT INTO ticket_words SELECT id, words_of_ticket(inbox_id, search_text) FROM tickets "
        "ON CONFLICT DO NOTHING"
    )
    # Without a list of pending rows, which every search would have to read through.
    op.execute("CREATE INDEX ix_ticket_words ON ticket_words USING gin (words) WITH (fastupdate = off)")
