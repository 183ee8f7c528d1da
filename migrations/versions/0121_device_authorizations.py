"""Device authorizations: the codes of devices that wait for a decision (RFC 8628)."""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"
branch_labels = None
depends_on = None

TABLE = "device_authorization"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_code_digest", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.String(length=300), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("poll_interval", sa.Integer(), nullable=False),
        sa.Column("last_polled_at", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.Integer(), nullable=True),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("redeemed_at", sa.Integer(), nullable=True),
        sa.Column("authentication_id", sa.Integer(), nullable=True),
        sa.Column("family_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_device_authorization_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_device_authorization_grant_id_grant")
        ),
        sa.ForeignKeyConstraint(
            ["authentication_id"],
            ["user_authentication.id"],
            name=op.f("fk_device_authorization_authentication_id_user_authentication"),
        ),
        sa.ForeignKeyConstraint(
            ["family_id"],
            ["token_family.id"],
            name=op.f("fk_device_authorization_family_id_token_family"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_authorization")),
        sa.UniqueConstraint("digest", name=op.f("uq_device_authorization_digest")),
        sa.UniqueConstraint(
            "user_code_digest", name=op.f("uq_device_authorization_user_code_digest")
        ),
    )
    for column in ("client_id", "expires_at", "grant_id"):
        op.create_index(op.f(f"ix_device_authorization_{column}"), TABLE, [column], unique=False)


def downgrade():
    op.drop_table(TABLE)
