"""Deleted apps can be brought back for a week."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "client", sa.Column("status_before_deletion", sa.String(length=10), nullable=True)
    )


def downgrade():
    op.drop_column("client", "status_before_deletion")
