"""The audience of tokens: the resources at which they work."""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"
branch_labels = None
depends_on = None

TABLES = ("access_token", "authorization_code", "device_authorization", "token_family")


def upgrade():
    for table in TABLES:
        op.add_column(table, sa.Column("audience", sa.String(length=100), nullable=True))


def downgrade():
    for table in reversed(TABLES):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("audience")
