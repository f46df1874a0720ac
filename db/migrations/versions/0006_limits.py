"""How much was tried lately"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "limits",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("over_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_limits")),
    )
    op.create_index(op.f("ix_limits_over_at"), "limits", ["over_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_limits_over_at"), table_name="limits")
    op.drop_table("limits")
