"""Files that come with a citizen's words"""

import sqlalchemy as sa
from alembic import op

from db.base import BigKey, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WAITING = sa.text("status = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("ticket_id", BigKey, nullable=False),
        sa.Column("event_id", BigKey, nullable=False),
        sa.Column("citizen_id", BigKey, nullable=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("file_id", sa.String(256), nullable=False),
        sa.Column("unique_id", sa.String(64), nullable=False),
        sa.Column("claimed_name", sa.String(120), nullable=False),
        sa.Column("claimed_mime", sa.String(100), nullable=False),
        sa.Column("claimed_bytes", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(12), nullable=True),
        sa.Column("mime", sa.String(40), nullable=True),
        sa.Column("bytes", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ready_at", UtcDateTime(), nullable=False),
        sa.Column("lease", sa.String(32), nullable=True),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_files_citizen_id_citizens")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_files_event_id_events")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_files_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("token", name=op.f("uq_files_token")),
    )
    op.create_index(op.f("ix_files_citizen_id"), "files", ["citizen_id"])
    op.create_index(op.f("ix_files_event_id"), "files", ["event_id"])
    op.create_index("ix_files_ticket", "files", ["ticket_id", "id"])
    op.create_index(
        "ix_files_ready", "files", ["ready_at", "id"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_files_lease", "files", ["lease"], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_table("files")
