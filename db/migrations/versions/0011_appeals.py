"""Official appeals: the person, and the office's register of the year"""

import sqlalchemy as sa
from alembic import op

from db.base import BigKey, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UNREGISTERED = sa.text("register_due_on IS NOT NULL")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("register_due_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_tickets_register_due",
        "tickets",
        ["register_due_on", "id"],
        sqlite_where=UNREGISTERED,
        postgresql_where=UNREGISTERED,
    )
    op.create_table(
        "appeals",
        sa.Column("ticket_id", BigKey, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("consent_at", UtcDateTime(), nullable=False),
        sa.Column("consent_version", sa.String(16), nullable=False),
        sa.Column("ordinary_due_on", sa.Date(), nullable=False),
        sa.Column("ordinary_answer_at", UtcDateTime(), nullable=True),
        sa.Column("registered_at", UtcDateTime(), nullable=True),
        sa.Column("registration_number", sa.String(16), nullable=True),
        sa.Column("registry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["registry_id"], ["inboxes.id"], name=op.f("fk_appeals_registry_id_inboxes")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_appeals_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_appeals")),
        sa.UniqueConstraint(
            "registry_id", "registration_number", name=op.f("uq_appeals_registry_id_registration_number")
        ),
    )
    op.create_table(
        "registries",
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inboxes.id"], name=op.f("fk_registries_inbox_id_inboxes")),
        sa.PrimaryKeyConstraint("inbox_id", "year", name=op.f("pk_registries")),
    )


def downgrade() -> None:
    op.drop_table("registries")
    op.drop_table("appeals")
    op.drop_index("ix_tickets_register_due", table_name="tickets")
    op.drop_column("tickets", "register_due_on")
