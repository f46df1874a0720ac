"""The questions of the bot can be heard: recordings that a municipality made"""

import sqlalchemy as sa
from alembic import op

from db.base import BigKey, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

GENERAL, OWN = sa.text("municipality_id IS NULL"), sa.text("municipality_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("prompt", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.String(length=256), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["units.id"], name=op.f("fk_recordings_municipality_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("token", name=op.f("uq_recordings_token")),
    )
    op.create_index(
        "ix_recordings_general",
        "recordings",
        ["prompt", "language"],
        unique=True,
        sqlite_where=GENERAL,
        postgresql_where=GENERAL,
    )
    op.create_index(
        "ix_recordings_own",
        "recordings",
        ["municipality_id", "prompt", "language"],
        unique=True,
        sqlite_where=OWN,
        postgresql_where=OWN,
    )


def downgrade() -> None:
    op.drop_index("ix_recordings_own", table_name="recordings")
    op.drop_index("ix_recordings_general", table_name="recordings")
    op.drop_table("recordings")
