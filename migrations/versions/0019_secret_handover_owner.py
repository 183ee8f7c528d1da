"""A secret that waits to be read names its owner by a public id."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def make(*columns):
    # Rows live for five minutes: the table is made anew, not converted.
    op.drop_table("secret_handover")
    op.create_table(
        "secret_handover",
        sa.Column("digest", sa.String(length=64), nullable=False),
        *columns,
        sa.Column("masked", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_secret_handover")),
    )


def upgrade():
    make(sa.Column("owner", sa.String(length=64), nullable=False))


def downgrade():
    make(
        sa.Column("client_id", sa.Integer(), sa.ForeignKey("client.id"), nullable=True),
        sa.Column("feed_link_id", sa.Integer(), sa.ForeignKey("feed_link.id"), nullable=True),
    )
