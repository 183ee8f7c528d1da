"""Addresses are confirmed by a link; accounts and teams can be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "email_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_email_confirmation_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_confirmation")),
        sa.UniqueConstraint("digest", name=op.f("uq_email_confirmation_digest")),
    )
    op.create_index(op.f("ix_email_confirmation_user_id"), "email_confirmation", ["user_id"])
    for table in ("user_account", "team"):
        op.add_column(table, sa.Column("deleted_at", sa.Integer(), nullable=True))


def downgrade():
    for table in ("team", "user_account"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("deleted_at")
    op.drop_table("email_confirmation")
