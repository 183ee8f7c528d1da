"""Whose receipt it is: the user who approved, also when another owner adopted the grant."""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0139"
branch_labels = None
depends_on = None

FILL = """
UPDATE consent_receipt SET user_id = (
  SELECT CASE WHEN consent_receipt.approved_at < g.adopted_at THEN g.adopted_from_id
              ELSE g.user_id END
    FROM "grant" g WHERE g.id = consent_receipt.grant_id)
"""


def upgrade():
    op.add_column("consent_receipt", sa.Column("user_id", sa.Integer(), nullable=True))
    op.execute(FILL)
    with op.batch_alter_table("consent_receipt") as table:
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(
            op.f("fk_consent_receipt_user_id_user_account"), "user_account", ["user_id"], ["id"]
        )
        table.create_index("ix_consent_receipt_user_id", ["user_id"])


def downgrade():
    with op.batch_alter_table("consent_receipt") as table:
        table.drop_index("ix_consent_receipt_user_id")
        table.drop_constraint(
            op.f("fk_consent_receipt_user_id_user_account"), type_="foreignkey"
        )
        table.drop_column("user_id")
