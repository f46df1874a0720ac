"""Neighbours follow a case"""

import sqlalchemy as sa
from alembic import op

from db.base import BigKey, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "followers",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("ticket_id", BigKey, nullable=False),
        sa.Column("citizen_id", BigKey, nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("confirmation", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_followers_citizen_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_followers_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followers")),
    )
    op.create_index(op.f("ix_followers_citizen_id"), "followers", ["citizen_id"], unique=False)
    op.create_index(
        "uq_followers_following",
        "followers",
        ["ticket_id", "citizen_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_index(
        "ix_tickets_open_there",
        "tickets",
        ["municipality_id", "service_code"],
        unique=False,
        sqlite_where=sa.text("status IN ('filed', 'in_progress', 'waiting')"),
        postgresql_where=sa.text("status IN ('filed', 'in_progress', 'waiting')"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_tickets_open_there",
        table_name="tickets",
        sqlite_where=sa.text("status IN ('filed', 'in_progress', 'waiting')"),
        postgresql_where=sa.text("status IN ('filed', 'in_progress', 'waiting')"),
    )
    op.drop_index(
        "uq_followers_following",
        table_name="followers",
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.drop_index(op.f("ix_followers_citizen_id"), table_name="followers")
    op.drop_table("followers")
