"""Where mailed links lead their users back to."""

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"
branch_labels = None
depends_on = None


def upgrade():
    for table in ("email_confirmation", "password_reset"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("sealed_target", sa.Text(), nullable=True))


def downgrade():
    for table in ("email_confirmation", "password_reset"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("sealed_target")
