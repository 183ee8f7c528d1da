"""How a signed-in user proved last who they are, which may be weaker than the sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0123"
down_revision = "0122"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("browser_session", sa.Column("proof_amr", sa.String(length=40), nullable=True))


def downgrade():
    with op.batch_alter_table("browser_session") as batch:
        batch.drop_column("proof_amr")
