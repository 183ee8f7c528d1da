"""What members ask the owners of a team: to let an app in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade():
    op.create_table(
        "owner_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.String(length=300), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_owner_request_client_id_client")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_owner_request_team_id_team")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_owner_request_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_owner_request_decided_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_owner_request_public_id")),
    )
    with op.batch_alter_table("owner_request", schema=None) as batch_op:
        batch_op.create_index("ix_owner_request_team_id", ["team_id"])
        batch_op.create_index("ix_owner_request_user_id", ["user_id", "created_at"])
        batch_op.create_index(batch_op.f("ix_owner_request_created_at"), ["created_at"])
        batch_op.create_index(
            "uq_owner_request_open",
            ["client_id", "team_id", "user_id"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )


def downgrade():
    with op.batch_alter_table("owner_request", schema=None) as batch_op:
        batch_op.drop_index("uq_owner_request_open", sqlite_where=OPEN, postgresql_where=OPEN)
        batch_op.drop_index(batch_op.f("ix_owner_request_created_at"))
        batch_op.drop_index("ix_owner_request_user_id")
        batch_op.drop_index("ix_owner_request_team_id")
    op.drop_table("owner_request")
