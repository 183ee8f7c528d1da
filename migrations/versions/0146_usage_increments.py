"""What processes counted, until it is added to the totals of usage.

The release before goes on adding to the totals by itself, which reads right beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0146"
down_revision = "0145"
branch_labels = None
depends_on = None

SUMS = (
    *("requests", "logged", "milliseconds"),
    *(f"took_{bound}" for bound in (2, 4, 8, 16, 32, 64, 125, 250, 500, 1000, 2500, 10_000)),
    "took_longer",
)


def upgrade():
    op.create_table(
        "usage_increment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_increment")),
    )


def downgrade():
    added = ", ".join(f"{name} = usage_total.{name} + excluded.{name}" for name in SUMS)
    sums = ", ".join(f"SUM({name})" for name in SUMS)
    op.execute(
        sa.text(
            f"INSERT INTO usage_total (endpoint, status, {', '.join(SUMS)})"
            f" SELECT endpoint, status, {sums} FROM usage_increment WHERE true"
            f" GROUP BY endpoint, status ON CONFLICT (endpoint, status) DO UPDATE SET {added}"
        )
    )
    op.drop_table("usage_increment")
