"""Known browsers, and which sessions began in a new one."""

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "known_browser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("last_used_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_known_browser_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_browser")),
        sa.UniqueConstraint("user_id", "digest", name=op.f("uq_known_browser_user_id_digest")),
    )
    op.create_index(op.f("ix_known_browser_digest"), "known_browser", ["digest"], unique=False)
    with op.batch_alter_table("browser_session") as table:
        table.add_column(sa.Column("known_browser_id", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("in_new_browser", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_foreign_key(
            op.f("fk_browser_session_known_browser_id_known_browser"),
            "known_browser",
            ["known_browser_id"],
            ["id"],
            ondelete="SET NULL",
        )
        table.create_index(op.f("ix_browser_session_known_browser_id"), ["known_browser_id"])
    op.add_column(
        "pending_sign_in",
        sa.Column("in_known_browser", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade():
    op.drop_column("pending_sign_in", "in_known_browser")
    with op.batch_alter_table("browser_session") as table:
        table.drop_constraint(
            op.f("fk_browser_session_known_browser_id_known_browser"), type_="foreignkey"
        )
        table.drop_index(op.f("ix_browser_session_known_browser_id"))
        table.drop_column("in_new_browser")
        table.drop_column("known_browser_id")
    op.drop_table("known_browser")
