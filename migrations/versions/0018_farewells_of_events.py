"""The last that readers of feeds saw of events which they see no more."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "event_farewell",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.Integer(), nullable=False),
        sa.Column("seen_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_event_farewell_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_event_farewell_team_id_team")
        ),
        sa.PrimaryKeyConstraint("event_id", "audience", name=op.f("pk_event_farewell")),
    )
    op.create_index("ix_event_farewell_feed", "event_farewell", ["team_id", "audience", "left_at"])
    op.create_index("ix_event_farewell_left_at", "event_farewell", ["left_at"])


def downgrade():
    op.drop_table("event_farewell")
