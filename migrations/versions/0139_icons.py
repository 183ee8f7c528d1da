"""Icons of apps."""

import sqlalchemy as sa
from alembic import op

revision = "0139"
down_revision = "0138"
branch_labels = None
depends_on = None

WAITING = sa.text("new_icon_name IS NOT NULL")


def upgrade():
    op.add_column("client", sa.Column("icon_name", sa.String(length=60), nullable=True))
    op.add_column("client", sa.Column("new_icon_name", sa.String(length=60), nullable=True))
    op.create_index(
        "ix_client_new_icon",
        "client",
        ["id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "client_icon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_icon_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_icon")),
        sa.UniqueConstraint("name", name=op.f("uq_client_icon_name")),
    )
    op.create_index(op.f("ix_client_icon_client_id"), "client_icon", ["client_id"])


def downgrade():
    op.drop_table("client_icon")
    op.drop_index("ix_client_new_icon", "client")
    op.drop_column("client", "new_icon_name")
    op.drop_column("client", "icon_name")
