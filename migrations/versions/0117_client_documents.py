"""Clients whose ID is the URL of a document that describes them."""

import sqlalchemy as sa
from alembic import op

revision = "0117"
down_revision = "0116"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("client", sa.Column("document_digest", sa.String(length=64), nullable=True))
    op.add_column("client", sa.Column("document_fresh_until", sa.Integer(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":  # SQLite takes texts of any length
        op.alter_column("client", "client_id", type_=sa.String(length=500))


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        long_ids = "UPDATE client SET client_id = 'url_' || id WHERE length(client_id) > 64"
        op.execute(long_ids)
        op.alter_column("client", "client_id", type_=sa.String(length=64))
    op.drop_column("client", "document_fresh_until")
    op.drop_column("client", "document_digest")
