"""Uploaded pictures of events."""

import sqlalchemy as sa
from alembic import op

revision = "0128"
down_revision = "0127"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=60), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_picture_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("public_id", name=op.f("uq_picture_public_id")),
    )
    op.create_index(op.f("ix_picture_team_id"), "picture", ["team_id"])
    op.create_table(
        "picture_file",
        sa.Column("picture_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("width", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("extension", sa.String(length=4), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["picture.id"],
            name=op.f("fk_picture_file_picture_id_picture"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("picture_id", "width", "extension", name=op.f("pk_picture_file")),
    )
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("picture_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_event_picture_id_picture"), "picture", ["picture_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(op.f("ix_event_picture_id"), ["picture_id"])


def downgrade():
    with op.batch_alter_table("event") as batch:
        batch.drop_index(op.f("ix_event_picture_id"))
        batch.drop_constraint(op.f("fk_event_picture_id_picture"), type_="foreignkey")
        batch.drop_column("picture_id")
    op.drop_table("picture_file")
    op.drop_table("picture")
