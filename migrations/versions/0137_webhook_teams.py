"""The team of a webhook that was made through a grant for one team."""

import sqlalchemy as sa
from alembic import op

revision = "0137"
down_revision = "0136"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("webhook") as table:
        table.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_webhook_team_id_team"), "team", ["team_id"], ["id"])
        table.create_index("ix_webhook_team_id", ["team_id"])


def downgrade():
    with op.batch_alter_table("webhook") as table:
        table.drop_index("ix_webhook_team_id")
        table.drop_constraint(op.f("fk_webhook_team_id_team"), type_="foreignkey")
        table.drop_column("team_id")
