"""Apps prove that they answer for a host."""

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "host_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("checked_at", sa.Integer(), nullable=False),
        sa.Column("proven_at", sa.Integer(), nullable=True),
        sa.Column("fault", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_host_proof_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_proof")),
        sa.UniqueConstraint("client_id", "host", name=op.f("uq_host_proof_client_id_host")),
    )
    op.create_index(op.f("ix_host_proof_host"), "host_proof", ["host"])


def downgrade():
    op.drop_index(op.f("ix_host_proof_host"), table_name="host_proof")
    op.drop_table("host_proof")
