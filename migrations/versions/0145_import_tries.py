"""How often an import was taken up again without getting any further."""

import sqlalchemy as sa
from alembic import op

revision = "0145"
down_revision = "0144"
branch_labels = None
depends_on = None


def upgrade():
    tries = sa.Column("tries", sa.Integer(), nullable=False, server_default="0")
    op.add_column("calendar_import", tries)


def downgrade():
    with op.batch_alter_table("calendar_import") as table:
        table.drop_column("tries")
