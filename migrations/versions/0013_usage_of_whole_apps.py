"""Usage of whole apps, so that charts do not add up every permission."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SUMS = (
    *("requests", "logged", "milliseconds"),
    *("took_2", "took_4", "took_8", "took_16", "took_32", "took_64", "took_125", "took_250"),
    *("took_500", "took_1000", "took_2500", "took_10000", "took_longer"),
)
KEY = "client_id, hour, endpoint, status"


def upgrade():
    op.create_table(
        "usage_hour",
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("status", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS),
        sa.PrimaryKeyConstraint(
            "client_id", "hour", "endpoint", "status", name=op.f("pk_usage_hour")
        ),
    )
    op.create_index(op.f("ix_usage_hour_hour"), "usage_hour", ["hour"])
    sums = ", ".join(f"sum({name})" for name in SUMS)
    op.execute(
        f"INSERT INTO usage_hour ({KEY}, {', '.join(SUMS)}) "
        f"SELECT {KEY}, {sums} FROM usage_counter GROUP BY {KEY}"
    )


def downgrade():
    op.drop_table("usage_hour")
