"""Whether the answers of tokens to a client name the grant."""

import sqlalchemy as sa
from alembic import op

revision = "0118"
down_revision = "0117"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "client",
        sa.Column("sends_grant_id", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.execute("UPDATE client SET sends_grant_id = TRUE WHERE profile = 'standard'")


def downgrade():
    op.drop_column("client", "sends_grant_id")
