"""What goes wrong in the flows of an app, and the team that a developer tries it with."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "flow_failure",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("facts_json", sa.Text(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("likeness", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_flow_failure_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_failure")),
    )
    with op.batch_alter_table("flow_failure", schema=None) as batch_op:
        batch_op.create_index("ix_flow_failure_newest", ["client_id", "last_at", "id"])
        batch_op.create_index("ix_flow_failure_same", ["client_id", "likeness", "last_at"])
        batch_op.create_index(batch_op.f("ix_flow_failure_last_at"), ["last_at"])
        batch_op.create_index(batch_op.f("ix_flow_failure_request_id"), ["request_id"])
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sandbox_of_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_team_sandbox_of_id"), ["sandbox_of_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_team_sandbox_of_id_user_account"),
            "user_account",
            ["sandbox_of_id"],
            ["id"],
        )


def downgrade():
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_team_sandbox_of_id_user_account"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("uq_team_sandbox_of_id"), type_="unique")
        batch_op.drop_column("sandbox_of_id")
    op.drop_table("flow_failure")
