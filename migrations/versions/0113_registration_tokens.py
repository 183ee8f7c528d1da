"""Tokens with which clients manage their registrations (RFC 7592)."""

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "registration_token",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_registration_token_client_id_client")
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_registration_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_registration_token_digest")),
    )


def downgrade():
    op.drop_table("registration_token")
