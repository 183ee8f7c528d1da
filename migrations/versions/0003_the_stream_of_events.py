"""The stream that mirrors follow is the events themselves, in the order of their last changes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SHARED = "deleted_at IS NULL AND status <> 'draft' AND visibility <> 'private'"


def upgrade():
    with op.batch_alter_table("team") as batch_op:
        batch_op.add_column(
            sa.Column("forgotten_seq", sa.BigInteger(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(
            sa.Column("was_shared", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    event, change = (
        sa.table("event", sa.column("id"), sa.column("was_shared")),
        sa.table("event_change", sa.column("event_id"), sa.column("op")),
    )
    told = sa.select(change.c.event_id).where(change.c.op == "upsert")
    op.execute(sa.update(event).where(event.c.id.in_(told)).values(was_shared=True))
    op.drop_table("event_change")
    with op.batch_alter_table("team") as batch_op:
        batch_op.alter_column("forgotten_seq", server_default=None)
    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("was_shared", server_default=None)
    op.create_index(
        "ix_event_stream",
        "event",
        ["team_id", "change_seq"],
        unique=True,
        sqlite_where=sa.text("was_shared"),
        postgresql_where=sa.text("was_shared"),
    )


def downgrade():
    op.drop_index("ix_event_stream", "event")
    op.create_table(
        "event_change",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("op", sa.String(length=6), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=True),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_change_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_event_change_team_id_team")
        ),
        sa.PrimaryKeyConstraint("team_id", "seq", name=op.f("pk_event_change")),
    )
    op.create_index("ix_event_change_event_id", "event_change", ["event_id"])
    # The log of what was: of each event its last change.
    op.execute(
        "INSERT INTO event_change (team_id, seq, event_id, op, reason, at)"
        f" SELECT team_id, change_seq, id, CASE WHEN {SHARED} THEN 'upsert' ELSE 'remove' END,"
        " CASE WHEN deleted_at IS NOT NULL THEN 'deleted' WHEN status = 'draft' THEN 'draft'"
        " WHEN visibility = 'private' THEN 'unshared' END, updated_at FROM event"
    )
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("was_shared")
    with op.batch_alter_table("team") as batch_op:
        batch_op.drop_column("forgotten_seq")
