"""What is wrong with a service, and the panel: who was drawn to be asked"""

import sqlalchemy as sa
from alembic import op

from db.base import BigKey, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NOT_ASKED = sa.text("asked_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "reasons",
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("service_code", sa.String(length=32), nullable=False),
        sa.Column("category_code", sa.String(length=48), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_ky", sa.String(length=40), nullable=False),
        sa.Column("name_ru", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=40), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["category_code"], ["categories.code"], name=op.f("fk_reasons_category_code")
        ),
        sa.ForeignKeyConstraint(["service_code"], ["services.code"], name=op.f("fk_reasons_service_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reasons")),
    )
    op.create_index(op.f("ix_reasons_service_code"), "reasons", ["service_code"])
    op.create_table(
        "panels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_panels_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_panels_unit_id")),
    )
    op.create_table(
        "panel_asks",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("citizen_id", BigKey, nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("ask_on", sa.Date(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("service_code", sa.String(length=32), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_panel_asks_citizen_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["units.id"], name=op.f("fk_panel_asks_municipality_id")
        ),
        sa.ForeignKeyConstraint(["service_code"], ["services.code"], name=op.f("fk_panel_asks_service_code")),
        sa.ForeignKeyConstraint(["village_id"], ["units.id"], name=op.f("fk_panel_asks_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_asks")),
        sa.UniqueConstraint("citizen_id", "month", name=op.f("uq_panel_asks_citizen_id_month")),
    )
    op.create_index("ix_panel_asks_month", "panel_asks", ["month", "municipality_id"])
    op.create_index(
        "ix_panel_asks_ahead",
        "panel_asks",
        ["ask_on", "id"],
        sqlite_where=NOT_ASKED,
        postgresql_where=NOT_ASKED,
    )
    op.create_index(op.f("ix_citizens_village_id"), "citizens", ["village_id"])
    op.add_column("citizens", sa.Column("left_panel_at", UtcDateTime(), nullable=True))
    op.add_column("service_ratings", sa.Column("words", sa.Text(), nullable=True))
    # Both databases understand this; Alembic would copy the whole table on SQLite.
    op.execute(
        "ALTER TABLE service_ratings ADD COLUMN reason_code VARCHAR(48) "
        "CONSTRAINT fk_service_ratings_reason_code REFERENCES reasons (code)"
    )


def downgrade() -> None:
    with op.batch_alter_table("service_ratings", schema=None) as batch_op:
        batch_op.drop_column("reason_code")
        batch_op.drop_column("words")
    op.drop_column("citizens", "left_panel_at")
    op.drop_index(op.f("ix_citizens_village_id"), "citizens")
    op.drop_table("panel_asks")
    op.drop_table("panels")
    op.drop_table("reasons")
