"""Processes tell each other that they live, and what failed or grew old is found without a search"""

import sqlalchemy as sa
from alembic import op

from db.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DEAD = sa.text("status = 'dead'")
FAILED = sa.text("status = 'failed'")
PROMPT = sa.text("kind = 'prompt'")


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("beats", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )
    op.create_index(
        "ix_received_updates_dead", "received_updates", ["id"], sqlite_where=DEAD, postgresql_where=DEAD
    )
    op.create_index("ix_outbox_failed", "outbox", ["id"], sqlite_where=FAILED, postgresql_where=FAILED)
    op.create_index(
        "ix_outbox_prompts_settled", "outbox", ["settled_at"], sqlite_where=PROMPT, postgresql_where=PROMPT
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_prompts_settled", table_name="outbox")
    op.drop_index("ix_outbox_failed", table_name="outbox")
    op.drop_index("ix_received_updates_dead", table_name="received_updates")
    op.drop_table("heartbeats")
