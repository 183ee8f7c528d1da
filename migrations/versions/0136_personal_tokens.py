"""Names of personal tokens, and teams that forbid them."""

import sqlalchemy as sa
from alembic import op

revision = "0136"
down_revision = "0135"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("grant", sa.Column("label", sa.String(80), nullable=True))
    op.add_column(
        "team",
        sa.Column(
            "forbids_personal_tokens", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )


def downgrade():
    op.drop_column("team", "forbids_personal_tokens")
    op.drop_column("grant", "label")
