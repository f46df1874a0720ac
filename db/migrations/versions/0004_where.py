"""Where it is: pumps, containers and lamps with codes, the pinned spot of a case, and which way a citizen came"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("service_code", sa.String(length=32), nullable=False),
        sa.Column("name_ky", sa.String(length=120), nullable=False),
        sa.Column("name_ru", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["service_code"], ["services.code"], name=op.f("fk_points_service_code")),
        sa.ForeignKeyConstraint(["village_id"], ["units.id"], name=op.f("fk_points_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points")),
        sa.UniqueConstraint("code", name=op.f("uq_points_code")),
    )
    op.add_column("citizens", sa.Column("source", sa.String(length=16), nullable=True))
    op.add_column("tickets", sa.Column("lat", sa.Double(), nullable=True))
    op.add_column("tickets", sa.Column("lon", sa.Double(), nullable=True))
    # Both databases understand this; Alembic would copy the whole table on SQLite.
    op.execute(
        "ALTER TABLE tickets ADD COLUMN point_id INTEGER CONSTRAINT fk_tickets_point_id REFERENCES points (id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_column("point_id")
        batch_op.drop_column("lon")
        batch_op.drop_column("lat")
    op.drop_column("citizens", "source")
    op.drop_table("points")
