"""Private feed links, and their keys on the way to the page that shows them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "feed_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("tag", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.Integer(), nullable=True),
        sa.Column("last_used_at", sa.Integer(), nullable=True),
        sa.Column("last_used_address", sa.String(length=64), nullable=True),
        sa.Column("last_used_agent", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_feed_link_team_id_team")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_feed_link_membership_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_feed_link_grant_id_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feed_link_public_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_link_digest")),
    )
    op.create_index("ix_feed_link_team_id", "feed_link", ["team_id", "id"])
    op.create_index("ix_feed_link_grant_id", "feed_link", ["grant_id", "id"])
    op.create_index(op.f("ix_feed_link_membership_id"), "feed_link", ["membership_id"])
    op.create_index(op.f("ix_feed_link_revoked_at"), "feed_link", ["revoked_at"])
    with op.batch_alter_table("secret_handover") as batch_op:
        batch_op.alter_column("client_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("feed_link_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            "fk_secret_handover_feed_link_id_feed_link", "feed_link", ["feed_link_id"], ["id"]
        )


def downgrade():
    op.execute("DELETE FROM secret_handover")  # they wait for minutes at most
    with op.batch_alter_table("secret_handover") as batch_op:
        batch_op.drop_constraint("fk_secret_handover_feed_link_id_feed_link", type_="foreignkey")
        batch_op.drop_column("feed_link_id")
        batch_op.alter_column("client_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("feed_link")
