"""Tokens bound to a key, and the DPoP proofs that were used."""

import sqlalchemy as sa
from alembic import op

revision = "0116"
down_revision = "0115"
branch_labels = None
depends_on = None

BOUND = ("access_token", "authorization_code", "token_family")


def upgrade():
    for table in BOUND:
        op.add_column(table, sa.Column("dpop_jkt", sa.String(length=43), nullable=True))
    op.create_table(
        "used_dpop_proof",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_used_dpop_proof")),
    )
    op.create_index(op.f("ix_used_dpop_proof_expires_at"), "used_dpop_proof", ["expires_at"])


def downgrade():
    op.drop_index(op.f("ix_used_dpop_proof_expires_at"), table_name="used_dpop_proof")
    op.drop_table("used_dpop_proof")
    for table in reversed(BOUND):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("dpop_jkt")
