"""Invitations to operators and new owners of teams, and how each invitation ended."""

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0107"
branch_labels = None
depends_on = None


def upgrade():
    for table in ("team_invitation", "client_transfer"):
        op.add_column(table, sa.Column("ended_as", sa.String(length=10), nullable=True))
    op.create_table(
        "operator_invitation",
        *_link(),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["user_account.id"],
            name=op.f("fk_operator_invitation_invited_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_operator_invitation_digest")),
    )
    op.create_table(
        "team_handover",
        *_link(),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=True),
        sa.Column("former", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offered_by_id"],
            ["user_account.id"],
            name=op.f("fk_team_handover_offered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_handover_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_handover")),
        sa.UniqueConstraint("digest", name=op.f("uq_team_handover_digest")),
    )
    op.create_index(op.f("ix_team_handover_team_id"), "team_handover", ["team_id"], unique=False)


def downgrade():
    op.drop_table("team_handover")
    op.drop_table("operator_invitation")
    for table in ("team_invitation", "client_transfer"):
        op.drop_column(table, "ended_as")


def _link():
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.Column("ended_as", sa.String(length=10), nullable=True),
    )
