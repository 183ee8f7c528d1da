"""Developer teams, which own apps."""

import sqlalchemy as sa
from alembic import op

revision = "0132"
down_revision = "0131"
branch_labels = None
depends_on = None

PRESENT = sa.text("ended_at IS NULL")


def upgrade():
    op.create_table(
        "developer_team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_developer_team")),
        sa.UniqueConstraint("public_id", name=op.f("uq_developer_team_public_id")),
    )
    _create_memberships()
    _create_invitations()
    with op.batch_alter_table("client") as batch:
        batch.add_column(sa.Column("owner_team_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_client_owner_team_id_developer_team"),
            "developer_team",
            ["owner_team_id"],
            ["id"],
        )
        batch.create_index("ix_client_owner_team_id", ["owner_team_id", "id"])


def _create_memberships():
    op.create_table(
        "developer_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["developer_team.id"],
            name=op.f("fk_developer_membership_team_id_developer_team"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_developer_membership_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_developer_membership")),
    )
    op.create_index(
        "uq_developer_membership_present",
        "developer_membership",
        ["team_id", "user_id"],
        unique=True,
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    op.create_index(
        "ix_developer_membership_user_id", "developer_membership", ["user_id", "id"]
    )


def _create_invitations():
    op.create_table(
        "developer_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("ended_as", sa.String(length=10), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["user_account.id"],
            name=op.f("fk_developer_invitation_invited_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["developer_team.id"],
            name=op.f("fk_developer_invitation_team_id_developer_team"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_developer_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_developer_invitation_digest")),
    )
    op.create_index(op.f("ix_developer_invitation_team_id"), "developer_invitation", ["team_id"])


def downgrade():
    # The apps of teams stay, without an owner, as those that registered themselves.
    with op.batch_alter_table("client") as batch:
        batch.drop_index("ix_client_owner_team_id")
        batch.drop_constraint(op.f("fk_client_owner_team_id_developer_team"), type_="foreignkey")
        batch.drop_column("owner_team_id")
    op.drop_table("developer_invitation")
    op.drop_table("developer_membership")
    op.drop_table("developer_team")
