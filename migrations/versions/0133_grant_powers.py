"""The term and the pause of a grant, what was taken off it, and receipts of approvals."""

import sqlalchemy as sa
from alembic import op

revision = "0133"
down_revision = "0132"
branch_labels = None
depends_on = None

ENDS = sa.text("status = 'active' AND expires_at IS NOT NULL")


def upgrade():
    op.add_column(
        "grant", sa.Column("term", sa.String(length=5), nullable=False, server_default="never")
    )
    op.add_column("grant", sa.Column("expiry_announced_at", sa.Integer(), nullable=True))
    op.add_column("grant", sa.Column("paused_until", sa.Integer(), nullable=True))
    op.create_index(
        "ix_grant_ends", "grant", ["expires_at"], sqlite_where=ENDS, postgresql_where=ENDS
    )
    op.create_table(
        "grant_removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=50), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.Integer(), nullable=False),
        sa.Column("restored_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_grant_removal_grant_id_grant")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_grant_removal_team_id_team")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"],
            ["user_account.id"],
            name=op.f("fk_grant_removal_removed_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_removal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_grant_removal_public_id")),
    )
    op.create_index("ix_grant_removal_grant_id", "grant_removal", ["grant_id", "id"])
    op.create_table(
        "consent_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.Integer(), nullable=False),
        sa.Column("stored_claims", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_consent_receipt_grant_id_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_receipt")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consent_receipt_public_id")),
    )
    op.create_index("ix_consent_receipt_grant_id", "consent_receipt", ["grant_id", "id"])


def downgrade():
    op.drop_table("consent_receipt")
    op.drop_table("grant_removal")
    op.drop_index("ix_grant_ends", "grant")
    op.drop_column("grant", "paused_until")
    op.drop_column("grant", "expiry_announced_at")
    op.drop_column("grant", "term")
