"""What is kept of the connections of each app: its last use, and later how many there are.

Nothing waits for the reading of all grants: the table is new, and refers to no other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0148"
down_revision = "0147"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "connection_total",
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_used_at", sa.Integer(), nullable=True),
        sa.Column("grants", sa.Integer(), nullable=True),
        sa.Column("teams", sa.Integer(), nullable=True),
        sa.Column("counted_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_connection_total")),
    )
    op.execute(
        sa.text(
            "INSERT INTO connection_total (client_id, last_used_at)"
            ' SELECT client_id, MAX(last_used_at) FROM "grant"'
            " WHERE last_used_at IS NOT NULL GROUP BY client_id"
        )
    )


def downgrade():
    op.drop_table("connection_total")
