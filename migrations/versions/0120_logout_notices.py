"""Logout notices: clients that are to be told that a session ended."""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0119"
branch_labels = None
depends_on = None

UNTOLD = sa.text("ended_at IS NOT NULL AND clients_told_at IS NULL")
DUE = sa.text("due_at IS NOT NULL")


def upgrade():
    op.add_column("browser_session", sa.Column("clients_told_at", sa.Integer(), nullable=True))
    op.create_index(
        "ix_browser_session_untold",
        "browser_session",
        ["id"],
        unique=False,
        sqlite_where=UNTOLD,
        postgresql_where=UNTOLD,
    )
    op.create_table(
        "logout_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("session", sa.String(length=24), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Integer(), nullable=True),
        sa.Column("delivered_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_logout_notice_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_logout_notice_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logout_notice")),
        sa.UniqueConstraint("public_id", name=op.f("uq_logout_notice_public_id")),
        sa.UniqueConstraint("session", "client_id", name=op.f("uq_logout_notice_session_client_id")),
    )
    op.create_index(op.f("ix_logout_notice_created_at"), "logout_notice", ["created_at"])
    op.create_index(
        "ix_logout_notice_due",
        "logout_notice",
        ["due_at"],
        unique=False,
        sqlite_where=DUE,
        postgresql_where=DUE,
    )


def downgrade():
    op.drop_table("logout_notice")
    op.drop_index("ix_browser_session_untold", "browser_session")
    op.drop_column("browser_session", "clients_told_at")
