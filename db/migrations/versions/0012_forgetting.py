"""Whoever asks is forgotten: what must be removed, which cases have no words any more, scores without a person"""

import sqlalchemy as sa
from alembic import op

from db.base import BigKey, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TAKEN = sa.text("status <> 'waiting'")
TO_ERASE = sa.text("erasure_asked_at IS NOT NULL AND erased_at IS NULL")
WHOSE = """
UPDATE event_texts SET citizen_id = (
    SELECT tickets.citizen_id FROM events JOIN tickets ON tickets.id = events.ticket_id
    WHERE events.id = event_texts.event_id AND events.by_role = 'citizen' AND events.move <> 'join'
)
"""
"""Until now hardly anybody but the one who filed a case wrote to it."""
STANDS = sa.text("replaced_at IS NULL")
STANDING, OF_A_PERSON = "uq_service_ratings_standing", ["citizen_id", "service_code", "village_id", "month"]


def upgrade() -> None:
    op.create_table(
        "removals",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("ready_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_removals")),
    )
    op.create_index(op.f("ix_removals_ready_at"), "removals", ["ready_at"], unique=False)
    for name in ("erasure_asked_at", "erased_at"):
        op.add_column("tickets", sa.Column(name, UtcDateTime(), nullable=True))
    # Both databases understand this; Alembic would copy the whole table on SQLite.
    op.execute(
        f"ALTER TABLE event_texts ADD COLUMN citizen_id {_whole()} "
        "CONSTRAINT fk_event_texts_citizen_id REFERENCES citizens (id)"
    )
    op.execute(WHOSE)
    op.create_index(op.f("ix_event_texts_citizen_id"), "event_texts", ["citizen_id"], unique=False)
    op.create_index(
        "ix_tickets_to_erase", "tickets", ["id"], sqlite_where=TO_ERASE, postgresql_where=TO_ERASE
    )
    op.create_index(
        "ix_received_updates_taken",
        "received_updates",
        ["chat_id"],
        sqlite_where=TAKEN,
        postgresql_where=TAKEN,
    )
    _may_be_nobodys(nullable=True)


def downgrade() -> None:
    """Scores without a person cannot stand in the older shape."""
    op.execute("DELETE FROM service_ratings WHERE citizen_id IS NULL")
    _may_be_nobodys(nullable=False)
    op.drop_index("ix_received_updates_taken", table_name="received_updates")
    op.drop_index(op.f("ix_event_texts_citizen_id"), table_name="event_texts")
    with op.batch_alter_table("event_texts", schema=None) as batch_op:
        batch_op.drop_column("citizen_id")
    op.drop_index("ix_tickets_to_erase", table_name="tickets")
    for name in ("erased_at", "erasure_asked_at"):
        op.drop_column("tickets", name)
    op.drop_index(op.f("ix_removals_ready_at"), table_name="removals")
    op.drop_table("removals")


def _whole() -> str:
    return "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"


def _may_be_nobodys(*, nullable: bool) -> None:
    """SQLite copies the table; the index is made anew, so that its condition stands as it was written."""
    op.drop_index(STANDING, table_name="service_ratings")
    with op.batch_alter_table("service_ratings", schema=None) as batch_op:
        batch_op.alter_column("citizen_id", existing_type=BigKey, nullable=nullable)
    op.create_index(
        STANDING,
        "service_ratings",
        OF_A_PERSON,
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
