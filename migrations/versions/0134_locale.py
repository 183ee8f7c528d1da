"""The language of an account is one that was chosen, or none."""

import sqlalchemy as sa
from alembic import op

revision = "0134"
down_revision = "0133"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("user_account") as batch:
        batch.alter_column("locale", existing_type=sa.String(length=10), nullable=True)
    # There was no choice before: English was the only language.
    op.execute("UPDATE user_account SET locale = NULL")


def downgrade():
    op.execute("UPDATE user_account SET locale = 'en' WHERE locale IS NULL")
    with op.batch_alter_table("user_account") as batch:
        batch.alter_column("locale", existing_type=sa.String(length=10), nullable=False)
