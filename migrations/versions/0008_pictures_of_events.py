"""Pictures of events that are kept here."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "event_image",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_image_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_image")),
        sa.UniqueConstraint("event_id", name=op.f("uq_event_image_event_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_event_image_public_id")),
    )


def downgrade():
    op.drop_table("event_image")
