"""How apps are used: counters, totals, the request log, and where a grant was last used from."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SUMS = (
    *("requests", "logged", "milliseconds"),
    *("took_2", "took_4", "took_8", "took_16", "took_32", "took_64", "took_125", "took_250"),
    *("took_500", "took_1000", "took_2500", "took_10000", "took_longer"),
)


def upgrade():
    op.create_table(
        "usage_counter",
        *numbers("client_id", "hour", "grant_id", "team_id"),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        *numbers("status"),
        *sums(),
        sa.PrimaryKeyConstraint(
            *("client_id", "hour", "grant_id", "team_id", "endpoint", "status"),
            name=op.f("pk_usage_counter"),
        ),
    )
    op.create_index(op.f("ix_usage_counter_hour"), "usage_counter", ["hour"])
    op.create_index("ix_usage_counter_grant_id", "usage_counter", ["grant_id", "hour"])
    op.create_table(
        "usage_total",
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        *numbers("status"),
        *sums(),
        sa.PrimaryKeyConstraint("endpoint", "status", name=op.f("pk_usage_total")),
    )
    op.create_table(
        "request_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("token_end", sa.String(length=4), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("error", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_line")),
    )
    op.create_index(op.f("ix_request_line_at"), "request_line", ["at"])
    op.create_index("ix_request_line_newest", "request_line", ["client_id", "at", "id"])
    op.create_index("ix_request_line_request_id", "request_line", ["request_id"])
    with op.batch_alter_table("grant") as batch_op:
        batch_op.add_column(sa.Column("last_used_address", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("last_used_agent", sa.String(length=200), nullable=True))


def downgrade():
    with op.batch_alter_table("grant") as batch_op:
        batch_op.drop_column("last_used_agent")
        batch_op.drop_column("last_used_address")
    for table in ("request_line", "usage_total", "usage_counter"):
        op.drop_table(table)


def numbers(*names):
    """Whole numbers that are part of a key."""
    return [sa.Column(name, sa.Integer(), autoincrement=False, nullable=False) for name in names]


def sums():
    """The columns that are added to."""
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS]
