"""Days of the service: what our own checks of each part found."""

import sqlalchemy as sa
from alembic import op

revision = "0138"
down_revision = "0137"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "service_day",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.Integer(), nullable=False),
        sa.Column("was_ok", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", "part", name=op.f("pk_service_day")),
    )


def downgrade():
    op.drop_table("service_day")
