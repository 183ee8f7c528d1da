"""A refresh is repeated by time alone, whether or not its successors were used."""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("access_token") as table:
        table.drop_constraint(
            op.f("fk_access_token_unused_successor_of_refresh_token"), type_="foreignkey"
        )
        table.drop_column("unused_successor_of")
        table.add_column(sa.Column("superseded_at", sa.Integer(), nullable=True))
    with op.batch_alter_table("refresh_token") as table:
        table.drop_constraint(
            op.f("fk_refresh_token_predecessor_id_refresh_token"), type_="foreignkey"
        )
        table.drop_column("predecessor_id")
        table.drop_column("successor_seen_at")


def downgrade():
    with op.batch_alter_table("refresh_token") as table:
        table.add_column(sa.Column("successor_seen_at", sa.Integer(), nullable=True))
        table.add_column(sa.Column("predecessor_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_refresh_token_predecessor_id_refresh_token"),
            "refresh_token",
            ["predecessor_id"],
            ["id"],
        )
    with op.batch_alter_table("access_token") as table:
        table.drop_column("superseded_at")
        table.add_column(sa.Column("unused_successor_of", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_access_token_unused_successor_of_refresh_token"),
            "refresh_token",
            ["unused_successor_of"],
            ["id"],
        )
