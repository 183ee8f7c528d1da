"""Who adopted a grant from whom, and which apps may be connected to a team."""

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0130"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("grant") as table:
        table.add_column(sa.Column("adopted_at", sa.Integer(), nullable=True))
        table.add_column(sa.Column("adopted_from_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_grant_adopted_from_id_user_account", "user_account", ["adopted_from_id"], ["id"]
        )
    op.add_column(
        "team",
        sa.Column("connect_policy", sa.String(10), nullable=False, server_default="owners"),
    )


def downgrade():
    op.drop_column("team", "connect_policy")
    with op.batch_alter_table("grant") as table:
        table.drop_constraint("fk_grant_adopted_from_id_user_account", type_="foreignkey")
        table.drop_column("adopted_from_id")
        table.drop_column("adopted_at")
